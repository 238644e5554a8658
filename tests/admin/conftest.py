"""A company to review."""

import pytest

from scoring.models import Assignment, ModelVersion


@pytest.fixture
def placed(model: ModelVersion) -> Assignment:
    """A company that the model has placed."""
    return model.assignments.filter(status="scored").order_by("pk")[0]
