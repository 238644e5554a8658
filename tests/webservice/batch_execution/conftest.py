"""The versions and the service of the other webservice tests, and another site with a table."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.servers import ScoringServer, saying, serving
from tests.webservice.batch_execution.programs import csv_of
from tests.webservice.conftest import at, other, service, small_model, version

__all__ = ["at", "other", "service", "small_model", "version"]


@pytest.fixture
def store(settings: Any) -> Iterator[ScoringServer]:
    """An allowed site with the usual table."""
    with serving(saying(csv_of())) as server:
        settings.BATCH_INPUT_HOSTS = [f"127.0.0.1:{server.server_port}"]
        yield server
