"""What people do with a result: see what the model saw, share it, copy it, review it, print it."""

import json
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import BrowserContext, Page, expect

from scoring.companies import submissions
from scoring.models import ModelVersion, Submission
from tests.browser.conftest import DESK, VISITORS
from tests.browser.steps import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stored(model: ModelVersion, company: dict[str, str]) -> Submission:
    return submissions.submit(**company)


@pytest.fixture(params=VISITORS.values(), ids=VISITORS)
def page(new_context: Callable[..., BrowserContext], request: pytest.FixtureRequest) -> Page:
    return new_context(**request.param).new_page()


def test_what_the_model_saw_is_one_click_away(page: Page, stored: Submission) -> None:
    page.goto(stored.get_absolute_url())
    page.get_by_role("link", name="What the model saw").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("What the model saw")
    expect(page.get_by_role("row", name="toys")).to_be_visible()
    page.get_by_role("link", name=stored.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(stored.title)


def test_a_reader_changes_the_sentence_on_the_about_page(page: Page, model: ModelVersion) -> None:
    page.goto("/about/")
    page.get_by_label("A sentence").fill("Farmers grow wheat for bakers.")
    page.get_by_role("button", name="Show its n-grams").click()

    expect(page.get_by_role("region", name="n = 1").get_by_role("listitem")).to_have_count(4)
    expect(page.get_by_role("region", name="n = 2")).to_contain_text("grow wheat")
    expect(page.get_by_role("region", name="n = 3")).to_contain_text("Farmers grow wheat")
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
    page.get_by_role("button", name="Store review").click()

    expect(page.get_by_role("status").first).to_have_text("Your review is stored.")
    expect(page.locator(".verdict")).to_contain_text("Set by a reviewer")
    assert stored.assignments.get().shown_cluster == right


def test_the_link_and_the_data_are_copied(
    new_context: Callable[..., BrowserContext], stored: Submission
) -> None:
    context = new_context(**DESK, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(stored.get_absolute_url())

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

    expect(page.locator(".verdict")).to_be_visible()
    expect(page.locator(".similar")).to_be_visible()
    expect(page.get_by_label("Link to share")).to_be_visible()
    controls = [
        ".similar input >> nth=0",
        ".actions >> nth=0",
        ".after-list",
        "main button >> nth=0",
    ]
    for hidden in ("header.site nav", "footer.site", ".links", *controls):
        expect(page.locator(hidden)).to_be_hidden()
    # No black sheets, and no “2 minutes ago” that nobody can tell later
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    times = page.locator("article time").evaluate_all(
        "all => all.map((t) => getComputedStyle(t, '::after').content)"
    )
    assert all(f" {stored.sent_at:%Y}" in shown for shown in times)
