"""A person sends a company and reads where it belongs:
on a phone and a desk, with and without JavaScript.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from scoring.models import Cluster, ModelVersion
from tests.browser.conftest import DESK, PHONE, VISITORS
from tests.browser.steps import SEND, fill_form, send, send_company, sent, typed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=VISITORS.values(), ids=VISITORS)
def page(new_context: Callable[..., BrowserContext], request: pytest.FixtureRequest) -> Page:
    return new_context(**request.param).new_page()


def test_the_result_answers_and_the_company_is_found_again(
    page: Page, model: ModelVersion, company: dict[str, str]
) -> None:
    send_company(page, company)
    row = sent()[0].assignments.get()
    cluster = Cluster.objects.get(version=model, number=row.cluster)
    title = page.get_by_role("heading", level=1)

    expect(title).to_have_text(company["title"])
    verdict = page.locator(".head .path")
    expect(verdict).to_contain_text(cluster.name)
    expect(verdict).to_contain_text("Sure" if row.answer == "sure" else "Not sure:")
    page.get_by_text("Distance to every cluster").click()
    distances = page.locator("details", has_text="Distance to every cluster").locator(
        "tbody td:last-child"
    )
    expect(distances).to_have_text([f"{distance:.2f}" for distance in sorted(row.distances)])
    rows = page.locator(".list .match")
    expect(rows).to_have_count(10)
    scores = [int(score) for score in rows.locator(".score b").all_text_contents()]
    assert scores == sorted(scores, reverse=True)

    page.locator("main").get_by_role("link", name=cluster.name, exact=True).first.click()
    expect(page).to_have_url(re.compile(rf"/clusters/{cluster.number}/$"))
    if row.answer == "unsure":
        # Guesses stand apart
        page.get_by_role("navigation", name="How sure").get_by_role("link", name="Not sure").click()
    page.get_by_role("link", name=company["title"]).click()
    expect(title).to_have_text(company["title"])
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Companies").click()
    expect(page).to_have_url(re.compile(r"/submissions/$"))
    expect(page.locator("tbody tr").first).to_contain_text(company["title"])


def test_reload_and_double_click_store_once(
    page: Page, model: ModelVersion, company: dict[str, str]
) -> None:
    page.goto("/")
    fill_form(page, company)
    page.get_by_role("button", name=SEND).dblclick()

    expect(page.get_by_role("heading", level=1)).to_have_text(company["title"])
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(company["title"])
    assert len(sent()) == 1


def test_going_back_shows_everything_that_was_typed(page: Page, company: dict[str, str]) -> None:
    send_company(page, company)
    expect(page.get_by_role("heading", level=1)).to_have_text(company["title"])

    page.go_back()

    assert typed(page) == company


@pytest.mark.parametrize("page", [PHONE, DESK], indirect=True, ids=["phone", "desk"])
def test_going_back_and_sending_the_same_form_again_stores_once(
    page: Page, company: dict[str, str]
) -> None:
    send_company(page, company)
    expect(page.get_by_role("heading", level=1)).to_have_text(company["title"])
    result = page.url

    page.go_back()
    fill_form(page, company)
    send(page)

    expect(page.get_by_role("heading", level=1)).to_have_text(company["title"])
    assert (page.url, len(sent())) == (result, 1)
