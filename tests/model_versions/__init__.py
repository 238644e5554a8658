import pytest

pytest.register_assert_rewrite("tests.model_versions.small_site", "tests.model_versions.tables")
