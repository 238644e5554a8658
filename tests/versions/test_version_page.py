"""/models/<id>/ tells all of one version; its vocabulary is a table to download."""

import csv
import io
import re
from collections import Counter
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from clustering.text.vocabulary import read_table
from scoring.endpoint import embedded, versions
from scoring.models import ModelVersion
from scoring.versions import activation
from scoring.versions.moves import MOST_COMPANIES
from tests.security.pages import Parts
from tests.versions.small_site import (
    FOLDS,
    SECTORS,
    activate,
    damage,
    home,
    remote_version,
    send,
    stored,
    trained,
)
from tests.versions.tables import composition_table, definitions, page_of, plain, table

pytestmark = pytest.mark.django_db

NOWHERE = ["999999", "0", "99999999999999999999", "-1", "x", "1.0"]


def page_for(client: Client, version: ModelVersion) -> str:
    return page_of(client, f"/models/{version.pk}/")


def test_the_facts_say_kind_rows_and_that_it_is_active(client: Client, first: ModelVersion) -> None:
    page = page_for(client, first)

    assert f"<h1>Model version {first.pk}</h1>" in page
    assert f"Model version {first.pk} Active made" in plain(page)
    assert "Learned from 30 rows of the catalogue in 3 categories" in plain(page)
    assert definitions(page)["preset"] == "similarco"


def test_a_version_that_is_not_active_does_not_claim_to_be(
    client: Client, second: ModelVersion
) -> None:
    assert f"Model version {second.pk} not active made" in plain(page_for(client, second))

    activation.prepare(second)

    assert "being prepared" in page_for(client, second)


def test_figures_on_rows_left_out_stand_above_those_on_its_own(
    client: Client, first: ModelVersion
) -> None:
    heading, left_out, own = table(page_for(client, first), "Table of figures")

    names = ("purity", "nmi", "ari", "nearest")
    assert heading[1:] == ["Purity", "NMI", "ARI", "Nearest"]
    assert left_out[1:] == [f"{FOLDS[name] + 1e-9:.3f}" for name in names]
    assert own[1:] == [*(f"{first.figures[name]:.3f}" for name in names[:3]), "-"]


def test_without_categories_there_is_no_figure_to_show(client: Client, first: ModelVersion) -> None:
    ModelVersion.objects.update(folds={}, figures={"rows": 30})

    _, left_out, own = table(page_for(client, first), "Table of figures")

    assert left_out[1:] == own[1:] == ["-", "-", "-", "-"]


def test_the_categories_by_cluster_are_those_of_the_version(
    client: Client, first: ModelVersion
) -> None:
    expected = {sector: first.composition[sector] for sector in SECTORS}

    assert composition_table(page_for(client, first), first.pk) == expected


def test_every_cluster_stands_there_with_the_rows_that_it_learned_from(
    client: Client, second: ModelVersion
) -> None:
    activate(second)
    first = ModelVersion.objects.earliest("pk")
    first.clusters.filter(number=1).update(given_name="Ducks & <Drakes>")

    page = page_for(client, first)

    heading, *lines = table(page, f"Clusters of version {first.pk}")
    assert heading == ["Cluster", "Rows", "Mostly"]
    assert [line[1] for line in lines] == ["10", "10", "10"]
    assert "it places no companies now" in page
    assert "Ducks &amp; &lt;Drakes&gt;" in page
    for cluster in first.clusters.exclude(number=1):
        assert f"<span>{escape(cluster.name)}</span></a>" in page
        assert escape(", ".join(cluster.phrases)) in page
        assert f'href="/models/{first.pk}/clusters/{cluster.number}/"' in page


def test_a_version_that_was_never_active_says_its_rows_and_no_companies(
    client: Client, second: ModelVersion
) -> None:
    page = page_for(client, second)

    assert [line[1] for line in table(page, f"Clusters of version {second.pk}")[1:]] == ["10"] * 3
    assert "0 companies" not in page
    assert "What changed" not in page


def test_the_active_version_says_how_many_companies_stand_in_each_cluster_too(
    client: Client, first: ModelVersion
) -> None:
    send("Newcomer", "Financials")

    heading, *lines = table(page_for(client, first), f"Clusters of version {first.pk}")

    assert heading == ["Cluster", "Rows", "Mostly", "Companies"]
    number = home(first, "Financials")
    assert lines[number][1:] == ["10", "Financials 10", "11"]


def test_what_changed_since_the_version_before_names_the_companies_that_moved(
    client: Client, first: ModelVersion
) -> None:
    fine = activate(stored(trained(4)))
    then = dict(first.assignments.values_list("submission", "cluster"))
    now = dict(fine.assignments.values_list("submission", "cluster"))
    goes_to = {}
    for old in range(3):
        new = Counter(now[company] for company in then if then[company] == old)
        goes_to[old] = min(new, key=lambda number: (-new[number], number))
    moved = [company for company in then if now[company] != goes_to[then[company]]]
    assert moved

    page = page_for(client, fine)

    changes = page.split(f"What changed since version {first.pk}")[1].split("</section>")[0]
    assert f"{len(moved)} of 30 companies moved" in plain(changes)
    named = [int(pk) for pk in re.findall(r'href="/submissions/(\d+)/"', changes)]
    assert set(named) <= set(moved)
    assert len(named) == min(len(moved), MOST_COMPANIES)


