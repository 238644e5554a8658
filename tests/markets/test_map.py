"""The market map: regions with names, companies in them, all of it sent by the server."""

import re
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.markets.maps.filling import cut, filled, height_for
from scoring.markets.maps.treemap import Rectangle, squarified
from scoring.models import Placement
from tests.markets.market import TEXTS, divided, market, put
from tests.shown import shown

WHOLE = Rectangle(0, 0, 1200, 720)


@pytest.mark.parametrize("sizes", [[1], [5, 3, 2], [40, 9, 9, 1, 1, 1], [1.0] * 60])
def test_rectangles_have_areas_in_proportion_and_cover_the_whole(sizes: list[float]) -> None:
    rectangles = squarified(sizes, WHOLE)

    areas = [each.width * each.height for each in rectangles]
    assert areas == pytest.approx([size / sum(sizes) * 1200 * 720 for size in sizes])
    assert max(each.x + each.width for each in rectangles) == pytest.approx(1200)
    assert max(each.y + each.height for each in rectangles) == pytest.approx(720)


@pytest.mark.parametrize("companies", [0, 1, 20, 300, 5000])
def test_a_region_has_places_inside_it_with_names_as_there_is_room(companies: int) -> None:
    region = Rectangle(100, 50, 400, 300)

    spots = filled(region, companies)

    assert all(100 <= each.x <= 500 and 50 <= each.y <= 350 for each in spots)
    assert len(spots) == companies or companies == 5000
    assert len(set(spots)) == len(spots)
    assert all(each.room for each in spots) == (companies <= 20) or not spots


def test_a_region_that_is_high_enough_has_every_name() -> None:
    region = Rectangle(0, 0, 1200, height_for(2000, 1200))

    assert all(spot.room for spot in filled(region, 2000))


def test_a_name_is_cut_to_its_room() -> None:
    assert cut("Bank", 200) == "Bank"
    assert cut("International Business Machines", 100).endswith("…")
    assert cut("Bank", 1) == ""


@pytest.fixture
def client(kinds: object) -> Client:
    browser = Client()
    browser.force_login(User.objects.get_or_create(username="ann")[0])
    return browser


@pytest.mark.django_db
def test_the_map_has_each_company_once_and_a_region_opens_with_all_names(client: Client) -> None:
    collection, version = divided()
    address = f"/collections/{collection.pk}/map/"
    cluster = version.clusters.first()
    own = Placement.objects.filter(version=version, shown_cluster=cluster.number)

    page = client.get(address).content.decode()
    zoomed = client.get(f"{address}?cluster={cluster.number}").content.decode()

    assert len(set(re.findall(r'href="/submissions/(\d+)/"', page))) == len(TEXTS)
    assert cluster.name in shown(client.get(address))
    ids = set(map(str, own.values_list("submission", flat=True)))
    assert set(re.findall(r'href="/submissions/(\d+)/"', zoomed)) == ids
    assert zoomed.count('<text x="') == len(ids)


@pytest.mark.django_db
def test_words_light_companies_up_and_list_them_with_ticks(client: Client) -> None:
    collection, _ = divided()

    page = client.get(f"/collections/{collection.pk}/map/?q=Company 3&by=sector")

    assert "lit up" in shown(page)
    assert 'name="like"' in page.content.decode()
    assert "Financials" in shown(page)


@pytest.mark.django_db
def test_what_is_not_there_or_not_to_be_seen_is_404(client: Client, visitor: Client) -> None:
    collection, _ = divided()
    address = f"/collections/{collection.pk}/map/"

    assert client.get(f"{address}?cluster=999").status_code == 404
    assert visitor.get(address).status_code == 404


@pytest.mark.django_db
def test_a_collection_that_is_not_divided_leads_to_where_it_can_be(client: Client) -> None:
    collection = market()

    reply = client.get(f"/collections/{collection.pk}/map/")

    assert reply["Location"] == f"/collections/{collection.pk}/clusters/"


@pytest.mark.django_db
def test_one_file_holds_map_and_list_and_asks_nobody_for_anything(client: Client) -> None:
    collection, _ = divided()
    [hostile] = put(collection, TEXTS[0][1], title="</script><b>&")

    reply = client.get(f"/collections/{collection.pk}/map/?format=html")

    page = reply.content.decode()
    assert reply["Content-Disposition"] == 'attachment; filename="market-map.html"'
    assert page.count("data-company=") == len(TEXTS) + 1
    assert f'id="c{hostile.pk}"' in page
    assert "</script><b>" not in page
    assert page.count("</script>") == 1
    assert not re.findall(r'(?:src|href|action)="(?!#)|url\(|@import', page)


@pytest.mark.django_db
def test_the_picture_alone_is_an_svg_that_is_well_formed(client: Client) -> None:
    collection, _ = divided()

    reply = client.get(f"/collections/{collection.pk}/map/?format=svg")

    assert reply["Content-Type"] == "image/svg+xml"
    root = ElementTree.fromstring(reply.content)
    marks = root.findall(".//{http://www.w3.org/2000/svg}a")
    assert len(marks) >= len(TEXTS)
