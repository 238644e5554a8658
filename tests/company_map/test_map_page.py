"""/map/: every company as a point, and a list that says the same."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.companies import submissions
from scoring.company_map.page import LISTED
from scoring.models import Cluster, ModelVersion, Submission
from scoring.review import verdicts
from tests.company_map.sheets import sheet, store_many
from tests.conftest import load_catalogue
from tests.servers import unused_port
from tests.shown import shown

pytestmark = pytest.mark.django_db


def test_every_company_is_a_point_that_opens_it(client: Client, model: ModelVersion) -> None:
    page = sheet(client)

    rows = {
        row.submission.get_absolute_url(): row
        for row in model.assignments.select_related("submission")
    }
    assert {mark.address for mark in page.marks} == set(rows)
    for mark in page.marks:
        row = rows[mark.address]
        assert mark.colour == f"c{row.shown_cluster}"
        assert mark.place == (round(1000 * row.map_x), round(1000 * row.map_y))


def test_every_cluster_has_its_colour_its_shape_and_its_name_on_the_map(
    client: Client, model: ModelVersion
) -> None:
    page = sheet(client)
    kinds = {(mark.colour, mark.shape) for mark in page.marks}

    assert kinds == {(f"c{number}", str(number)) for number in range(11)}
    assert all(f'<path id="s{number}"' in page.html for number in range(11))
    for cluster in model.clusters.all():
        assert cluster.name in page.names()
        assert f'class="area c{cluster.colour}"' in page.html


def test_clusters_beyond_eleven_still_differ(client: Client, model: ModelVersion) -> None:
    Cluster.objects.create(version=model, number=14, model_name="Bicycles")
    model.assignments.filter(shown_cluster=3).update(shown_cluster=14)

    kinds = {(mark.colour, mark.shape) for mark in sheet(client).marks}

    assert ("c3", "4") in kinds
    assert len(kinds) == 11


def test_the_legend_counts_every_cluster(client: Client, model: ModelVersion) -> None:
    page = sheet(client)

    for cluster in model.clusters.all():
        members = model.assignments.filter(shown_cluster=cluster.number).count()
        assert page.counts[cluster.name] == members


def test_the_legend_shows_one_cluster_alone_and_lists_its_companies(
    client: Client, model: ModelVersion
) -> None:
    members = Submission.objects.filter(assignments__shown_cluster=3)

    page = sheet(client, "?cluster=3")

    bright = {mark.address for mark in page.marks if not mark.is_faded}
    assert bright == {company.get_absolute_url() for company in members}
    assert len(page.marks) == 110
    listed = page.html.partition('<ul class="lines matches">')[2].partition("</ul>")[0]
    assert all(company.get_absolute_url() in listed for company in members)
    titles = {company.title for company in members}
    clusters = {cluster.name for cluster in model.clusters.all()}
    assert set(page.names()) - clusters <= titles
    assert page.html.count('aria-current="true"') == 2
    assert '?z=0&amp;x=0&amp;y=0">Show all clusters</a>' in page.html


def test_a_cluster_that_is_not_there_fades_nothing(client: Client, model: ModelVersion) -> None:
    for asked in ("99", "-1", "x", "99999999999999999999"):
        assert not any(mark.is_faded for mark in sheet(client, f"?cluster={asked}").marks)


def test_names_of_companies_grow_in_number_as_one_zooms(
    client: Client, model: ModelVersion
) -> None:
    """Of those in the middle of the map, which every step shows."""
    named = []
    for query in ("", "?z=1&x=8&y=8", "?z=2&x=24&y=24"):
        page = sheet(client, query)
        place = {
            each.submission.title: (each.map_x, each.map_y)
            for each in model.assignments.select_related("submission")
        }
        middle = [place[name] for name in page.names() if name in place]
        named.append(sum(0.35 <= x <= 0.65 and 0.35 <= y <= 0.65 for x, y in middle))

    assert named == sorted(named)
    assert named[0] < named[-1]


def test_a_phone_has_fewer_names(client: Client, model: ModelVersion) -> None:
    page = sheet(client)

    assert 0 < len(page.names("phone")) < len(page.names("desk"))


def test_colours_say_how_sure_the_model_is(client: Client, model: ModelVersion) -> None:
    model.assignments.update(answer="sure")
    doubtful = model.assignments.earliest("pk")
    model.assignments.filter(pk=doubtful.pk).update(answer="unsure")

    page = sheet(client, "?by=sureness")

    assert 'class="map by-sureness"' in page.html
    amber = [mark.address for mark in page.marks if "not" in mark.kinds]
    assert amber == [doubtful.submission.get_absolute_url()]


def test_the_page_says_that_distances_are_approximate(client: Client, model: ModelVersion) -> None:
    assert "Distances on the map are approximate." in sheet(client).words


def test_the_map_is_in_the_navigation(client: Client, model: ModelVersion) -> None:
    assert '<a href="/map/" aria-current="page">Map</a>' in sheet(client).html


def test_a_correction_gives_a_point_another_colour(
    client: Client, model: ModelVersion, staff: User
) -> None:
    row = model.assignments.filter(cluster=1).first()
    assert row is not None
    verdicts.review(row, verdict="wrong", cluster=2, note="", reviewer=staff)

    mark = next(
        each for each in sheet(client).marks if each.address == row.submission.get_absolute_url()
    )
    assert mark.colour == "c2"


def test_a_hidden_cluster_is_neither_named_nor_listed(client: Client, model: ModelVersion) -> None:
    hidden = model.clusters.get(number=3)
    total = model.assignments.filter(shown_cluster=3).count()
    model.clusters.filter(number=3).update(is_hidden=True)

    page = sheet(client)

    assert hidden.name not in page.html
    assert page.counts["No cluster"] == total
    assert len([mark for mark in page.marks if mark.colour == "none"]) == total


def test_a_merged_cluster_is_shown_as_the_other(client: Client, model: ModelVersion) -> None:
    total = model.assignments.filter(shown_cluster__in=[3, 4]).count()
    model.clusters.filter(number=3).update(merged_into=4)

    page = sheet(client)

    assert page.counts[model.clusters.get(number=4).name] == total
    assert "c3" not in {mark.colour for mark in page.marks}


# The viewed company


def test_the_viewed_company_has_a_ring_and_its_name(client: Client, model: ModelVersion) -> None:
    row = model.assignments.select_related("submission").earliest("pk")

    page = sheet(client, f"?company={row.submission_id}")

    x, y = round(1000 * row.map_x), round(1000 * row.map_y)
    assert f'<circle class="ring" cx="{x}" cy="{y}"' in page.html
    assert page.names().count(row.submission.title) == 1
    assert f"The ring marks {row.submission.title}" in page.words


def test_zooming_in_goes_to_the_viewed_company(client: Client, model: ModelVersion) -> None:
    row = model.assignments.order_by("map_x").last()
    assert row is not None
    page = sheet(client, f"?company={row.submission_id}")

    nearer = re.search(r'id="map-in"[^>]* href="([^"]+)"', page.html)

    assert nearer
    again = sheet(client, nearer[1].replace("&amp;", "&")).html
    assert 'data-z="1"' in again
    assert 'class="ring"' in again


def test_a_viewed_company_in_another_part_is_a_link_away(
    client: Client, model: ModelVersion
) -> None:
    row = model.assignments.order_by("map_x").last()
    assert row is not None
    page = sheet(client, f"?z=2&x=0&y=0&company={row.submission_id}")

    assert 'class="ring"' not in page.html
    assert "is in another part of the map." in page.words
    found = re.search(r'<a href="(\?[^"]+)">Go there', page.html)
    assert found
    assert 'class="ring"' in sheet(client, found[1].replace("&amp;", "&")).html


def test_a_company_that_is_not_there_is_said_to_be_absent(
    client: Client, model: ModelVersion
) -> None:
    for asked in ("abc", "999999", "-1", "0", "99999999999999999999", "１", "<script>", "\0"):
        page = client.get("/map/", {"company": asked})

        assert page.status_code == 200, asked
        assert "There is no company" in shown(page), asked
        assert "<script>" not in shown(page)


# Search words


def test_search_words_light_up_the_companies_that_have_all_of_them(
    client: Client, model: ModelVersion
) -> None:
    both = [
        each.title
        for each in Submission.objects.all()
        if all(word in f"{each.title} {each.text}".lower() for word in ("bank", "loans"))
    ]
    page = sheet(client, "?q=Bank++loans")

    assert 0 < len(both) < 110
    assert sorted(page.lit) == sorted(both)
    assert len(page.marks) == 110
    assert f"{len(both)} companies with" in page.words


def test_matches_are_listed_for_the_keyboard_up_to_a_limit(
    client: Client, model: ModelVersion
) -> None:
    page = sheet(client, "?q=and")

    assert len(page.lit) == 110
    listed = page.html.partition('<ul class="lines matches">')[2].partition("</ul>")[0]
    assert listed.count("<li>") == LISTED
    assert f"The first {LISTED} that are lit up." in page.words


def test_words_that_no_company_has_light_up_nothing(client: Client, model: ModelVersion) -> None:
    for words in (
        "zzzqqq",
        "100%",
        "_____",
        "' OR 1=1 --",
        "\\",
        "<script>alert(1)</script>",
        "🦆",
    ):
        page = client.get("/map/", {"q": words})
        html = shown(page)

        assert page.status_code == 200, words
        assert 'class="lit"' not in html, words
        assert "has all these words" in html, words
        assert "<script>alert" not in html


def test_search_words_of_any_length_and_kind_are_answered(
    client: Client, model: ModelVersion
) -> None:
    for words in ("x" * 1000, "a " * 500, "\0", " ", "bank\0", "\u202e"):
        page = client.get("/map/", {"q": words})

        assert page.status_code == 200, words
        assert "x" * 201 not in shown(page)


# Addresses


PARTS = [
    ("?z=99&x=-1&y=2", 12, 0, 2**-15),
    ("?z=1&x=99999&y=3", 1, 0.5, 0.09375),
    ("?z=abc&x=&y=1.5", 0, 0, 0),
    ("?z=-3&x=4", 0, 0, 0),
    ("?z=2&z=1&x=0", 1, 0, 0),
    ("?x=5", 0, 0, 0),
]


def test_a_part_that_cannot_be_becomes_the_nearest_that_can(
    client: Client, model: ModelVersion
) -> None:
    for query, *part in PARTS:
        html = sheet(client, query).html
        found = re.search(r'data-z="(\d+)" data-left="([^"]+)" data-top="([^"]+)"', html)

        assert found, query
        assert [float(number) for number in found.groups()] == part, query


def test_links_lead_in_and_about_and_out_again(client: Client, model: ModelVersion) -> None:
    seen = set()
    query = "?q=bank&company=1"
    steps = ("Zoom in", "Zoom in", "Move right", "Move down", "Move left", "Move up")
    for name in (*steps, "Zoom out", "Zoom out"):
        page = sheet(client, query)
        seen |= {mark.address for mark in page.marks}
        query = page.link(name)
        assert query.endswith("&company=1&q=bank")

    assert query.startswith("?z=0&x=0&y=0&")
    assert len(seen) == 110


def test_all_quarters_together_hold_every_company(client: Client, model: ModelVersion) -> None:
    pages = [sheet(client, f"?z=1&x={x}&y={y}") for x in (0, 16) for y in (0, 16)]

    inside = {
        mark.address
        for page in pages
        for mark in page.marks
        if all(0 <= place <= 1000 for place in mark.place)
    }
    assert inside == {mark.address for mark in sheet(client).marks}
    assert sum(sum(page.counts.values()) for page in pages) == 110


def test_a_picture_reaches_beyond_its_window_for_screens_that_are_no_squares(
    client: Client, model: ModelVersion
) -> None:
    places = [mark.place for mark in sheet(client, "?z=1&x=8&y=8").marks]

    assert any(not 0 <= x <= 1000 for x, _ in places)
    assert all(-500 <= x <= 1500 and -250 <= y <= 1250 for x, y in places)


def test_an_empty_part_says_so_and_leads_back(client: Client, model: ModelVersion) -> None:
    page = sheet(client, "?z=8&x=0&y=0")

    assert page.marks == []
    assert "No company is in this part of the map." in page.words
    assert page.link("Show the whole map") == "?z=0&x=0&y=0"


def test_a_script_gets_only_the_part_that_changes(client: Client, model: ModelVersion) -> None:
    part = shown(client.get("/map/?z=1", headers={"HX-Request": "true"}))

    assert 'id="map"' in part
    assert "<html" not in part


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_map_is_only_looked_at(client: Client, model: ModelVersion, method: str) -> None:
    assert getattr(client, method)("/map/").status_code == 405


# Nothing there


def test_without_a_model_the_page_says_how_to_get_one(client: Client, db: None) -> None:
    assert "There is no trained model yet" in sheet(client).words


def test_with_a_remote_service_alone_the_page_says_what_is_missing(
    client: Client, remote: Any, db: None
) -> None:
    load_catalogue()

    assert "it needs one beside the scoring service at 127.0.0.1" in sheet(client).words


def test_without_companies_the_page_asks_for_the_first(client: Client, model: ModelVersion) -> None:
    submissions.delete(Submission.objects.all())

    assert "No company has a place on the map yet Send the first one" in sheet(client).words


def test_while_all_wait_the_page_says_so(client: Client, model: ModelVersion, company: Any) -> None:
    submissions.delete(Submission.objects.all())
    submissions.store([Submission(**company, source="import", fingerprint="x")])

    assert "1 is waiting for a score, and the place comes with it." in sheet(client).words


def test_hostile_titles_are_text(client: Client, model: ModelVersion) -> None:
    hostile = '"><img src=x onerror=alert(1)><script>'
    store_many(model, 1, title=hostile)

    company = Submission.objects.latest("pk").pk
    html = sheet(client, f"?company={company}&q=img&like={company}").html

    assert "<img" not in html
    assert "&lt;img" in html


def test_a_dead_cache_costs_no_map(client: Client, model: ModelVersion, settings: Any) -> None:
    store_many(model, 601)
    address = f"redis://127.0.0.1:{unused_port()}/0"
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": address}
    }

    assert sum(sheet(client).counts.values()) == 711
