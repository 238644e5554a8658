"""What a test does with the index of vectors: build it, follow changes, ask with it and without."""

from collections.abc import Callable
from typing import Any

import pytest

from scoring.models.collections import OF_THE_SITE
from scoring.similar.index import asking, store, upkeep
from scoring.similar.ranking import Filters
from scoring.similar.sources import Sources
from tests.similar.companies import att


def build() -> None:
    while upkeep.take_step():
        pass


def follow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take over whatever changed, as after a minute."""
    with monkeypatch.context() as later:
        later.setattr(upkeep, "LATER", 0)
        upkeep.take_step()


def by_rows(call: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The same without an index."""
    with monkeypatch.context() as without:
        without.setattr(store, "opened", lambda version: None)
        return call()


def ranked(filters: Filters = Filters(), limit: int = 5) -> list[tuple[int, float]]:  # noqa: B008
    """Ids and closeness, without those that only a longer list would have."""
    from scoring.similar.seeds import asked_for, stored_seeds

    sources = Sources.read(OF_THE_SITE)
    asked = asked_for(stored_seeds([att()], sources), sources)
    return [
        (each.pk, each.closeness) for each in asking.nearest_rows(asked, sources, filters, limit)
    ]
