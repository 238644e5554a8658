"""The page of a company shows its kind of business beside its cluster."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.companies import submissions
from scoring.models import Assignment, Cluster, ModelVersion, Submission
from scoring.review.kinds import correct_kind
from tests.companies.kinds import said
from tests.kinds.site import BAKERY, BANK, NOTHING
from tests.shown import shown

READS_LIKE = "Its text reads like"
BANKS = '<a href="/segments/regional-and-community-banks/">Regional and community banks</a>'


def page_of(client: Client, company: Submission) -> str:
    return shown(client.get(company.get_absolute_url()))


def path_of(page: str) -> str:
    """Where it belongs: the first line of the answer, without its icons."""
    return re.sub(r"<svg.*?</svg>", "", page.split('<p class="path">')[1].split("</p>")[0])


def test_where_cluster_and_text_agree_the_kind_stands_behind_the_cluster(
    client: Client, kinds: ModelVersion
) -> None:
    page = page_of(client, submissions.submit(title="New", category="", text=BANK))

    assert "Financials" in path_of(page)
    assert BANKS in path_of(page)
    assert READS_LIKE not in page


@pytest.mark.parametrize(
    ("title", "sector"),
    [("Financials", "Consumer Staples"), ("Food and household", "Financials")],
)
def test_where_they_differ_both_are_shown(
    client: Client, kinds: ModelVersion, title: str, sector: str
) -> None:
    """The model put the company into a cluster of another sector than its text points to."""
    company = submissions.submit(title="New", category="", text=BANK)
    number = Cluster.objects.get(version=kinds, model_name=title).number
    kind = said(sector, "Bakeries")
    Assignment.objects.filter(submission=company).update(
        cluster=number, shown_cluster=number, **kind
    )

    page = page_of(client, company)

    assert title in path_of(page)
    assert "Bakeries" not in path_of(page)
    assert READS_LIKE in page
    assert f'<a href="/sectors/{sector.lower().replace(" ", "-")}/">' in page
    assert '<a href="/segments/bakeries/">Bakeries</a>' in page


@pytest.mark.parametrize("name", ["Oil and gas", "Our banks", "Energy"])
def test_a_cluster_is_of_the_sector_of_its_companies_whatever_its_name(
    client: Client, kinds: ModelVersion, name: str
) -> None:
    Cluster.objects.filter(version=kinds, model_name="Financials").update(given_name=name)

    page = page_of(client, submissions.submit(title="New", category="", text=BANK))

    assert name in path_of(page)
    assert BANKS in path_of(page)
    assert READS_LIKE not in page


def test_a_cluster_that_is_called_as_its_sector_officially_is_of_it(
    client: Client, kinds: ModelVersion
) -> None:
    company = submissions.submit(title="New", category="", text=BANK)
    number = Cluster.objects.get(version=kinds, model_name="Shops, cars and leisure").number
    kind = said("Consumer Discretionary", "Toy and game makers")
    Assignment.objects.filter(submission=company).update(
        cluster=number, shown_cluster=number, **kind
    )

    page = page_of(client, company)

    assert "Shops, cars and leisure" in path_of(page)
    assert '<a href="/segments/toy-and-game-makers/">' in path_of(page)
    assert READS_LIKE not in page


def test_a_doubt_is_between_two_sectors_each_with_companies_that_are_known_to_be_of_it(
    client: Client, kinds: ModelVersion
) -> None:
    company = submissions.submit(title="New", category="", text=BAKERY)
    kind = {**said("Consumer Staples", "Bakeries", second="Financials"), "sector_probability": 0.4}
    doubt = {**kind, "answer": "unsure", "model_answer": "unsure"}
    Assignment.objects.filter(submission=company).update(**doubt)
    staples = kinds.assignments.filter(shown_sector="Consumer Staples")
    staples.exclude(submission=company).update(answer="unsure")

    response = client.get(company.get_absolute_url())

    page = shown(response)
    assert "Not sure: Food and household or Financials</span>" in path_of(page)
    assert "Its text perhaps reads like" in page
    first, second = response.context["answer"].halves
    assert (first.name, first.length, first.rows) == ("Food and household", 40, [])
    assert '<b class="n">40 %</b>' in page
    assert len(second.rows) == 2
    assert all(
        kinds.assignments.get(submission=each.company).shown_sector == "Financials"
        for each in second.rows
    )
    assert len(response.context["similar"].rows) == 10
    # It says what it makes, and that it sells
    assert "For whom?" in page
    assert "What does it make" not in page


def test_a_sure_text_whose_cluster_is_of_another_sector_is_probable_at_most(
    client: Client, kinds: ModelVersion
) -> None:
    Cluster.objects.filter(version=kinds, sector="Financials").update(sector="Energy")

    company = submissions.submit(title="New", category="", text=BANK)

    assert company.assignments.get().answer == "probable"
    words = "Probably Financials, perhaps Oil and gas"
    page = page_of(client, company)
    assert words in path_of(page)
    # Nothing beside the words, nor the longest bar, says otherwise
    assert 'class="cluster"' not in path_of(page)
    assert "its cluster is" in page
    bars = page.partition("Likely sectors")[2]
    assert '<li><a href="/sectors/financials/">' in bars.partition("</li>")[0]
    [row] = client.get("/submissions/?q=new&source=form").context["listed"].rows
    assert row.word == words


def test_a_sure_answer_says_how_sure_and_what_that_was_measured_to_be_worth(
    client: Client, kinds: ModelVersion
) -> None:
    company = submissions.submit(title="New", category="", text=BANK)
    Assignment.objects.filter(submission=company).update(
        answer="sure", model_answer="sure", sector_probability=0.934
    )

    page = page_of(client, company)

    assert "Sure, 93 %</span>" in path_of(page)
    # One figure beside the answer; the others are folded
    [_, folded] = page.split("What “sure” is worth</summary>")
    assert "when this model was measured, 97.2 were." in folded


def test_where_a_reviewer_says_that_no_cluster_fits_the_kind_stands_alone(
    client: Client, kinds: ModelVersion
) -> None:
    company = submissions.submit(title="New", category="", text=BANK)
    Assignment.objects.filter(submission=company).update(verdict="wrong", shown_cluster=None)

    page = page_of(client, company)

    assert "None of the clusters fits" in path_of(page)
    assert READS_LIKE in page
    assert BANKS in page


def test_a_corrected_kind_of_another_sector_is_shown_beside_the_cluster(
    client: Client, kinds: ModelVersion, staff: User
) -> None:
    company = submissions.submit(title="New", category="", text=BANK)

    correct_kind(company, sector="Energy", segment="", last=0, reviewer=staff)

    page = page_of(client, company)
    assert '<a href="/sectors/energy/">Oil and gas</a>' in page
    assert BANKS not in page


def test_a_text_of_unknown_words_has_no_kind_on_its_page(
    client: Client, kinds: ModelVersion
) -> None:
    page = page_of(client, submissions.submit(title="New", category="", text=NOTHING))

    assert "Too little to say" in page
    assert READS_LIKE not in page
    assert "/segments/" not in page


def test_without_kinds_the_page_is_as_it_was(client: Client, model: ModelVersion) -> None:
    page = page_of(client, submissions.submit(title="New", category="", text=BANK))

    assert READS_LIKE not in page
    assert "/segments/" not in page
    assert "/sectors/" not in page


def test_lists_show_the_kind_under_the_cluster_as_text(client: Client, kinds: ModelVersion) -> None:
    company = submissions.submit(title="New", category="", text=BANK)
    Assignment.objects.filter(submission=company).update(shown_segment="<b>Women's & co</b>")

    [row] = client.get("/submissions/?q=new&source=form").context["listed"].rows

    assert "&lt;b&gt;Women&#x27;s &amp; co&lt;/b&gt;" in row.clusters
