"""A verdict confirms or corrects a cluster, is kept, logged and shown everywhere."""

import re
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from scoring.companies import submissions
from scoring.models import Assignment, ModelVersion, Review, Tally
from tests import servers
from tests.admin.companies_in_admin import (
    LIST,
    UNKNOWN_WORDS,
    act,
    another_cluster,
    change_page,
    fail,
    give_verdict,
    kept_total,
    read_csv,
    size_on_page,
    store,
    submit,
    titles,
)
from tests.servers import ScoringServer

pytestmark = pytest.mark.django_db


def test_a_verdict_can_confirm(reviewer: Client, placed: Assignment, staff: User) -> None:
    response = give_verdict(reviewer, placed, "confirmed", note="Clear as day.")

    assert response.status_code == 302
    placed.refresh_from_db()
    assert (placed.verdict, placed.shown_cluster) == ("confirmed", placed.cluster)
    review = Review.objects.get()
    assert (review.assignment, review.verdict, review.cluster, review.note) == (
        placed,
        "confirmed",
        None,
        "Clear as day.",
    )
    assert (review.reviewer, review.reviewer_name) == (staff, "reviewer")
    assert LogEntry.objects.get().change_message == "Review: unreviewed → confirmed."
    assert (
        "Confirmed by a reviewer"
        in reviewer.get(placed.submission.get_absolute_url()).content.decode()
    )


def test_a_wrong_company_shows_under_the_right_cluster_everywhere(
    visitor: Client, reviewer: Client, placed: Assignment
) -> None:
    version, old, new = placed.version, placed.cluster, another_cluster(placed)
    sizes = {number: kept_total(version, number) for number in (old, new)}
    company = placed.submission

    response = give_verdict(reviewer, placed, "wrong", new, "It sells, it does not make.")

    assert response.status_code == 302
    placed.refresh_from_db()
    assert (placed.verdict, placed.cluster, placed.shown_cluster) == ("wrong", old, new)
    name = version.clusters.get(number=new).name
    assert LogEntry.objects.get().change_message == f"Review: unreviewed → wrong ({name})."
    assert {number: kept_total(version, number) for number in (old, new)} == {
        old: sizes[old] - 1,
        new: sizes[new] + 1,
    }
    assert size_on_page(visitor, old) == sizes[old] - 1
    assert size_on_page(visitor, new) == sizes[new] + 1
    right = version.clusters.get(number=new)
    assert company.get_absolute_url() in visitor.get(f"/clusters/{new}/").content.decode()
    assert company.get_absolute_url() not in visitor.get(f"/clusters/{old}/").content.decode()
    result = unescape(visitor.get(company.get_absolute_url()).content.decode())
    head = result.split("Most similar companies")[0]
    assert "Set by a reviewer" in head
    assert f'href="{right.get_absolute_url()}"' in head
    assert f"The model said {version.clusters.get(number=old).name}" in head
    (row,) = read_csv(act(reviewer, "export_as_csv", [company.pk]))[1:]
    assert (row[5], row[6], row[8]) == (str(new), name, "wrong")
    assert company.title in titles(reviewer, f"cluster={new}")
    assert company.title not in titles(reviewer, f"cluster={old}")


def test_the_history_shows_the_corrected_cluster(
    visitor: Client, reviewer: Client, model: ModelVersion
) -> None:
    row = submit("Newest of all").assignments.get()
    new = another_cluster(row)

    give_verdict(reviewer, row, "wrong", new)

    first = visitor.get("/submissions/").content.decode().split("<tbody")[1].split("</tr>")[0]
    assert "Newest of all" in first
    assert model.clusters.get(number=new).name in first


