"""A visitor with a real Chromium.

Whatever its console complains of fails the test, unless the test expects it.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage
from pytest_django.live_server_helper import LiveServer

# The shell is the same browser without the windows that no test looks at
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (\d+) ")


def launch_options() -> dict[str, Any]:
    """Starts the browser of the system, also as root of a container."""
    found = [shutil.which(name) for name in CHROMIUMS]
    quiet = ["background-networking", "component-update", "sync"]
    return {
        "executable_path": next(filter(None, found), None),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            *(f"--disable-{name}" for name in quiet),
        ],
    }


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **launch_options()}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    return live_server.url


PHONE = {"viewport": {"width": 390, "height": 844}}
DESK = {"viewport": {"width": 1280, "height": 800}}
WITHOUT = {"java_script_enabled": False}
VISITORS = {
    "phone": PHONE,
    "desk": DESK,
    "phone-no-js": PHONE | WITHOUT,
    "desk-no-js": DESK | WITHOUT,
}


@pytest.fixture
def expected_statuses() -> set[int]:
    """Error answers that a test means to get: it adds 404, 422 or 429 here."""
    return set()


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext], expected_statuses: set[int]
) -> Iterator[Callable[..., BrowserContext]]:
    """Contexts whose console errors,
    refused policies and uncaught exceptions fail the test at its end.
    """
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        status = REFUSED.match(message.text)
        if message.type == "error" and not (status and int(status[1]) in expected_statuses):
            complaints.append(f"{message.location['url']}: {message.text}")

    def watched(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.on("console", listen)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        return context

    yield watched
    assert complaints == []
