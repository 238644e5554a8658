"""Staff narrow the list of companies down, by one filter or several."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from scoring.models import Assignment, ModelVersion, Submission
from tests.admin.companies_in_admin import (
    LIST,
    UNKNOWN_WORDS,
    another_cluster,
    fail,
    give_verdict,
    store,
    stored_titles,
    submit,
    titles,
)

pytestmark = pytest.mark.django_db


def link_of_filter(page: str, label: str) -> str:
    return unescape(re.search(rf'<a href="\?([^"]*)"[^>]*>\s*{label}\s*</a>', page)[1])


def test_the_list_can_be_narrowed_to_one_cluster(reviewer: Client, placed: Assignment) -> None:
    expected = stored_titles(version=placed.version, shown_cluster=placed.shown_cluster)

    assert titles(reviewer, f"cluster={placed.shown_cluster}") == expected
    assert placed.submission.title in expected


def test_the_list_can_be_narrowed_to_what_has_no_cluster(
    reviewer: Client, model: ModelVersion
) -> None:
    waiting = store("Waits")
    unknown = submit("Unknown Words", text=UNKNOWN_WORDS)

    assert unknown.assignments.get().status == "unplaced"
    assert titles(reviewer, "cluster=none") >= {waiting.title, unknown.title}
    assert titles(reviewer, "cluster=none") == stored_titles(version=model, shown_cluster=None)


def test_the_list_can_be_narrowed_to_one_category(reviewer: Client, model: ModelVersion) -> None:
    submit("No category at all")

    assert titles(reviewer, "category=Financials") == stored_titles(
        version=model, category="Financials"
    )
    assert titles(reviewer, "category=none") == {"No category at all"}


def test_the_list_can_be_narrowed_to_one_status(reviewer: Client, model: ModelVersion) -> None:
    fail(submit("Failed"))
    store("Pending")
    submit("Unplaced", text=UNKNOWN_WORDS)

    found = {status: titles(reviewer, f"status={status}") for status in Assignment.Status.values}

    assert found == {
        status: stored_titles(version=model, status=status) for status in Assignment.Status.values
    }
    assert all(found.values())


def test_the_list_can_be_narrowed_to_one_verdict(
    reviewer: Client, model: ModelVersion, placed: Assignment
) -> None:
    other = model.assignments.filter(status="scored").order_by("-pk")[0]
    give_verdict(reviewer, placed, "wrong", another_cluster(placed))
    give_verdict(reviewer, other, "confirmed")

    found = {
        verdict: titles(reviewer, f"verdict={verdict}") for verdict in Assignment.Verdict.values
    }

    assert found == {
        verdict: stored_titles(version=model, verdict=verdict)
        for verdict in Assignment.Verdict.values
    }
    assert (found["wrong"], found["confirmed"]) == (
        {placed.submission.title},
        {other.submission.title},
    )


def test_the_list_can_be_narrowed_to_one_source(reviewer: Client, model: ModelVersion) -> None:
    submit("From the form")
    store("From a file")

    assert titles(reviewer, "source=form") == {"From the form"}
    assert titles(reviewer, "source=import") == {"From a file"}
    assert len(titles(reviewer, "source=catalogue")) == model.rows


def test_the_list_can_be_narrowed_by_date(reviewer: Client, model: ModelVersion) -> None:
    Submission.objects.update(sent_at=timezone.now() - timedelta(days=400))
    submit("Sent now")
    page = reviewer.get(LIST).content.decode()

    assert titles(reviewer, link_of_filter(page, "Past 7 days")) == {"Sent now"}
    assert len(titles(reviewer, link_of_filter(page, "Any date"))) == model.rows + 1


def test_filters_go_together(reviewer: Client, placed: Assignment) -> None:
    submit("Twin", category="Twins", text=placed.submission.text)
    twin = Assignment.objects.get(category="Twins")

    assert titles(
        reviewer, f"cluster={twin.shown_cluster}&category=Twins&source=form&status=scored"
    ) == {"Twin"}
    assert titles(reviewer, f"cluster={another_cluster(twin)}&category=Twins") == set()


def test_the_search_reads_title_and_description(reviewer: Client, model: ModelVersion) -> None:
    submit("Übermäßig Ltd", text="We breed axolotls for aquariums.")

    assert titles(reviewer, "q=axolotls") == {"Übermäßig Ltd"}
    assert titles(reviewer, "q=Übermäßig") == {"Übermäßig Ltd"}
    assert titles(reviewer, "q=axolotls+Übermäßig") == {"Übermäßig Ltd"}
    assert titles(reviewer, "q=axolotls+nowhere") == set()


NONSENSE = [
    "cluster=banana",
    "cluster=-1",
    "cluster=%C2%B2",
    "cluster=1e3",
    "cluster=99999999999999999999999",
    "cluster=%00",
    "cluster=1&cluster=2",
    "category=nothing+like+it",
    "category=%00",
    "category='%3B+drop+table+x",
    "status=banana",
    "verdict=banana",
    "source=banana",
    "sent_at__gte=banana",
    "sent_at__gte=9999-99-99",
    "sent_at__gte=%00",
    "q=%00",
    "q=%25%5C_",
    "q=" + "x" * 3000,
    "p=banana",
    "p=999999",
    "p=-1",
    "o=99.-99.banana",
    "assignments__lease=1",
    "request_key=1",
    "banana=1",
]


def test_no_nonsense_filter_breaks_the_list(reviewer: Client, model: ModelVersion) -> None:
    reviewer.raise_request_exception = False

    answers = {
        query: reviewer.get(f"{LIST}?{query}", follow=True).status_code for query in NONSENSE
    }

    assert {query: status for query, status in answers.items() if status not in (200, 400)} == {}
    assert Submission.objects.count() == model.rows
