"""A model that tells kinds of business, and a small site with an index of vectors."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from scoring.models import ModelVersion
from scoring.similar import ranking
from scoring.similar.index import building, store, upkeep
from tests.kinds.conftest import kinds
from tests.similar.index_steps import build

__all__ = ["folder", "indexed", "kinds", "read"]


@pytest.fixture
def folder(
    kinds: ModelVersion, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Where the index of a small site is to be, in parts of 40 companies."""
    settings.INDEX_FOLDER = tmp_path
    monkeypatch.setattr(upkeep, "LEAST_ROWS", 20)
    monkeypatch.setattr(upkeep, "_rests_until", 0.0)
    monkeypatch.setattr(building, "MOST_ROWS", 40)
    # A builder's mark never stands in the transaction that stored the companies, as it would here
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM scoring_vector_log")
    return store.folder_of(kinds.pk)


@pytest.fixture
def indexed(folder: Path) -> Path:
    build()
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows each list has read from the database."""
    numbers: list[int] = []
    rank = ranking.rank

    def counted(asked: Any, rows: Any, *rest: Any) -> Any:
        numbers.append(rows.count())
        return rank(asked, rows, *rest)

    monkeypatch.setattr(ranking, "rank", counted)
    return numbers
