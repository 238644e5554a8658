"""A person filters similar companies, compares two, says what is similar, pastes, chooses."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from scoring.models import ModelVersion, PairFeedback, Submission
from tests.similar.companies import nearest_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 800}}
TEXT = "We sell mobile telephone lines, broadband and cable television to households."


@pytest.fixture(params=["phone", "desk"])
def visitor(
    request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext], model: ModelVersion
) -> Page:
    return new_context(viewport=SIZES[request.param]).new_page()


@pytest.fixture(params=["phone", "desk"])
def no_js(
    request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext], model: ModelVersion
) -> Page:
    return new_context(viewport=SIZES[request.param], java_script_enabled=False).new_page()


def att() -> Submission:
    return Submission.objects.get(title="AT&T")


def rows(page: Page) -> Locator:
    return page.locator("#similar .match")


def row(page: Page, company: Submission) -> Locator:
    return rows(page).filter(has=page.get_by_role("link", name=company.title, exact=True))


def say(page: Page, company: Submission, word: str) -> None:
    """By the menu of a company's row."""
    of_company = row(page, company)
    of_company.locator("summary").click()
    of_company.get_by_role("button", name=word, exact=True).click()


def expect_no_sideways(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_not_similar_takes_the_row_away_and_undo_brings_it_back(visitor: Page) -> None:
    first, second = (each.company for each in nearest_to(att(), 2).rows)
    visitor.goto(att().get_absolute_url())
    visitor.evaluate("document.isTheSame = true")

    say(visitor, first, "Not similar")
    expect(visitor.locator(".match.said")).to_contain_text(f"{first.title} is marked not similar")
    undo = visitor.locator(".match.said").get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    assert PairFeedback.objects.get().verdict == "not-similar"
    visitor.keyboard.press("Enter")
    expect(row(visitor, first).locator("summary")).to_be_focused()
    assert not PairFeedback.objects.exists()

    say(visitor, second, "Similar")
    expect(row(visitor, second)).to_contain_text("Marked similar")
    assert visitor.evaluate("document.isTheSame") is True
    assert PairFeedback.objects.get().verdict == "similar"


def test_more_filter_and_compare(visitor: Page) -> None:
    company = att()
    near = nearest_to(company, 1).rows[0].company
    visitor.goto(company.get_absolute_url())
    visitor.get_by_role("link", name="Show 20").click()
    expect(rows(visitor)).to_have_count(20)
    expect_no_sideways(visitor)
    visitor.reload()
    expect(rows(visitor)).to_have_count(20)

    visitor.get_by_text("Filter by collection").click()
    visitor.get_by_label("Category").select_option("Energy")
    visitor.get_by_label("Lowest score").fill("100")
    visitor.get_by_role("button", name="Filter").click()
    expect(visitor.locator("#similar")).to_contain_text("No company passes these filters")
    visitor.get_by_role("link", name="take all filters off").click()

    row(visitor, near).locator("summary").click()
    row(visitor, near).get_by_role("link", name="Compare").click()
    expect(visitor.get_by_role("heading", level=1)).to_contain_text(near.title)
    expect(visitor.locator("mark").nth(1)).to_be_attached()
    expect_no_sideways(visitor)


def test_several_companies_at_once(visitor: Page) -> None:
    visitor.goto("/submissions/")
    chosen = [visitor.locator("tbody [type=checkbox]").nth(place) for place in (0, 3)]
    names = [str(each.get_attribute("aria-label")).removeprefix("Choose ") for each in chosen]
    for each in chosen:
        each.check()
    visitor.get_by_role("button", name="More like these").click()

    expect(visitor.locator(".seeds .chip a")).to_have_text(names)
    expect(rows(visitor)).to_have_count(10)
    expect(rows(visitor).first).to_contain_text("closest to")
    expect_no_sideways(visitor)


def test_a_pasted_text_and_then_the_form(visitor: Page, company: dict[str, Any]) -> None:
    visitor.goto("/similar/")
    visitor.get_by_label("Description").fill(TEXT)
    visitor.get_by_role("button", name="Find similar companies").click()
    expect(rows(visitor)).to_have_count(10)
    expect(visitor.locator(".sure")).to_have_text("Sure")
    visitor.get_by_role("button", name="Show 20").click()
    expect(rows(visitor)).to_have_count(20)
    expect_no_sideways(visitor)

    visitor.get_by_role("button", name="Keep it").click()
    expect(visitor.get_by_label("Description")).to_have_value(TEXT)
    assert not Submission.objects.filter(source="form").exists()


def test_all_of_it_without_javascript(no_js: Page) -> None:
    first = nearest_to(att(), 1).rows[0].company
    no_js.goto(att().get_absolute_url())
    say(no_js, first, "Not similar")
    expect(no_js.get_by_role("status")).to_contain_text("is marked not similar: it is left out")
    expect(row(no_js, first)).to_have_count(0)
    left_out = no_js.locator("details.left-out")
    left_out.locator("summary").click()
    expect(left_out).to_contain_text(first.title)
    left_out.get_by_role("button", name="Undo").click()
    expect(row(no_js, first)).to_have_count(1)

    no_js.get_by_role("link", name="Show 20").click()
    expect(rows(no_js)).to_have_count(20)
    rows(no_js).nth(1).get_by_role("checkbox").check()
    no_js.get_by_role("button", name="More like these").click()
    expect(no_js.locator(".seeds .chip")).to_have_count(2)
    expect(rows(no_js)).to_have_count(20)

    rows(no_js).first.get_by_role("checkbox").check()
    no_js.get_by_role("button", name="Less like those").click()
    expect(no_js.locator(".seeds p").nth(1)).to_contain_text("Less like")
    expect(no_js.locator(".seeds .chip")).to_have_count(3)
    expect_no_sideways(no_js)
    no_js.get_by_role("button", name="Undo the last choice").click()
    expect(no_js.locator(".seeds .chip")).to_have_count(2)
    no_js.get_by_text("Add a text as an example").click()
    no_js.get_by_label("Description").fill(TEXT)
    no_js.get_by_role("button", name="Less like this text").click()
    expect(no_js.locator(".seeds .chip")).to_have_count(3)
    expect(rows(no_js)).to_have_count(20)
    no_js.get_by_role("button", name="Without your text").click()
    expect(no_js.locator(".seeds .chip")).to_have_count(2)
