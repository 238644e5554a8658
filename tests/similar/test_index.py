"""The index of vectors beside the database: lists are the same with it, whatever changes."""

from pathlib import Path

import pytest
from django.db import connection

from scoring.companies import submissions
from scoring.companies.correcting import rewrite
from scoring.models import Assignment, Collection, ModelVersion, Scope, Submission
from scoring.models.collections import OF_THE_SITE
from scoring.queue.changes import change_rows
from scoring.similar.index import asking, building, store
from scoring.similar.nearest import nearest_to_companies
from scoring.similar.ranking import Filters
from scoring.similar.sources import Sources
from tests.conftest import work
from tests.similar.companies import att, nearest_to
from tests.similar.companies import store as send
from tests.similar.index_steps import build, by_rows, follow, ranked

pytestmark = pytest.mark.django_db
OIL = "Explores for oil and natural gas in deep water, and runs refineries and pipelines."


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
