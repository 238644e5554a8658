"""A reviewer at the desk: by keyboard, and by forms on any screen, with scripts and without."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import BrowserContext, Locator, Page, expect

from scoring.models import Assignment, Review
from tests.browser.conftest import DESK, VISITORS
from tests.browser.steps import sign_in
from tests.review.desk import make_version, put, stored

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def rows(transactional_db: None) -> list[Assignment]:
    """Five companies of cluster 0, of which A is the least sure."""
    version = make_version(k=12)
    return [put(version, f"Company {title}", number / 10) for number, title in enumerate("ABCDE")]


def on_desk(page: Page) -> Locator:
    return page.locator("#company")


def arrive(page: Page, title: str) -> None:
    """Wait until a company is there and the keys work."""
    expect(on_desk(page)).to_have_text(title)
    expect(page.locator("body.with-keys")).to_be_attached()


def sign_in_at_the_desk(page: Page) -> None:
    page.goto("/about/")
    sign_in(page)
    page.get_by_role("link", name="Review", exact=True).click()
    expect(on_desk(page)).to_have_text("Company A")


def test_a_reviewer_goes_through_the_queue_by_keyboard(
    new_context: Callable[..., BrowserContext], rows: list[Assignment], staff: User
) -> None:
    page = new_context(**DESK).new_page()
    sign_in_at_the_desk(page)
    arrive(page, "Company A")

    page.keyboard.press("c")
    arrive(page, "Company B")
    expect(on_desk(page)).to_be_focused()
    expect(page.get_by_text("Stored: Company A is confirmed in")).to_be_in_viewport()
    assert stored(rows[0]) == ("confirmed", 0, 0)

    page.keyboard.press("2")
    arrive(page, "Company C")
    assert stored(rows[1]) == ("wrong", 0, 3)

    page.keyboard.press("s")
    arrive(page, "Company D")
    page.keyboard.press("u")
    arrive(page, "Company B")
    expect(page.get_by_text("is unreviewed again")).to_be_in_viewport()
    assert stored(rows[1]) == ("unreviewed", 0, 0)
    page.keyboard.press("u")

    page.keyboard.press("Enter")
    arrive(page, "Company C")
    assert stored(rows[1]) == ("confirmed", 0, 0)
    expect(page.locator("progress")).to_have_attribute("value", "2")
    assert stored(rows[2]) == ("unreviewed", 0, 0)


def test_keys_leave_alone_who_types_holds_another_key_or_turned_them_off(
    new_context: Callable[..., BrowserContext], rows: list[Assignment], staff: User
) -> None:
    page = new_context(**DESK).new_page()
    sign_in_at_the_desk(page)
    arrive(page, "Company A")

    page.get_by_label("Note (optional)").press_sequentially("cs1u\nc")
    for keys in ("Control+c", "Shift+C", "Alt+s"):
        on_desk(page).press(keys)
    page.get_by_role("link", name="Its page").focus()
    page.keyboard.down("c")
    arrive(page, "Company B")
    for _ in range(3):
        # A key that is held down repeats itself
        page.keyboard.down("c")
    arrive(page, "Company B")
    page.keyboard.up("c")
    assert [review.note for review in Review.objects.all()] == ["cs1u\nc"]

    page.get_by_label("Use single keys").uncheck()
    page.reload()
    expect(page.get_by_label("Use single keys")).not_to_be_checked()
    for key in "cs1u":
        on_desk(page).press(key)
    expect(on_desk(page)).to_have_text("Company B")
    expect(page.locator("[aria-keyshortcuts]")).to_have_count(0)
    page.get_by_role("button", name="Confirm").press("Enter")
    expect(on_desk(page)).to_have_text("Company C")
    assert Review.objects.count() == 2


@pytest.mark.parametrize("visitor", VISITORS)
def test_the_forms_do_it_all(
    new_context: Callable[..., BrowserContext],
    rows: list[Assignment],
    staff: User,
    expected_statuses: set[int],
    visitor: str,
) -> None:
    expected_statuses.add(422)
    page = new_context(**VISITORS[visitor]).new_page()
    sign_in_at_the_desk(page)
    expect(page.get_by_label("Use single keys")).to_be_visible(
        visible=not visitor.endswith("no-js")
    )

    page.get_by_label("Note (optional)").fill("They sell software.")
    page.get_by_role("button", name="It belongs in 1 Software").click()
    expect(on_desk(page)).to_have_text("Company B")
    expect(page.get_by_text("Stored: Company A belongs in")).to_be_in_viewport()
    assert stored(rows[0]) == ("wrong", 0, 1)
    assert Review.objects.get().note == "They sell software."

    page.get_by_role("button", name="It belongs there").click()
    expect(page.get_by_text("Nothing was stored. Choose the right cluster.")).to_be_visible()
    page.get_by_label("Further ones").select_option(label="11 Shelf 11")
    page.get_by_role("button", name="It belongs there").click()
    expect(on_desk(page)).to_have_text("Company C")
    assert stored(rows[1]) == ("wrong", 0, 11)

    page.get_by_role("button", name="Skip").click()
    expect(on_desk(page)).to_have_text("Company D")
    page.get_by_role("button", name="Undo").click()
    expect(on_desk(page)).to_have_text("Company B")
    page.get_by_label("Companies of").select_option(label="1 Software (0 left)")
    page.get_by_role("button", name="Show").click()
    expect(on_desk(page)).to_have_text("Nothing is left to review in 1 Software")
    page.get_by_role("link", name="Review all clusters").click()
    expect(page).to_have_url(re.compile("/review/$"))
    expect(page.get_by_role("region", name="Agreement per cluster")).to_contain_text("0 %")
