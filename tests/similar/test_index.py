"""The index of vectors beside the database: lists are the same with it, whatever changes."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from clustering.index import array_file
from scoring.companies import submissions
from scoring.companies.correcting import rewrite
from scoring.models import Assignment, Collection, ModelVersion, Scope, Submission
from scoring.models.collections import OF_THE_SITE
from scoring.models.database import vector_log
from scoring.queue.changes import change_rows
from scoring.similar import ranking
from scoring.similar.index import asking, building, store, upkeep
from scoring.similar.nearest import nearest_to_companies
from scoring.similar.ranking import Filters
from scoring.similar.sources import Sources
from scoring.worker import loop
from tests.conftest import work
from tests.similar.companies import att, nearest_to, titles
from tests.similar.companies import store as send

pytestmark = pytest.mark.django_db
OIL = "Explores for oil and natural gas in deep water, and runs refineries and pipelines."


@pytest.fixture
def folder(
    kinds: ModelVersion, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Where the index of a small site is to be, in parts of 40 companies."""
    settings.INDEX_FOLDER = tmp_path
    monkeypatch.setattr(upkeep, "LEAST_ROWS", 20)
    monkeypatch.setattr(upkeep, "_rests_until", 0.0)
    monkeypatch.setattr(building, "MOST_ROWS", 40)
    return store.folder_of(kinds.pk)


@pytest.fixture
def indexed(folder: Path) -> Path:
    build()
    return folder


def build() -> None:
    while upkeep.take_step():
        pass


def follow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take over whatever changed, as after a minute."""
    with monkeypatch.context() as later:
        later.setattr(upkeep, "LATER", 0)
        upkeep.take_step()


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


def by_rows(call: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The same without an index."""
    with monkeypatch.context() as without:
        without.setattr(store, "opened", lambda version: None)
        return call()


