"""/models/ says of every version what it knows and how good it is; its own page, of which rows."""

from typing import Any

import pytest
from django.test import Client

from scoring.endpoint import versions
from scoring.models import Cluster, ModelVersion, model_versions
from scoring.versions import activation
from scoring.versions.page import SHOWN_CATEGORIES
from tests.versions.small_site import (
    FOLDS,
    SECTORS,
    activate,
    damage,
    home,
    remote_version,
    stored,
    trained,
)
from tests.versions.tables import composition_table, page_of, plain, table

pytestmark = pytest.mark.django_db

VERSIONS = "Table of model versions"
ODD = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7|add:7 }}",
    "\u202eשלום",
    "🦆" * 60,
    "A & B",
]


def lines(page: str) -> list[list[str]]:
    return table(page, VERSIONS)[1:]


def test_without_a_version_it_says_how_to_get_one(client: Client, db: None) -> None:
    page = page_of(client, "/models/")

    assert "There is no model yet" in page
    assert "manage.py" not in page
    assert "<table" not in page


def test_versions_stand_newest_first_and_one_is_active(
    client: Client, second: ModelVersion
) -> None:
    first = model_versions.active()

    names = [line[0] for line in lines(page_of(client, "/models/"))]

    assert names == [f"{second.pk}", f"{first.pk} active"]
    activate(second)
    names = [line[0] for line in lines(page_of(client, "/models/"))]
    assert names == [f"{second.pk} active", f"{first.pk}"]


def test_a_version_that_is_prepared_says_so(client: Client, second: ModelVersion) -> None:
    activation.prepare(second)

    assert lines(page_of(client, "/models/"))[0][0] == f"{second.pk} being prepared"


def test_a_line_tells_rows_preset_clusters_and_figures(client: Client, first: ModelVersion) -> None:
    line = lines(page_of(client, "/models/"))[0]

    assert line[2:4] == ["30 rows of the catalogue, similarco", "3"]
    assert line[4:] == [f"{FOLDS[name] + 1e-9:.3f}" for name in ("purity", "nmi", "ari", "nearest")]


def test_figures_of_zero_are_shown_and_missing_ones_are_a_dash(
    client: Client, first: ModelVersion
) -> None:
    other = stored(trained(2))
    ModelVersion.objects.filter(pk=first.pk).update(
        folds={"purity": 1.0, "nmi": 0.0, "ari": -0.25, "nearest": 0.5}
    )
    ModelVersion.objects.filter(pk=other.pk).update(folds={})

    figures = [line[4:] for line in lines(page_of(client, "/models/"))]

    assert figures == [["-", "-", "-", "-"], ["1.000", "0.000", "-0.250", "0.500"]]


def test_large_numbers_of_rows_are_grouped(client: Client, first: ModelVersion) -> None:
    ModelVersion.objects.update(rows=1234567)

    assert lines(page_of(client, "/models/"))[0][2].startswith("1,234,567 rows")


def test_each_line_leads_to_its_version(client: Client, second: ModelVersion) -> None:
    page = page_of(client, "/models/")

    for version in ModelVersion.objects.all():
        assert f'href="/models/{version.pk}/"' in page
        page_of(client, f"/models/{version.pk}/")


def test_it_says_in_words_what_a_version_knows_and_how_good_it_is(
    client: Client, first: ModelVersion
) -> None:
    page = plain(page_of(client, "/models/"))

    phrases = f"{first.figures['ngrams']:,}"
    assert (
        f"Learned from 30 rows of the catalogue in 3 categories: {phrases} words and phrases, "
        "3 clusters." in page
    )
    assert (
        "Of 100 companies that it had not seen, 71 land in a cluster of mostly their own category; "
        "of the ten companies closest to each, 4.0 share its category." in page
    )


def test_nothing_is_said_of_what_was_not_measured(client: Client, first: ModelVersion) -> None:
    ModelVersion.objects.update(folds={}, figures={})

    for address in ("/models/", f"/models/{first.pk}/"):
        page = plain(page_of(client, address))
        assert "of mostly their own category" not in page
        assert "words and phrases," not in page
    assert "was not measured" in page


def test_who_may_train_is_led_to_the_form(reviewer: Client, first: ModelVersion) -> None:
    link = 'href="/admin/scoring/modelversion/add/"'

    assert link in page_of(reviewer, "/models/")
    assert link not in page_of(Client(), "/models/")


# Category by cluster


