"""/models/<id>/clusters/<n>/ is the permanent address of a cluster, active or not."""

from html import unescape
from typing import Any

import pytest
from django.test import Client

from scoring.clusters import overview
from scoring.companies import submissions
from scoring.models import ModelVersion, ShownClusters, Submission
from scoring.models.collections import OF_THE_SITE
from tests.versions.small_site import (
    activate,
    companies,
    damage,
    home,
    members,
    remote_version,
    review,
    row_of,
    send,
    store,
    stored,
    trained,
)
from tests.versions.tables import page_of, size_on, titles_on

pytestmark = pytest.mark.django_db


def cluster_page(client: Client, version: ModelVersion, number: int, query: str = "") -> str:
    return page_of(client, f"/models/{version.pk}/clusters/{number}/{query}")


def titles_under(version: ModelVersion, number: int) -> list[str]:
    """The members of a cluster, newest first."""
    rows = version.assignments.filter(shown_cluster=number).order_by("-submission")
    return list(rows.values_list("submission__title", flat=True))


def test_a_cluster_lists_its_companies_and_no_others(client: Client, first: ModelVersion) -> None:
    for cluster in first.clusters.all():
        page = cluster_page(client, first, cluster.number)

        assert titles_on(page) == titles_under(first, cluster.number)
        assert size_on(page) == 10
        assert f"<span>{cluster.name}</span></h1>" in page
        assert f"cluster {cluster.number} of" in page
        for phrase in cluster.phrases:
            assert f'<span class="chip">{phrase}</span>' in page
        assert (
            f'href="/models/{first.pk}/clusters/{cluster.number}/">model version {first.pk}</a>'
            in page
        )


def test_the_address_means_the_same_after_another_version_is_active(
    client: Client, second: ModelVersion
) -> None:
    first = ModelVersion.objects.earliest("pk")
    number = home(first, "Utilities")
    before = titles_on(cluster_page(client, first, number))

    activate(second)

    assert titles_on(cluster_page(client, first, number)) == before
    assert titles_on(page_of(client, f"/clusters/{number}/")) != before
    assert titles_on(cluster_page(client, second, (number + 1) % 3)) == before
    assert titles_on(page_of(client, f"/clusters/{(number + 1) % 3}/")) == before


def test_the_clusters_of_the_active_version_lead_to_their_permanent_address(
    client: Client, first: ModelVersion
) -> None:
    page = page_of(client, "/clusters/1/")

    assert f'href="/models/{first.pk}/clusters/1/">model version {first.pk}</a>' in page
    assert titles_on(page) == titles_on(cluster_page(client, first, 1))


def test_a_cluster_of_a_version_that_scored_nobody_is_empty(
    client: Client, second: ModelVersion
) -> None:
    page = cluster_page(client, second, 0)

    assert size_on(page) == 0
    assert "No company is in this cluster." in page
    assert titles_on(page) == []


def test_a_company_stands_where_a_reviewer_put_it_under_that_version_only(
    client: Client, second: ModelVersion
) -> None:
    first = ModelVersion.objects.earliest("pk")
    activate(second)
    row = row_of(members(second, "Utilities")[0].submission, second)
    right = home(second, "Financials")
    review(row, "wrong", right)

    assert row.submission.title in titles_on(cluster_page(client, second, right))
    assert row.submission.title not in titles_on(cluster_page(client, second, row.cluster))
    assert size_on(cluster_page(client, second, right)) == 11
    assert row.submission.title in titles_on(cluster_page(client, first, home(first, "Utilities")))


def test_the_mix_of_categories_is_that_of_the_members(client: Client, first: ModelVersion) -> None:
    version = activate(stored(trained(2)))
    wide = home(version, "Utilities")

    page = cluster_page(client, version, wide)

    clusters = ShownClusters.of_version(version)
    shelf = overview.shelf_of(clusters[wide], clusters, OF_THE_SITE)
    assert shelf.categories == {
        row["Category"]: 10 for row in companies() if home(version, row["Category"]) == wide
    }
    parts = shelf.mix.parts
    assert sum(part.total for part in parts) + shelf.mix.rest == size_on(page)
    assert all(f"{part.name}</bdi>" in unescape(page) for part in parts)


