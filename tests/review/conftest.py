"""A version with four clusters, companies of several kinds of business, and a second reviewer."""

import pytest
from django.test import Client

from scoring.models import ModelVersion
from tests.companies.conftest import placed
from tests.review.desk import make_version, member_of_staff

__all__ = ["placed"]


@pytest.fixture
def version(db: None) -> ModelVersion:
    return make_version()


@pytest.fixture
def colleague(db: None) -> Client:
    """Another one, with no more than the permission that the desk asks for."""
    return member_of_staff("colleague", "change_submission")
