"""Where texts and categories disagree: training rows are read by a model that had not seen them."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.clusters import display
from scoring.models import Assignment, ModelVersion, Reading, ShownClusters, Submission, Tally
from scoring.models.collections import OF_THE_SITE
from scoring.review import disagreements, verdicts
from tests.clusters.shelf import place, store_version

pytestmark = pytest.mark.django_db
BANKS, SOFTWARE, INSURANCE, WIRES = range(4)


@pytest.fixture
def version(db: None) -> ModelVersion:
    """Three banks of finance and three of software; one of each reads like the other unseen."""
    made = store_version(rows_unseen=6)
    banks = place(made, BANKS, "Alpha Bank", "Beta Bank", "Gamma Bank")
    softs = place(made, SOFTWARE, "Soft One", "Soft Two", "Soft Three", category="Technology")
    Reading.objects.create(version=made, submission=banks[0], cluster=SOFTWARE)
    Reading.objects.create(version=made, submission=softs[0], cluster=INSURANCE)
    return made


def totals(version: ModelVersion) -> disagreements.Totals:
    stored = Tally.objects.filter(version=version).totals("cluster", "category")
    return disagreements.read_totals(version, stored, OF_THE_SITE)


def disagreeing(version: ModelVersion) -> list[tuple[str, int]]:
    clusters = ShownClusters.of_version(version)
    at_home = disagreements.homes(totals(version), clusters)
    found = disagreements.disagreeing(version, clusters, at_home, OF_THE_SITE).order_by("pk")
    return [(row.submission.title, row.read_cluster) for row in found]


def of(title: str) -> Assignment:
    return Assignment.objects.get(submission__title=title)


def test_training_rows_count_where_they_read_unseen(version: ModelVersion) -> None:
    assert totals(version) == {
        (BANKS, "Finance"): 2,
        (SOFTWARE, "Finance"): 1,
        (SOFTWARE, "Technology"): 2,
        (INSURANCE, "Technology"): 1,
    }


def test_companies_that_were_no_training_rows_count_where_they_stand(
    version: ModelVersion,
) -> None:
    place(version, WIRES, "Late", category="Technology")
    place(version, None, "Nobody")

    found = totals(version)

    assert found[WIRES, "Technology"] == 1
    assert found[-1, "Finance"] == 1


def test_a_person_s_word_stands_above_any_reading(version: ModelVersion, staff: User) -> None:
    verdicts.review(of("Alpha Bank"), verdict="confirmed", cluster=None, note="", reviewer=staff)
    verdicts.review(of("Soft One"), verdict="wrong", cluster=WIRES, note="", reviewer=staff)

    assert totals(version) == {
        (BANKS, "Finance"): 3,
        (SOFTWARE, "Technology"): 2,
        (WIRES, "Technology"): 1,
    }


def test_a_deleted_company_counts_nowhere(version: ModelVersion) -> None:
    from scoring.companies import submissions

    submissions.delete(Submission.objects.filter(title="Alpha Bank"))

    assert totals(version)[BANKS, "Finance"] == 2
    assert (SOFTWARE, "Finance") not in totals(version)


def test_a_category_is_at_home_where_most_of_it_is_and_where_it_is_the_most(
    version: ModelVersion,
) -> None:
    place(version, WIRES, "Wired", "Wireless", category="Technology")
    place(version, WIRES, "Nothing known of it", category="")

    at_home = disagreements.homes(totals(version), ShownClusters.of_version(version))

    assert at_home == {"Finance": {BANKS}, "Technology": {SOFTWARE, INSURANCE, WIRES}}


def test_the_home_of_a_merged_cluster_is_the_one_it_is_shown_as(version: ModelVersion) -> None:
    display.merge(version=version, number=SOFTWARE, into=WIRES, by="reviewer")

    at_home = disagreements.homes(totals(version), ShownClusters.of_version(version))

    assert at_home["Technology"] == {WIRES, INSURANCE}
    assert disagreeing(version) == [("Alpha Bank", SOFTWARE)]


def test_only_the_thirty_largest_categories_have_a_home(version: ModelVersion) -> None:
    for number in range(40):
        place(version, WIRES, f"Company {number}", category=f"Category {number}")

    at_home = disagreements.homes(totals(version), ShownClusters.of_version(version))

    assert len(at_home) == 30
    assert {"Finance", "Technology"} <= set(at_home)


def test_disagreeing_companies_read_like_another_cluster_than_their_category_s(
    version: ModelVersion, staff: User
) -> None:
    place(version, BANKS, "Never seen", category="Technology")
    assert disagreeing(version) == [("Alpha Bank", SOFTWARE), ("Never seen", BANKS)]

    verdicts.review(of("Alpha Bank"), verdict="confirmed", cluster=None, note="", reviewer=staff)
    assert disagreeing(version) == [("Never seen", BANKS)]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("reads=0", {"Beta Bank", "Gamma Bank"}),
        ("reads=1&category=Finance", {"Alpha Bank"}),
        ("reads=2", {"Soft One"}),
        ("reads=none", {"Nobody"}),
        ("cluster=0&reads=1", {"Alpha Bank"}),
    ],
)
def test_a_list_can_be_had_of_what_reads_like_a_cluster(
    client: Client, version: ModelVersion, query: str, titles: set[str]
) -> None:
    place(version, None, "Nobody")

    listed: Any = client.get(f"/submissions/?{query}").context["listed"]

    assert {company.title for company in listed.page.companies} == titles
    assert listed.counted.total == len(titles)
