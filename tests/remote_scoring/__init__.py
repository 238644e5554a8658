import pytest

pytest.register_assert_rewrite("tests.remote_scoring.sent_companies")
