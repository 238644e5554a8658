"""/clusters/<n>/: the most typical companies first, how tight the cluster is, what is near,
and all members.
"""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from redis.exceptions import RedisError

from scoring.clusters import display
from scoring.models import ModelVersion
from scoring.pages import paging
from scoring.review import verdicts
from tests.clusters.shelf import change, place, plain, store_version, words
from tests.shown import shown
from tests.versions.tables import titles_on

pytestmark = pytest.mark.django_db


def page_of(client: Client, number: int = 0) -> str:
    response = client.get(f"/clusters/{number}/")
    assert response.status_code == 200
    return shown(response)


def near(client: Client, number: int = 0) -> list[str]:
    """The numbers of the nearest clusters with their distances."""
    found = re.search(r'id="near">(.*?)</ul>', page_of(client, number), re.DOTALL)
    assert found
    rows = re.findall(r'href="../(\d)/">.*?<span class="n soft">([\d.]+)<', found[1], re.DOTALL)
    return [" ".join(row) for row in rows]


def typical(client: Client, number: int = 0) -> list[str]:
    """The most typical companies with their distances."""
    found = re.search(r'id="typical">(.*?)</ul>', page_of(client, number), re.DOTALL)
    assert found
    return [plain(f">{line}") for line in found[1].split("</li>") if line]


def test_the_most_typical_companies_come_first_with_their_distance(
    client: Client, version: ModelVersion
) -> None:
    place(version, 0, "Eta Bank", "Theta Bank", distance=0.95)

    assert typical(client) == [
        "Alpha Bank 0.10",
        "Beta Bank 0.20",
        "Gamma Bank 0.20",
        "Delta Lending 0.90",
        "Eta Bank 0.95",
    ]
    assert titles_on(page_of(client)) == [
        *("Theta Bank", "Eta Bank", "Delta Lending", "Gamma Bank", "Beta Bank", "Alpha Bank")
    ]


def test_it_says_in_plain_words_how_tight_it_is(client: Client, version: ModelVersion) -> None:
    tight, loose = words(client.get("/clusters/2/")), words(client.get("/clusters/1/"))

    # 0.1 + 2 * 0.2 + 0.9 + 3 * 0.8 + 2 * 0.3 + 0.4 of ten companies; sure 0.9 + 9 * 0.5
    assert (
        "Its companies are 0.30 from its centre on average, which is tighter than usual "
        "(0.48 over all clusters)." in tight
    )
    assert "The model is less sure than usual of them: 0.50 against 0.54." in tight
    assert "are 0.80 from its centre on average, which is looser than usual" in loose
    assert "surer than usual of them: 0.60 against 0.54" in words(client.get("/clusters/0/"))


def test_the_means_move_with_each_company(client: Client, version: ModelVersion) -> None:
    assert "Its companies are 0.40 from" in words(client.get("/clusters/3/"))
    place(version, 3, "Far wires", distance=0.8)

    assert "Its companies are 0.60 from" in words(client.get("/clusters/3/"))


