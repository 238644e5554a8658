import pytest

pytest.register_assert_rewrite("tests.admin.companies_in_admin")
