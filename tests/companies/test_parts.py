"""What is known of a cluster or a sector stands apart from guesses, and alone counts."""

import re

import pytest
from django.test import Client

from scoring.models import ModelVersion
from tests.companies.kinds import said
from tests.companies.test_filters import titles
from tests.search import companies
from tests.shown import shown

SECTOR = "/sectors/financials/"
CLUSTER = "/clusters/0/"
BANKS = "Regional and community banks"
PARTS = r'href="([^"]*)"( aria-current="true")? ?> ?([^<]+) <b class="n">([^<]+)</b></a>'


@pytest.fixture
def guessed(placed: ModelVersion) -> ModelVersion:
    """Two more of the sector and the cluster: nobody can be sure of them."""
    kind = said("Financials", BANKS)
    for title, answer in (("Maybe", "unsure"), ("Perhaps", "unplaced")):
        row = {**kind, "model_answer": answer}
        companies.store(placed, {"title": title, "kind": row})
    return placed


def parts(client: Client, address: str) -> list[tuple[str, str, str, str]]:
    return re.findall(PARTS, shown(client.get(address)))


@pytest.mark.parametrize("address", [SECTOR, CLUSTER, "/segments/regional-and-community-banks/"])
def test_guesses_are_not_in_the_list_and_both_parts_say_how_many_they_are(
    client: Client, guessed: ModelVersion, address: str
) -> None:
    known = titles(client, "", address)

    assert not {"Maybe", "Perhaps"} & set(known)
    first, second = parts(client, address)
    assert first == ("?", ' aria-current="true"', "Sure or probable", str(len(known)))
    assert second == ("?answer=guessed", "", "Not sure", "2")
    assert titles(client, "answer=guessed", address) == ["Perhaps", "Maybe"]
    assert parts(client, f"{address}?answer=guessed")[1][1]


def test_one_answer_can_be_asked_for_on_such_a_page_too(
    client: Client, guessed: ModelVersion
) -> None:
    assert titles(client, "answer=unsure", SECTOR) == ["Maybe"]
    assert titles(client, "answer=sure", SECTOR) == ["Dough"]


def test_kinds_of_a_sector_count_what_is_known(client: Client, guessed: ModelVersion) -> None:
    counts = {name: number for name, _, number in client.get(SECTOR).context["segments"]}

    assert counts == {BANKS: 1, "Pawnbrokers": 1}


def test_a_file_has_both_parts(client: Client, guessed: ModelVersion) -> None:
    rows = b"".join(client.get(f"{SECTOR}?format=csv").streaming_content).decode()

    assert "Too little to say" in rows
    assert "Not sure: Financials or Oil and gas" in rows


def test_without_guesses_nothing_is_parted(client: Client, placed: ModelVersion) -> None:
    assert parts(client, SECTOR) == []


def test_a_service_that_tells_no_sureness_is_believed(client: Client, placed: ModelVersion) -> None:
    companies.store(placed, {"title": "Told"})

    assert "Told" in titles(client, "", CLUSTER)


def test_where_all_are_guesses_the_page_says_so(client: Client, placed: ModelVersion) -> None:
    kind = {**said("Utilities", "Gas utilities"), "model_answer": "unsure"}
    companies.store(placed, {"title": "Maybe", "kind": kind})

    page = shown(client.get("/sectors/utilities/"))

    assert "No company is known to be here" in page
    assert 'href="?answer=guessed"' in page
