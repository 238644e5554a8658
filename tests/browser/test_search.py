"""A visitor looks for companies in the list: words, filters, pages, files."""

import csv
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from scoring.models import ModelVersion
from tests.browser.conftest import VISITORS
from tests.search import companies

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def mixed(transactional_db: None) -> ModelVersion:
    version = companies.version()
    companies.store(version, *companies.MIXED)
    companies.store(
        version, *({"title": f"Shop {n}", "category": "Retail", "cluster": 2} for n in range(60))
    )
    return version


@pytest.fixture(params=VISITORS)
def visitor(request: Any, new_context: Callable[..., BrowserContext], mixed: ModelVersion) -> Page:
    return new_context(**VISITORS[request.param]).new_page()


def titles(page: Page) -> Locator:
    return page.locator(".companies tbody th a")


def box_of(page: Page) -> Locator:
    return page.get_by_label("Search for words, or “phrases” in quotation marks")


def filters_of(page: Page) -> Locator:
    """The filters, which a phone shows when they are asked for."""
    opener = page.get_by_role("link", name="Filters", exact=True)
    if opener.is_visible():
        opener.click()
    return page.get_by_role("complementary", name="Filters")


def test_words_filters_pages_and_files(visitor: Page) -> None:
    visitor.goto("/submissions/")
    box = box_of(visitor)
    box.fill("bank")
    box.press("Enter")
    expect(visitor.get_by_role("status")).to_contain_text("4 companies")
    expect(titles(visitor)).to_have_text(["Beta Bank", "Alpha Bank", "Eta", "Gamma Soft"])
    expect(visitor.locator(".companies mark").first).to_have_text("Bank")

    filters_of(visitor).get_by_role("link", name="Financials 3", exact=True).click()
    # The filters of the page before must be gone: on a phone they have to be opened once more.
    visitor.wait_for_url(re.compile("category=Financials"))
    filters_of(visitor).get_by_role("link", name="Scored 2", exact=True).click()
    expect(visitor.get_by_role("status")).to_contain_text("2 companies")
    expect(titles(visitor)).to_have_text(["Beta Bank", "Alpha Bank"])
    expect(visitor).to_have_url(re.compile("q=bank"))
    expect(visitor.locator(".chip", has_text="Financials")).to_be_visible()

    visitor.get_by_text("Download all 2").click()
    with visitor.expect_download() as download:
        visitor.get_by_role("link", name="CSV").click()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        assert [row["Title"] for row in csv.DictReader(file)] == ["Beta Bank", "Alpha Bank"]

    visitor.get_by_role("link", name="Clear all").click()
    visitor.get_by_role("button", name="Next").click()
    expect(titles(visitor)).to_have_count(17)
    visitor.get_by_role("button", name="First page").click()
    expect(titles(visitor)).to_have_count(50)


def test_ticks_stay_over_pages_orders_and_filters(visitor: Page) -> None:
    visitor.goto("/submissions/")
    bar = visitor.get_by_role("group", name="With the chosen companies")
    expect(bar).to_be_hidden()
    visitor.get_by_label("Choose Shop 59", exact=True).check()
    visitor.get_by_role("button", name="Next").click()
    visitor.get_by_label("Choose Alpha Bank").check()
    visitor.locator("summary", has_text="Newest first").click()
    visitor.get_by_role("button", name="Title, A to Z").click()
    expect(visitor.get_by_label("Choose Alpha Bank")).to_be_checked()
    expect(titles(visitor).first).to_have_text("Alpha Bank")
    filters_of(visitor).get_by_role("link", name="Financials 3", exact=True).click()
    expect(titles(visitor)).to_have_count(3)
    expect(visitor.get_by_label("Choose Alpha Bank")).to_be_checked()

    with visitor.expect_download() as download:
        bar.get_by_role("button", name="CSV").click()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        assert [row["Title"] for row in csv.DictReader(file)] == ["Shop 59", "Alpha Bank"]
    bar.get_by_role("button", name="Compare two").click()
    expect(visitor).to_have_url(re.compile(r"/submissions/\d+/with/\d+/"))


def test_nonsense_is_answered_in_words(visitor: Page) -> None:
    visitor.goto("/submissions/?sent_from=soon&cluster=77")
    expect(visitor.get_by_text("Enter a valid date.")).to_be_visible()
    expect(visitor.get_by_text("There is no such choice")).to_be_visible()

    box_of(visitor).fill("<script>alert(1)</script>")
    visitor.get_by_role("button", name="Search").click()
    expect(visitor.get_by_text("No company has that name or says that")).to_be_visible()
    expect(box_of(visitor)).to_have_value("<script>alert(1)</script>")


def test_the_head_of_every_page_suggests_titles_and_searches(visitor: Page) -> None:
    visitor.goto("/about/")
    box = visitor.get_by_label("Search companies")
    box.click()
    box.press_sequentially("soft", delay=30)
    suggested = visitor.locator(".suggested a")
    if visitor.locator("script[src*=htmx]").count():
        expect(suggested).to_have_text(["Gamma Soft", "Delta Soft"])
    box.press("Enter")

    expect(visitor.locator(".found .name")).to_have_text(["Gamma Soft", "Delta Soft"])
    expect(visitor.locator(".found mark").first).to_have_text("Soft")


def test_the_box_fits_a_phone(visitor: Page) -> None:
    visitor.set_viewport_size({"width": 390, "height": 800})
    visitor.goto("/submissions/?in=open")

    place = visitor.get_by_label("Search companies").bounding_box()
    assert place
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= 390
    assert visitor.evaluate("document.documentElement.scrollWidth") <= 390
