"""A collection's own clusters as files."""

import json
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.test import Client
from openpyxl import load_workbook

from scoring.clusters import display
from tests.kinds.site import NOTHING
from tests.markets.market import TEXTS, divided, market, put

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]


@pytest.fixture
def client() -> Client:
    browser = Client()
    browser.force_login(User.objects.get_or_create(username="ann")[0])
    return browser


def test_json_has_clusters_with_their_companies_and_those_outside(client: Client) -> None:
    collection, version = divided()
    put(collection, NOTHING, title="Nothing")

    told = json.loads(client.get(f"/collections/{collection.pk}/clusters/?format=json").content)

    assert told["collection"] == "Spring list"
    sizes = [len(cluster["companies"]) for cluster in told["clusters"]]
    assert sum(sizes) + len(told["outside"]) == len(TEXTS) + 1
    assert "Nothing 0" in [each["title"] for each in told["outside"]]
    first = told["clusters"][0]
    assert (first["name"], first["size"]) == (version.clusters.first().name, sizes[0])
    assert first["companies"][0].keys() >= {"id", "title", "segment", "fit", "text"}
    assert "Exported" in [event.told for event in collection.events.all()]


def test_a_workbook_has_a_sheet_for_each_cluster_whatever_it_is_called(client: Client) -> None:
    collection, version = divided()
    first, second = version.clusters.all()[:2]
    long_name = "Banks / [lenders]: a name with more than thirty-one characters"
    display.rename(version=version, number=first.number, name=long_name, by="ann")
    display.rename(version=version, number=second.number, name=long_name, by="ann")

    reply = client.get(f"/collections/{collection.pk}/clusters/?format=xlsx")

    book = load_workbook(BytesIO(b"".join(reply)))
    assert book.sheetnames[:2] == [
        "Banks    lenders   a name with ",
        "Banks    lenders   a name wit 2",
    ]
    assert sum(sheet.max_row - 1 for sheet in book) == len(TEXTS)


def test_a_flat_table_names_the_cluster_of_each_company(client: Client) -> None:
    collection, _ = divided()

    reply = client.get(f"/collections/{collection.pk}/clusters/?format=csv")

    lines = b"".join(reply).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Cluster,Id,Title")


def test_a_collection_that_is_not_divided_has_a_page_and_no_file(client: Client) -> None:
    reply = client.get(f"/collections/{market().pk}/clusters/?format=json")

    assert reply["Content-Type"].startswith("text/html")


def test_files_are_for_those_who_see_the_collection(visitor: Client) -> None:
    collection, _ = divided()

    assert visitor.get(f"/collections/{collection.pk}/clusters/?format=json").status_code == 404
