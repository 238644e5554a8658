"""Who sits before the admin, and a company to review."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.models import Assignment, ModelVersion


@pytest.fixture
def reviewer(client: Client, staff: User) -> Client:
    """A browser with a member of staff before it."""
    client.force_login(staff)
    return client


@pytest.fixture
def visitor() -> Client:
    """A browser of somebody without an account."""
    return Client()


@pytest.fixture
def placed(model: ModelVersion) -> Assignment:
    """A company that the model has placed."""
    return model.assignments.filter(status="scored").order_by("pk")[0]
