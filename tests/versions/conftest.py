"""The small site with one active version, and others that are not active."""

import pytest

from scoring.models import ModelVersion
from tests import kept_rows
from tests.versions.small_site import activate, companies, store, stored, trained, turned


@pytest.fixture
def rows(db: None) -> list[dict[str, str]]:
    """Thirty companies, stored, and no model yet."""
    store(companies())
    return companies()


@pytest.fixture
@kept_rows.kept_as("small site")
def first(db: None) -> ModelVersion:
    """The active version of the same companies: three clusters, one for each sector."""
    return kept_rows.stored("small site", place_companies)


def place_companies() -> ModelVersion:
    store(companies())
    return activate(stored(trained()))


@pytest.fixture
def second(first: ModelVersion) -> ModelVersion:
    """The same three clusters under other numbers; not active."""
    return stored(turned(trained()))


@pytest.fixture
def wide(first: ModelVersion) -> ModelVersion:
    """Two clusters, of which one holds two of the three sectors; not active."""
    return stored(trained(2))


@pytest.fixture
def fine(first: ModelVersion) -> ModelVersion:
    """Four clusters, two of which share a sector; not active."""
    return stored(trained(4))
