"""Browsing clusters, and showing them otherwise, as people do."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from scoring.clusters import display as cluster_display
from scoring.models import ModelVersion
from tests.browser.accessibility import THEMES, complaints
from tests.browser.conftest import VISITORS
from tests.browser.steps import sign_in
from tests.browser.test_look import contrast
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
    page.get_by_role("link", name="Which categories are in which clusters").click()
    number = page.get_by_role("row", name=re.compile("^Insurers")).get_by_role(
        "link", name="2", exact=True
    )
    expect(number).to_have_attribute("href", "/submissions/?category=Insurers&cluster=2")
    number.scroll_into_view_if_needed()
    expect(number).to_be_in_viewport()

    page.get_by_role("heading", name="Insurance").get_by_role("link").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("2 Insurance")
    typical = page.get_by_role("region", name="Most typical companies")
    expect(typical.get_by_role("row")).to_contain_text(["Distance", "Insurer One", "Insurer Two"])
    expect(page.get_by_text("from its centre on average")).to_be_visible()
    expect(page.get_by_text("Change how this cluster is shown")).to_have_count(0)
    page.get_by_role("table").filter(has_text="1 Software").get_by_role(
        "link", name="1 Software"
    ).click()
    expect(page).to_have_url(re.compile("/clusters/1/$"))
    expect(
        page.get_by_role("region", name="Companies", exact=True).get_by_role("row")
    ).to_have_count(3)


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
    expect(page.get_by_role("heading", level=1)).to_contain_text("0 Lenders <b>&</b>")

    page.goto("/clusters/2/")
    open_desk(page)
    page.get_by_label("Merge into").select_option(label="0 Lenders <b>&</b>")
    page.get_by_role("button", name="Merge").click()
    expect(page).to_have_url(re.compile("/clusters/0/$"))
    expect(page.get_by_text("Cluster 2 Insurance is shown as a part of this one.")).to_be_visible()
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
    page.get_by_role("button", name="Show again").click()
    expect(page.get_by_role("heading", name="Lenders")).to_be_visible()

    for left in (4, 3, 2, 1):
        expect(page.get_by_role("button", name="Undo")).to_have_count(left)
        page.get_by_role("button", name="Undo").first.click()
        expect(page.get_by_text("It is undone.")).to_be_visible()
    assert display(version) == AS_THE_MODEL_HAS_IT


STEPS = """() => [1, 2, 3, 4, 5, 6, 7].map((step) => {
  const shown = getComputedStyle(document.querySelector(`.legend .heat-${step}`));
  return [shown.color, shown.backgroundColor];
})"""


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
        if address != "/clusters/":
            open_desk(page)
        found += (f"{address}, {complaint}" for complaint in complaints(page))

    assert not found, "\n".join(found)
    page.goto("/clusters/")
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        assert all(contrast(ink, paper) >= 4.5 for ink, paper in page.evaluate(STEPS)), theme
