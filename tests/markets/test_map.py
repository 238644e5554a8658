"""The market map: regions with names, companies in them, all of it sent by the server."""

import re
from html import unescape
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.collections import changing
from scoring.markets.maps.filling import HEADINGS, cut, filled, height_for, lines_of
from scoring.markets.maps.treemap import Rectangle, squarified
from scoring.models import (
    Cluster,
    Import,
    ImportRow,
    ModelVersion,
    Placement,
    Submission,
)
from scoring.own_columns import keeping
from tests.collections.private import member
from tests.markets.market import TEXTS, collection_of, divided, market, places, put
from tests.shown import shown

MOST_BYTES = 150_000
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
    region = Rectangle(0, 0, 1200, height_for(2000, 0, 1200))

    assert all(spot.room for spot in filled(region, 2000))


def test_a_name_is_cut_to_its_room() -> None:
    assert cut("Bank", 200) == "Bank"
    assert cut("International Business Machines", 100).endswith("…")
    assert cut("Bank", 1) == ""


def test_a_heading_has_two_lines_and_its_number_however_long_the_name_is() -> None:
    assert lines_of("Banks", "· 9", 200, HEADINGS) == ["Banks · 9"]
    first, second = lines_of("Technology: supply-chain and procurement", "· 168", 170, HEADINGS)
    assert (first, second[-6:]) == ("Technology:", " · 168")
    assert "…" in second


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
    for drawing in pictures(zoomed):
        assert drawing.count('<text x="') == len(ids)


def pictures(page: str) -> list[str]:
    """For wide screens and for narrow ones."""
    found = re.findall('<svg class="market-map.*?</svg>\\s*(?=<svg|</div)', page, re.DOTALL)
    assert len(found) == 2
    return found


@pytest.mark.django_db
def test_words_light_companies_up_and_list_them_with_ticks(client: Client) -> None:
    collection, _ = divided()

    page = client.get(f"/collections/{collection.pk}/map/?q=Company 3&by=sector")

    assert "lit up" in shown(page)
    assert 'name="like"' in page.content.decode()
    assert "Financials" in shown(page)


@pytest.mark.django_db
def test_marks_are_coloured_by_own_columns_and_by_imports(client: Client) -> None:
    collection, _ = divided()
    one, two, *_ = collection.submissions.order_by("pk")
    keeping.keep(collection.pk, {one.pk: {"City": "Köln"}, two.pk: {"City": "Bonn"}})
    for number, company in enumerate((one, two), 1):
        file = Import.objects.create(collection=collection, name="deals.csv", stored=1)
        ImportRow.objects.create(
            file=file, number=number, line=2, outcome="stored", submission=company
        )
    address = f"/collections/{collection.pk}/map/"

    by_city = client.get(address, {"by": "own.City"}).content.decode()
    by_import = shown(client.get(address, {"by": "import"}))

    assert {"Köln", "Bonn"} <= set(re.findall(r"<span>(\w+)\s+<span", by_city))
    assert 'href="#k0"' not in by_city
    assert "url(#k0)" in by_city
    assert "url(#k1)" in by_city
    # Two files of one name are told apart
    assert by_import.count("deals.csv (import") == 2


@pytest.mark.django_db
def test_readers_see_no_names_of_files(client: Client) -> None:
    collection, _ = divided()
    changing.share(collection, member("bob").username, "reader", collection.owner)
    bob = Client()
    bob.force_login(User.objects.get(username="bob"))

    page = shown(bob.get(f"/collections/{collection.pk}/map/?by=import"))

    assert "Import</option>" not in page
    assert "Own cluster" in page


@pytest.mark.django_db
def test_a_card_has_title_path_line_and_answer_for_those_who_see_the_collection(
    client: Client, visitor: Client
) -> None:
    collection, version = divided()
    company = collection.submissions.earliest("pk")
    address = f"/collections/{collection.pk}/map/cards/{company.pk}/"
    cluster = version.clusters.get(number=places(version)[company.pk])

    card = unescape(shown(client.get(address)))

    assert company.title in card
    assert cluster.name in card
    assert company.text[:40] in card
    assert visitor.get(address).status_code == 404
    other = Submission.objects.exclude(collection=collection).first()
    beside = f"/collections/{collection.pk}/map/cards/{other.pk}/"
    assert client.get(beside).status_code == 404


@pytest.mark.django_db
def test_a_map_of_thousands_is_light_and_every_company_has_a_name_in_its_region(
    client: Client,
) -> None:
    collection = collection_of()
    companies = [
        Submission(collection=collection, title=f"Company {n}", text="Text", source="import")
        for n in range(2_100)
    ]
    Submission.objects.bulk_create(companies)
    version = ModelVersion.objects.create(kind="market", collection=collection, state="ready")
    Cluster.objects.create(version=version, number=0, model_name="All of them")
    Placement.objects.bulk_create(
        Placement(version=version, submission=company, cluster=0, shown_cluster=0)
        for company in companies
    )
    address = f"/collections/{collection.pk}/map/"

    page = client.get(address).content
    pages = [client.get(f"{address}?cluster=0&page={page}").content for page in range(7)]

    assert len(page) < MOST_BYTES
    for drawing in pictures(page.decode()):
        marks = re.findall('data-companies="([^"]+)"', drawing)
        assert sum(len(ids.split()) for ids in marks) <= 2_000
    assert max(map(len, pages)) < MOST_BYTES
    named = {name for each in pages for name in re.findall(rb"<text x[^>]*>Company (\d+)<", each)}
    assert len(named) == 2_100


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
