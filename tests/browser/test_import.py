"""A spreadsheet in, and the same spreadsheet out with answers, with scripts and without."""

import os
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from scoring.models import Collection, ModelVersion
from tests.batches.imports import BANK, own_collection
from tests.browser.accessibility import complaints
from tests.conftest import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROWS = "".join(f"{number};Savings Bank {number};{BANK};{number * 7}\n" for number in range(2, 9))
TABLE = f"Nr;Firmenname;Beschreibung;Staff\n1;X;{BANK};nan\n{ROWS}"


@pytest.fixture
def collection(transactional_db: None) -> Collection:
    return own_collection()


def signed_in(context: BrowserContext, collection: Collection, address: str) -> Page:
    client = Client()
    assert collection.owner
    client.force_login(collection.owner)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
    return context.new_page()


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_a_spreadsheet_goes_in_and_comes_back(
    new_context: Callable[..., BrowserContext],
    model: ModelVersion,
    collection: Collection,
    base_url: str,
    java_script_enabled: bool,
) -> None:
    context = new_context(java_script_enabled=java_script_enabled)
    page = signed_in(context, collection, base_url)
    page.goto(f"/collections/{collection.pk}/import/")
    look(page, "new", java_script_enabled)
    page.get_by_label("A file").set_input_files(
        {"name": "deals.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    )
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_label("Title")).to_have_value("Firmenname")
    expect(page.get_by_role("checkbox", name="Beschreibung")).to_be_checked()
    look(page, "draft", java_script_enabled)

    start = page.get_by_role("button", name="Import the table")
    page.set_viewport_size({"width": 390, "height": 844})
    # Above the rows, too, where they are a long way down
    expect(start).to_have_count(2)
    expect(start.last).to_be_in_viewport()
    start.last.click()
    expect(page.get_by_role("status")).to_contain_text("0 % read")
    look(page, "running", java_script_enabled)
    work()

    expect(page.get_by_text("All rows are read.")).to_be_visible(timeout=8000)
    expect(page.get_by_role("heading", name="1 row was left out")).to_be_visible()
    look(page, "done", java_script_enabled)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    content = download.value.path().read_text()
    assert content.count("\n") == 9
    assert "Answer sector" in content


def look(page: Page, name: str, has_scripts: bool) -> None:
    """What people who read the page would complain of; axe needs scripts."""
    if not has_scripts:
        return
    assert list(complaints(page)) == []
    if folder := os.environ.get("SHOTS19"):
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            for width in (390, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(path=f"{folder}/{name}-{width}-{theme}.png", full_page=True)
