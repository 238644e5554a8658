"""The pages of a collection's own clusters in a real browser: for everybody to read, by keyboard,
by pointer, without scripts, and on paper.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from scoring.models import Placement
from tests.browser.accessibility import complaints
from tests.browser.conftest import DESK, PHONE, WITHOUT
from tests.kinds.conftest import kinds
from tests.kinds.site import NOTHING
from tests.markets.market import divide, divided, put

__all__ = ["kinds"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("kinds"),
]
# The look's smallest letters
SMALLEST = 13
NAME = ".market-map:visible a[href^='/submissions/']"
LETTERS = """
() => Math.min(...[...document.querySelectorAll(".market-map text")].filter((text) =>
  text.getClientRects().length).map((text) =>
  parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a))
"""
PLACES = """
() => [...document.querySelectorAll(".market-map .marks")].filter((path) =>
  path.getClientRects().length).flatMap((path) => {
  const companies = path.dataset.companies.split(" "), to = path.getScreenCTM();
  return path.getAttribute("d").split("M").slice(1).map((place, at) => {
    const point = new DOMPoint(...place.split(" ").map(Number)).matrixTransform(to);
    return [Number(companies[at]), point.x, point.y];
  });
})
"""
REGION = """
(number) => {
  const all = [...document.querySelectorAll(`.region[data-into="${number}"] rect`)];
  const box = all.find((each) => each.getClientRects().length).getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}
