"""The review box of a result: a verdict of staff, which stays there until it is stored."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils.html import escape

from scoring.companies import submissions
from scoring.models import Assignment, Cluster, ModelVersion, Review, Submission
from scoring.review import verdicts
from tests.shown import shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(model: ModelVersion, company: dict[str, str]) -> Submission:
    return submissions.submit(**company)


def row_of(company: Submission) -> Assignment:
    return company.assignments.get()


def verdict_of(company: Submission, client: Client, **sent: Any) -> tuple[int, str]:
    last = Review.objects.values_list("pk", flat=True).first() or 0
    response = client.post(
        f"{company.get_absolute_url()}review", {"last": last, **sent}, follow=True
    )
    return response.status_code, shown(response)


def test_a_visitor_sees_no_review_box(client: Client, stored: Submission) -> None:
    assert "Save review" not in shown(client.get(stored.get_absolute_url()))


def test_a_visitor_s_review_is_refused(client: Client, stored: Submission) -> None:
    status, page = verdict_of(stored, client, verdict="confirmed")

    assert status == 403
    assert "Nothing was changed" in page
    assert not Review.objects.exists()


def test_staff_without_the_permission_are_refused(client: Client, stored: Submission) -> None:
    other = User.objects.create_user("other", password="x", is_staff=True)
    other.user_permissions.add(Permission.objects.get(codename="view_submission"))
    client.force_login(other)

    assert verdict_of(stored, client, verdict="confirmed")[0] == 403
    assert "Save review" not in shown(client.get(stored.get_absolute_url()))


def test_staff_confirm_on_the_page(reviewer: Client, stored: Submission) -> None:
    status, page = verdict_of(stored, reviewer, verdict="confirmed", note="Checked.")

    assert status == 200
    assert "Your review is stored." in page
    assert "Confirmed by a reviewer" in page
    assert row_of(stored).verdict == "confirmed"
    review = Review.objects.get()
    assert (review.verdict, review.note, review.reviewer_name) == (
        "confirmed",
        "Checked.",
        "reviewer",
    )


def test_staff_correct_on_the_page(reviewer: Client, stored: Submission) -> None:
    right = (row_of(stored).cluster or 0) + 1

    verdict_of(stored, reviewer, verdict="wrong", cluster=right)

    row = row_of(stored)
    assert (row.verdict, row.shown_cluster) == ("wrong", right)
    assert stored.title in shown(reviewer.get(f"/clusters/{right}/"))


def test_staff_take_a_verdict_back(reviewer: Client, stored: Submission) -> None:
    verdict_of(stored, reviewer, verdict="wrong", cluster=(row_of(stored).cluster or 0) + 1)

    verdict_of(stored, reviewer, verdict="unreviewed")

    row = row_of(stored)
    assert (row.verdict, row.shown_cluster) == ("unreviewed", row.cluster)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose a verdict."),
        ({"verdict": "splendid"}, "Choose a verdict."),
        ({"verdict": "wrong"}, "Choose the right cluster."),
        ({"verdict": "wrong", "cluster": "banana"}, "Choose the right cluster."),
        ({"verdict": "wrong", "cluster": "77"}, "There is no cluster 77"),
        ({"verdict": "wrong", "cluster": "-1"}, "greater than or equal to 0"),
        ({"verdict": "confirmed", "note": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_a_verdict_that_cannot_stand_changes_nothing_and_says_why(
    reviewer: Client, stored: Submission, sent: dict[str, str], said: str
) -> None:
    status, page = verdict_of(stored, reviewer, **{"note": "My reasons.", **sent})

    assert status == 422
    assert "Nothing was changed." in page
    assert said in page
    assert f'name="note" maxlength="2000" value="{sent.get("note", "My reasons.")}"' in page
    assert row_of(stored).verdict == "unreviewed"
    assert not Review.objects.exists()


def test_what_was_chosen_is_still_there_when_it_could_not_be_stored(
    reviewer: Client, stored: Submission
) -> None:
    other = Cluster.objects.exclude(number=row_of(stored).cluster).first()
    assert other is not None

    _, page = verdict_of(stored, reviewer, verdict="wrong", cluster=other.number, note="x" * 2001)

    assert '<input type="radio" name="verdict" value="wrong" checked>' in page
    assert f'<option value="{other.number}" selected>' in page


@pytest.mark.parametrize("last", [None, "", "banana", "-1"])
def test_a_review_that_does_not_say_what_it_saw_is_not_stored(
    reviewer: Client, stored: Submission, last: str | None
) -> None:
    sent = {"verdict": "confirmed"} | ({} if last is None else {"last": last})

    response = reviewer.post(f"{stored.get_absolute_url()}review", sent)

    assert response.status_code == 422
    assert "The form was not complete; here is a new one." in shown(response)
    assert not Review.objects.exists()


def test_a_colleague_s_verdict_is_not_overwritten_unseen(
    reviewer: Client, stored: Submission
) -> None:
    colleague = User.objects.create_user("colleague")
    theirs = verdicts.review(
        row_of(stored), verdict="confirmed", cluster=None, note="Sure.", reviewer=colleague
    )
    other = Cluster.objects.exclude(number=row_of(stored).cluster).first()
    assert other is not None
    mine = {"verdict": "wrong", "cluster": other.number, "note": "I doubt it."}

    status, page = verdict_of(stored, reviewer, last=0, **mine)

    assert status == 422
    assert "It was reviewed by colleague since you opened the page: confirmed." in page
    assert 'value="I doubt it."' in page
    assert f'name="last" value="{theirs.pk}"' in page
    assert row_of(stored).verdict == "confirmed"

    status, _ = verdict_of(stored, reviewer, last=theirs.pk, **mine)

    assert status == 200
    assert (row_of(stored).verdict, row_of(stored).shown_cluster) == ("wrong", other.number)


def test_a_verdict_that_is_sent_twice_is_stored_once(reviewer: Client, stored: Submission) -> None:
    verdict_of(stored, reviewer, last=0, verdict="confirmed")

    status, page = verdict_of(stored, reviewer, last=0, verdict="confirmed")

    assert status == 422
    assert "It was reviewed by you since you opened the page: confirmed." in page
    assert Review.objects.count() == 1


def test_a_review_of_a_company_that_is_not_there_is_not_found(
    reviewer: Client, stored: Submission
) -> None:
    assert reviewer.post("/submissions/999999/review", {"verdict": "confirmed"}).status_code == 404


def test_whoever_reads_the_address_of_a_review_is_led_to_the_result(
    reviewer: Client, stored: Submission
) -> None:
    response = reviewer.get(f"{stored.get_absolute_url()}review?show=20")

    assert (response.status_code, response["Location"]) == (
        302,
        f"{stored.get_absolute_url()}?show=20",
    )
    assert reviewer.put(f"{stored.get_absolute_url()}review").status_code == 405
    assert not Review.objects.exists()


def test_a_corrected_result_still_says_how_sure_the_model_was(
    reviewer: Client, stored: Submission
) -> None:
    row = row_of(stored)

    _, page = verdict_of(stored, reviewer, verdict="wrong", cluster=(row.cluster or 0) + 1)

    assert "Set by a reviewer" in page
    was = "sure" if row.model_answer == "sure" else "not sure"
    assert re.search(rf"The model said [^<]+ and was {was} ·", page)


def test_merged_clusters_are_one_choice_of_the_review_box_and_keep_their_distances(
    reviewer: Client, stored: Submission
) -> None:
    row = row_of(stored)
    one, into = [number for number in range(len(row.distances)) if number != row.cluster][:2]
    Cluster.objects.filter(number=one).update(merged_into=into)

    page = shown(reviewer.get(stored.get_absolute_url()))

    choices = page.split('id="right-cluster"')[1].split("</select>")[0]
    assert choices.count(f'value="{into}"') == 1
    assert f'value="{one}"' not in choices
    distances = page.split("Distance to every cluster")[1]
    assert escape(Cluster.objects.get(number=one).name) in distances
    assert all(f"{distance:.2f}" in distances for distance in row.distances)