def test_a_dead_cache_costs_only_time(
    client: Client, version: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dead(*args: Any, **more: Any) -> None:
        raise RedisError("Nobody answers")

    monkeypatch.setattr("django.core.cache.backends.locmem.LocMemCache.get", dead)

    assert "Its companies are 0.40 from" in words(client.get("/clusters/3/"))


def test_a_single_cluster_is_compared_with_nothing(client: Client, db: None) -> None:
    place(store_version(("All",)), 0, "One", "Two")

    page = words(client.get("/clusters/0/"))

    assert (
        "Its companies are 0.50 from its centre on average. The model is sure of them: 0.50."
        in page
    )
    assert "Nearest clusters" not in page


def test_the_nearest_clusters_are_those_whose_centres_its_typical_companies_are_near(
    client: Client, version: ModelVersion
) -> None:
    assert near(client, 0) == ["1 2.00", "2 3.00", "3 4.00"]
    assert near(client, 2) == ["1 2.00", "3 2.00", "0 3.00"]


def test_hidden_clusters_are_not_near_and_merged_ones_are_as_near_as_the_nearest(
    client: Client, version: ModelVersion
) -> None:
    display.merge(version=version, number=1, into=3, by="reviewer")
    assert near(client, 0) == ["3 2.00", "2 3.00"]

    display.hide(version=version, number=3, by="reviewer")
    assert near(client, 0) == ["2 3.00"]


def test_a_remote_version_has_the_same_page(client: Client, version: ModelVersion) -> None:
    remote = store_version(("", "", ""), kind="remote", host="scores.example", endpoint="e" * 64)
    place(remote, 1, "Far away", category="Elsewhere")

    page = words(client.get(f"/models/{remote.pk}/clusters/1/"))

    assert "Unnamed cluster 1 company · cluster 1 of" in page
    assert "Far away 0.50" in page
    assert "Nearest clusters distance Unnamed cluster 2.00 Unnamed cluster 2.00" in page


def test_near_clusters_of_an_old_version_are_those_of_that_version(
    client: Client, version: ModelVersion
) -> None:
    other = store_version(is_active=False)
    place(other, 0, "Old Bank")

    page = shown(client.get(f"/models/{other.pk}/clusters/0/"))

    assert 'href="../1/"' in page
    assert client.get(f"/models/{other.pk}/clusters/1/").status_code == 200


def test_a_company_that_a_reviewer_moved_in_is_measured_from_its_new_centre(
    client: Client, version: ModelVersion, staff: Any
) -> None:
    row = version.assignments.get(submission__title="Wires")
    verdicts.review(row, verdict="wrong", cluster=2, note="", reviewer=staff)

    assert typical(client, 2)[-1] == "Wires 2.00"


# Merged and hidden


@pytest.mark.parametrize("place_of_it", ["/clusters/", "/models/{}/clusters/"])
def test_a_merged_cluster_s_address_leads_to_the_one_it_is_shown_as(
    client: Client, version: ModelVersion, place_of_it: str
) -> None:
    display.merge(version=version, number=2, into=0, by="reviewer")
    folder = place_of_it.format(version.pk)

    response = client.get(f"{folder}2/", follow=True)

    assert response.redirect_chain == [("../0/", 302)]
    assert response.request["PATH_INFO"] == f"{folder}0/"
    page = words(response)
    assert "Insurance is shown as a part of this one." in page
    assert "6 companies · cluster 0 of" in page
    assert (
        "Reviewers show these clusters of the model as a part of it: Insurance (insurance phrase)"
        in page
    )
    assert titles_on(shown(response))[:2] == ["Zeta Insurance", "Epsilon Insurance"]
    assert len(titles_on(shown(response))) == 6


def test_a_hidden_cluster_s_page_works_and_says_that_it_is_hidden(
    client: Client, version: ModelVersion
) -> None:
    display.hide(version=version, number=1, by="reviewer")

    page = page_of(client, 1)

    assert "This cluster is hidden" in page
    assert titles_on(page) == ["Soft Three", "Soft Two", "Soft One"]


def test_reviewers_see_who_changed_the_cluster_and_visitors_do_not(
    reviewer: Client, visitor: Client, version: ModelVersion
) -> None:
    change(reviewer, version, 2, "merge", into=0)
    change(reviewer, version, 1, "hide")

    mine, theirs = words(reviewer.get("/clusters/0/")), words(visitor.get("/clusters/0/"))

    assert re.search(r"Last changes Insurance merged into Banks by reviewer , .+? Undo", mine)
    assert "Software hidden" not in mine
    assert "Change how this cluster is shown" in mine
    assert "Change how" not in theirs
    assert "by reviewer" not in theirs


def test_the_page_costs_the_same_whatever_is_merged_and_stored(
    client: Client, version: ModelVersion, django_assert_num_queries: Any
) -> None:
    for number in (3, 2, 1):
        # What it is made of is counted once for as long as the kept counts stay the same
        client.get("/clusters/0/")
        with django_assert_num_queries(14):
            client.get("/clusters/0/")
        display.merge(version=version, number=number, into=0, by="reviewer")
        place(version, 0, *(f"More {number} {each}" for each in range(paging.PAGE_SIZE)))
    cache.clear()
    with django_assert_num_queries(15):
        client.get("/clusters/0/")
