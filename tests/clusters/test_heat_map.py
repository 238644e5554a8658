"""The Category x Cluster table of all stored companies, with a link for each number."""

import re
from html import unescape

import pytest
from django.test import Client

from scoring.clusters import display, heat_map
from scoring.companies import submissions
from scoring.models import ModelVersion, ShownClusters, Submission
from tests.clusters.shelf import place
from tests.shown import shown
from tests.versions.tables import table as table_on

pytestmark = pytest.mark.django_db

LABEL = "Companies of each category in each cluster"
HEADING = ["Category", "0 Banks", "1 Software", "2 Insurance", "3 Wires"]


def page_of(client: Client) -> str:
    return shown(client.get("/clusters/"))


def lines(client: Client) -> list[list[str]]:
    return table_on(page_of(client), LABEL)


def test_it_counts_every_stored_company_with_sums(client: Client, version: ModelVersion) -> None:
    assert lines(client) == [
        [*HEADING, "None", "All"],
        ["Finance", "3", "0", "2", "0", "1", "6"],
        ["Technology", "1", "3", "0", "0", "0", "4"],
        ["No category", "0", "0", "0", "1", "0", "1"],
        ["All", "4", "3", "2", "1", "1", "11"],
    ]


def test_it_is_live(client: Client, version: ModelVersion) -> None:
    submissions.delete(Submission.objects.filter(title="Nobody"))
    place(version, 3, "More wires", category="Wires & <pipes>")

    found = lines(client)

    assert found[0] == [*HEADING, "All"]
    assert found[-2:] == [
        ["Wires & <pipes>", "0", "0", "0", "1", "1"],
        ["All", "4", "3", "2", "2", "11"],
    ]


def test_merged_clusters_are_one_column_and_hidden_ones_are_together(
    client: Client, version: ModelVersion
) -> None:
    display.merge(version=version, number=2, into=0, by="reviewer")
    for number in (1, 3):
        display.hide(version=version, number=number, by="reviewer")

    assert lines(client) == [
        ["Category", "0 Banks", "Hidden", "None", "All"],
        ["Finance", "5", "0", "1", "6"],
        ["Technology", "1", "3", "0", "4"],
        ["No category", "0", "1", "0", "1"],
        ["All", "6", "4", "1", "11"],
    ]


def test_every_number_leads_to_its_companies(client: Client, version: ModelVersion) -> None:
    place(version, 3, "More wires", category="Wires & <pipes> = 1")

    links = re.findall(r'<td class="n heat-\d"><a href="([^"]+)">(\d+)</a></td>', page_of(client))

    assert [int(total) for _, total in links] == [3, 2, 1, 1, 3, 1, 1]
    for address, total in links:
        listed = client.get(unescape(address)).context["listed"]
        assert listed.total == total == str(len(listed.lines)), address


def test_the_colour_is_the_part_of_the_category(client: Client, version: ModelVersion) -> None:
    steps = re.findall(r'<td class="n heat-(\d)">', page_of(client))

    # Finance 3, 0, 2, 0, 1 of 6; technology 1, 3, 0, 0, 0 of 4; no category 0, 0, 0, 1, 0 of 1
    assert "".join(steps) == "50403" + "46000" + "00070"


@pytest.mark.parametrize(
    ("own", "rest", "step"),
    [(0, 9, 0), (1, 99, 1), (1, 19, 2), (1, 9, 3), (2, 8, 4), (2, 3, 5), (3, 2, 6), (9, 1, 7)],
)
def test_seven_steps(version: ModelVersion, own: int, rest: int, step: int) -> None:
    found = heat_map.category_table(
        ShownClusters.of_version(version), {(0, "A"): own, (1, "A"): rest}
    )

    assert found.lines[0].cells[0].step == step


def test_categories_after_the_thirtieth_are_one_line(client: Client, version: ModelVersion) -> None:
    for number in range(30):
        place(
            version,
            1,
            *(f"Company {number} {each}" for each in range(2)),
            category=f"Category {number:02}",
        )

    found = lines(client)

    assert len(found) == 1 + 30 + 2
    assert [line[0] for line in found[1:4]] == ["Finance", "Technology", "Category 00"]
    assert found[-2] == ["3 other", "0", "4", "0", "1", "0", "5"]
    assert found[-1][-1] == "71"


def test_without_companies_there_is_no_table(client: Client, version: ModelVersion) -> None:
    submissions.delete(Submission.objects.all())

    assert "Category by cluster" not in page_of(client)
