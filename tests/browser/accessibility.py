"""What is wrong with a page for people who read it, by axe and a ruler:
both themes, on a phone and a desk.
"""

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 800}}
THEMES: list[Any] = ["light", "dark"]
# Nothing but colours differs between the themes
BY_COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
ASKED: dict[str, Any] = {"light": RULES, "dark": BY_COLOUR}


def complaints(page: Page) -> Iterator[str]:
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for size, viewport in SIZES.items():
            page.set_viewport_size(viewport)
            yield from (f"{theme}, {size}: {what}" for what in _complaints(page, ASKED[theme]))


def _complaints(page: Page, asked: Any) -> Iterator[str]:
    # Half a megabyte of script, which a page needs once
    axe = Axe("") if page.evaluate("typeof axe") == "object" else Axe()
    report = axe.run(
        page, options={"runOnly": asked, "resultTypes": ["violations"], "preload": False}
    )
    if report.violations_count:
        yield report.generate_report()
    sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if sideways > 0:
        yield f"{sideways} pixels stick out"
