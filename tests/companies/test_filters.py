"""A list shows the companies that pass its filters, and says which filter cannot be read."""

from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from scoring.models import Cluster, ModelVersion
from tests.search import companies
from tests.shown import shown

EVERYBODY = [each["title"] for each in reversed(companies.MIXED)]


def titles(client: Client, query: str, address: str = "/submissions/") -> list[str]:
    response = client.get(f"{address}?{query}")
    assert response.status_code == 200
    return [row.name for row in response.context["listed"].rows]


@pytest.mark.parametrize(
    ("query", "passing"),
    [
        ("q=bank&sort=newest", ["Eta", "Gamma Soft", "Beta Bank", "Alpha Bank"]),
        ("q=%22beta+bank%22", ["Beta Bank"]),
        ("q=bank+farmer", ["Alpha Bank"]),
        ("category=Financials", ["Eta", "Beta Bank", "Alpha Bank"]),
        ("category=none", ["Zeta", "Epsilon Foods"]),
        ("cluster=1", ["Delta Soft", "Gamma Soft"]),
        ("cluster=none", ["Eta", "Zeta"]),
        ("status=unplaced", ["Zeta"]),
        ("source=form", ["Delta Soft", "Beta Bank"]),
        ("review=wrong", ["Delta Soft"]),
        ("sent_from=2026-11-22", ["Zeta", "Epsilon Foods", "Gamma Soft"]),
        ("sent_until=2026-11-20", ["Eta", "Delta Soft", "Alpha Bank"]),
        ("sent_from=2026-11-21&sent_until=2026-11-21", ["Beta Bank"]),
        (
            "q=bank&category=Financials&status=scored&source=form&sent_from=2026-11-01",
            ["Beta Bank"],
        ),
        ("q=&category=&cluster=&status=&source=&review=&sent_from=&sent_until=", EVERYBODY),
    ],
)
def test_only_companies_that_pass_every_filter_are_listed(
    client: Client, mixed: ModelVersion, query: str, passing: list[str]
) -> None:
    assert titles(client, query) == passing


@pytest.mark.parametrize(
    "query",
    [
        *(
            "cluster=99",
            "cluster=-1",
            "cluster=1.5",
            "cluster=x",
            "status=odd",
            "source=odd",
            "review=odd",
        ),
        *(
            "sent_from=tomorrow",
            "sent_until=9999-12-31",
            "sent_from=0001-01-01",
            "sent_from=2026-02-31",
        ),
        *(f"q={'x' * 201}", "q=a%00b", "category=a%00b"),
    ],
)
def test_a_filter_with_a_mistake_is_named_and_leaves_nobody_out(
    client: Client, mixed: ModelVersion, query: str
) -> None:
    response = client.get(f"/submissions/?{query}")
    page = response.content.decode()

    assert [row.name for row in response.context["listed"].rows] == EVERYBODY
    assert page.count("errorlist") == 1


def test_a_category_that_nobody_has_leaves_nobody_and_stays_chosen(
    client: Client, mixed: ModelVersion
) -> None:
    response = client.get("/submissions/?category=%3Cscript%3EOdd")
    page = response.content.decode()

    assert "No company fits these filters" in page
    [chosen] = [
        each
        for facet in response.context["listed"].filters.shown
        for each in facet.choices
        if each.is_set
    ]
    assert (chosen.label, chosen.companies, chosen.address) == ("<script>Odd", "0", "?")
    assert "<bdi>&lt;script&gt;Odd</bdi>" in page
    assert "<script>Odd" not in page


@pytest.mark.parametrize("query", ["q=!!!", "q=zebra", "q=%22lends+bank%22"])
def test_words_that_nobody_has_say_so_and_stay_in_the_box(
    client: Client, mixed: ModelVersion, query: str
) -> None:
    page = client.get(f"/submissions/?{query}")

    assert "No company has that name or says that" in page.content.decode()
    assert f'value="{escape(page.wsgi_request.GET["q"])}"' in page.content.decode()


def test_the_filters_stay_in_the_addresses_of_the_pages_and_files(
    client: Client, mixed: ModelVersion
) -> None:
    companies.store(
        mixed, *({"title": f"Bank {n}", "category": "Banks & Co", "cluster": 0} for n in range(120))
    )

    first = client.get("/submissions/?q=bank&category=Banks+%26+Co&cluster=&nonsense=1")
    key = first.context["listed"].page.next
    page = first.content.decode()

    # The pages are buttons of the form that has the filters
    assert '<input type="hidden" name="category" value="Banks &amp; Co">' in page
    assert f'<button name="after" value="{key}-50">' in page
    assert 'href="?q=bank&amp;category=Banks+%26+Co&amp;format=csv"' in page
    second = titles(client, f"q=bank&category=Banks+%26+Co&after={key}")
    assert second == sorted(f"Bank {n}" for n in range(120))[50:100]


def test_the_list_of_a_cluster_is_filtered_within_it(client: Client, mixed: ModelVersion) -> None:
    assert titles(client, "", "/clusters/1/") == ["Delta Soft", "Gamma Soft"]
    assert titles(client, "q=bank", "/clusters/1/") == ["Gamma Soft"]
    assert titles(client, "source=form&cluster=0", "/clusters/1/") == ["Delta Soft"]
    page = client.get("/clusters/1/?q=zebra").content.decode()
    assert "No company has that name or says that" in page
    facets = client.get("/clusters/1/").context["listed"].filters.shown
    assert "Cluster" not in [facet.title for facet in facets]


def test_a_merged_cluster_stands_for_its_parts(client: Client, mixed: ModelVersion) -> None:
    Cluster.objects.filter(version=mixed, number=2).update(merged_into=1)

    assert titles(client, "cluster=1") == ["Epsilon Foods", "Delta Soft", "Gamma Soft"]
    assert titles(client, "cluster=2") == EVERYBODY
    facets = client.get("/submissions/").context["listed"].filters.shown
    [clusters] = [facet.choices for facet in facets if facet.title == "Cluster"]
    assert [(each.label, each.companies) for each in clusters] == [
        ("Software", "3"),
        ("Banks and lending", "2"),
        ("No cluster", "2"),
    ]


def test_a_site_without_a_model_lists_what_was_stored(client: Client, db: None) -> None:
    from scoring.companies import submissions

    submissions.submit(title="Early Bank", category="", text="A bank before any model.")

    assert titles(client, "q=bank") == ["Early Bank"]
    assert titles(client, "") == ["Early Bank"]
    assert "1 company<" in shown(client.get("/submissions/"))


def test_a_filtered_list_costs_a_fixed_number_of_queries(
    client: Client, mixed: ModelVersion, django_assert_max_num_queries: Any
) -> None:
    client.get("/submissions/")
    for query, most in (
        ("", 10),
        ("category=IT&cluster=1&status=scored&source=form&review=wrong", 10),
        # On PostgreSQL one more tells which companies are the latest
        ("q=bank", 15),
    ):
        for _ in range(2):
            with django_assert_max_num_queries(most):
                client.get(f"/submissions/?{query}")
            companies.store(mixed, *({"title": f"Bank {n}", "category": "IT"} for n in range(60)))
