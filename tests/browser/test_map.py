"""A person looks about on the map with mouse, fingers and keys.

On a phone and a desk, with and without JavaScript.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from scoring.models import ModelVersion, Submission
from tests.browser.conftest import DESK, PHONE, WITHOUT
from tests.browser.steps import send_company
from tests.company_map.sheets import store_many

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WHOLE = re.compile(r"^0(\.0)? 0(\.0)? 1000(\.0)? 1000(\.0)?$")


@pytest.fixture
def desk(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(**DESK).new_page()


def sheet(page: Page) -> Locator:
    return page.locator("#map .sheet")


def level(page: Page) -> int:
    return int(page.locator("#map").get_attribute("data-z") or "")


def middle(page: Page) -> tuple[float, float]:
    box = sheet(page).bounding_box()
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
    expect(sheet(page).locator("a")).to_have_count(110)
    expect(page.get_by_text("Distances on the map are approximate.")).to_be_visible()
    steps = page.get_by_role("navigation", name="Move about the map")
    steps.get_by_role("link", name="Zoom in").click()
    expect(page).to_have_url(re.compile(r"z=1&x=8&y=8"))
    steps.get_by_role("link", name="Move left").click()
    expect(page).to_have_url(re.compile(r"z=1&x=0&y=8"))
    steps.get_by_role("link", name="Show the whole map").click()
    expect(page).to_have_url(re.compile(r"z=0&x=0&y=0"))

    page.get_by_label("Light up companies with these words").fill("bank loans")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".sheet .lit").first).to_be_visible()
    first = page.locator(".matches a").first
    title = first.inner_text()
    first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("link", name="See it on the map").click()
    expect(page.locator(".viewed")).to_have_text(f"The ring marks {title}.")
    expect(page.locator(".sheet .ring")).to_be_visible()


def test_a_click_on_a_point_opens_its_company_and_a_drag_does_not(
    desk: Page, model: ModelVersion
) -> None:
    row = model.assignments.select_related("submission").order_by("-map_y").first()
    assert row is not None
    desk.goto("/map/")
    desk.get_by_role("link", name="Zoom in").click()
    wait_for_level(desk, 1)
    desk.get_by_role("link", name="Show the whole map").click()
    wait_for_level(desk, 0)

    point = sheet(desk).locator(f"a[href='{row.submission.get_absolute_url()}'] use")
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    desk.mouse.move(x, y)
    desk.mouse.down()
    desk.mouse.move(x - 60, y - 60, steps=4)
    desk.mouse.up()
    expect(desk).to_have_url(re.compile("/map/"))
    expect(sheet(desk)).not_to_have_class(re.compile("moving"))
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

    before = sheet(desk).get_attribute("viewBox") or ""
    desk.mouse.down()
    desk.mouse.move(x + 120, y + 60, steps=5)
    expect(sheet(desk)).not_to_have_attribute("viewBox", before)
    desk.mouse.up()
    expect(desk).not_to_have_url(re.compile("z=2&x=24&y=24"))
    address = desk.url
    assert re.search(r"z=2&x=2[0-3]&y=2[0-3]$", address)

    desk.reload()
    assert desk.url == address
    wait_for_level(desk, 2)
    expect(desk.get_by_label("Light up companies with these words")).to_have_value("bank")
    desk.mouse.move(x, y)
    for _ in range(6):
        desk.mouse.wheel(0, 200)
    wait_for_level(desk, 0)
    expect(sheet(desk)).to_have_attribute("viewBox", WHOLE)


def test_keys_move_the_map_and_focus_stays(desk: Page, model: ModelVersion) -> None:
    desk.goto("/map/")
    figure = desk.locator("#map figure")
    figure.focus()
    desk.keyboard.press("+")
    wait_for_level(desk, 1)
    expect(figure).to_be_focused()
    expect(desk.locator("#map-said")).to_contain_text("in this part of the map")
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
    stops = []
    desk.get_by_role("button", name="Search").focus()
    for _ in range(4):
        desk.keyboard.press("Tab")
        stops.append(
            desk.evaluate(
                "document.activeElement.closest('.sheet, figure, .steps, .beside').className"
            )
        )

    assert "sheet can-move" not in stops
    assert "beside" in stops


def test_density_refines_to_single_companies_as_one_zooms_in(
    desk: Page, model: ModelVersion
) -> None:
    store_many(model, 3_000)
    desk.goto("/map/")
    caption = desk.locator("#map-caption")
    expect(caption).to_contain_text("3,110 companies, too many to draw each")
    desk.mouse.move(*middle(desk))
    desk.mouse.wheel(0, -200)
    wait_for_level(desk, 1)

    expect(caption).to_contain_text("A click on one opens it.")
    assert 500 < sheet(desk).locator("a").count() <= 2_000


def test_two_fingers_zoom_on_a_phone(
    new_context: Callable[..., BrowserContext], model: ModelVersion
) -> None:
    context = new_context(**PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/map/")
    sheet(page).scroll_into_view_if_needed()
    x, y = middle(page)
    fingers = context.new_cdp_session(page)

    def touch(kind: str, apart: float) -> None:
        points = (
            [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}] if apart else []
        )
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 30)
    for apart in (50, 80, 110):
        touch("touchMove", apart)
    touch("touchEnd", 0)

    wait_for_level(page, 1)
    assert level(page) == 1
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_new_company_is_seen_on_the_map_at_once(
    desk: Page, model: ModelVersion, company: dict[str, str]
) -> None:
    send_company(desk, company)
    desk.get_by_role("link", name="See it on the map").click()

    expect(desk.locator(".viewed")).to_have_text(f"The ring marks {company['title']}.")
    made = Submission.objects.latest("pk").get_absolute_url()
    expect(sheet(desk).locator(f"a[href='{made}']")).to_have_count(1)


def test_when_the_server_is_gone_the_map_says_so_and_stays(
    desk: Page, model: ModelVersion, expected_statuses: set[int]
) -> None:
    desk.goto("/map/")
    expected_statuses.add(503)
    desk.route("**/map/?z=*", lambda route: route.fulfill(status=503, body=""))
    desk.get_by_role("link", name="Zoom in").click()

    expect(desk.locator("#map-said")).to_have_text("The map could not be fetched: try again.")
    expect(sheet(desk).locator("a")).to_have_count(110)