def ranked(filters: Filters = Filters(), limit: int = 5) -> list[tuple[int, float]]:  # noqa: B008
    """Ids and closeness, without those that only a longer list would have."""
    from scoring.similar.seeds import asked_for, stored_seeds

    sources = Sources.read(OF_THE_SITE)
    asked = asked_for(stored_seeds([att()], sources), sources.guided())
    return [
        (each.pk, each.closeness) for each in asking.nearest_rows(asked, sources, filters, limit)
    ]


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(category="Energy"),
        Filters(source="catalogue"),
        Filters(source="form"),
        Filters(cluster=1),
        Filters(sector="Energy"),
        Filters(category="Energy", cluster=1, source="catalogue"),
    ],
)
def test_lists_are_the_same_with_the_index(
    indexed: Path, filters: Filters, read: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = by_rows(lambda: ranked(filters), monkeypatch)

    assert ranked(filters) == wanted
    assert read[-1] <= 5


def test_a_new_company_is_found_at_once_and_from_the_index_later(
    indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = send("Deep Oil", OIL)
    assert ranked_like(one)[0] != one.pk
    other = send("Oil again", OIL + " Sells fuel.")
    assert ranked_like(one)[0] == other.pk

    follow(monkeypatch)

    assert ranked_like(one)[0] == other.pk
    index = store.opened(int(indexed.name))
    assert index
    assert any(other.pk in part.ids for part, _ in index.parts)


def ranked_like(company: Submission, scope: Scope = OF_THE_SITE) -> list[int]:
    """The nearest companies, without those that are left out."""
    found = nearest_to_companies([company], Sources.read(scope), 10)
    near = [each.company.pk for each in found.rows]
    return [each.pk for each in found.near_duplicates] + near


@pytest.mark.parametrize("is_followed", [False, True])
def test_a_deleted_company_vanishes_and_the_next_nearest_fills_the_ten(
    indexed: Path, is_followed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (pk for pk, _ in ranked()[1:3])

    # However it is deleted
    Assignment.objects.filter(submission=first)._raw_delete("default")
    submissions.delete(Submission.objects.filter(pk=second))
    if is_followed:
        follow(monkeypatch)

    found = ranked(limit=10)
    assert not {first, second} & {pk for pk, _ in found}
    assert len(found) == 10
    assert found == by_rows(lambda: ranked(limit=10), monkeypatch)


@pytest.mark.parametrize("is_followed", [False, True])
def test_a_corrected_company_is_found_where_its_new_text_is(
    indexed: Path, is_followed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    oil = send("Deep Oil", OIL)
    far = Submission.objects.exclude(category="Energy").exclude(pk=oil.pk).earliest("pk")
    follow(monkeypatch)

    rewrite({far.pk: {"text": OIL + " It sells fuel."}}, by_name="Ann")
    work()
    if is_followed:
        follow(monkeypatch)

    assert ranked_like(oil)[0] == far.pk


@pytest.mark.parametrize("is_followed", [False, True])
def test_who_may_not_see_a_company_any_more_does_not_find_it(
    indexed: Path, is_followed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = ranked_like(att())[0]
    private = Collection.objects.create(name="Ann's")

    def put(row: Assignment) -> None:
        row.collection = private.pk

    Submission.objects.filter(pk=near).update(collection=private)
    change_rows(Assignment.objects.filter(submission=near), put, ["collection"])
    if is_followed:
        follow(monkeypatch)

    assert near not in ranked_like(att())
    assert len(nearest_to(att(), 10).rows) == 10
    wide = Scope((*OF_THE_SITE.collections, private.pk), (*OF_THE_SITE.visible, private.pk))
    assert near in ranked_like(att(), wide)
    alone = Scope((private.pk,), wide.visible)
    assert ranked_like(att(), alone) == [near]


def test_without_a_line_in_the_log_the_database_has_the_last_word(
    indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = [pk for pk, _ in ranked()[1:4]]
    Submission.objects.filter(pk__in=gone).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM scoring_vector_log WHERE token = ''")

    found = ranked()

    assert len(found) == 5
    assert not set(gone) & {pk for pk, _ in found}


def test_the_clusters_of_a_remote_service_choose_too(
    indexed: Path, kinds: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = Sources.read(OF_THE_SITE)
    other = ModelVersion.objects.create(kind="remote", k=2, endpoint="x")
    row = Assignment.objects.filter(version=kinds, vector__isnull=False).latest("submission")
    row.pk, row.version, row.vector, row.shown_cluster = None, other, None, 1
    row.save()

    rows = asking.rows_to_rank(sources._replace(active=other), Filters(cluster=1))
    wanted = asking._wanted(sources._replace(active=other), Filters(cluster=1), [])

    assert wanted.only is not None
    assert wanted.only.tolist() == list(rows.values_list("submission_id", flat=True))


def test_small_parts_are_joined_and_the_dead_left_out(
    indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    companies = [send(f"Oil {number}", f"{OIL} {number}") for number in range(3)]
    for company in companies:
        send(f"Another {company.pk}", OIL)
        follow(monkeypatch)
    submissions.delete(Submission.objects.filter(pk__in=[each.pk for each in companies]))
    monkeypatch.setattr(building, "MOST_SMALL_PARTS", 2)
    wanted = by_rows(lambda: ranked(limit=50), monkeypatch)

    follow(monkeypatch)
    build()

    index = store.opened(int(indexed.name))
    assert index
    stored = Assignment.objects.filter(version=int(indexed.name), vector__isnull=False)
    living = sum(file.living for file in index.head.parts.values())
    assert living == stored.count()
    assert sum(2 * file.living < 40 for file in index.head.parts.values()) < 2
    assert len(list(indexed.glob("*.part"))) == len(index.parts)
    assert ranked(limit=50) == wanted


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


def test_while_one_process_builds_another_one_reads_rows(folder: Path) -> None:
    with store.only_builder(folder) as is_only_one:
        assert is_only_one
        assert upkeep.take_step() is False
        assert len(ranked()) == 5

    assert upkeep.take_step() is True


def spoil_part(folder: Path) -> None:
    part = next(folder.glob("*.part"))
    data = bytearray(part.read_bytes())
    data[-1] ^= 1
    part.write_bytes(data)


def cut_head(folder: Path) -> None:
    store.head_file(folder).write_bytes(store.head_file(folder).read_bytes()[:-1])


def other_file(folder: Path) -> None:
    store.head_file(folder).write_text("Something else.")


def remove_part(folder: Path) -> None:
    next(folder.glob("*.part")).unlink()


def foreign_head(folder: Path) -> None:
    head = store.read_head(store.head_file(folder))
    assert head
    mark = head.mark._replace(token="of another database")
    store.write_head(store.head_file(folder), head._replace(mark=mark))


@pytest.mark.parametrize("spoil", [spoil_part, cut_head, other_file, remove_part, foreign_head])
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