def test_the_same_clusters_under_other_numbers_are_no_change(
    client: Client, first: ModelVersion, second: ModelVersion
) -> None:
    activate(second)

    page = plain(page_for(client, second))

    assert "None of 30 companies moved" in page
    assert "71 of 100" in page
    assert f"(version {first.pk}: 71)" in page


def test_settings_fingerprint_and_libraries_are_shown(client: Client, first: ModelVersion) -> None:
    found = definitions(page_for(client, first))

    assert (found["k"], found["seed"], found["space"]) == ("3", "0", "guided")
    assert found["extraction size"] == str(first.settings["extraction"]["size"])
    assert found["rows (SHA-256)"] == first.data_fingerprint
    assert f"numpy {first.libraries['numpy']}" in found["libraries"]
    steps = sum(len(value) if isinstance(value, dict) else 1 for value in first.settings.values())
    assert len(found) == steps + 3


def test_a_version_that_is_not_there_is_a_friendly_404(client: Client, first: ModelVersion) -> None:
    for asked in NOWHERE:
        assert "There is nothing at this address" in page_of(client, f"/models/{asked}/", 404), (
            asked
        )


def test_the_page_is_only_read(client: Client, first: ModelVersion) -> None:
    for address in ("/models/", f"/models/{first.pk}/", f"/models/{first.pk}/clusters/0/"):
        assert client.post(address).status_code == 405
        assert client.head(address).status_code == 200


def test_no_page_of_models_loads_or_runs_what_the_policy_forbids(
    reviewer: Client, first: ModelVersion
) -> None:
    pages = ["/models/", f"/models/{first.pk}/", f"/models/{first.pk}/clusters/0/"]

    for address in (*pages, "/admin/scoring/modelversion/add/", "/admin/scoring/job/"):
        parts = Parts(page_of(reviewer, address))
        assert parts.offences == [], address
        own = ("/static/", "/admin/jsi18n/", "/site.webmanifest")
        assert all(each.startswith(own) for each in parts.loads), address


def test_the_page_costs_a_fixed_number_of_queries(
    client: Client, first: ModelVersion, django_assert_num_queries: Any
) -> None:
    for _ in range(2):
        with django_assert_num_queries(6):
            page_for(client, first)
        for number in range(3):
            send(f"Company {number}", f"Category {number}")
            stored(trained(4))


# Remote


def test_a_remote_version_names_its_host_and_claims_no_figures(
    client: Client, first: ModelVersion
) -> None:
    remote = remote_version(k=2)

    page = page_for(client, remote)

    assert "The clusters come from the scoring service at scores.example." in page
    assert "Table of figures" not in page
    assert "Categories by cluster" not in page
    assert "Learned from" not in page
    assert "vocabulary" not in page.lower()
    assert definitions(page) == {}
    assert page.count("Unnamed cluster") == 2
    page_of(client, f"/models/{remote.pk}/clusters/1/")


def test_a_remote_version_before_its_first_answer_has_no_clusters(
    client: Client, remote: Any
) -> None:
    version = versions.start_remote()

    page = page_for(client, version)

    assert "127.0.0.1" in page
    assert "/workspaces/" not in page
    assert "Its clusters" not in page
    page_of(client, f"/models/{version.pk}/clusters/0/", 404)


# The vocabulary


def test_the_vocabulary_is_the_studio_s_table(client: Client, first: ModelVersion) -> None:
    response = client.get(f"/models/{first.pk}/vocabulary.tsv")

    assert response.status_code == 200
    assert response["Content-Type"] == "text/tab-separated-values; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="vocabulary-{first.pk}.tsv"'
    heading, total, *ngrams = csv.reader(io.StringIO(response.content.decode()), delimiter="\t")
    assert heading == ["Id", "NGram", "DF", "IDF"]
    assert total == ["-1", "total.num.docs", "30", "0"]
    assert sorted(row[1] for row in ngrams) == list(embedded.model(first.pk).vocabulary.ngrams)
    assert read_table(response.content.decode()).total == 30
    assert f'href="/models/{first.pk}/vocabulary.tsv"' in page_for(client, first)


@pytest.mark.parametrize("spoil", ["damaged", "absent"])
def test_a_vocabulary_that_cannot_be_read_is_a_friendly_404(
    client: Client, first: ModelVersion, spoil: str
) -> None:
    if spoil == "damaged":
        damage(first)
    else:
        first.artefact.delete()
        embedded.model.cache_clear()

    assert "There is nothing at this address" in page_of(
        client, f"/models/{first.pk}/vocabulary.tsv", 404
    )


def test_a_remote_version_has_no_vocabulary(client: Client, db: None) -> None:
    page_of(client, f"/models/{remote_version().pk}/vocabulary.tsv", 404)
    page_of(client, "/models/999999/vocabulary.tsv", 404)
