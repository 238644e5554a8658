"""The mixed companies that searching is tried with, and others of several kinds of business."""

import pytest

from scoring.models import ModelVersion
from tests.companies.kinds import place_kinds
from tests.kinds.conftest import kinds
from tests.search.conftest import mixed

__all__ = ["kinds", "mixed"]


@pytest.fixture
def placed(db: None) -> ModelVersion:
    """The companies of `tests.companies.kinds`."""
    return place_kinds()
