"""Pure functions need nothing of the site."""

import pytest


@pytest.fixture(autouse=True)
def usual_settings() -> None:
    """No settings to prepare, which the other tests have done before each one."""
