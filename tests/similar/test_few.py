"""Vectors that a process keeps while they are few: lists are as the database has them now."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from scoring.companies import submissions
from scoring.companies.correcting import rewrite
from scoring.models import Assignment, Collection, ModelVersion, Scope, Submission
from scoring.models.collections import OF_THE_SITE
from scoring.queue.changes import change_rows
from scoring.similar.index import few, store
from scoring.similar.nearest import nearest_to_companies
from scoring.similar.ranking import Filters
from scoring.similar.sources import Sources
from tests.conftest import work
from tests.similar.companies import att
from tests.similar.companies import store as send
from tests.similar.index_steps import ranked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("without_index")]
OIL = "Explores for oil and natural gas in deep water, and runs refineries and pipelines."


@pytest.fixture
def without_index(kinds: ModelVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "opened", lambda version: None)


def test_lists_are_the_same_from_kept_vectors_and_read_none_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filters = [
        Filters(),
        Filters(category="Energy"),
        Filters(source="catalogue"),
        Filters(source="form"),
        Filters(cluster=1),
        Filters(sector="Energy"),
        Filters(category="Energy", cluster=1, source="catalogue"),
    ]
    with monkeypatch.context() as many:
        many.setattr(few, "few_rows", lambda *_: None)
        many.setattr("scoring.similar.index.asking.few_rows", lambda *_: None)
        wanted = [ranked(each, limit=20) for each in filters]
    ranked()

    with CaptureQueriesContext(connection) as queries:
        assert [ranked(each, limit=20) for each in filters] == wanted
    # Of the company that is asked for
    read = [query["sql"] for query in queries if '"vector"' in query["sql"]]
    assert all('"submission_id" IN (' in sql for sql in read)


def ranked_like(company: Submission, scope: Scope = OF_THE_SITE) -> list[int]:
    found = nearest_to_companies([company], Sources.read(scope), 10)
    near = [each.company.pk for each in found.rows]
    return [each.pk for each in found.near_duplicates] + near


def test_a_new_company_and_a_new_text_are_found_at_once() -> None:
    oil = send("Deep Oil", OIL)
    far = Submission.objects.exclude(category="Energy").exclude(pk=oil.pk).earliest("pk")
    assert ranked_like(oil)[0] != far.pk

    rewrite({far.pk: {"text": OIL + " It sells fuel."}}, by_name="Ann")
    work()

    assert ranked_like(oil)[0] == far.pk


def test_a_deleted_company_vanishes() -> None:
    [_, first, second] = [pk for pk, _ in ranked(limit=3)]

    Assignment.objects.filter(submission=first).delete()
    submissions.delete(Submission.objects.filter(pk=second))

    assert not {first, second} & {pk for pk, _ in ranked(limit=10)}


def test_a_company_that_moved_is_found_by_who_may_see_it_alone() -> None:
    near = ranked_like(att())[0]
    private = Collection.objects.create(name="Ann's")

    def put(row: Assignment) -> None:
        row.collection = private.pk

    with transaction.atomic():
        Submission.objects.filter(pk=near).update(collection=private)
        change_rows(Assignment.objects.filter(submission=near), put, ["collection"])

    assert near not in ranked_like(att())
    visible = (*OF_THE_SITE.visible, private.pk)
    assert near in ranked_like(att(), Scope(visible, visible))
    assert ranked_like(att(), Scope((private.pk,), visible)) == [near]


def test_what_a_transaction_wrote_and_took_back_is_kept_by_nobody() -> None:
    before = ranked(limit=10)

    with transaction.atomic():
        Assignment.objects.filter(submission=before[1][0]).delete()
        changed = ranked(limit=10)
        transaction.set_rollback(True)

    assert changed[0] == before[0]
    assert before[1] not in changed
    assert ranked(limit=10) == before


def test_more_than_a_few_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    before = ranked(limit=10)
    monkeypatch.setattr(few, "MOST_ROWS", 30)
    monkeypatch.setattr(few, "_kept", {})

    assert ranked(limit=10) == before
    assert few._kept == {}


def test_of_many_choices_of_collections_a_few_are_kept(monkeypatch: Any) -> None:
    monkeypatch.setattr(few, "_kept", {})
    visible = tuple(range(1, 10))

    for collection in visible:
        sources = Sources.read(Scope((1, 2, collection), visible))
        assert few.few_rows(sources, Filters(), sources.guided())

    assert len(few._kept) == few.MOST_KEPT
