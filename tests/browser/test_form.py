"""The form, as somebody fills it in:
it counts as the server counts, and loses nothing that was typed.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from scoring.models import ModelVersion
from scoring.site.examples import EXAMPLES
from tests.browser.steps import SEND, counter, fill_form, send, send_company, sent, typed
from tests.servers import ScoringServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ASTRONAUT = "👩‍🚀"
TRICKY = [
    "We bake\nbread\n\nand rolls",
    "🙂 and 🙂",
    ASTRONAUT * 2,
    "  blanks around  ",
    "\n\nlines around\n\n",
    "e\u0301",
]


@pytest.fixture(params=[True, False], ids=["js", "no-js"])
def either_page(new_context: Callable[..., BrowserContext], request: pytest.FixtureRequest) -> Page:
    """A page with JavaScript, and one without."""
    return new_context(java_script_enabled=request.param).new_page()


def test_counters_agree_with_the_server(
    page: Page, settings: Any, expected_statuses: set[int]
) -> None:
    settings.TEXT_MAX_LENGTH = settings.TITLE_MAX_LENGTH = settings.CATEGORY_MAX_LENGTH = 1
    expected_statuses.add(422)
    page.goto("/")
    for text in TRICKY:
        for label in ("Title", "Category", "Description"):
            field = page.get_by_label(label)
            field.fill("")
            field.press_sequentially(
                text if label == "Description" else text.strip().replace("\n", "  ")
            )
        counted = [
            counter(page, label).inner_text() for label in ("Title", "Category", "Description")
        ]
        send(page)

        numbers = [line.removesuffix(" of 1 characters") for line in counted]
        said = [f"Use 1 characters or fewer; this has {number}." for number in numbers]
        expect(page.locator(".errorlist")).to_have_text(said)
        expect(counter(page, "Description")).to_have_text(counted[2])


@pytest.mark.parametrize(
    "text", ["We bake\n" * 124 + "We bake!", ASTRONAUT * 333 + "!", "🙂" * 1000]
)
def test_a_text_of_just_the_limit_is_taken_whole(
    page: Page, model: ModelVersion, company: dict[str, str], text: str
) -> None:
    page.goto("/")
    fill_form(page, {**company, "title": "T" * 30, "category": "C" * 30, "text": text})
    expect(counter(page, "Title")).to_have_text("30 of 30 characters")
    expect(counter(page, "Description")).to_have_text("1,000 of 1,000 characters")
    expect(page.locator(".over")).to_have_count(0)
    send(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("T" * 30)
    assert [stored.text for stored in sent()] == [text]


def test_a_text_over_the_limit_is_kept_with_its_error_until_the_visitor_cuts_it(
    either_page: Page, model: ModelVersion, company: dict[str, str], expected_statuses: set[int]
) -> None:
    page, text = either_page, "We bake bread.\n" * 100
    expected_statuses.add(422)
    send_company(page, {**company, "text": text})

    field = page.locator(".field", has=page.get_by_label("Description"))
    expect(field).to_contain_text("Use 1,000 characters or fewer; this has 1,499.")
    expect(page.get_by_label("Description")).to_have_value(text)
    assert sent() == []
    page.get_by_role("button", name="Use the first 1,000 characters").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(company["title"])
    assert [stored.text for stored in sent()] == [text[:1000].strip()]


def test_enter_in_the_title_does_not_cut_a_text_that_is_too_long(
    page: Page, company: dict[str, str], expected_statuses: set[int]
) -> None:
    expected_statuses.add(422)
    send_company(page, {**company, "text": "y" * 1500})
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.get_by_label("Title").press("Enter")

    expect(page.locator(".errorlist")).to_be_visible()
    assert sent() == []
    assert len(typed(page)["text"]) == 1500


def test_the_counter_warns_before_anything_is_sent(page: Page, company: dict[str, str]) -> None:
    page.goto("/")
    expect(counter(page, "Description")).to_have_text("0 of 1,000 characters")
    page.get_by_label("Description").fill("y" * 1001)

    expect(counter(page, "Description")).to_have_text("1,001 of 1,000 characters")
    expect(page.locator(".counter.over")).to_have_count(1)


def test_without_javascript_the_limits_are_said(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/")

    expect(counter(page, "Description")).to_have_text("Up to 1,000 characters")


def test_an_error_keeps_everything_that_was_typed(
    either_page: Page, company: dict[str, str], expected_statuses: set[int]
) -> None:
    expected_statuses.add(422)
    entered = {**company, "title": "X", "text": '\nA <b>bold</b> "quote"\n  & more 🙂'}
    send_company(either_page, entered)

    expect(either_page.locator(".field.wrong")).to_contain_text(
        "The title needs at least 2 characters."
    )
    assert typed(either_page) == entered
    assert either_page.title().startswith("Error: ")


def test_blanks_only_are_refused(page: Page, expected_statuses: set[int]) -> None:
    expected_statuses.add(422)
    send_company(page, {"title": "   ", "category": "", "text": " \n\n\t "})

    expect(page.locator(".field.wrong")).to_have_count(2)
    expect(page.locator(".errorlist")).to_have_text(
        ["Enter a title.", "Describe the company in a sentence or more."]
    )
    assert sent() == []


def test_an_example_fills_the_form(either_page: Page, model: ModelVersion) -> None:
    for example in EXAMPLES:
        either_page.goto("/")
        either_page.get_by_role("link", name=example.title).click()

        expect(either_page.get_by_label("Title")).to_have_value(example.title)
        assert typed(either_page) == example._asdict()


def test_known_categories_are_suggested(page: Page, model: ModelVersion) -> None:
    page.goto("/")

    offered = page.get_by_label("Category").evaluate(
        "field => [...field.list.options].map(each => each.value)"
    )
    assert "Health Care" in offered
    assert offered == sorted(set(offered))


def test_the_form_says_who_can_read_what_is_sent(page: Page) -> None:
    page.goto("/")

    expect(
        page.get_by_text("Everybody who can open this site can read what you keep.")
    ).to_be_visible()
    expect(page.get_by_text("Nothing leaves this site")).to_be_visible()


def test_the_form_names_the_service_that_gets_the_text(page: Page, remote: ScoringServer) -> None:
    page.goto("/")

    expect(page.get_by_text("it is sent to the scoring service at 127.0.0.1.")).to_be_visible()
    expect(page.get_by_text("Nothing leaves this site")).to_have_count(0)


def test_the_keyboard_alone_is_enough(
    page: Page, model: ModelVersion, company: dict[str, str]
) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "Title")
    page.keyboard.insert_text(company["title"])
    tab_to(page, "Category")
    page.keyboard.insert_text(company["category"])
    page.keyboard.press("Tab")
    expect(page.get_by_label("Description")).to_be_focused()
    page.keyboard.insert_text(company["text"])
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(company["title"])


def tab_to(page: Page, label: str) -> None:
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.get_by_label(label).evaluate("field => field === document.activeElement"):
            return
    pytest.fail(f"ten tabs do not reach {label}")


def test_a_link_of_the_error_summary_goes_to_its_field(
    page: Page, expected_statuses: set[int]
) -> None:
    expected_statuses.add(422)
    send_company(page, {"title": "", "category": "C" * 31, "text": ""})

    summary = page.get_by_role("alert")
    for label in ("Title", "Category", "Description"):
        summary.get_by_role("link", name=label).click()
        expect(page.get_by_label(label)).to_be_focused()


def test_a_field_is_described_by_its_hint_and_its_error(
    page: Page, expected_statuses: set[int]
) -> None:
    expected_statuses.add(422)
    send_company(page, {"title": "X", "category": "", "text": "We bake bread."})

    title = page.get_by_label("Title")
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(title).to_have_accessible_description(
        "The company's name. The title needs at least 2 characters."
    )


def test_too_many_companies_in_a_short_time_keep_what_was_typed(
    either_page: Page,
    model: ModelVersion,
    settings: Any,
    company: dict[str, str],
    expected_statuses: set[int],
) -> None:
    expected_statuses.add(429)
    settings.RATE_LIMIT = (1, 3600)
    send_company(either_page, company)
    second = {**company, "title": "Second"}
    send_company(either_page, second)

    expect(either_page.get_by_role("alert")).to_contain_text(
        "You have sent many companies in a short time."
    )
    assert typed(either_page) == second
    assert len(sent()) == 1


def test_the_button_says_that_it_works_and_comes_back_as_it_was(
    page: Page, model: ModelVersion, company: dict[str, str]
) -> None:
    page.goto("/")
    fill_form(page, company)
    form = page.locator("form.composer")
    form.evaluate("form => form.addEventListener('submit', event => event.preventDefault())")
    send(page)

    busy = page.get_by_role("button", name="Looking…")
    expect(busy).to_have_attribute("aria-busy", "true")
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(page.get_by_role("button", name=SEND)).not_to_have_attribute("aria-busy", "true")
