import pytest

pytest.register_assert_rewrite("tests.endpoint.sent_companies")
