"""Cards of companies on the map, and companies that are chosen there to be compared."""

import re
from html import escape, unescape
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client

from scoring.companies import submissions
from scoring.models import ModelVersion, Submission
from scoring.models.map_cells import cell
from tests.company_map.sheets import sheet
from tests.shown import shown

pytestmark = pytest.mark.django_db


def address(label: str, html: str) -> str:
    found = re.search(rf'href="([^"]+)" aria-label="{re.escape(label)}"', html)
    assert found, label
    return unescape(found[1])


def test_a_card_says_what_a_company_is(client: Client, model: ModelVersion) -> None:
    row = model.assignments.select_related("submission").earliest("pk")
    model.assignments.filter(pk=row.pk).update(answer="sure", shown_segment="Bakeries")
    model.assignments.filter(pk=row.pk).update(shown_sector="Consumer Staples")

    card = shown(client.get(f"/map/{row.submission_id}/card/"))

    assert row.submission.title in card
    assert row.submission.text[:100] in unescape(card)
    assert model.clusters.get(number=row.shown_cluster).name in card
    assert "Sure" in card
    assert '<a href="/segments/bakeries/">Bakeries</a>' in card


def test_a_card_names_both_clusters_where_the_model_is_not_sure(
    client: Client, model: ModelVersion
) -> None:
    row = model.assignments.earliest("pk")
    distances = [1.0] * 10
    distances[2], distances[5] = 0.90, 0.91
    doubt = {"answer": "unsure", "model_answer": "unsure", "shown_segment": "Bakeries"}
    model.assignments.filter(pk=row.pk).update(shown_cluster=2, distances=distances, **doubt)

    card = shown(client.get(f"/map/{row.submission_id}/card/"))

    names = [escape(model.clusters.get(number=number).name) for number in (2, 5)]
    assert f"Not sure: {names[0]} or {names[1]}" in card
    assert "Bakeries" not in card


def test_a_card_says_among_whom_a_company_lies_that_is_apart_from_its_cluster(
    client: Client, model: ModelVersion
) -> None:
    stray = model.assignments.filter(shown_cluster=2).latest("pk")
    there = model.assignments.filter(shown_cluster=5).earliest("pk")
    crowd = model.assignments.filter(Q(shown_cluster=5) | Q(pk=stray.pk))
    crowd.update(map_x=0.5, map_y=0.5, map_cell=cell(0.5, 0.5))
    other = model.clusters.get(number=5).name

    among = shown(client.get(f"/map/{stray.submission_id}/card/"))
    at_home = shown(client.get(f"/map/{there.submission_id}/card/"))

    assert "Lies apart from its cluster" in among
    assert f"among <bdi>{escape(other)}</bdi>" in among
    assert "apart" not in at_home
    drawn = sheet(client)
    strays = [mark.address for mark in drawn.marks if "stray" in mark.kinds]
    assert stray.submission.get_absolute_url() in strays
    assert there.submission.get_absolute_url() not in strays
    assert "Hollow shapes lie apart from their cluster." in drawn.html


def test_a_company_that_is_gone_has_no_card(client: Client, model: ModelVersion) -> None:
    assert client.get("/map/999999/card/").status_code == 404


def test_a_card_of_a_company_that_waits_is_whole(
    client: Client, model: ModelVersion, company: Any
) -> None:
    submissions.store([Submission(**company, source="import", fingerprint="x")])

    card = client.get(f"/map/{Submission.objects.latest('pk').pk}/card/")

    assert company["title"] in shown(card)


def test_a_found_company_is_chosen_and_left_out_by_links(
    client: Client, model: ModelVersion
) -> None:
    company = Submission.objects.earliest("pk")
    found = sheet(client, f"?q={company.title.split()[0]}")

    chosen = sheet(client, address(f"Choose {company.title}", found.html))

    assert "1 chosen" in chosen.words
    assert f'href="/similar/?like={company.pk}"' in chosen.html
    mark = next(each for each in chosen.marks if each.address == company.get_absolute_url())
    assert "chosen" in mark.kinds
    left = sheet(client, address(f"Leave out {company.title}", chosen.html))
    assert "chosen" not in left.words


def test_two_chosen_companies_can_be_compared(client: Client, model: ModelVersion) -> None:
    one, two, three = Submission.objects.order_by("pk")[:3]

    pair = sheet(client, f"?like={one.pk}&like={two.pk}&like={two.pk}")
    more = sheet(client, f"?like={one.pk}&like={two.pk}&like={three.pk}")

    assert f'href="/submissions/{one.pk}/with/{two.pk}/"' in pair.html
    assert "Compare side by side" not in more.words
    assert f'href="/similar/?like={one.pk}&amp;like={two.pk}&amp;like={three.pk}"' in more.html


def test_what_cannot_be_chosen_is_left_out(client: Client, model: ModelVersion) -> None:
    page = sheet(client, "?like=999999&like=abc&like=-1&like=99999999999999999999")

    assert "chosen" not in page.words


def test_links_about_the_map_keep_the_chosen(client: Client, model: ModelVersion) -> None:
    company = Submission.objects.earliest("pk")

    page = sheet(client, f"?like={company.pk}")

    assert page.link("Zoom in").endswith(f"&like={company.pk}")
    assert f'<input type="hidden" name="like" value="{company.pk}">' in page.html
