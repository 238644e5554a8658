"""Own columns of a list are chosen, filtered and sorted by, with scripts and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from scoring.models import ModelVersion
from tests.browser.accessibility import complaints
from tests.browser.test_import import signed_in
from tests.own_columns.tables import filled_collection

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_columns_are_chosen_and_stay_beside_ticks_filters_and_orders(
    new_context: Callable[..., BrowserContext],
    model: ModelVersion,
    base_url: str,
    java_script_enabled: bool,
    width: int,
) -> None:
    collection, _ = filled_collection()
    size = {"width": width, "height": 800}
    context = new_context(java_script_enabled=java_script_enabled, viewport=size)
    page = signed_in(context, collection, base_url)
    page.goto(f"/collections/{collection.pk}/")
    if java_script_enabled:
        # Ticks that no address has yet go along
        page.get_by_role("checkbox", name="Choose Zoo Dairy").check()
    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("checkbox", name="Founded").check()
    page.get_by_role("button", name="Show columns").click()

    expect(page.get_by_text("31.12.1999")).to_be_visible()
    assert page.get_by_role("checkbox", name="Choose Zoo Dairy").is_checked() == java_script_enabled
    page.locator("summary").filter(has_text="Newest first").click()
    page.get_by_role("button", name="Founded, latest first").click()
    rows = page.get_by_role("row").filter(has=page.get_by_role("rowheader"))
    expect(rows.first).to_contain_text("Last Bank")
    expect(rows.last).to_contain_text("Oil Works")
    expect(page.get_by_text("31.12.1999")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if java_script_enabled and width > 390:
        page.get_by_text("Columns", exact=True).click()
        # In every size and theme
        assert list(complaints(page)) == []
