"""A scoring service that hangs or refuses:
the page says so, waits, and shows the result when there is one.
"""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from scoring.models import Submission
from tests import servers
from tests.browser.steps import send_company
from tests.conftest import work
from tests.servers import ScoringServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RESULT = "Sure"
POLL = 5000


@pytest.fixture
def hanging(remote: ScoringServer) -> Iterator[ScoringServer]:
    """The scoring service takes a request and says nothing."""
    ended = threading.Event()

    def hang(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        ended.wait(10)

    remote.behaviour = hang
    yield remote
    ended.set()


@pytest.fixture
def no_js_page(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(java_script_enabled=False).new_page()


def expect_waiting(page: Page) -> None:
    notice = page.get_by_role("status")
    expect(notice).to_contain_text("Waiting for its score")
    expect(notice).to_contain_text("did not answer")
    expect(notice).to_contain_text("nothing you typed is lost")


def test_the_result_shows_itself_when_the_service_is_well_again(
    page: Page, hanging: ScoringServer, company: dict[str, str]
) -> None:
    send_company(page, company)
    expect_waiting(page)
    page.evaluate("document.isTheSame = true")

    hanging.behaviour = servers.healthy
    work()

    expect(page.locator(".path")).to_contain_text(RESULT, timeout=POLL)
    expect(page.get_by_role("region", name="Likely clusters").locator("tbody tr")).to_have_count(3)
    expect(page.get_by_role("status")).to_have_count(0)
    expect(page.locator("main [hx-trigger]")).to_have_count(0)
    assert page.evaluate("document.isTheSame")


def test_a_poll_that_brings_nothing_new_leaves_the_keyboard_where_it_was(
    page: Page, hanging: ScoringServer, company: dict[str, str]
) -> None:
    send_company(page, company)
    button = page.get_by_role("button", name="Try again")
    button.focus()

    with page.expect_response(lambda response: "hx-request" in response.request.headers):
        pass
    page.wait_for_timeout(200)

    expect(button).to_be_focused()


def test_without_javascript_the_page_asks_again_by_itself(
    no_js_page: Page, hanging: ScoringServer, company: dict[str, str]
) -> None:
    send_company(no_js_page, company)
    expect_waiting(no_js_page)
    expect(no_js_page.locator("noscript meta[http-equiv=refresh]")).to_have_attribute(
        "content", "3"
    )

    hanging.behaviour = servers.healthy
    work()

    expect(no_js_page.locator(".path")).to_contain_text(RESULT, timeout=POLL)
    expect(no_js_page.locator("meta[http-equiv=refresh]")).to_have_count(0)


def test_try_again_works_while_it_waits(
    page: Page, hanging: ScoringServer, company: dict[str, str]
) -> None:
    send_company(page, company)
    expect_waiting(page)
    hanging.behaviour = servers.healthy
    page.get_by_role("button", name="Try again").click()

    expect(page.locator(".path")).to_contain_text(RESULT)


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_try_again_scores_what_failed_once_the_service_is_well(
    new_context: Callable[..., BrowserContext],
    remote: ScoringServer,
    company: dict[str, str],
    java_script_enabled: bool,
) -> None:
    page = new_context(java_script_enabled=java_script_enabled).new_page()
    remote.behaviour = servers.refusing(401)
    send_company(page, company)
    expect(page.get_by_role("heading", name="It could not be scored")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("did not accept the key (401)")

    with page.expect_response(lambda response: response.request.method == "POST"):
        page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="It could not be scored")).to_be_visible()
    remote.behaviour = servers.healthy
    page.get_by_role("button", name="Try again").click()

    expect(page.locator(".path")).to_contain_text(RESULT)
    assert Submission.objects.count() == 1
