"""A verdict at the desk is stored and the next company comes.

One that cannot stand stores nothing and says why.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.models import (
    Assignment,
    Cluster,
    ModelVersion,
    Review,
    ShownClusters,
    model_versions,
)
from scoring.models.collections import OF_THE_SITE
from scoring.review import deciding, verdicts
from scoring.review.deciding import ChangedError
from tests.models.recount import assert_right
from tests.review.desk import decide, make_version, put, stored, undo
from tests.shown import shown

pytestmark = pytest.mark.django_db


def title_on(page: object) -> str | None:
    case = page.context["case"]  # type: ignore[attr-defined]
    return case.company.title if case else None


def test_confirming_stores_the_verdict_and_the_next_company_comes(
    reviewer: Client, version: ModelVersion
) -> None:
    row, _ = put(version, "A", 0.1), put(version, "B", 0.2)

    page = decide(reviewer, row, note="Checked.")

    assert stored(row) == ("confirmed", 0, 0)
    review = Review.objects.get()
    assert (
        review.assignment_id,
        review.verdict,
        review.cluster,
        review.note,
        review.reviewer_name,
    ) == (*(row.pk, "confirmed", None, "Checked.", "reviewer"),)
    assert title_on(page) == "B"
    assert page.redirect_chain == [(f"/review/?after={row.pk}&last={review.pk}#company", 302)]
    assert_right()


def test_another_cluster_shows_the_company_there_from_now_on(
    reviewer: Client, version: ModelVersion
) -> None:
    row, _ = put(version, "A", 0.1), put(version, "B", 0.2)

    page = shown(decide(reviewer, row, "2"))

    assert stored(row) == ("wrong", 0, 2)
    assert Assignment.objects.get(pk=row.pk).centre_distance == 0.8
    assert Review.objects.get().cluster == 2
    assert "belongs in" in page
    assert_right()


@pytest.mark.parametrize("typed", ["Shelf 27", " shelf 27 ", "27"])
def test_with_more_clusters_than_letters_any_name_may_be_typed(
    reviewer: Client, typed: str
) -> None:
    row = put(make_version(k=30), "A")
    page = reviewer.get("/review/").content.decode()
    assert '<option value="Shelf 27">' in page.split('<datalist id="clusters">')[1]

    decide(reviewer, row, "other", other=typed)

    assert stored(row) == ("wrong", 0, 27)


def test_the_filter_stays_after_a_verdict(reviewer: Client, version: ModelVersion) -> None:
    row = put(version, "A", 0.1)
    put(version, "elsewhere", 0.2, cluster=1)
    put(version, "B", 0.3)

    page = decide(reviewer, row, "2", cluster=0)

    assert title_on(page) == "B"
    assert page.context["asked"].cluster.number == 0


MISTAKES = [
    ({"choice": ""}, "Say yes, or choose a cluster."),
    ({"choice": "splendid"}, "Say yes, or choose a cluster."),
    ({"choice": "-1"}, "Say yes, or choose a cluster."),
    ({"choice": "4"}, "There is no cluster 4"),
    ({"choice": "0"}, "That is the cluster that the model said"),
    ({"choice": "other"}, "Type the name of a cluster, or choose one from the list."),
    ({"choice": "other", "other": "banana"}, "No cluster is called “banana”."),
    ({"choice": "other", "other": "o"}, "No cluster is called “o”."),
    ({"note": "x" * 2001}, "Use 2,000 characters or fewer for the note; this has 2001."),
]


@pytest.mark.parametrize(("sent", "said"), MISTAKES)
def test_a_verdict_that_cannot_stand_keeps_the_company_and_the_note(
    reviewer: Client, version: ModelVersion, sent: dict[str, str], said: str
) -> None:
    put(version, "A", 0.1)
    row = put(version, "B", 0.2)

    page = decide(reviewer, row, **{"choice": "confirm", "note": "Why.", **sent})

    assert page.status_code == 422
    assert f"Nothing was stored. {said}" in shown(page)
    assert title_on(page) == "B"
    assert page.context["note"] == sent.get("note", "Why.")
    assert stored(row) == ("unreviewed", 0, 0)
    assert not Review.objects.exists()
    assert_right()


@pytest.mark.parametrize(
    "sent", [{"row": ""}, {"row": "banana"}, {"row": "9" * 40}, {"said": ""}, {"said": "x"}]
)
def test_a_form_that_says_no_row_or_no_cluster_stores_nothing(
    reviewer: Client, version: ModelVersion, sent: dict[str, str]
) -> None:
    row = put(version, "A")

    page = reviewer.post("/review/", {"row": row.pk, "said": 0, "choice": "confirm", **sent})

    assert page.status_code == 422
    assert "Nothing was stored. The form was not complete; here is a new one." in shown(page)
    assert title_on(page) == "A"
    assert not Review.objects.exists()


def test_what_a_colleague_said_meanwhile_stands_and_is_told(
    reviewer: Client, colleague: Client, version: ModelVersion
) -> None:
    row, _ = put(version, "A", 0.1), put(version, "B", 0.2)
    decide(colleague, row, "3")

    page = decide(reviewer, row, "confirm", note="lost race")

    assert stored(row) == ("wrong", 0, 3)
    assert [review.reviewer_name for review in Review.objects.all()] == ["colleague"]
    text = shown(page)
    assert "Nothing was stored." in text
    assert "was reviewed by colleague since you opened the page: it belongs in Food." in text
    assert title_on(page) == "B"


def test_the_same_form_twice_is_stored_once_and_says_what_stands(
    reviewer: Client, version: ModelVersion
) -> None:
    row = put(version, "A")
    decide(reviewer, row)

    page = shown(decide(reviewer, row, "2"))

    assert "is stored already: it is confirmed in Banks." in page
    assert Review.objects.count() == 1
    assert stored(row) == ("confirmed", 0, 0)


def test_a_company_that_was_taken_back_meanwhile_can_be_decided(
    reviewer: Client, colleague: Client, version: ModelVersion
) -> None:
    row = put(version, "A")
    decide(colleague, row)
    colleague.post("/review/undo", {"last": Review.objects.get().pk})

    decide(reviewer, row, "1")

    assert stored(row) == ("wrong", 0, 1)


@pytest.mark.parametrize("change", [{"cluster": 1, "shown_cluster": 1}, {"status": "pending"}])
def test_a_company_that_was_scored_again_meanwhile_is_not_confirmed_unseen(
    reviewer: Client, version: ModelVersion, change: dict[str, object]
) -> None:
    row = put(version, "A")
    Assignment.objects.filter(pk=row.pk).update(**change)

    page = shown(decide(reviewer, row))

    assert "was scored again since you opened the page" in page
    assert not Review.objects.exists()


def test_a_row_of_a_version_that_is_not_active_any_more_is_left_alone(
    reviewer: Client, version: ModelVersion
) -> None:
    row = put(version, "A")
    ModelVersion.objects.update(is_active=False)
    make_version()

    page = shown(decide(reviewer, row))

    assert "Another model version has become active" in page
    assert stored(row) == ("unreviewed", 0, 0)


def test_a_verdict_on_a_deleted_company_says_so(reviewer: Client, version: ModelVersion) -> None:
    row = put(version, "A")
    row.submission.delete()

    assert "The company was deleted since you opened the page." in shown(decide(reviewer, row))


def test_a_verdict_without_a_model_stores_nothing(reviewer: Client, version: ModelVersion) -> None:
    row = put(version, "A")
    ModelVersion.objects.update(is_active=False)

    assert "Another model version has become active" in shown(decide(reviewer, row))
    assert not Review.objects.exists()


def test_confirming_in_a_merged_cluster_keeps_the_model_s_own_number(
    reviewer: Client, version: ModelVersion
) -> None:
    Cluster.objects.filter(number=0).update(merged_into=1)
    row = put(version, "A")

    page = shown(decide(reviewer, row))

    assert stored(row) == ("confirmed", 0, 0)
    assert "is confirmed in Software." in page.split('id="said"')[1]


def test_a_title_that_turns_the_direction_of_letters_leaves_the_message_readable(
    reviewer: Client, colleague: Client, version: ModelVersion
) -> None:
    row = put(version, "\u202eשלום")
    decide(colleague, row)

    assert "“\u2068\u202eשלום\u2069” was reviewed by" in shown(decide(reviewer, row))


@pytest.mark.django_db(transaction=True)
def test_of_two_verdicts_at_the_same_moment_one_stands_and_the_other_is_refused(
    version: ModelVersion,
) -> None:
    row = put(version, "A")
    clusters = ShownClusters.of_version(version)
    people = [User.objects.create_user(name) for name in ("one", "two")]
    start = Barrier(2)

    def say(person: User, cluster: int) -> str:
        sent = {"row": row.pk, "said": 0, "verdict": "wrong", "cluster": cluster, "note": ""}
        start.wait()
        try:
            return deciding.decide(version, clusters, OF_THE_SITE, sent, person).reviewer_name
        except ChangedError:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(say, people, [1, 2]))

    winner = Review.objects.get()
    assert sorted(outcomes) == sorted([winner.reviewer_name, "refused"])
    assert stored(row) == ("wrong", 0, winner.cluster)
    assert_right()


def test_the_result_page_s_box_and_the_desk_see_the_same_row(
    reviewer: Client, version: ModelVersion
) -> None:
    row = put(version, "A")
    verdicts.review(row, verdict="confirmed", cluster=None, note="", reviewer=User.objects.get())

    assert reviewer.get("/review/").context["case"] is None


def test_the_version_is_locked_before_the_row_as_where_another_one_takes_over(
    version: ModelVersion, staff: User
) -> None:
    row = put(version, "A")
    sent = {"row": row.pk, "said": row.cluster, "verdict": "confirmed", "cluster": None, "note": ""}
    clusters = ShownClusters.of_version(version)

    with CaptureQueriesContext(connection) as queries:
        review = deciding.decide(version, clusters, OF_THE_SITE, sent, staff)
        deciding.undo(version, clusters, OF_THE_SITE, review.pk, staff)

    read = [
        table
        for query in queries
        for table in re.findall('^SELECT .* FROM "scoring_(assignment|modelversion)"', query["sql"])
    ]
    assert read[0] == read[len(read) // 2] == "modelversion"


def test_an_undo_after_another_version_has_become_active_is_refused(
    reviewer: Client, version: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = put(version, "A")
    last = decide(reviewer, row).context["last"]
    ModelVersion.objects.update(is_active=False)
    # As it was read a moment before
    monkeypatch.setattr(model_versions, "active", lambda: version)

    page = undo(reviewer, last.review.pk)

    assert "Another model version has become active meanwhile." in shown(page)
    assert stored(row)[0] == "confirmed"
