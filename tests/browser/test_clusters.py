"""Browsing clusters, and showing them otherwise, as people do."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from scoring.clusters import display as cluster_display
from scoring.models import ModelVersion
from tests.browser.accessibility import complaints
from tests.browser.conftest import VISITORS
from tests.browser.steps import sign_in
from tests.clusters.shelf import AS_THE_MODEL_HAS_IT, display, place, store_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "W" * 100


@pytest.fixture
def version(db: None) -> ModelVersion:
    """Two companies in each of four clusters."""
    made = store_version()
    for number, name in enumerate(["Bank", "Software", "Insurer", "Wire"]):
        place(
            made,
            number,
            f"{name} One",
            f"{name} Two",
            category=f"{name}s",
            distance=0.3 + 0.1 * number,
        )
    return made


def open_desk(page: Page) -> None:
    page.get_by_text("Change how this cluster is shown").click()


@pytest.mark.parametrize("visitor", VISITORS)
def test_a_visitor_browses_the_shelves(
    new_context: Callable[..., BrowserContext], version: ModelVersion, visitor: str
) -> None:
    page = new_context(**VISITORS[visitor]).new_page()
    page.goto("/clusters/")
    number = page.get_by_role("row", name=re.compile("^Insurers")).get_by_role(
        "link", name="2", exact=True
    )
    expect(number).to_have_attribute(
        "href", "/submissions/?category=Insurers&cluster=2&answer=known"
    )
    number.scroll_into_view_if_needed()
    expect(number).to_be_in_viewport()

    page.get_by_role("heading", name="Insurance").get_by_role("link").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Insurance")
    expect(page.locator("#typical li")).to_contain_text(["Insurer One", "Insurer Two"])
    expect(page.get_by_text("Change how this cluster is shown")).to_have_count(0)
    page.get_by_text("How tight it is").click()
    expect(page.get_by_text("from its centre on average")).to_be_visible()
    page.locator("#near").get_by_role("link", name="Software").click()
    expect(page).to_have_url(re.compile("/clusters/1/$"))
    expect(page.get_by_role("link", name="Software One").last).to_be_visible()


def test_heads_and_categories_stay_in_sight_however_many_clusters_there_are(
    new_context: Callable[..., BrowserContext], version: ModelVersion
) -> None:
    ModelVersion.objects.update(is_active=False)
    many = store_version(tuple(f"Cluster of {number}" for number in range(120)))
    for number in range(120):
        place(many, number, f"Company {number}", category=f"Category {number % 29:02}")
    page = new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto("/clusters/")
    sheet = page.get_by_role("region", name="Companies of each category in each cluster")
    sheet.scroll_into_view_if_needed()

    sheet.evaluate("sheet => sheet.scrollTo(sheet.scrollWidth, sheet.scrollHeight)")

    frame = sheet.bounding_box()
    last_head = sheet.get_by_role("columnheader", name="Agree").bounding_box()
    last_row = sheet.get_by_role("rowheader").last.bounding_box()
    assert frame is not None
    assert last_head is not None
    assert last_row is not None
    assert last_head["y"] < frame["y"] + 100
    assert last_head["x"] + last_head["width"] <= frame["x"] + frame["width"]
    assert frame["x"] <= last_row["x"] < frame["x"] + 40
    assert page.evaluate("document.documentElement.scrollWidth") == 1280


@pytest.mark.parametrize("visitor", VISITORS)
def test_a_reviewer_renames_merges_and_hides_and_takes_it_all_back(
    new_context: Callable[..., BrowserContext], version: ModelVersion, staff: Any, visitor: str
) -> None:
    page = new_context(**VISITORS[visitor]).new_page()
    page.goto("/clusters/0/")
    sign_in(page)

    page.goto("/clusters/0/")
    open_desk(page)
    page.get_by_label("Name", exact=True).fill("Lenders <b>&</b>")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lenders <b>&</b>")

    page.goto("/clusters/2/")
    open_desk(page)
    page.get_by_label("Merge into").select_option(label="Lenders <b>&</b>")
    page.get_by_role("button", name="Merge").click()
    expect(page).to_have_url(re.compile("/clusters/0/$"))
    expect(page.get_by_text("Insurance is shown as a part of this one.")).to_be_visible()
    expect(page.get_by_text("4 companies ·")).to_be_visible()

    open_desk(page)
    page.get_by_role("button", name="Hide from overviews").click()
    expect(page.get_by_text("This cluster is hidden")).to_be_visible()
    assert display(version) == {
        **AS_THE_MODEL_HAS_IT,
        0: ("Lenders <b>&</b>", True, None),
        2: ("", False, 0),
    }

    page.goto("/clusters/")
    expect(page.get_by_text("1 cluster is hidden by reviewers.")).to_be_visible()
    page.get_by_text("Hidden clusters").click()
    page.get_by_role("button", name="Show again").click()
    expect(page.get_by_role("heading", name="Lenders")).to_be_visible()

    for left in (4, 3, 2, 1):
        page.get_by_text("Last changes").click()
        expect(page.get_by_role("button", name="Undo")).to_have_count(left)
        page.get_by_role("button", name="Undo").first.click()
        expect(page.get_by_text("Undone.")).to_be_visible()
    assert display(version) == AS_THE_MODEL_HAS_IT


def test_everybody_can_read_the_pages_of_many_clusters_and_of_reviewers(
    new_context: Callable[..., BrowserContext], version: ModelVersion, staff: Any
) -> None:
    ModelVersion.objects.update(is_active=False)
    many = store_version((LONG, "\u202eשלום", *(f"Cluster of {number}" for number in range(38))))
    for number in range(40):
        place(
            many,
            number,
            f"Company {number}",
            LONG,
            category=LONG if number == 7 else f"Category {number % 9}",
        )
    cluster_display.hide(version=many, number=3, by="somebody")
    cluster_display.merge(version=many, number=2, into=0, by="somebody")
    page = new_context().new_page()
    page.goto("/clusters/")
    sign_in(page)
    found: list[str] = []
    for address in ("/clusters/", "/clusters/0/", "/clusters/3/"):
        page.goto(address)
        for fold in page.locator("details.fold").all():
            fold.evaluate("fold => { fold.open = true; }")
        found += (f"{address}, {complaint}" for complaint in complaints(page))

    assert not found, "\n".join(found)
