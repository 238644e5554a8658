"""The map coloured by what companies are filed under, and companies chosen on it together."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.models import Collection, Import, ModelVersion, Submission
from tests.company_map.sheets import sheet
from tests.conftest import work
from tests.own_columns.tables import filled_collection
from tests.shown import shown

pytestmark = pytest.mark.django_db


def test_categories_have_a_colour_each_that_leads_to_their_list(
    client: Client, model: ModelVersion
) -> None:
    page = sheet(client, "?by=category")

    filed = dict(Submission.objects.values_list("pk", "category"))
    seen = {(filed[int(mark.address.split("/")[2])], mark.colour) for mark in page.marks}
    assert len(seen) == len(set(filed.values())) == 11
    assert 'href="/submissions/?category=Financials"' in page.html
    assert page.counts["Financials"] == list(filed.values()).count("Financials")


def test_under_other_colours_the_clusters_stay_as_regions_with_their_names(
    client: Client, model: ModelVersion
) -> None:
    clusters, categories = sheet(client).html, sheet(client, "?by=category").html

    def areas(page: str) -> list[str]:
        return sorted(re.findall(r'<path class="area[^>]+ d="([^"]+)"', page))

    assert areas(categories) == areas(clusters)
    assert set(re.findall('<path class="area ([^"]+)"', categories)) == {"none"}
    names = set(model.clusters.values_list("model_name", flat=True))
    labels = {" ".join(each.split()) for each in re.findall(r'label"[^>]*>([^<]+)<', categories)}
    assert len(labels & names) > 3


def test_colours_stay_the_same_wherever_one_looks(client: Client, model: ModelVersion) -> None:
    whole = {mark.address: mark.colour for mark in sheet(client, "?by=category").marks}
    near = {mark.address: mark.colour for mark in sheet(client, "?by=category&z=2&x=8&y=8").marks}

    assert near
    assert near.items() <= whole.items()


def test_what_it_cannot_be_coloured_by_leaves_the_colours_of_clusters(
    client: Client, model: ModelVersion
) -> None:
    clusters = sheet(client).counts

    for by in ("import", "colour", "own.", "", "SECTOR", "by=sector"):
        assert sheet(client, f"?by={by}").counts == clusters


def test_files_are_colours_for_who_may_change_the_collection(
    client: Client, model: ModelVersion
) -> None:
    collection, _ = filled_collection()
    work()
    file = Import.objects.get(collection=collection)
    assert collection.owner
    client.force_login(collection.owner)

    page = sheet(client, f"?in={collection.pk}&by=import")

    assert page.counts[f"{file.name} ({file.pk})"] == len(page.marks)
    Collection.objects.filter(pk=collection.pk).update(visibility="public")
    client.force_login(User.objects.create_user("reader"))
    assert file.name not in shown(client.get(f"/map/?in={collection.pk}&by=import"))


def test_of_more_than_one_chosen_company_the_page_tells_what_they_share(
    client: Client, model: ModelVersion
) -> None:
    banks = Submission.objects.filter(text__icontains="bank").order_by("pk")[:12]
    chosen = "&".join(f"like={bank.pk}" for bank in banks)

    page = shown(client.get(f"/map/?{chosen}"))

    assert "12 chosen" in page
    assert "What they share" in page
    assert "What they share" not in shown(client.get(f"/map/?like={banks[0].pk}"))


def test_more_are_chosen_than_an_address_holds(client: Client, model: ModelVersion) -> None:
    ids = Submission.objects.order_by("pk").values_list("pk", flat=True)[:60]

    page = shown(client.get("/map/?" + "&".join(f"like={pk}" for pk in ids)))

    assert "50 chosen" in page


def test_the_few_companies_of_a_near_window_are_listed_by_name(
    client: Client, model: ModelVersion
) -> None:
    row = model.assignments.select_related("submission").latest("pk")
    steps = 16 * 2**6
    x, y = (int(place * steps) - 8 for place in (row.map_x, row.map_y))

    page = sheet(client, f"?z=6&x={x}&y={y}")

    assert row.submission.title in page.html.partition('id="map-found"')[2]
    assert f'aria-label="Choose {row.submission.title}"' in page.html
