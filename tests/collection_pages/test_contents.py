"""The first look at a collection: how sure, what is in it, what next."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.collection_pages.contents import Difference, contents_of
from scoring.collections import changing
from scoring.companies.facets import Counts, Facets
from scoring.models import Collection, Import, ModelVersion, ShownClusters
from scoring.models.collections import CATALOGUE_ID
from scoring.models.tallies import SegmentKey, shift
from tests.collections.private import make_collection, member, put_into, scope_of_collections
from tests.markets.market import divided
from tests.shown import shown

pytestmark = pytest.mark.django_db
BANK = "A bank that lends money to farmers and takes deposits from families."
NO_FACETS = Facets(0, False, {name: Counts({}, False) for name in ("answer", "status")})


@pytest.fixture
def ann(db: None) -> User:
    return member("ann")


@pytest.fixture
def client(ann: User) -> Client:
    browser = Client()
    browser.force_login(ann)
    return browser


@pytest.fixture
def mine(kinds: ModelVersion, ann: User) -> Collection:
    collection = make_collection(ann, "Spring deals")
    put_into(collection, BANK, "Zzz.")
    return collection


def page_of(collection: Collection, query: str = "") -> str:
    return f"/collections/{collection.pk}/{query}"


def keep(version: ModelVersion, collection: int, **companies: int) -> None:
    """Kept counts of sectors, as if so many companies were known to be of each."""
    shift(
        {
            SegmentKey(version.pk, collection, 0, sector, "", "sure"): number
            for sector, number in companies.items()
        }
    )


def test_guesses_are_in_no_sector_and_stand_beside_what_is_known(
    client: Client, kinds: ModelVersion, mine: Collection
) -> None:
    row = mine.submissions.latest("pk").assignments.get(version=kinds)
    assert row.answer in ("unsure", "unplaced")

    page = client.get(page_of(mine))

    contents = page.context["contents"]
    assert sum(box.companies for box in contents.boxes) == 1
    assert [tile.companies for tile in contents.tiles] == [1, 1]
    for tile in contents.tiles:
        listed = client.get(page_of(mine, tile.address)).context["listed"]
        assert listed.counted.total == tile.companies


def test_each_box_leads_to_as_many_companies_as_it_says(
    client: Client, kinds: ModelVersion
) -> None:
    contents = client.get("/collections/2/").context["contents"]

    assert len(contents.boxes) > 1
    for box in contents.boxes:
        listed = client.get(f"/collections/2/{box.address}").context["listed"]
        assert listed.counted.total == box.companies


def test_a_list_with_filters_or_further_pages_stands_alone(
    client: Client, mine: Collection
) -> None:
    for query in ("?q=bank", "?answer=known", "?sort=title", "?after=1"):
        assert "contents" not in client.get(page_of(mine, query)).context
    for query in ("", "?in=mine", "?q=", "?by=sectors"):
        assert "contents" in client.get(page_of(mine, query)).context


def test_own_clusters_come_first_and_sectors_when_asked(kinds: ModelVersion) -> None:
    collection, version = divided()
    client = Client()
    client.force_login(User.objects.get(username="ann"))

    page = client.get(page_of(collection))

    names = {cluster.name for cluster in version.clusters.filter(is_hidden=False)}
    own = page.context["own"]
    assert {box.cluster.name for box in (*own.boxes, *own.smaller)} == names
    sizes = sum(box.size for box in (*own.boxes, *own.smaller, own.outside))
    assert sizes == collection.submissions.count()
    assert "own" not in client.get(page_of(collection, "?by=sectors")).context


def test_files_and_shares_are_for_who_may_change_them(
    client: Client, ann: User, mine: Collection
) -> None:
    editor, reader = member("edda"), member("rita")
    changing.share(mine, "edda", "editor", ann)
    changing.share(mine, "rita", "reader", ann)
    Import.objects.create(collection=mine, name="deals.csv", state="done", bad=2, stored=1)
    pages = {}
    for account in (ann, editor, reader):
        browser = Client()
        browser.force_login(account)
        pages[account.username] = shown(browser.get(page_of(mine)))

    assert "deals.csv" in pages["ann"]
    assert "2 rows need you" in pages["ann"]
    assert "rita" in pages["ann"]
    assert "deals.csv" in pages["edda"]
    assert "rita" not in pages["edda"]
    assert "deals.csv" not in pages["rita"]
    assert "Divide this collection" not in pages["rita"]


def test_sectors_that_are_more_or_fewer_than_in_the_catalogue_are_told(
    model: ModelVersion, mine: Collection
) -> None:
    keep(model, mine.pk, Energy=30, Materials=10)
    keep(model, CATALOGUE_ID, Materials=30)
    scope = scope_of_collections(mine)

    told = contents_of(NO_FACETS, model, ShownClusters([]), scope).unlike

    assert told == [Difference("Materials", 25, 100), Difference("Oil and gas", 75, 0)]


def test_of_a_handful_of_companies_no_share_is_told(client: Client, mine: Collection) -> None:
    assert client.get(page_of(mine)).context["contents"].unlike == []


def test_the_page_asks_as_much_of_many_companies_as_of_few(
    client: Client, mine: Collection
) -> None:
    def questions() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(mine))
        return len(queries)

    client.get(page_of(mine))
    few = questions()
    put_into(mine, *(f"{BANK} Branch {number}." for number in range(8)))
    client.get(page_of(mine))

    assert questions() <= few