"""


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext], base_url: str) -> Callable[..., Page]:
    """Somebody who owns the collection."""

    def arrive(**options: Any) -> Page:
        owner, _ = User.objects.get_or_create(username="ann")
        client = Client()
        client.force_login(owner)
        context = new_context(**{**DESK, **options})
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": base_url}])
        return context.new_page()

    return arrive


def test_everybody_can_read_every_page(visit: Callable[..., Page]) -> None:
    collection, version = divided(3)
    put(collection, NOTHING, title="Nothing")
    divide(collection)
    number = version.clusters.first().number
    page = visit()
    own = f"/collections/{collection.pk}"
    found = []
    for address in (
        f"{own}/clusters/",
        f"{own}/clusters/{number}/",
        f"{own}/clusters/outside/",
        f"{own}/map/",
        f"{own}/map/?q=company&by=segment",
        f"{own}/map/?cluster={number}",
    ):
        page.goto(address)
        found += [f"{address}: {each}" for each in complaints(page)]
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="What they share").click()
    page.wait_for_load_state()
    found += [f"chosen: {each}" for each in complaints(page)]

    assert not found, "\n".join(found)


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_no_letter_of_the_map_is_smaller_than_those_of_the_page(
    visit: Callable[..., Page], size: dict[str, Any]
) -> None:
    collection, _ = divided()
    page = visit(**size)

    page.goto(f"/collections/{collection.pk}/map/")

    assert page.evaluate(LETTERS) >= SMALLEST


def test_a_card_says_what_a_company_is_and_goes_by_escape(visit: Callable[..., Page]) -> None:
    collection, _ = divided()
    page = visit()
    page.goto(f"/collections/{collection.pk}/map/")
    card = page.locator("#map-card")
    name = page.locator(NAME).first

    name.hover()
    expect(card).to_contain_text("Company")
    expect(card).to_contain_text(re.compile("Sure|Probable|Not sure"))
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_the_keyboard_goes_from_a_region_to_its_companies_which_have_cards(
    visit: Callable[..., Page],
) -> None:
    collection, _ = divided()
    page = visit()
    page.goto(f"/collections/{collection.pk}/map/")

    page.get_by_role("region", name="Market map").focus()
    for _ in range(2):
        page.keyboard.press("Tab")

    expect(page.locator(NAME).first).to_be_focused()
    expect(page.locator("#map-card")).to_be_visible()


def test_a_rectangle_chooses_companies_and_tells_what_they_share(
    visit: Callable[..., Page],
) -> None:
    collection, _ = divided()
    page = visit()
    page.goto(f"/collections/{collection.pk}/map/")
    (_, x, y), *_ = page.evaluate(PLACES)

    drag(page, (x - 12, y - 9), (x + 120, y + 30))

    expect(page.locator("#market-pick b")).to_have_text("2 chosen")
    chosen = page.locator("#map-chosen")
    expect(chosen).to_contain_text("2 companies chosen")
    expect(chosen).to_contain_text("What they share")
    page.get_by_role("button", name="Clear").click()
    expect(chosen).to_be_empty()


def test_on_a_phone_the_map_fits_and_a_finger_shows_a_card_first_and_draws_a_rectangle(
    visit: Callable[..., Page],
) -> None:
    collection, _ = divided()
    page = visit(**PHONE, has_touch=True, is_mobile=True)
    page.goto(f"/collections/{collection.pk}/map/")
    area = page.get_by_role("region", name="Market map")
    assert area.evaluate("(each) => each.scrollWidth - each.clientWidth") <= 0
    name = page.locator(NAME).first

    name.tap()
    expect(page.locator("#map-card")).to_contain_text("Company")
    page.get_by_role("button", name="Choose with a rectangle").tap()
    area.evaluate("(each) => each.scrollIntoView()")
    (_, x, y), *_ = page.evaluate(PLACES)
    fingers = page.context.new_cdp_session(page)
    for kind, places in (
        ("touchStart", [(x - 10, y - 8)]),
        ("touchMove", [(x + 60, y + 10)]),
        ("touchMove", [(x + 250, y + 28)]),
        ("touchEnd", []),
    ):
        points = [{"x": right, "y": down} for right, down in places]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    expect(page.locator("#market-pick b")).to_have_text(re.compile(r"[234] chosen"))
    expect(page.locator("#map-chosen")).to_contain_text("What they share")


def test_the_mailed_file_shows_cards_and_finds_companies_without_asking_anybody(
    visit: Callable[..., Page], tmp_path: Path
) -> None:
    collection, _ = divided()
    client = Client()
    client.force_login(User.objects.get(username="ann"))
    file = tmp_path / "map.html"
    file.write_bytes(client.get(f"/collections/{collection.pk}/map/?format=html&by=sector").content)
    page = visit()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(file.as_uri())
    mark = page.locator(".market-map:visible [data-mark]").first
    title = mark.get_attribute("aria-label") or ""
    mark.hover()
    expect(page.locator("#map-card")).to_contain_text(title)
    expect(page.get_by_text("Financials").first).to_be_visible()
    page.get_by_label("Light up companies").fill(title)
    expect(page.locator("#said")).to_have_text(re.compile(r"^\d+ of \d+$"))
    assert page.locator(".market-map:visible .lit").count() > 0
    page.set_viewport_size(PHONE["viewport"])
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert asked == [file.as_uri()]


def test_a_company_is_dragged_into_another_region_and_stays_there(
    visit: Callable[..., Page],
) -> None:
    collection, version = divided(3)
    page = visit()
    page.goto(f"/collections/{collection.pk}/map/")
    (company, x, y), *_ = page.evaluate(PLACES)
    was = Placement.objects.get(version=version, submission=company).shown_cluster
    target = version.clusters.exclude(number=was).first()

    drag(page, (x, y), tuple(page.evaluate(REGION, target.number)))

    expect(page.get_by_text("1 company is moved, and will stay there")).to_be_visible()
    placed = Placement.objects.get(version=version, submission=company)
    assert (placed.shown_cluster, placed.is_settled) == (target.number, True)


def test_without_scripts_ticks_do_the_same(visit: Callable[..., Page]) -> None:
    collection, version = divided(3)
    was, target = version.clusters.all()[:2]
    page = visit(**WITHOUT)
    page.goto(f"/collections/{collection.pk}/map/")

    page.locator(f".region[data-into='{was.number}'] a:visible").click()
    expect(page.get_by_role("link", name="Whole map")).to_be_visible()
    for tick in page.get_by_role("checkbox").all()[:2]:
        tick.check()
    page.get_by_role("button", name="What they share").click()
    expect(page.get_by_role("heading", name="2 companies chosen")).to_be_visible()
    page.get_by_label("Move them to").select_option(str(target.number))
    page.get_by_role("button", name="Move", exact=True).click()

    expect(page.get_by_text("2 companies are moved, and will stay there")).to_be_visible()
    assert Placement.objects.filter(shown_cluster=target.number, is_settled=True).count() == 2


def test_the_boxes_print_on_one_page(visit: Callable[..., Page]) -> None:
    collection, _ = divided()
    page = visit()
    page.goto(f"/collections/{collection.pk}/clusters/")

    paper = page.pdf(format="A4")

    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1


def drag(page: Page, start: tuple[float, ...], end: tuple[float, ...]) -> None:
    page.mouse.move(*start[:2])
    page.mouse.down()
    page.mouse.move(*end[:2], steps=4)
    page.mouse.up()
