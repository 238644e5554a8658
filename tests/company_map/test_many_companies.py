"""Very many companies: density first, single ones nearer, and a picture that stays light."""

import gzip
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from scoring.company_map import lit
from scoring.endpoint import versions
from scoring.maps import rows
from scoring.models import Cluster, ModelVersion, Submission
from scoring.queue import assignments
from tests import kept_rows
from tests.company_map.sheets import Sheet, sheet, store_many
from tests.conftest import place_catalogue
from tests.servers import ScoringServer

pytestmark = pytest.mark.django_db
MOST_MARKS, MOST_BYTES, MOST_OF_PICTURE = 600, 150_000, 60_000


@pytest.fixture
@kept_rows.kept_as("many companies")
def many(db: None) -> ModelVersion:
    """2,600 companies all over the map, besides the catalogue."""
    return kept_rows.stored("many companies", place_many)


def place_many() -> ModelVersion:
    version = place_catalogue()
    store_many(version, 2_600)
    return version


def is_density(page: Sheet) -> bool:
    return "drawn as dots that stand for many" in page.words


def total(page: Sheet) -> int:
    return sum(page.counts.values())


def dots(page: Sheet) -> int:
    paths = re.findall(r'<path class="dots" stroke-width="\d+" d="([^"]+)"', page.html)
    return sum(path.count("M") for path in paths)


def test_six_hundred_companies_are_points_and_one_more_is_density(
    client: Client, model: ModelVersion
) -> None:
    store_many(model, 490)
    page = sheet(client)
    assert len(page.marks) == MOST_MARKS
    assert not is_density(page)

    store_many(model, 1)
    page = sheet(client)
    assert is_density(page)
    assert page.marks == []
    assert total(page) == 601


def test_the_picture_is_light_with_few_and_with_many(client: Client, model: ModelVersion) -> None:
    store_many(model, 490, title="Name of a company with a number {}")
    for query in ("", "?z=1&x=8&y=8"):
        assert 20_000 < sheet(client, query).bytes_of_picture < MOST_OF_PICTURE
    store_many(model, 5_000)
    for query in ("", "?z=1&x=8&y=8", "?z=2&x=24&y=24"):
        page = sheet(client, query)
        assert is_density(page)
        assert page.bytes_of_picture < MOST_OF_PICTURE


def test_density_counts_every_company_in_its_cluster(client: Client, many: ModelVersion) -> None:
    page = sheet(client)

    assert is_density(page)
    assert 500 < dots(page) < 1_500
    for cluster in many.clusters.all():
        members = many.assignments.filter(shown_cluster=cluster.number).count()
        assert page.counts[cluster.name] == members
    assert sum(door.total for door in page.doors) == 2_710


def test_a_click_leads_to_single_companies(client: Client, many: ModelVersion) -> None:
    door = max(sheet(client).doors, key=lambda each: each.total)

    nearer = sheet(client, door.address)

    assert not is_density(nearer)
    assert all(each.address.startswith("/submissions/") for each in nearer.marks)


def test_every_level_on_the_way_in_is_finer_and_within_the_limit(
    client: Client, model: ModelVersion
) -> None:
    store_many(model, 2_600, side=1 / 64)
    query, sizes = "", []
    for _ in range(13):
        page = sheet(client, query)
        assert len(page.marks) <= MOST_MARKS
        sizes.append((is_density(page), total(page)))
        z = int(re.search(r'data-z="(\d+)"', page.html)[1])  # type: ignore[index]
        query = f"?z={z + 1}&x=0&y=0"

    assert sizes[0] == (True, 2_710)
    assert sizes[6][0]
    assert not sizes[9][0]
    assert [size for _, size in sizes] == sorted((size for _, size in sizes), reverse=True)


def test_companies_that_all_lie_in_one_place_are_one_mark_even_nearest(
    client: Client, model: ModelVersion
) -> None:
    store_many(model, 2_100, side=0)

    page = sheet(client, "?z=12&x=0&y=0")

    assert is_density(page)
    assert dots(page) == 1
    assert [door.total for door in page.doors] == [2_100]


def test_matches_are_points_on_top_of_the_density(client: Client, many: ModelVersion) -> None:
    page = sheet(client, "?q=Company+100*")

    wanted = Submission.objects.filter(title__startswith="Company 100")
    assert sorted(page.lit) == sorted(each.title for each in wanted)
    assert len(page.marks) <= MOST_MARKS


def test_more_matches_than_the_map_takes_are_cut_and_said(
    client: Client, many: ModelVersion
) -> None:
    page = sheet(client, "?q=Company")

    assert len(page.lit) == 500
    assert len(page.marks) <= MOST_MARKS
    assert "More than 500 companies with" in page.words


@pytest.mark.parametrize("query", ["?q=Company", "?q=Company&z=3&x=1&y=1", "?q=Company+100*"])
def test_the_same_companies_are_lit_whether_their_words_are_rare_or_frequent(
    client: Client, many: ModelVersion, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = sheet(client, query).lit
    assert wanted
    for most in (1, 20, 2_000):
        cache.clear()
        monkeypatch.setattr(lit, "MOST_WITH_WORDS", most)

        assert sheet(client, query).lit == wanted, most


def test_a_new_company_is_marked_at_once_though_density_is_kept_a_minute(
    client: Client, many: ModelVersion, company: Any
) -> None:
    sheet(client)
    client.post("/", company)
    made = Submission.objects.latest("pk")

    page = sheet(client, f"?company={made.pk}")

    assert is_density(page)
    assert 'class="ring"' in page.html


def test_density_of_a_part_is_kept_for_a_while(
    client: Client,
    many: ModelVersion,
    django_assert_max_num_queries: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sheet(client)
    monkeypatch.setattr(rows, "count_heaps", lambda *asked: pytest.fail("counted again"))

    with django_assert_max_num_queries(6):
        assert total(sheet(client)) == 2_710


def test_the_number_of_queries_does_not_grow(
    client: Client, model: ModelVersion, django_assert_max_num_queries: Any
) -> None:
    company = Submission.objects.earliest("pk").pk
    for more in (0, 2_000):
        store_many(model, more)
        for query in ("", "?z=3&x=1&y=1", f"?q=bank&company={company}"):
            with django_assert_max_num_queries(10):
                sheet(client, query)


def test_the_heaviest_page_is_light_enough(client: Client, model: ModelVersion) -> None:
    store_many(model, 490, title="W{0}iń🦆{0}" + "Long name of a company with a number {0} " * 4)

    page = client.get("/map/", headers={"Accept-Encoding": "gzip"})

    assert len(sheet(client).marks) == 600
    assert len(page.content) < MOST_BYTES
    assert gzip.decompress(page.content)


def test_density_has_the_colours_of_the_remote_service(
    client: Client, many: ModelVersion, remote: ScoringServer
) -> None:
    version = versions.start_remote()
    Cluster.objects.create(version=version, number=7, model_name="Theirs")
    waiting = Submission.objects.filter(title__startswith="Company")
    assignments.add(waiting, version)
    version.assignments.update(status="scored", cluster=7, shown_cluster=7)

    page = sheet(client)

    assert is_density(page)
    assert page.counts == {"Theirs": 2_600, "No cluster": 110}
    assert set(re.findall(r'<g class="(c\d+|none)"', page.html)) <= {"c7", "none"}
