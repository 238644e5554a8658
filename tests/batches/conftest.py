"""Where the file of companies lies, a collection, and the member whose it is."""

from pathlib import Path

import pytest
from django.test import Client

from scoring.models import Collection
from tests.batches.imports import own_collection


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "companies.csv"


@pytest.fixture
def collection(db: None) -> Collection:
    return own_collection()


@pytest.fixture
def member(client: Client, collection: Collection) -> Client:
    assert collection.owner
    client.force_login(collection.owner)
    return client
