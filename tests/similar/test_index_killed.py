"""Processes that build the index are killed at any moment, or find the disk full."""

import logging
import multiprocessing
import random
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DEFAULT_DB_ALIAS, connections

from scoring.models import Assignment
from scoring.similar.index import building, store, upkeep
from tests.similar.companies import att
from tests.similar.index_steps import build, by_rows, ranked

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = 24
LONGEST = 0.25
SMALLEST_FILE = 1024


def forked(work: Callable[[], None]) -> multiprocessing.process.BaseProcess:
    """A process of its own that begins at once, with a connection of its own."""

    def begin() -> None:
        # Not the one that stands where no event loop runs: browser tests leave one running, here
        connections[DEFAULT_DB_ALIAS] = connections.create_connection(DEFAULT_DB_ALIAS)
        work()

    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=begin)
    process.start()
    return process


def keep_up() -> None:
    """Build, follow changes and compact, again and again."""
    chance = random.Random(time.time())
    ids = list(Assignment.objects.filter(vector__isnull=False).values_list("pk", flat=True))
    while True:
        if not upkeep.take_step():
            row = Assignment.objects.filter(pk=chance.choice(ids))
            row.update(category=f"Moved {chance.random()}")


def test_whenever_a_builder_is_killed_lists_are_right_and_the_next_one_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "LATER", 0)
    monkeypatch.setattr(building, "MOST_SMALL_PARTS", 3)
    chance = random.Random(20)
    for kill in range(KILLS):
        if kill % 8 == 0:
            store.give_up(folder)
        builder = forked(keep_up)
        time.sleep(chance.random() * LONGEST)
        assert builder.is_alive()
        builder.kill()
        builder.join()

        assert ranked() == by_rows(ranked, monkeypatch)

    # Whatever the last one left is cleared away with the next change
    Assignment.objects.filter(submission=att()).update(category="Last")
    build()
    index = store.opened(int(folder.name))
    assert index
    assert ranked() == by_rows(ranked, monkeypatch)
    assert {path.name for path in folder.iterdir()} == {"head", "lock", *index.head.parts}


def test_a_full_disk_stops_no_worker_and_leaves_the_list_as_it_was(
    folder: Path, tmp_path: Path
) -> None:
    wanted = ranked()
    # The place in the log stands in the database, which is to be whole
    upkeep.take_step()
    [first] = folder.glob("*.part")
    told = tmp_path / "told"

    def build_where_nothing_fits() -> None:
        upkeep.logger.addHandler(logging.FileHandler(told))
        resource.setrlimit(resource.RLIMIT_FSIZE, (SMALLEST_FILE, SMALLEST_FILE))
        assert upkeep.take_step() is False

    builder = forked(build_where_nothing_fits)
    builder.join()

    assert builder.exitcode == 0
    assert "cannot be written in" in told.read_text()
    assert list(folder.glob("*.part")) == [first]
    assert ranked() == wanted

    build()
    index = store.opened(int(folder.name))
    assert index
    assert first.name in index.head.parts
    assert ranked() == wanted
