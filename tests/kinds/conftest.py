"""The catalogue under a model that tells kinds of business."""

import pytest

from scoring.models import ModelVersion
from tests import kept_rows
from tests.kinds.site import place_catalogue


@pytest.fixture
@kept_rows.kept_as("kinds")
def kinds(db: None) -> ModelVersion:
    """The active version; it tells eight kinds of business apart."""
    return kept_rows.stored("kinds", place_catalogue)