def test_a_long_list_is_paged_under_the_same_address(client: Client, first: ModelVersion) -> None:
    store(
        [
            {**companies()[0], "Title": f"Company {number:02}", "source": "import"}
            for number in range(50)
        ]
    )
    activate(first)
    number = row_of("Company 00", first).cluster

    page = cluster_page(client, first, number)
    older = client.get(f"/models/{first.pk}/clusters/{number}/").context["listed"].page.next
    last = cluster_page(client, first, number, f"?after={older}")

    assert f'<button name="after" value="{older}-50">' in page
    assert titles_on(page) + titles_on(last) == titles_under(first, number)
    assert (size_on(page), len(titles_on(page)), len(titles_on(last))) == (60, 50, 10)


def test_a_page_past_the_end_says_so(client: Client, first: ModelVersion) -> None:
    assert "There is nothing on this page" in cluster_page(client, first, 0, "?after=1")


def test_a_mistyped_page_key_shows_the_newest(client: Client, first: ModelVersion) -> None:
    for query in ("?after=x", "?after=-1", "?before=99999999999999999999", "?after=", "?banana=1"):
        assert titles_on(cluster_page(client, first, 0, query)) == titles_under(first, 0), query


def test_a_cluster_that_is_not_there_is_a_friendly_404(client: Client, first: ModelVersion) -> None:
    for number in ("3", "10", "999999", "99999999999999999999", "-1", "x", "1.0", "%00"):
        page = page_of(client, f"/models/{first.pk}/clusters/{number}/", 404)
        assert "There is nothing at this address" in page, number


def test_a_number_of_another_version_is_a_friendly_404(client: Client, first: ModelVersion) -> None:
    larger = stored(trained(4))

    cluster_page(client, larger, 3)
    page_of(client, f"/models/{first.pk}/clusters/3/", 404)
    page_of(client, "/clusters/3/", 404)
    page_of(client, "/models/999999/clusters/0/", 404)


HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}"]


def test_hostile_words_are_shown_as_text(client: Client, first: ModelVersion) -> None:
    for words in HOSTILE:
        company = send(words, words, companies()[0]["Text"])
        first.clusters.update(given_name=words, phrases=[words])

        page = cluster_page(client, first, row_of(company, first).cluster)

        assert "<script>alert" not in page
        assert "<img" not in page
        assert titles_on(page)[0] == words


def test_a_deleted_company_is_gone_from_all_versions(client: Client, second: ModelVersion) -> None:
    first = ModelVersion.objects.earliest("pk")
    activate(second)
    number = home(first, "Utilities")
    title = titles_under(first, number)[0]

    submissions.delete(Submission.objects.filter(title=title))

    for version, at in ((first, number), (second, (number + 1) % 3)):
        page = cluster_page(client, version, at)
        assert title not in titles_on(page)
        assert size_on(page) == 9


def test_a_damaged_model_does_not_spoil_the_page(client: Client, first: ModelVersion) -> None:
    damage(first)

    assert len(titles_on(cluster_page(client, first, 0))) == 10


def test_a_cluster_of_a_remote_version_has_its_own_page(
    client: Client, first: ModelVersion
) -> None:
    page = cluster_page(client, remote_version(), 2)

    assert "<span>Unnamed cluster</span></h1>" in page
    assert "cluster 2 of" in page


def test_the_page_costs_a_fixed_number_of_queries(
    client: Client, first: ModelVersion, django_assert_num_queries: Any
) -> None:
    cluster_page(client, first, 0)
    for _ in range(2):
        with django_assert_num_queries(14):
            cluster_page(client, first, 0)
        for number in range(3):
            send(f"Company {number}", f"Category {number}", companies()[number]["Text"])
            stored(trained(4))
        # What a process keeps of versions is read anew once they changed
        cluster_page(client, first, 0)


def test_a_result_costs_no_more_queries_with_many_earlier_versions(
    client: Client, second: ModelVersion, django_assert_num_queries: Any
) -> None:
    company = Submission.objects.order_by("pk")[0]
    activate(second)
    client.get(company.get_absolute_url())
    for earlier in (1, 3):
        with django_assert_num_queries(12):
            assert len(client.get(company.get_absolute_url()).context["earlier"]) == earlier
        for k in (2, 4):
            activate(stored(trained(k)))
        client.get(company.get_absolute_url())
