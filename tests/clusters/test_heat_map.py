"""The table of categories and clusters, with a link for each number."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.clusters import display, heat_map
from scoring.companies import submissions
from scoring.models import ModelVersion, Reading, ShownClusters, Submission, Tally
from scoring.review import verdicts
from tests.clusters.shelf import place, store_version
from tests.shown import shown
from tests.versions.tables import plain
from tests.versions.tables import table as table_on

pytestmark = pytest.mark.django_db

LABEL = "Companies of each category in each cluster"
HEADING = ["Category", "Banks", "Insurance", "Software", "Wires"]


def page_of(client: Client) -> str:
    return shown(client.get("/clusters/"))


def lines(client: Client) -> list[list[str]]:
    return table_on(page_of(client), LABEL)


def cells(client: Client) -> list[tuple[str, str, str]]:
    """Step, address and number of each cell that leads somewhere."""
    found = re.findall(r'class="n h(\d)" href="([^"]+)">(\d+)</a>', page_of(client))
    return [(step, unescape(address), total) for step, address, total in found]


def read_unseen(version: ModelVersion, title: str, cluster: int) -> None:
    company = Submission.objects.get(title=title)
    Reading.objects.create(version=version, submission=company, cluster=cluster)
    ModelVersion.objects.filter(pk=version.pk).update(rows_unseen=11)


def test_it_counts_every_company_that_is_no_guess_and_says_how_many_agree(
    client: Client, version: ModelVersion
) -> None:
    place(version, 2, "Doubtful", category="Technology", sure=0.1)
    nowhere = place(version, 0, "Fits nowhere", category="Technology")
    nowhere[0].assignments.update(shown_cluster=None, verdict="wrong", answer="sure")
    Tally.objects.filter(category="Technology", cluster=0).update(total=1)
    of_none = {"category": "Technology", "cluster": -1, "answer": "sure", "verdict": "wrong"}
    Tally.objects.create(version=version, status="scored", source="import", total=1, **of_none)

    assert lines(client) == [
        [*HEADING, "None", "Agree"],
        ["Finance", "3", "2", "·", "·", "·", "100 %"],
        ["Technology", "1", "·", "3", "·", "1", "75 %"],
        ["No category", "·", "·", "·", "1", "·", ""],
    ]
    page = plain(page_of(client))
    assert "8 of 9 agree." in page
    # With the one that could not be placed
    assert "2 unsure companies are left out of these figures." in page
    assert "Insurance 2 companies, 1 more not sure" in page


def test_it_is_live(client: Client, version: ModelVersion) -> None:
    submissions.delete(Submission.objects.filter(title="Nobody"))
    place(version, 3, "More wires", category="Wires & <pipes>")

    found = lines(client)

    assert found[0] == [*HEADING, "Agree"]
    assert found[-1] == ["Wires & <pipes>", "·", "·", "·", "1", "100 %"]


def test_training_rows_stand_where_they_read_unseen(client: Client, version: ModelVersion) -> None:
    read_unseen(version, "Alpha Bank", 1)

    assert lines(client)[1] == ["Finance", "2", "2", "1", "·", "80 %"]
    page = plain(page_of(client))
    assert "Each company was read by a model that had not seen it: a column" in page
    addresses = {address for _, address, _ in cells(client)}
    assert "/submissions/?category=Finance&reads=1&answer=known" in addresses


def test_an_old_version_says_that_the_model_had_seen_the_rows(
    client: Client, version: ModelVersion
) -> None:
    ModelVersion.objects.update(rows=10)

    page = plain(page_of(client))

    assert "The model had seen 10 of them when it learned, which makes them agree more." in page
    assert "had not seen" not in page


def test_a_person_s_word_moves_a_company_at_once(
    client: Client, version: ModelVersion, staff: User
) -> None:
    read_unseen(version, "Alpha Bank", 1)
    assert lines(client)[1][3] == "1"

    row = version.assignments.get(submission__title="Alpha Bank")
    verdicts.review(row, verdict="confirmed", cluster=None, note="", reviewer=staff)

    assert lines(client)[1] == ["Finance", "3", "2", "·", "·", "100 %"]


def test_merged_clusters_are_one_column_and_hidden_ones_are_together(
    client: Client, version: ModelVersion
) -> None:
    display.merge(version=version, number=2, into=0, by="reviewer")
    for number in (1, 3):
        display.hide(version=version, number=number, by="reviewer")

    assert lines(client) == [
        ["Category", "Banks", "Hidden", "Agree"],
        ["Finance", "5", "·", "100 %"],
        ["Technology", "1", "3", "75 %"],
        ["No category", "·", "1", ""],
    ]


@pytest.mark.parametrize("unseen", [0, 11])
def test_every_number_leads_to_its_companies(
    client: Client, version: ModelVersion, unseen: int
) -> None:
    place(version, 3, "More wires", category="Wires & <pipes> = 1")
    read_unseen(version, "Alpha Bank", 1) if unseen else None

    found = cells(client)

    assert len(found) == 6 + bool(unseen)
    for _, address, total in found:
        listed = client.get(address).context["listed"]
        assert listed.counted.words == total == str(len(listed.rows)), address


@pytest.mark.parametrize(
    ("own", "rest", "step"),
    [(0, 9, 0), (1, 99, 1), (7, 93, 1), (8, 92, 2), (29, 71, 2), (3, 7, 3), (3, 2, 4), (9, 1, 4)],
)
def test_four_steps(version: ModelVersion, own: int, rest: int, step: int) -> None:
    totals = {(0, "A"): own, (1, "A"): rest}

    found = heat_map.category_table(ShownClusters.of_version(version), totals, {})

    place_of_it = [cluster.number for cluster in found.clusters].index(0)
    assert found.lines[0].cells[place_of_it].step == step


def test_categories_after_the_thirtieth_are_one_line(client: Client, version: ModelVersion) -> None:
    for number in range(30):
        place(
            version,
            1,
            *(f"Company {number} {each}" for each in range(2)),
            category=f"Category {number:02}",
        )

    found = lines(client)

    assert len(found) == 1 + 30 + 1
    assert [line[0] for line in found[1:4]] == ["Finance", "Technology", "Category 00"]
    assert found[-1] == ["3 other", "·", "·", "4", "1", ""]


def test_five_hundred_clusters_all_have_their_column(client: Client, db: None) -> None:
    many = store_version(tuple(f"Cluster of {number}" for number in range(500)))
    for number in range(500):
        place(many, number, f"Company {number}", category=f"Category {number % 11}")

    response = client.get("/clusters/")

    page = shown(response)
    assert all(f"<span>Cluster of {number}</span>" in page for number in range(500))
    spans = [int(span) for span in re.findall(r'<td colspan="(\d+)"></td>', page)]
    singles = page.count("·") + len(cells(client))
    assert sum(spans) + singles == 11 * 500
    assert len(cells(client)) == 500


def test_without_companies_there_is_no_table(client: Client, version: ModelVersion) -> None:
    submissions.delete(Submission.objects.all())

    assert "the label disagree" not in page_of(client)


# Worth a look


def test_companies_that_disagree_are_named(client: Client, version: ModelVersion) -> None:
    read_unseen(version, "Alpha Bank", 1)

    page = plain(page_of(client)).replace(" ,", ",").replace(" .", ".")

    assert (
        "Worth a look: Delta Lending is listed under Technology, but reads like Banks. "
        "Alpha Bank is listed under Finance, but reads like Software." in page
    )
    assert "review desk" not in page


def test_reviewers_go_on_to_the_desk(reviewer: Client, version: ModelVersion) -> None:
    read_unseen(version, "Alpha Bank", 1)

    page = page_of(reviewer)

    link = '<a href="/review/?order=disagree">Go through all 2 at the review desk</a>'
    assert link in page
    assert "2 left" in shown(reviewer.get("/review/?order=disagree"))


def test_with_nothing_to_look_at_nothing_is_said(client: Client, version: ModelVersion) -> None:
    submissions.delete(Submission.objects.filter(title="Delta Lending"))

    assert "Worth a look" not in page_of(client)
