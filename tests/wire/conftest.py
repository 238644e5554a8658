"""Pure functions need nothing of the site."""

import pytest


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """No settings to prepare, which the other tests have done before each one."""
