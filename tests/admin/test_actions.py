"""Staff score again and confirm many companies at once."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client

from scoring.admin.submissions import SubmissionAdmin
from scoring.models import Assignment, ModelVersion, Review, Submission
from tests.admin.companies_in_admin import (
    LIST,
    UNKNOWN_WORDS,
    act,
    another_cluster,
    fail,
    give_verdict,
    said,
    stored_titles,
    submit,
)
from tests.conftest import work
from tests.models.recount import assert_right

pytestmark = pytest.mark.django_db


def test_score_again_has_the_worker_score_rows_and_keeps_corrections(
    reviewer: Client, model: ModelVersion, placed: Assignment
) -> None:
    new, failed = another_cluster(placed), fail(submit("Failed"))
    give_verdict(reviewer, placed, "wrong", new)

    response = act(reviewer, "score_again", [placed.submission_id, failed.submission_id])

    assert response.status_code == 302
    assert said(reviewer.get(LIST))[-1] == "2 put back; the worker scores them."
    assert stored_titles(status="pending") == {placed.submission.title, "Failed"}
    placed.refresh_from_db()
    assert (placed.shown_cluster, placed.attempts) == (new, 0)
    work()
    placed.refresh_from_db()
    failed.refresh_from_db()
    assert (placed.status, placed.verdict, placed.shown_cluster, placed.attempts) == (
        "scored",
        "wrong",
        new,
        1,
    )
    assert (failed.status, failed.reason) == ("scored", "")


def test_mark_confirmed_leaves_alone_what_has_no_cluster_and_says_so(
    reviewer: Client, model: ModelVersion, placed: Assignment, staff: User
) -> None:
    unknown = submit("Unknown Words", text=UNKNOWN_WORDS)

    act(reviewer, "mark_confirmed", [placed.submission_id, unknown.pk])

    assert said(reviewer.get(LIST)) == ["1 confirmed, 1 without a cluster left alone"]
    assert stored_titles(verdict="confirmed") == {placed.submission.title}
    assert [(review.assignment, review.reviewer) for review in Review.objects.all()] == [
        (placed, staff)
    ]
    assert LogEntry.objects.get().change_message == "Review: unreviewed → confirmed."


def test_mark_confirmed_counts_right_in_a_list_of_the_unreviewed(
    reviewer: Client, model: ModelVersion, placed: Assignment
) -> None:
    query = "?verdict=unreviewed"

    act(reviewer, "mark_confirmed", [placed.submission_id], query)

    assert said(reviewer.get(LIST)) == ["1 confirmed"]
    assert stored_titles(verdict="confirmed") == {placed.submission.title}


def test_mark_confirmed_takes_a_correction_back_and_logs_it(
    reviewer: Client, placed: Assignment
) -> None:
    give_verdict(reviewer, placed, "wrong", another_cluster(placed))

    act(reviewer, "mark_confirmed", [placed.submission_id])

    placed.refresh_from_db()
    assert (placed.verdict, placed.shown_cluster) == ("confirmed", placed.cluster)
    assert Review.objects.count() == 2
    assert LogEntry.objects.first().change_message == "Review: wrong → confirmed."


def test_an_action_without_companies_changes_nothing(reviewer: Client, model: ModelVersion) -> None:
    for action in ("score_again", "mark_confirmed", "export_as_csv", "delete_selected", "banana"):
        answer = act(reviewer, action, [], post="yes")
        assert "text/csv" not in answer["Content-Type"]

    assert model.assignments.filter(status="pending").count() == 0
    assert not Review.objects.exists()
    assert Submission.objects.count() == model.rows


@pytest.mark.parametrize(
    ("action", "more"),
    [("score_again", {}), ("mark_confirmed", {}), ("delete_selected", {"post": "yes"})],
)
def test_an_action_that_ends_in_trouble_has_stored_nothing(
    reviewer: Client,
    model: ModelVersion,
    monkeypatch: pytest.MonkeyPatch,
    action: str,
    more: dict[str, str],
) -> None:
    before = list(Assignment.objects.order_by("pk").values())
    some = [row["submission_id"] for row in before[:3]]

    def fail(*arguments: Any, **more: Any) -> None:
        raise OperationalError

    # What each action does last
    monkeypatch.setattr(SubmissionAdmin, "message_user", fail)
    response = act(reviewer, action, some, **more)

    assert response.status_code == 503
    assert list(Assignment.objects.order_by("pk").values()) == before
    assert not LogEntry.objects.exists()
    assert_right()