REFUSED = {
    "wrong without the right cluster": ("wrong", lambda row: "", "Choose the right cluster."),
    "wrong with the model's own cluster": (
        "wrong",
        lambda row: row.cluster,
        "That is the cluster that the model said",
    ),
    "a cluster that does not exist": (
        "wrong",
        lambda row: 77,
        "77 is not one of the available choices",
    ),
    "a cluster below 0": ("wrong", lambda row: -1, "-1 is not one of the available choices"),
    "no number at all": (
        "wrong",
        lambda row: "banana",
        "banana is not one of the available choices",
    ),
    "no such verdict": ("perhaps", lambda row: "", "perhaps is not one of the available choices"),
    "no verdict": ("", lambda row: "", "Choose one of unreviewed, confirmed and wrong."),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_verdict_that_cannot_stand_is_refused_with_its_reason(
    reviewer: Client, placed: Assignment, case: str
) -> None:
    verdict, cluster, reason = REFUSED[case]
    tallies = list(Tally.objects.order_by("pk").values())

    response = give_verdict(reviewer, placed, verdict, cluster(placed), "My note.")

    assert response.status_code == 200
    page = unescape(response.content.decode())
    assert reason in page
    assert "My note." in page
    before = placed.shown_cluster
    placed.refresh_from_db()
    assert (placed.verdict, placed.shown_cluster) == ("unreviewed", before)
    assert list(Tally.objects.order_by("pk").values()) == tallies
    assert not Review.objects.exists()
    assert not LogEntry.objects.exists()


def test_what_has_no_cluster_cannot_be_confirmed(reviewer: Client, model: ModelVersion) -> None:
    row = fail(store("Failed"))

    response = give_verdict(reviewer, row, "confirmed")

    assert response.status_code == 200
    assert "so there is none to confirm" in response.content.decode()
    row.refresh_from_db()
    assert (row.status, row.verdict, row.shown_cluster) == ("failed", "unreviewed", None)
    assert not Review.objects.exists()


def test_what_the_model_cannot_place_is_placed_by_a_reviewer(
    visitor: Client, reviewer: Client, model: ModelVersion
) -> None:
    company = submit("Unknown Words", text=UNKNOWN_WORDS)
    before = kept_total(model, 2)

    give_verdict(reviewer, company.assignments.get(), "wrong", 2)

    row = company.assignments.get()
    assert (row.status, row.cluster, row.shown_cluster) == ("unplaced", None, 2)
    assert kept_total(model, 2) == size_on_page(visitor, 2) == before + 1
    assert titles(reviewer, "cluster=2&status=unplaced") == {"Unknown Words"}


def test_a_verdict_can_be_taken_back(reviewer: Client, placed: Assignment) -> None:
    old, new = placed.cluster, another_cluster(placed)
    before = kept_total(placed.version, old)
    give_verdict(reviewer, placed, "wrong", new)

    response = give_verdict(reviewer, placed, "unreviewed", new)

    assert response.status_code == 302
    placed.refresh_from_db()
    assert (placed.verdict, placed.shown_cluster) == ("unreviewed", old)
    assert kept_total(placed.version, old) == before
    assert LogEntry.objects.first().change_message == "Review: wrong → unreviewed."


def test_earlier_verdicts_are_kept_and_shown_newest_first(
    reviewer: Client, placed: Assignment
) -> None:
    new = another_cluster(placed)
    give_verdict(reviewer, placed, "confirmed", note="At first sight.")
    give_verdict(reviewer, placed, "wrong", new, note="On <b>second</b> thoughts.")
    give_verdict(reviewer, placed, "unreviewed", note="I do not know.")

    assert list(
        Review.objects.order_by("pk").values_list("verdict", "cluster", "note", "reviewer_name")
    ) == [
        ("confirmed", None, "At first sight.", "reviewer"),
        ("wrong", new, "On <b>second</b> thoughts.", "reviewer"),
        ("unreviewed", None, "I do not know.", "reviewer"),
    ]
    raw = reviewer.get(change_page(placed)).content.decode()
    shown = re.findall(r"<li>\d{4}-\d\d-\d\d \d\d:\d\d (\w+) by reviewer (.*?)</li>", raw)
    assert [verdict for verdict, _ in shown] == ["unreviewed", "wrong", "confirmed"]
    assert shown[1][1] == "On &lt;b&gt;second&lt;/b&gt; thoughts."


def test_saving_an_unchanged_verdict_adds_none(reviewer: Client, placed: Assignment) -> None:
    new = another_cluster(placed)
    give_verdict(reviewer, placed, "wrong", new, "Why.")

    give_verdict(reviewer, placed, "wrong", new, "Why.")

    assert Review.objects.count() == 1
    assert LogEntry.objects.first().change_message == "Nothing changed."


def test_a_review_outlives_the_account_of_its_reviewer(
    reviewer: Client, placed: Assignment
) -> None:
    colleague = User.objects.create_superuser("colleague", password="a long enough password")
    other = Client()
    other.force_login(colleague)
    give_verdict(other, placed, "confirmed")

    colleague.delete()

    review = Review.objects.get()
    assert (review.reviewer, review.reviewer_name) == (None, "colleague")
    assert "confirmed by colleague" in reviewer.get(change_page(placed)).content.decode()


def test_a_company_without_a_row_takes_no_verdict(reviewer: Client) -> None:
    company = submit("Early Bird")

    response = reviewer.post(
        f"{LIST}{company.pk}/change/", {"verdict": "confirmed", "right_cluster": "", "note": ""}
    )

    assert response.status_code == 200
    assert "waits for a model" in response.content.decode()
    assert not Review.objects.exists()
    assert not LogEntry.objects.exists()


def test_under_a_remote_endpoint_its_clusters_can_be_chosen(
    reviewer: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    row = submissions.submit(**company).assignments.get()
    assert row.cluster == 1

    assert (
        "3 is not one of the available choices"
        in give_verdict(reviewer, row, "wrong", 3).content.decode()
    )
    assert give_verdict(reviewer, row, "wrong", 2).status_code == 302

    row.refresh_from_db()
    assert (row.verdict, row.cluster, row.shown_cluster) == ("wrong", 1, 2)


def test_a_row_that_the_endpoint_refused_cannot_be_confirmed(
    reviewer: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    remote.behaviour = servers.refusing(401)
    row = submissions.submit(**company).assignments.get()

    response = give_verdict(reviewer, row, "confirmed")

    assert "so there is none to confirm" in response.content.decode()
    assert not Review.objects.exists()
