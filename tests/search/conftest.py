import pytest

from scoring.models import ModelVersion
from tests.search import companies


@pytest.fixture
def mixed(db: None) -> ModelVersion:
    """Seven companies over three clusters, four states and two sources."""
    version = companies.version()
    companies.store(version, *companies.MIXED)
    return version
