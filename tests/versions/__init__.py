import pytest

pytest.register_assert_rewrite("tests.versions.small_site", "tests.versions.tables")
