"""The last verdict can be undone, once, and only while it stands."""

import pytest
from django.test import Client

from scoring.models import Assignment, ModelVersion, Review
from tests.models.recount import assert_right
from tests.review.desk import decide, make_version, put, stored, undo

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("choice", ["confirm", "3"])
def test_undo_puts_the_company_back_as_it_was_and_shows_it_again(
    reviewer: Client, version: ModelVersion, choice: str
) -> None:
    row, _ = put(version, "A", 0.1), put(version, "B", 0.2)
    before = Assignment.objects.filter(pk=row.pk).values().get()
    last = decide(reviewer, row, choice).context["last"]

    page = undo(reviewer, last.review.pk)

    assert Assignment.objects.filter(pk=row.pk).values().get() == before
    assert Review.objects.latest("pk").verdict == "unreviewed"
    assert page.context["case"].company.title == "A"
    assert "is unreviewed again" in page.content.decode()
    assert page.context["last"] is None
    assert_right()


def test_undo_is_offered_with_the_next_company_and_still_after_a_skip(
    reviewer: Client, version: ModelVersion
) -> None:
    row, other = put(version, "A", 0.1), put(version, "B", 0.2)

    last = decide(reviewer, row, "3").context["last"]
    skipped = reviewer.get(f"/review/?after={other.pk}&last={last.review.pk}")

    assert (last.company.title, last.cluster.number) == ("A", 3)
    assert skipped.context["last"] == last
    assert "last=" not in reviewer.get("/review/").content.decode()


def test_undo_pressed_twice_changes_nothing_more(reviewer: Client, version: ModelVersion) -> None:
    row = put(version, "A")
    decide(reviewer, row, "3")
    last = Review.objects.get().pk
    undo(reviewer, last)

    page = undo(reviewer, last).content.decode()

    assert "Nothing was changed." in page
    assert "it is unreviewed" in page
    assert Review.objects.count() == 2
    assert stored(row) == ("unreviewed", 0, 0)


def test_what_a_colleague_said_since_is_not_undone(
    reviewer: Client, colleague: Client, version: ModelVersion
) -> None:
    row = put(version, "A")
    decide(reviewer, row, "3")
    last = Review.objects.get().pk
    colleague.post(
        f"{row.submission.get_absolute_url()}review",
        {"verdict": "wrong", "cluster": 2, "last": last},
    )

    page = undo(reviewer, last).content.decode()

    assert "was reviewed by colleague since you opened the page: it belongs in Energy." in page
    assert stored(row) == ("wrong", 0, 2)


def test_a_colleague_s_verdict_is_neither_offered_nor_undone(
    reviewer: Client, colleague: Client, version: ModelVersion
) -> None:
    row = put(version, "A")
    decide(colleague, row, "3")
    last = Review.objects.get().pk

    assert reviewer.get(f"/review/?last={last}").context["last"] is None
    assert "There is no such verdict of yours." in undo(reviewer, last).content.decode()
    assert stored(row) == ("wrong", 0, 3)


def test_a_refused_undo_leaves_the_reviewer_at_his_company(
    reviewer: Client, version: ModelVersion
) -> None:
    put(version, "A", 0.1)
    here = put(version, "B", 0.2)

    page = undo(reviewer, 999999, at=here.pk, cluster=0)

    assert page.context["case"].company.title == "B"
    assert page.context["asked"].cluster.number == 0


@pytest.mark.parametrize("last", ["", "banana", "-1", "9" * 40])
def test_a_mistyped_undo_changes_nothing(
    reviewer: Client, version: ModelVersion, last: str
) -> None:
    put(version, "A")

    assert (
        "There is no such verdict of yours."
        in reviewer.post("/review/undo", {"last": last}, follow=True).text
    )
    assert not Review.objects.exists()


def test_a_verdict_under_an_earlier_version_is_not_undone_here(
    reviewer: Client, version: ModelVersion
) -> None:
    row = put(version, "A")
    decide(reviewer, row, "3")
    ModelVersion.objects.update(is_active=False)
    make_version()

    page = undo(reviewer, Review.objects.get().pk).content.decode()

    assert "Another model version has become active" in page
    assert stored(row) == ("wrong", 0, 3)


def test_undo_after_a_new_score_shows_what_the_model_says_now(
    reviewer: Client, version: ModelVersion
) -> None:
    row = put(version, "A")
    decide(reviewer, row, "3")
    Assignment.objects.filter(pk=row.pk).update(cluster=1)

    undo(reviewer, Review.objects.get().pk)

    assert stored(row) == ("unreviewed", 1, 1)
