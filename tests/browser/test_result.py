"""What people do with a result: see what the model saw, share it, copy it, review it, print it."""

import json
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import BrowserContext, Page, expect

from scoring.companies import submissions
from scoring.models import ModelVersion, Submission
from tests.browser.conftest import DESK, PHONE, VISITORS
from tests.browser.steps import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


MOST_STOPS = 40


@pytest.fixture
def stored(model: ModelVersion, company: dict[str, str]) -> Submission:
    return submissions.submit(**company)


@pytest.fixture(params=VISITORS.values(), ids=VISITORS)
def page(new_context: Callable[..., BrowserContext], request: pytest.FixtureRequest) -> Page:
    return new_context(**request.param).new_page()


def test_what_the_model_saw_is_one_click_away(page: Page, stored: Submission) -> None:
    page.goto(stored.get_absolute_url())
    page.get_by_text("Share", exact=True).click()
    page.get_by_role("link", name="What the model saw").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("What the model saw")
    expect(page.get_by_role("row", name="toys")).to_be_visible()
    page.get_by_role("link", name=stored.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(stored.title)


def test_a_reader_changes_the_sentence_on_the_about_page(page: Page, model: ModelVersion) -> None:
    page.goto("/about/")
    page.get_by_label("A sentence").fill("Farmers grow wheat for bakers.")
    page.get_by_role("button", name="Show its words and pairs").click()

    expect(page.get_by_role("region", name="Words").get_by_role("listitem")).to_have_count(4)
    expect(page.get_by_role("region", name="Pairs")).to_contain_text("grow wheat")
    expect(page.get_by_role("region", name="Three in a row")).to_contain_text("Farmers grow wheat")
    expect(page.get_by_label("A sentence")).to_have_value("Farmers grow wheat for bakers.")


def test_staff_correct_a_result_where_they_read_it(
    page: Page, stored: Submission, staff: User
) -> None:
    page.goto(stored.get_absolute_url())
    sign_in(page)
    right = 0 if stored.assignments.get().cluster else 1
    page.get_by_label("Wrong", exact=True).check()
    page.get_by_label("Right cluster, if it is wrong").select_option(str(right))
    page.get_by_label("Note").fill("They sell toys.")
    page.get_by_role("button", name="Save review").click()

    expect(page.get_by_role("status").first).to_have_text("Your review is stored.")
    expect(page.locator(".path")).to_contain_text("Set by a reviewer")
    assert stored.assignments.get().shown_cluster == right


def test_the_link_and_the_data_are_copied(
    new_context: Callable[..., BrowserContext], stored: Submission
) -> None:
    context = new_context(**DESK, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(stored.get_absolute_url())

    page.get_by_text("Share", exact=True).click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#copied")).to_have_text("Link copied.")
    assert str(page.evaluate("navigator.clipboard.readText()")).endswith(stored.get_absolute_url())
    page.get_by_role("button", name="Copy as JSON").click()
    expect(page.locator("#copied")).to_have_text("JSON copied.")
    assert json.loads(page.evaluate("navigator.clipboard.readText()"))["id"] == stored.pk


def test_without_scripts_nothing_is_offered_that_would_not_work(
    new_context: Callable[..., BrowserContext], stored: Submission
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(stored.get_absolute_url())

    page.get_by_text("Share", exact=True).click()
    for name in ("Copy link", "Copy as JSON", "Print"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    page.get_by_role("link", name="As JSON").click()
    expect(page.locator("body")).to_contain_text(f'"id": {stored.pk}')


def test_the_printed_page_holds_the_answer_and_no_controls(
    new_context: Callable[..., BrowserContext], stored: Submission
) -> None:
    page = new_context(color_scheme="dark").new_page()
    page.goto(stored.get_absolute_url())
    page.emulate_media(media="print")

    expect(page.locator(".path")).to_be_visible()
    expect(page.locator("#similar .match").first).to_be_visible()
    controls = [".acts", ".pick", ".narrow", ".match input", ".match .menu"]
    for hidden in (".top nav", ".foot", *controls):
        expect(page.locator(hidden).first).to_be_hidden()
    # What is left keeps its own columns
    assert page.locator("#similar .match .what").first.evaluate("what => what.clientWidth") > 200
    # No black sheets, and no “2 minutes ago” that nobody can tell later
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    times = page.locator("article time").evaluate_all(
        "all => all.map((t) => getComputedStyle(t, '::after').content)"
    )
    assert all(f" {stored.sent_at:%Y}" in shown for shown in times)


@pytest.mark.parametrize("sure", ["sure", "unsure"])
def test_the_last_neighbour_is_at_most_forty_stops_of_the_tab_key_away(
    new_context: Callable[..., BrowserContext], model: ModelVersion, stored: Submission, sure: str
) -> None:
    surest = model.assignments.filter(status="scored").latest("sure", "pk").submission
    page = new_context(**DESK).new_page()
    page.goto((surest if sure == "sure" else stored).get_absolute_url())
    last = page.locator("#similar .match > .what > p > a:visible").last
    last.evaluate("link => link.id = 'last-neighbour'")

    stops = 0
    while page.evaluate("document.activeElement.id") != "last-neighbour":
        page.keyboard.press("Tab")
        stops += 1
        assert stops <= MOST_STOPS


@pytest.mark.parametrize("sure", ["sure", "unsure"])
def test_a_phone_shows_the_answer_on_its_first_screen(
    new_context: Callable[..., BrowserContext], model: ModelVersion, stored: Submission, sure: str
) -> None:
    surest = model.assignments.filter(status="scored").latest("sure", "pk").submission
    page = new_context(**PHONE).new_page()
    page.goto((surest if sure == "sure" else stored).get_absolute_url())

    for part in ("h1", ".path", ".sure", ".summary", ".match >> nth=0"):
        box = page.locator(part).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 844, part


def test_the_menu_of_a_row_works_without_scripts(
    new_context: Callable[..., BrowserContext], stored: Submission
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(stored.get_absolute_url())
    row = page.locator("#similar .match:visible").first
    expect(row.get_by_role("link", name="Compare side by side")).to_be_hidden()

    row.locator("summary").click()
    row.get_by_role("link", name="Compare side by side").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(stored.title)


def test_the_bar_of_the_chosen_shows_itself_and_compares_two(
    new_context: Callable[..., BrowserContext], model: ModelVersion
) -> None:
    surest = model.assignments.filter(status="scored").latest("sure", "pk").submission
    page = new_context(**DESK).new_page()
    page.goto(surest.get_absolute_url())
    bar = page.locator(".pick")
    expect(bar).to_be_hidden()
    rows = page.locator("#similar .match:visible")
    titles = [rows.nth(place).locator(".name").inner_text() for place in (0, 1)]
    for place in (0, 1):
        rows.nth(place).get_by_role("checkbox").check()
    expect(bar).to_be_visible()
    bar.get_by_role("button", name="Compare two").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(f"{titles[0]} and {titles[1]}")
