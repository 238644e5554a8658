"""A site whose model tells kinds of business, and the small site with two versions."""

import pytest

from scoring.models import ModelVersion
from tests.kinds.conftest import kinds
from tests.versions.conftest import first, second

__all__ = ["first", "kinds", "model", "second"]


@pytest.fixture
def model(kinds: ModelVersion) -> ModelVersion:
    """The active version."""
    return kinds
