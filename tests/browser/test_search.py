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


def test_words_filters_pages_and_files(visitor: Page) -> None:
    visitor.goto("/submissions/")
    box = visitor.get_by_label("Words, or “phrases” in quotation marks")
    box.fill("bank")
    box.press("Enter")
    expect(visitor.get_by_role("status")).to_contain_text("4 found")
    expect(titles(visitor)).to_have_text(["Eta", "Gamma Soft", "Beta Bank", "Alpha Bank"])
    expect(visitor.locator(".companies mark").first).to_have_text("bank")

    visitor.get_by_text("Filter by cluster").click()
    visitor.get_by_label("Category").select_option(label="Financials (3)")
    visitor.get_by_label("Status").select_option(label="scored (3)")
    visitor.get_by_role("button", name="Filter").click()
    expect(visitor.get_by_role("status")).to_contain_text("2 found")
    expect(titles(visitor)).to_have_text(["Beta Bank", "Alpha Bank"])
    expect(visitor).to_have_url(re.compile("q=bank"))
    expect(visitor.get_by_label("Category")).to_have_value("Financials")

    with visitor.expect_download() as download:
        visitor.get_by_role("link", name="CSV").click()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        assert [row["Title"] for row in csv.DictReader(file)] == ["Beta Bank", "Alpha Bank"]

    visitor.get_by_role("link", name="Clear all").click()
    visitor.get_by_role("link", name="Older").click()
    expect(titles(visitor)).to_have_count(17)
    visitor.get_by_role("link", name="Newest").click()
    expect(titles(visitor)).to_have_count(50)


def test_nonsense_is_answered_in_words(visitor: Page) -> None:
    visitor.goto("/submissions/?sent_from=soon&cluster=77")
    expect(visitor.get_by_text("Enter a valid date.")).to_be_visible()
    expect(visitor.get_by_text("There is no such choice")).to_be_visible()

    visitor.get_by_label("Words").fill("<script>alert(1)</script>")
    visitor.get_by_role("button", name="Search").click()
    expect(visitor.get_by_role("status")).to_contain_text("No company passes these filters")
    expect(visitor.get_by_label("Words")).to_have_value("<script>alert(1)</script>")
