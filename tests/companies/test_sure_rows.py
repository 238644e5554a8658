"""Rows of a list say how sure their cluster is where it is not simply sure."""

import re
from typing import Any

import pytest
from django.test import Client

from scoring.models import ModelVersion
from tests.companies.kinds import said
from tests.search import companies
from tests.shown import shown

LEGEND = "Clusters are sure unless a row says otherwise."


@pytest.fixture
def version(db: None) -> ModelVersion:
    return companies.version()


def of(answer: str) -> dict[str, Any]:
    return {**said("Financials", "Pawnbrokers"), "model_answer": answer, "answer": answer}


def store(version: ModelVersion, **answers: str) -> None:
    rows = [
        {"title": title, "kind": of(answer), "cluster": cluster}
        for cluster, (title, answer) in enumerate(answers.items())
    ]
    companies.store(version, *rows)


def row(page: str, title: str) -> str:
    [found] = [each for each in re.findall("<tr role.*?</tr>", page) if f">{title}</a>" in each]
    return found


def test_a_guess_is_marked_below_its_cluster_and_what_is_sure_says_nothing(
    client: Client, version: ModelVersion
) -> None:
    store(version, Known="sure", Likely="probable", Guess="unsure")
    mute = {"title": "Mute", "cluster": None, "status": "unplaced", "kind": of("unplaced")}
    companies.store(version, mute)

    page = shown(client.get("/submissions/"))

    assert LEGEND in page
    assert '<span class="chip unsure">Not sure: Financials or Oil and gas</span>' in row(
        page, "Guess"
    )
    assert '<span class="chip unsure">Too little to say</span>' in row(page, "Mute")
    assert "Probably Financials, perhaps Oil and gas" in row(page, "Likely")
    # For those who hear the page
    assert '<span class="hidden">Sure</span>' in row(page, "Known")
    assert ">How sure</th>" not in page


def test_where_all_are_sure_it_is_said_once(client: Client, version: ModelVersion) -> None:
    store(version, One="sure", Two="sure")

    page = shown(client.get("/submissions/"))

    assert LEGEND in page
    assert "Sure" not in row(page, "One")


def test_guesses_that_are_all_the_same_are_marked_too(
    client: Client, version: ModelVersion
) -> None:
    for title in ("One", "Two"):
        companies.store(version, {"title": title, "kind": of("unsure")})

    page = shown(client.get("/submissions/?answer=unsure"))

    assert LEGEND not in page
    assert "Not sure: Financials or Oil and gas" in row(page, "One")


def test_where_no_sureness_is_told_nothing_is_said_to_be_sure(
    client: Client, version: ModelVersion
) -> None:
    store(version, One="", Two="")

    assert LEGEND not in shown(client.get("/submissions/"))


def test_in_the_order_of_sureness_its_column_is_there(
    client: Client, version: ModelVersion
) -> None:
    store(version, Known="sure", Guess="unsure")

    page = shown(client.get("/submissions/?sort=unsure"))

    assert 'aria-sort="ascending"><a href="?sort=unsure">How sure</a>' in page
    assert LEGEND not in page
    assert ">Sure, 75 %</td>" in row(page, "Known")
    assert row(page, "Guess").count("Not sure") == 1


def test_a_row_that_waits_or_was_reviewed_says_so(client: Client, version: ModelVersion) -> None:
    store(version, Known="sure")
    companies.store(
        version,
        {"title": "Waits", "cluster": None, "status": "pending"},
        {"title": "Checked", "verdict": "confirmed", "kind": of("sure")},
    )

    page = shown(client.get("/submissions/"))

    assert ">Waiting<" in row(page, "Waits")
    assert "No cluster" not in row(page, "Waits")
    assert ">Reviewed<" in row(page, "Checked")
