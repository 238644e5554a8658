"""`make pictures`: ten pages as they look on a phone and two desks, light and dark.

Starts a site of its own with the catalogue, in a database of its own, and ends it. The pictures are
in var/pictures; ARGS="front map" makes those of some pages alone.
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.rows import ROOT
from tests.browser.conftest import launch_options

FOLDER = ROOT / "var" / "pictures"
WIDTHS = {390: 844, 1280: 800, 1440: 900}
THEMES = ("light", "dark")
SURE = {
    "title": "Rivertown Savings",
    "category": "Financials",
    "text": "We take deposits, lend to families and small firms, issue credit cards and manage "
    "savings and pensions from branches in four states.",
}
NOT_SURE = {
    "title": "Toolshed",
    "category": "",
    "text": "We rent power tools and trucks to builders and homeowners from shops in small towns.",
}
OF_ITS_OWN = {
    "DJANGO_SETTINGS_MODULE": "similarco_site.settings",
    "DATABASE_URL": f"sqlite:///{FOLDER / 'site.sqlite3'}",
    **dict.fromkeys(("AML_URL", "URL", "CACHE_URL", "SITE_URL", "SITE_NAME"), ""),
    **dict.fromkeys(("LOGIN_REQUIRED", "DEBUG"), "false"),
}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ.update(OF_ITS_OWN)
    import django

    django.setup()
    pages, session = prepared_site()
    wanted = sys.argv[1:] or list(pages)
    with running_site() as address, browser() as chromium:
        for name in wanted:
            context = chromium.new_context(reduced_motion="reduce")
            if name == "review":
                context.add_cookies([{**session, "url": address}])
            take_pictures(context.new_page(), name, address + pages[name])
            context.close()
    print(f"{len(wanted) * len(WIDTHS) * len(THEMES)} pictures are in {FOLDER.relative_to(ROOT)}")


def take_pictures(page: Any, name: str, address: str) -> None:
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(address)
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            page.screenshot(path=FOLDER / f"{name}-{width}-{theme}.png", full_page=True)


def prepared_site() -> tuple[dict[str, str], dict[str, str]]:
    """The addresses of the pages, and the cookie of somebody who may review."""
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client

    from scoring.companies import submissions

    call_command("prepare", verbosity=0)
    sure = submissions.submit(**SURE, request_key="sure")
    not_sure = submissions.submit(**NOT_SURE, request_key="not sure")
    reviewer, _ = User.objects.get_or_create(username="reviewer", is_staff=True, is_superuser=True)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(reviewer)
    name = settings.SESSION_COOKIE_NAME
    pages = {
        "front": "/",
        "result": sure.get_absolute_url(),
        "result-not-sure": not_sure.get_absolute_url(),
        "companies": "/submissions/",
        "search": "/submissions/?q=bank",
        "clusters": "/clusters/",
        "cluster": "/clusters/3/",
        "map": "/map/",
        "review": "/review/",
        "models": "/models/",
    }
    return pages, {"name": name, "value": client.cookies[name].value}


@contextmanager
def running_site() -> Iterator[str]:
    """The address of the site, for as long as it is needed."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    from similarco_site.wsgi import application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    with ThreadedWSGIServer(("127.0.0.1", 0), Quiet) as server:
        server.set_app(application)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium.launch(**launch_options())


if __name__ == "__main__":
    main()