def test_the_table_has_the_numbers_of_a_recount_for_each_version(
    client: Client, first: ModelVersion
) -> None:
    others = [stored(trained(k)) for k in (2, 4)]

    for version in (first, *others):
        activate(version)
        counts = {
            sector: [
                version.assignments.filter(category=sector, cluster=n).count()
                for n in range(version.k)
            ]
            for sector in SECTORS
        }
        assert composition_table(page_of(client, f"/models/{version.pk}/"), version.pk) == counts


def test_any_number_of_clusters_fits(client: Client, first: ModelVersion) -> None:
    Cluster.objects.bulk_create(
        Cluster(version=first, number=number, model_name=f"Shelf {number}", phrases=["a phrase"])
        for number in range(3, 1000)
    )
    ModelVersion.objects.update(
        k=1000, composition={f"Category {place}": [1] * 1000 for place in range(40)}
    )

    answer = client.get(f"/models/{first.pk}/")

    assert len(answer.content) < 150_000
    assert f'href="/models/{first.pk}/clusters/999/"' in answer.text


def test_the_table_counts_training_rows_and_not_what_was_sent_since(
    client: Client, first: ModelVersion
) -> None:
    before = composition_table(page_of(client, f"/models/{first.pk}/"), first.pk)

    client.post(
        "/",
        {"title": "Newcomer", "category": "Financials", "text": "A bank that lends to farmers."},
    )

    assert (
        first.assignments.filter(category="Financials", cluster=home(first, "Financials")).count()
        == 11
    )
    assert composition_table(page_of(client, f"/models/{first.pk}/"), first.pk) == before


def test_the_largest_categories_come_first_and_only_so_many(
    client: Client, first: ModelVersion
) -> None:
    sizes = {
        f"Category {number:02}": [number % 7, 1200 * (number == 5), 1]
        for number in range(SHOWN_CATEGORIES + 5)
    }
    ModelVersion.objects.update(composition=sizes)

    shown = composition_table(page_of(client, f"/models/{first.pk}/"), first.pk)

    assert len(shown) == SHOWN_CATEGORIES
    assert list(shown)[:3] == ["Category 05", "Category 06", "Category 13"]
    assert shown["Category 05"] == [5, 1200, 1]
    totals = [sum(counts) for counts in shown.values()]
    assert totals == sorted(totals, reverse=True)


def test_rows_without_a_category_have_a_line_of_their_own(
    client: Client, first: ModelVersion
) -> None:
    ModelVersion.objects.update(composition={"": [1, 2, 3], "Banks": [0, 0, 0]})

    assert composition_table(page_of(client, f"/models/{first.pk}/"), first.pk) == {
        "No category": [1, 2, 3],
        "Banks": [0, 0, 0],
    }


def test_odd_categories_are_shown_as_text(client: Client, first: ModelVersion) -> None:
    ModelVersion.objects.update(composition={name: [1, 2, 3] for name in ODD})

    page = page_of(client, f"/models/{first.pk}/")
    assert "<script>alert" not in page
    assert "<img" not in page
    assert composition_table(page, first.pk) == {name: [1, 2, 3] for name in ODD}


def test_odd_names_of_files_and_hosts_are_shown_as_text(
    client: Client, first: ModelVersion
) -> None:
    remote = remote_version()
    for name in ODD:
        ModelVersion.objects.update(rows_from=f"the file {name}", host=name)
        for address in ("/models/", f"/models/{first.pk}/", f"/models/{remote.pk}/"):
            page = page_of(client, address)
            assert "<script>alert" not in page
            assert "<img" not in page
            assert name in plain(page)


# Remote versions, damage and cost


def test_a_remote_version_stands_among_the_others(
    client: Client, first: ModelVersion, remote: Any
) -> None:
    unknown = versions.start_remote()

    page = page_of(client, "/models/")

    assert lines(page)[0][:1] == [f"{unknown.pk} active"]
    assert lines(page)[0][2:] == ["scoring service at 127.0.0.1", "", "-", "-", "-", "-"]
    assert lines(page)[1][0] == f"{first.pk}"
    assert "/workspaces/" not in page
    assert "The clusters come from the scoring service at 127.0.0.1." in page


def test_a_damaged_model_does_not_spoil_the_page(client: Client, second: ModelVersion) -> None:
    damage(second)

    assert len(lines(page_of(client, "/models/"))) == 2


def test_the_page_costs_the_same_number_of_queries_for_one_version_and_for_many(
    client: Client, first: ModelVersion, django_assert_num_queries: Any
) -> None:
    for count in (1, 4):
        with django_assert_num_queries(2):
            assert len(lines(page_of(client, "/models/"))) == count
        for k in (2, 3, 4):
            stored(trained(k))
