"""The index of vectors is built, kept up and thrown away, whatever happens meanwhile."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from clustering.index import array_file
from scoring.models import Assignment, ModelVersion
from scoring.models.database import vector_log
from scoring.similar.index import asking, building, store, upkeep
from scoring.worker import loop
from tests.conftest import work
from tests.similar.companies import att, nearest_to, titles
from tests.similar.companies import store as send
from tests.similar.index_steps import build, by_rows, follow, ranked

pytestmark = pytest.mark.django_db
OIL = "Explores for oil and natural gas in deep water, and runs refineries and pipelines."


def test_a_build_that_was_killed_goes_on_where_it_was(folder: Path) -> None:
    upkeep.take_step()
    [first] = folder.glob("*.part")
    # What a killed process leaves
    (folder / "0123.part.4242.part").write_bytes(b"half")
    assert store.opened(int(folder.name)) is None
    assert len(ranked()) == 5

    build()

    index = store.opened(int(folder.name))
    assert index
    assert first.name in index.head.parts
    assert {path.name for path in folder.iterdir()} == {"head", "lock", *index.head.parts}


def test_what_was_left_by_one_who_was_killed_as_he_had_finished_is_not_gone_on_with(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    upkeep.take_step()
    left = store.unfinished_file(folder).read_bytes()
    build()
    for part in folder.glob("*.part"):
        part.unlink()
    store.give_up(folder)
    store.unfinished_file(folder).write_bytes(left)

    build()

    assert store.opened(int(folder.name))
    assert {path.suffix for path in folder.iterdir()} == {"", ".part"}
    assert not store.unfinished_file(folder).exists()
    assert caplog.text == ""


def test_while_one_process_builds_another_one_reads_rows(folder: Path) -> None:
    with store.only_builder(folder) as is_only_one:
        assert is_only_one
        assert upkeep.take_step() is False
        assert len(ranked()) == 5

    assert upkeep.take_step() is True


def test_a_pipe_in_place_of_the_lock_keeps_nobody_waiting(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    os.mkfifo(folder / "lock")

    assert upkeep.take_step() is False
    assert "cannot be written" in caplog.text
    assert len(ranked()) == 5


def spoil_part(folder: Path) -> None:
    part = next(folder.glob("*.part"))
    data = bytearray(part.read_bytes())
    data[-1] ^= 1
    part.write_bytes(data)


def cut_head(folder: Path) -> None:
    store.head_file(folder).write_bytes(store.head_file(folder).read_bytes()[:-1])


def other_file(folder: Path) -> None:
    store.head_file(folder).write_text("Something else.")


def folder_for_head(folder: Path) -> None:
    store.head_file(folder).unlink()
    (store.head_file(folder) / "inside").mkdir(parents=True)


def pipe_for_head(folder: Path) -> None:
    store.head_file(folder).unlink()
    os.mkfifo(store.head_file(folder))


def remove_part(folder: Path) -> None:
    next(folder.glob("*.part")).unlink()


def foreign_head(folder: Path) -> None:
    head = store.read_head(store.head_file(folder))
    assert head
    mark = head.mark._replace(token="of another database")
    store.write_head(store.head_file(folder), head._replace(mark=mark))


@pytest.mark.parametrize(
    "spoil",
    [
        *(spoil_part, cut_head, other_file, folder_for_head, pipe_for_head),
        *(remove_part, foreign_head),
    ],
)
def test_an_index_that_cannot_be_used_leaves_the_list_as_it_was_and_is_made_anew(
    indexed: Path,
    spoil: Callable[[Path], None],
    read: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = ranked()
    monkeypatch.setattr(store, "_opened", {})
    spoil(indexed)

    assert ranked() == wanted
    assert read[-1] > 100

    build()
    assert ranked() == wanted
    assert read[-1] == 5


def test_a_full_disk_is_said_in_a_sentence_and_lists_stay(
    folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(array_file.os, "fsync", full)
        assert upkeep.take_step() is False
        assert "No space left on device. Until it can, lists are made" in caplog.text
        # No worker waits for it
        assert loop.is_empty()
    assert len(ranked()) == 5
    assert list(folder.glob("*.part")) == []

    monkeypatch.setattr(upkeep, "_rests_until", 0.0)
    build()
    assert store.opened(int(folder.name))


def test_a_step_that_fails_ends_no_worker(
    folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_much(rows: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(building, "part_of", too_much)

    assert upkeep.take_step() is False
    assert "A step for the index of similar companies failed" in caplog.text
    assert loop.is_empty()
    assert len(ranked()) == 5


def test_a_worker_until_empty_ends_with_the_index_built(folder: Path) -> None:
    assert not loop.is_empty()

    work()

    assert store.opened(int(folder.name))
    assert loop.is_empty()


def test_few_companies_need_no_index(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "LEAST_ROWS", 100_000)

    build()

    assert not folder.exists()


def test_the_index_of_a_version_that_is_out_of_use_is_removed(
    indexed: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = settings.INDEX_FOLDER / "999"
    old.mkdir()
    (old / "head").write_text("")
    (old / "0.part").write_text("")
    (settings.INDEX_FOLDER / "notes").write_text("Not ours.")

    send("Deep Oil", OIL)
    follow(monkeypatch)

    assert [path.name for path in old.iterdir()] == ["lock"]
    assert (settings.INDEX_FOLDER / "notes").exists()


def test_the_log_is_kept_short_and_an_index_that_is_too_far_behind_is_made_anew(
    indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_log, "MOST_LINES", 1)
    before = titles(nearest_to(att(), 10))
    send("Deep Oil", OIL)
    send("More oil", OIL)
    vector_log.forget_old_lines()

    index = store.opened(int(indexed.name))
    assert index
    assert vector_log.changed_since(index.head.mark, int(indexed.name)) is None
    assert titles(nearest_to(att(), 10)) == before
    build()
    again = store.opened(int(indexed.name))
    assert again
    assert again.head.mark != index.head.mark


def test_after_very_many_changes_the_index_is_made_anew(
    indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = set(indexed.glob("*.part"))
    send("Deep Oil", OIL)
    send("More oil", OIL)
    wanted = by_rows(ranked, monkeypatch)

    monkeypatch.setattr(upkeep, "MOST_CHANGES", 1)
    monkeypatch.setattr(asking, "MOST_CHANGED", 1)
    assert ranked() == wanted
    build()
    assert not parts & set(indexed.glob("*.part"))
    assert ranked() == wanted


def test_what_was_taken_over_is_read_from_the_database_no_more(
    indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = int(indexed.name)
    oil = send("Deep Oil", OIL)
    Assignment.objects.filter(version=version).update(attempts=3, reason="x", sure=0.5)

    # Of others no list knows anything new
    assert changes(version) == [oil.pk]
    follow(monkeypatch)

    assert changes(version) == []
    assert oil.pk in {pk for pk, _ in ranked(limit=200)}


@pytest.mark.django_db(transaction=True)
def test_what_is_stored_while_a_mark_is_made_is_read_then_or_stands_in_the_log(
    kinds: ModelVersion,
) -> None:
    [pk] = Assignment.objects.filter(version=kinds, vector__isnull=False)[:1].values_list(
        "submission_id", flat=True
    )
    row = Assignment.objects.filter(version=kinds, submission=pk)
    has_written, is_marked = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            row.update(category="Another")
            has_written.set()
            # SQLite makes no mark before this is over
            is_marked.wait(0.3)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    has_written.wait()
    mark = vector_log.new_mark()
    [category] = row.values_list("category", flat=True)
    is_marked.set()
    writer.join()

    changed = vector_log.changed_since(mark, kinds.pk)
    assert changed is not None
    assert category == "Another" or pk in changed


def changes(version: int) -> list[int] | None:
    index = store.opened(version)
    assert index
    return vector_log.changed_since(index.head.mark, version)


def test_a_mark_of_a_database_of_another_kind_is_none_of_this_one(db: None) -> None:
    assert vector_log.changed_since(vector_log.Mark(1, "of another", snapshot=""), 1) is None
