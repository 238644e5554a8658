"""A person looks about on the map with mouse, fingers and keys.

On a phone and a desk, with and without JavaScript.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from scoring.models import Assignment, ModelVersion, Submission
from tests.browser.conftest import DESK, PHONE, WITHOUT
from tests.browser.steps import send_company
from tests.company_map.sheets import store_many

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WHOLE = re.compile(r"^-30(\.0)? -30(\.0)? 1060(\.0)? 1060(\.0)?$")
# Names and marks that are seen, as boxes on the screen, with what they belong to
BOXES = """kind => [...document.querySelectorAll(kind)].map(each => {
  const box = each.getBoundingClientRect();
  return [each.textContent, box.left, box.top, box.right, box.bottom];
}).filter(([, left, , right]) => right > left)"""


# A line is higher than its letters, by so many pixels above and below them
LEADING = 3


@pytest.fixture
def desk(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(**DESK).new_page()


def picture(page: Page) -> Locator:
    return page.locator("#map > .map")


def farthest_apart(model: ModelVersion) -> Assignment:
    """The company whose mark has most room around it, so that a finger meets no other."""
    rows = list(model.assignments.select_related("submission"))
    places = [complex(row.map_x or 0, row.map_y or 0) for row in rows]
    room = [sorted(abs(place - other) for other in places)[1] for place in places]
    return rows[room.index(max(room))]


def level(page: Page) -> int:
    return int(page.locator("#map").get_attribute("data-z") or "")


def middle(page: Page) -> tuple[float, float]:
    box = picture(page).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def wait_for_level(page: Page, z: int) -> None:
    expect(page.locator(f"#map[data-z='{z}']")).to_be_attached()


@pytest.mark.parametrize("visitor", [DESK | WITHOUT, PHONE | WITHOUT], ids=["desk", "phone"])
def test_without_javascript_links_lead_about_and_a_click_opens_a_company(
    new_context: Callable[..., BrowserContext], model: ModelVersion, visitor: dict[str, object]
) -> None:
    page = new_context(**visitor).new_page()
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Map").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Map of companies")
    expect(picture(page).locator("a")).to_have_count(110)
    page.get_by_text("Close on the map means close in words.").click()
    expect(page.get_by_text("Distances on the map are approximate.")).to_be_visible()
    steps = page.get_by_role("navigation", name="Move about the map")
    steps.get_by_role("link", name="Zoom in").click()
    expect(page).to_have_url(re.compile(r"z=1&x=8&y=8"))
    steps.get_by_role("link", name="Move left").click()
    expect(page).to_have_url(re.compile(r"z=1&x=0&y=8"))
    steps.get_by_role("link", name="Show the whole map").click()
    expect(page).to_have_url(re.compile(r"z=0&x=0&y=0"))

    page.get_by_label("Light up companies").fill("bank loans")
    page.keyboard.press("Enter")
    expect(page.locator(".map .lit").first).to_be_visible()
    first = page.locator(".matches a").first
    title = first.inner_text()
    first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("link", name="Open the map").click()
    expect(page.locator(".viewed")).to_have_text(f"The ring marks {title}.")
    expect(page.locator(".map .ring")).to_be_visible()


def test_a_click_on_a_point_opens_its_company_and_a_drag_does_not(
    desk: Page, model: ModelVersion
) -> None:
    row = farthest_apart(model)
    desk.goto("/map/")
    desk.get_by_role("link", name="Zoom in").click()
    wait_for_level(desk, 1)
    desk.get_by_role("link", name="Show the whole map").click()
    wait_for_level(desk, 0)

    point = picture(desk).locator(f"a[href='{row.submission.get_absolute_url()}'] use")
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    desk.mouse.move(x, y)
    desk.mouse.down()
    desk.mouse.move(x - 60, y - 60, steps=4)
    desk.mouse.up()
    expect(desk).to_have_url(re.compile("/map/"))
    expect(picture(desk)).not_to_have_class(re.compile("moving"))
    desk.mouse.click(x, y)
    expect(desk.get_by_role("heading", level=1)).to_have_text(row.submission.title)


def test_wheel_drag_and_buttons_move_the_map_and_the_address_follows(
    desk: Page, model: ModelVersion
) -> None:
    desk.goto("/map/?q=bank")
    x, y = middle(desk)
    desk.mouse.move(x, y)
    desk.mouse.wheel(0, -200)
    wait_for_level(desk, 1)
    expect(desk).to_have_url(re.compile(r"q=bank&z=1&x=8&y=8$"))
    desk.mouse.wheel(0, -200)
    wait_for_level(desk, 2)

    before = picture(desk).get_attribute("viewBox") or ""
    desk.mouse.down()
    desk.mouse.move(x + 120, y + 60, steps=5)
    expect(picture(desk)).not_to_have_attribute("viewBox", before)
    desk.mouse.up()
    expect(desk).not_to_have_url(re.compile("z=2&x=24&y=24"))
    address = desk.url
    assert re.search(r"z=2&x=2[0-3]&y=2[0-3]$", address)

    desk.reload()
    assert desk.url == address
    wait_for_level(desk, 2)
    expect(desk.get_by_label("Light up companies")).to_have_value("bank")
    desk.mouse.move(x, y)
    for _ in range(6):
        desk.mouse.wheel(0, 200)
    wait_for_level(desk, 0)
    expect(picture(desk)).to_have_attribute("viewBox", WHOLE)


CUT_NAMES = """svg => [...svg.querySelectorAll(".names text")].filter((name) => {
  const box = name.getBoundingClientRect(), edges = svg.getBoundingClientRect();
  const crosses = (edge) => box.left < edge && box.right > edge;
  return name.checkVisibility({ visibilityProperty: true })
    && (crosses(edges.left) || crosses(edges.right));
}).map((name) => name.textContent)"""


def test_the_edge_cuts_no_name_when_the_map_was_dragged(
    new_context: Callable[..., BrowserContext], model: ModelVersion
) -> None:
    page = new_context(**PHONE, reduced_motion="reduce").new_page()
    page.goto("/map/?z=1&x=8&y=8")
    x, y = middle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 80, y, steps=4)
    assert picture(page).evaluate(CUT_NAMES)
    page.mouse.up()

    expect(page).not_to_have_url(re.compile("x=8&"))
    assert picture(page).evaluate(CUT_NAMES) == []


def test_keys_move_the_map_and_focus_stays(desk: Page, model: ModelVersion) -> None:
    desk.goto("/map/")
    figure = desk.locator("#map")
    figure.focus()
    desk.keyboard.press("+")
    wait_for_level(desk, 1)
    expect(figure).to_be_focused()
    expect(desk.locator("#map-said")).to_contain_text("in this part")
    desk.keyboard.press("ArrowRight")
    expect(desk).to_have_url(re.compile(r"z=1&x=12&y=8"))
    desk.keyboard.press("-")
    wait_for_level(desk, 0)

    zoom_in = desk.get_by_role("link", name="Zoom in")
    zoom_in.focus()
    desk.keyboard.press("Enter")
    wait_for_level(desk, 1)
    expect(zoom_in).to_be_focused()


def test_points_are_no_stops_of_the_tab_key(desk: Page, model: ModelVersion) -> None:
    desk.goto("/map/")
    desk.locator("#map").focus()
    desk.keyboard.press("Tab")

    expect(desk.get_by_role("link", name="Zoom in")).to_be_focused()


def test_names_cover_neither_marks_nor_one_another(
    new_context: Callable[..., BrowserContext], model: ModelVersion
) -> None:
    """As the browser draws them, whose letters are not those that the server measured by."""
    for visitor in (DESK, PHONE):
        page = new_context(**visitor).new_page()
        for query in ("", "?z=1&x=8&y=8", "?z=2&x=24&y=24"):
            page.goto(f"/map/{query}")
            names = page.evaluate(BOXES, "#map text")
            marks = page.evaluate(BOXES, "#map g > a")
            assert len(names) > 5
            for number, name in enumerate(names):
                for other in names[number + 1 :]:
                    assert not covers(name, other, 2 * LEADING), (query, name, other)
                for mark in marks:
                    assert not covers(name, mark, LEADING), (query, name, mark)


def covers(one: list[Any], other: list[Any], leading: float) -> bool:
    """Whether two boxes have more in common than rounding and the blank above and below letters."""
    across = min(one[3], other[3]) - max(one[1], other[1])
    down = min(one[4], other[4]) - max(one[2], other[2])
    return bool(across > 1.5 and down > leading)


def test_a_card_is_shown_on_hover_and_companies_are_chosen_from_it(
    desk: Page, model: ModelVersion
) -> None:
    row = farthest_apart(model)
    title = row.submission.title
    desk.goto("/map/")
    card = desk.locator("#map-card")
    expect(card).to_be_hidden()
    picture(desk).locator(f"a[href='{row.submission.get_absolute_url()}']").hover()
    expect(card).to_contain_text(title)
    expect(card).to_contain_text(row.submission.text[:60])
    card.get_by_role("link", name="Choose").click()

    expect(desk.get_by_role("heading", name="1 chosen")).to_be_visible()
    expect(desk).to_have_url(re.compile(rf"like={row.submission_id}"))
    desk.get_by_role("link", name="More like these").click()
    expect(desk).to_have_url(re.compile(rf"/similar/\?like={row.submission_id}"))
    expect(desk.get_by_role("heading", level=1)).to_be_visible()


def test_keys_go_from_company_to_company(desk: Page, model: ModelVersion) -> None:
    desk.goto("/map/")
    card = desk.locator("#map-card")
    desk.locator("#map").focus()
    desk.keyboard.press("Enter")
    expect(card.get_by_role("heading")).to_be_visible()
    first = card.get_by_role("heading").inner_text()
    desk.keyboard.press("ArrowDown")
    expect(card.get_by_role("heading")).not_to_have_text(first)
    second = card.get_by_role("heading").inner_text()
    desk.keyboard.press("Space")
    expect(desk.locator("#map-chosen")).to_contain_text(second)
    expect(desk.locator("#map")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(card.get_by_role("heading")).to_have_text(first)
    desk.keyboard.press("Escape")
    expect(card).to_be_hidden()
    desk.keyboard.press("Enter")
    expect(card.get_by_role("heading")).to_have_text(first)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text(first)


def test_a_touch_shows_the_card_and_a_second_opens_the_company(
    new_context: Callable[..., BrowserContext], model: ModelVersion
) -> None:
    row = farthest_apart(model)
    page = new_context(**PHONE, has_touch=True, is_mobile=True).new_page()
    page.goto("/map/")
    mark = picture(page).locator(f"a[href='{row.submission.get_absolute_url()}']")
    mark.tap(force=True)
    card = page.locator("#map-card")
    expect(card).to_contain_text(row.submission.title)
    expect(page).to_have_url(re.compile("/map/"))
    card.get_by_role("link", name=row.submission.title).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(row.submission.title)


def test_the_legend_fades_all_other_clusters_without_a_new_page(
    desk: Page, model: ModelVersion
) -> None:
    cluster = model.clusters.get(number=3)
    desk.goto("/map/")
    desk.evaluate("window.isSame = true")
    legend = desk.get_by_role("region", name="Clusters")
    legend.get_by_role("link", name=cluster.name).click()
    expect(picture(desk).locator("g.faded")).to_have_count(10)
    expect(desk).to_have_url(re.compile("cluster=3"))
    legend.get_by_role("link", name="Show all clusters").click()
    expect(picture(desk).locator("g.faded")).to_have_count(0)
    assert desk.evaluate("window.isSame")


def test_density_refines_to_single_companies_as_one_zooms_in(
    desk: Page, model: ModelVersion
) -> None:
    store_many(model, 3_000)
    desk.goto("/map/")
    caption = desk.locator("#map-caption")
    expect(caption).to_contain_text("3,110 companies, drawn as dots that stand for many")
    desk.mouse.click(*middle(desk))
    wait_for_level(desk, 2)
    desk.get_by_role("link", name="Zoom in").click()
    wait_for_level(desk, 3)

    expect(caption).not_to_contain_text("dots")
    assert 50 < picture(desk).locator("g > a").count() <= 600


def test_two_fingers_zoom_on_a_phone(
    new_context: Callable[..., BrowserContext], model: ModelVersion
) -> None:
    context = new_context(**PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/map/")
    picture(page).scroll_into_view_if_needed()
    x, y = middle(page)
    fingers = context.new_cdp_session(page)

    def touch(kind: str, apart: float) -> None:
        points = (
            [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}] if apart else []
        )
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 30)
    for apart in (40, 50, 60):
        touch("touchMove", apart)
    touch("touchEnd", 0)

    wait_for_level(page, 1)
    assert level(page) == 1
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_new_company_is_seen_on_the_map_at_once(
    desk: Page, model: ModelVersion, company: dict[str, str]
) -> None:
    send_company(desk, company)
    desk.get_by_role("link", name="Open the map").click()

    expect(desk.locator(".viewed")).to_have_text(f"The ring marks {company['title']}.")
    made = Submission.objects.latest("pk").get_absolute_url()
    expect(picture(desk).locator(f"a[href='{made}']")).to_have_count(1)


def test_when_the_server_is_gone_the_map_says_so_and_stays(
    desk: Page, model: ModelVersion, expected_statuses: set[int]
) -> None:
    desk.goto("/map/")
    expected_statuses.add(503)
    desk.route("**/map/?z=*", lambda route: route.fulfill(status=503, body=""))
    desk.get_by_role("link", name="Zoom in").click()

    expect(desk.locator("#map-said")).to_have_text("The map could not be fetched: try again.")
    expect(picture(desk).locator("a")).to_have_count(110)


@pytest.mark.parametrize("by", ["", "?by=category"])
def test_a_rectangle_chooses_companies(desk: Page, model: ModelVersion, by: str) -> None:
    desk.goto(f"/map/{by}")
    box = picture(desk).bounding_box()
    assert box is not None
    x, y = middle(desk)
    reach = min(box["width"], box["height"]) / 8

    desk.get_by_role("button", name="Choose with a rectangle").click()
    desk.mouse.move(x - reach, y - reach)
    desk.mouse.down()
    desk.mouse.move(x + reach, y + reach, steps=4)
    desk.mouse.up()

    chosen = desk.locator("#map-chosen")
    expect(chosen).to_contain_text(re.compile(r"\d+ chosen"))
    expect(chosen).to_contain_text("What they share")
    expect(desk).to_have_url(re.compile("like="))
    assert picture(desk).locator("a.chosen").count() > 1
