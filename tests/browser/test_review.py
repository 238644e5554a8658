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
    version = make_version(k=24)
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

    page.keyboard.press("y")
    arrive(page, "Company B")
    expect(on_desk(page)).to_be_focused()
    expect(page.get_by_text("Stored: Company A is confirmed in")).to_be_in_viewport()
    assert stored(rows[0]) == ("confirmed", 0, 0)

    page.keyboard.press("f")
    arrive(page, "Company C")
    assert stored(rows[1]) == ("wrong", 0, 3)

    page.keyboard.press("k")
    arrive(page, "Company D")
    page.keyboard.press("z")
    arrive(page, "Company B")
    expect(page.get_by_text("is unreviewed again")).to_be_in_viewport()
    assert stored(rows[1]) == ("unreviewed", 0, 0)
    page.keyboard.press("z")

    page.keyboard.press("x")
    arrive(page, "Company C")
    assert stored(rows[1]) == ("wrong", 0, None)
    assert stored(rows[2]) == ("unreviewed", 0, 0)

    # The letter of the cluster in which it stands, and Enter
    page.keyboard.press("b")
    arrive(page, "Company D")
    page.keyboard.press("Enter")
    arrive(page, "Company E")
    assert [stored(row)[0] for row in rows[2:]] == ["confirmed", "confirmed", "unreviewed"]
    expect(page.locator("progress")).to_have_attribute("value", "4")


def test_keys_leave_alone_who_types_holds_another_key_or_turned_them_off(
    new_context: Callable[..., BrowserContext], rows: list[Assignment], staff: User
) -> None:
    page = new_context(**DESK).new_page()
    sign_in_at_the_desk(page)
    arrive(page, "Company A")

    page.get_by_label("Note").press_sequentially("yk1z\nx")
    for keys in ("Control+y", "Shift+Y", "Alt+k", "1"):
        on_desk(page).press(keys)
    page.get_by_role("link", name="Its page").focus()
    page.keyboard.down("y")
    arrive(page, "Company B")
    for _ in range(3):
        # A key that is held down repeats itself
        page.keyboard.down("y")
    arrive(page, "Company B")
    page.keyboard.up("y")
    assert [review.note for review in Review.objects.all()] == ["yk1z\nx"]

    page.get_by_label("Answer with single keys").uncheck()
    page.reload()
    expect(page.get_by_label("Answer with single keys")).not_to_be_checked()
    for key in "ykxz":
        on_desk(page).press(key)
    expect(on_desk(page)).to_have_text("Company B")
    expect(page.locator("[aria-keyshortcuts]")).to_have_count(0)
    page.get_by_role("button", name="Yes, it stays in Banks").press("Enter")
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
    expect(page.get_by_label("Answer with single keys")).to_be_visible(
        visible=not visitor.endswith("no-js")
    )

    page.get_by_label("Note").fill("They sell software.")
    page.get_by_role("button", name="It belongs in Software").click()
    expect(on_desk(page)).to_have_text("Company B")
    expect(page.get_by_text("Stored: Company A belongs in")).to_be_in_viewport()
    assert stored(rows[0]) == ("wrong", 0, 1)
    assert Review.objects.get().note == "They sell software."

    page.get_by_role("button", name="It belongs there").click()
    expect(page.get_by_text("Nothing was stored. Type the name of a cluster")).to_be_visible()
    page.get_by_label("Another cluster, by its name").fill("shelf 23")
    # As a browser does without being told: with the first button of the form
    page.get_by_label("Another cluster, by its name").press("Enter")
    expect(on_desk(page)).to_have_text("Company C")
    assert stored(rows[1]) == ("wrong", 0, 23)

    page.get_by_role("button", name="Skip").click()
    expect(on_desk(page)).to_have_text("Company D")
    page.get_by_role("button", name="Undo").click()
    expect(on_desk(page)).to_have_text("Company B")
    page.get_by_label("Companies of").select_option(label="Software, 0 left")
    page.get_by_role("button", name="Show").click()
    expect(on_desk(page)).to_have_text("Nothing is left to review in Software")
    page.get_by_role("link", name="Review all companies").click()
    expect(page).to_have_url(re.compile("/review/$"))
    page.get_by_text("How often people agree with the model").click()
    expect(page.get_by_role("region", name="Agreement per cluster")).to_contain_text("0 %")
