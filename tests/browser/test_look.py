"""Every page in both themes on a phone and a desk:
for everybody to read, light, and safe from what it shows.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import BrowserContext, Page, Request, expect

from scoring.accounts import invitations
from scoring.collections import changing
from scoring.companies import submissions
from scoring.models import Assignment, Cluster, Submission
from scoring.models.submissions import fingerprint
from scoring.webservice import keys
from tests.browser.accessibility import SIZES, THEMES, complaints
from tests.browser.steps import send
from tests.collections.private import make_collection, member, put_into
from tests.conftest import work
from tests.similar.companies import nearest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_BYTES, MOST_REQUESTS, MOST_TABS = 150_000, 15, 30
PARTS = 3


class Place(NamedTuple):
    """A page to look at, and the error that it answers with; one that refuses a form is sent an
    empty one.

    A page for staff is looked at with an account.
    """

    name: str
    address: str
    error: int = 0
    is_for_staff: bool = False


@pytest.fixture
def places(model: Any, company: dict[str, str], staff: User) -> list[Place]:
    """Every page, and the result in each of its states."""
    results = {status: stored(company, status) for status in Assignment.Status.values}
    surest = model.assignments.filter(status="scored").latest("sure", "pk")
    one, two = Submission.objects.order_by("pk").values_list("pk", flat=True)[:2]
    own = collection_of(staff)
    return [
        Place("form", "/"),
        Place("form with errors", "/", error=422),
        *(Place(f"{status} result", address) for status, address in results.items()),
        Place("companies", "/submissions/"),
        Place(
            "companies that were searched for", '/submissions/?q=bank "credit cards"&status=scored'
        ),
        Place("nobody found", "/submissions/?q=zzzqqq&category=Financials"),
        Place("search", "/search/?q=bank"),
        Place("nothing to search for", "/search/"),
        Place("search for a sentence", "/search/?q=zebras+that+lend+money+to+households"),
        Place("similar", "/similar/"),
        Place("more like these", f"/similar/?like={one}&like={two}&like=999999"),
        Place("nobody similar", f"{results['scored']}?category=Nothing&score=500"),
        Place("compared", f"/submissions/{one}/with/{two}/"),
        Place("clusters", "/clusters/"),
        Place("one cluster", "/clusters/3/"),
        Place("map", "/map/"),
        Place("map with matches", f"/map/?q=bank&company={results['scored'].split('/')[2]}"),
        Place("models", "/models/"),
        Place("one model", model.get_absolute_url()),
        Place("a cluster of one model", f"{model.get_absolute_url()}clusters/3/"),
        Place("help of a service", f"{keys.create_service()[0].path}/help"),
        Place("use it from a program", "/programs/"),
        Place("keys for programs", "/programs/", is_for_staff=True),
        Place("what the model saw", f"{results['scored']}seen/"),
        Place("about", "/about/"),
        Place("contact", "/contact/"),
        Place("sign in", "/accounts/login/"),
        Place("lost password", "/accounts/lost-password/"),
        Place("by invitation", "/accounts/join/", error=403),
        Place("invited", invitations.invite("member", "", "reviewer").partition(":8000")[2]),
        Place("wrong key", "/accounts/owner/?key=wrong", error=403),
        Place("people", "/accounts/people/", is_for_staff=True),
        Place("one's account", "/account/", is_for_staff=True),
        Place("the end of an account", "/account/delete/", is_for_staff=True),
        Place("collections for everybody", "/collections/"),
        Place("one for everybody", "/collections/1/?q=bank"),
        Place("collections", "/collections/", is_for_staff=True),
        Place("a new collection", "/collections/new/", is_for_staff=True),
        Place("a collection", own, is_for_staff=True),
        Place("a collection's settings", f"{own}settings/", is_for_staff=True),
        Place("companies to move", f"{own}move/?like={private(own)}", is_for_staff=True),
        Place("a company to change", f"/submissions/{private(own)}/edit/", is_for_staff=True),
        Place("a form with collections", f"/?into={own.split('/')[2]}", is_for_staff=True),
        Place("nothing there", "/nothing/there", error=404),
        Place("not allowed", f"{results['scored']}review", error=403),
        Place("change password", "/accounts/password/", is_for_staff=True),
        Place("look", "/look/", is_for_staff=True),
        Place("review desk", "/review/", is_for_staff=True),
        Place(
            "end of the review queue", f"/review/?after={surest.pk}&cluster=99", is_for_staff=True
        ),
        Place("reviewable result", results["scored"], is_for_staff=True),
    ]


def collection_of(owner: User) -> str:
    """The address of a collection that its owner shares, with two companies and another one."""
    made = make_collection(owner, "Spring deals", description="For the fund that begins in May.")
    put_into(made, "A bank that lends money to farmers.", "We bake bread for shops.")
    gone = make_collection(owner, "An old list")
    changing.delete(gone, owner)
    make_collection(owner, "Autumn deals " + "x" * 80)
    changing.share(made, member("colleague").username, "editor", owner)
    changing.open_by_link(made, owner)
    return f"/collections/{made.pk}/"


def private(own: str) -> int:
    """The first company of a collection."""
    return Submission.objects.filter(collection=own.split("/")[2]).earliest("pk").pk


def stored(company: dict[str, str], status: str) -> str:
    """The address of a company in a status."""
    text = "zzz qqq xxx" if status == "unplaced" else company["text"]
    if status in ("scored", "unplaced"):
        return submissions.submit(**{**company, "text": text}).get_absolute_url()
    submissions.store([Submission(**company, source="import", fingerprint=status)])
    made = Submission.objects.latest("pk")
    made.assignments.update(
        status=status, reason="The scoring service did not accept the key (401)."
    )
    return made.get_absolute_url()


@pytest.fixture
def account(staff: User, base_url: str) -> Any:
    """What a browser keeps of a member of staff who has signed in."""
    client = Client()
    client.force_login(staff)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base_url}


@pytest.fixture
def go(expected_statuses: set[int], account: Any) -> Callable[[Page, Place], None]:
    def to(page: Page, place: Place) -> None:
        expected_statuses.add(place.error)
        page.context.clear_cookies()
        if place.is_for_staff:
            page.context.add_cookies([account])
        page.goto(place.address)
        if place.error == 422:
            send(page)
            expect(page.get_by_role("alert")).to_be_visible()
            page.wait_for_load_state()

    return to


# In parts, so that processes share them
@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_can_read_every_page_and_nothing_sticks_out(
    new_context: Callable[..., BrowserContext],
    places: list[Place],
    go: Callable[[Page, Place], None],
    part: int,
) -> None:
    page = new_context().new_page()
    found: list[str] = []
    for place in places[part::PARTS]:
        go(page, place)
        found += (f"{place.name}, {complaint}" for complaint in complaints(page))
        name = page.locator(".brand").inner_text()
        if name != "SimilarCo" or not page.title().endswith(" - SimilarCo"):
            found.append(f"{place.name}: {name}, {page.title()}")

    assert not found, "\n".join(found)


OUTLINE = """() => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const shown = getComputedStyle(at);
  return {
    what: at.outerHTML.slice(0, 90),
    width: shown.outlineStyle === "none" ? 0 : parseFloat(shown.outlineWidth),
    colour: shown.outlineColor,
    paper: getComputedStyle(document.body).backgroundColor,
    inside: at.getBoundingClientRect().right > 0 && at.getBoundingClientRect().width > 0,
  };
}"""


@pytest.mark.parametrize("theme", THEMES)
def test_the_keyboard_s_place_is_always_to_be_seen(
    new_context: Callable[..., BrowserContext],
    places: list[Place],
    go: Callable[[Page, Place], None],
    theme: Any,
) -> None:
    page = new_context(color_scheme=theme).new_page()
    for place in places:
        go(page, place)
        for _ in range(MOST_TABS):
            page.keyboard.press("Tab")
            focus = page.evaluate(OUTLINE)
            if focus is None:
                break
            assert focus["width"] >= 2, focus
            assert focus["inside"], focus
            assert contrast(focus["colour"], focus["paper"]) >= 3, focus


def contrast(one: str, other: str) -> float:
    """By WCAG, of two colours as a browser writes them: rgb(1, 2, 3)."""
    darker, lighter = sorted(_luminance(colour) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def finished_requests(context: BrowserContext) -> list[Request]:
    """A list that grows with each request of the context."""
    finished: list[Request] = []
    context.on("requestfinished", lambda request: finished.append(request))
    return finished


def transferred(finished: list[Request]) -> int:
    """The bytes of all replies."""
    sizes = [request.sizes() for request in finished]
    return sum(size["responseHeadersSize"] + size["responseBodySize"] for size in sizes)


def test_every_page_is_light(
    new_context: Callable[..., BrowserContext],
    places: list[Place],
    go: Callable[[Page, Place], None],
) -> None:
    for place in places:
        context = new_context()
        finished = finished_requests(context)
        go(context.new_page(), place)
        weight = transferred(finished)
        context.close()

        visits = 2 if place.error == 422 else 1
        assert 2 <= len(finished) <= MOST_REQUESTS * visits, place
        assert 0 < weight <= MOST_BYTES * visits, place


LONG = "W" * 200
HOSTILE = [
    "A bank with branches. <script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    LONG,
    "\u202eשלום",
    f"A bank {'🦆' * 100}",
]


def import_companies(*companies: dict[str, str]) -> None:
    """Companies of a file, where titles
    and categories may be longer than those of the form, scored.
    """
    rows = [Submission(**company, source="import") for company in companies]
    for row in rows:
        row.fingerprint = fingerprint(row.title, row.category, row.text)
    submissions.store(rows)
    work()


@pytest.mark.parametrize("size", SIZES)
def test_one_endless_title_does_not_push_the_other_columns_away(
    new_context: Callable[..., BrowserContext], model: Any, size: str
) -> None:
    copied = Submission.objects.get(title="AT&T")
    tables = {"/submissions/": ".scroll table", nearest(copied).get_absolute_url(): "#similar"}
    import_companies({"title": LONG, "category": LONG, "text": copied.text})
    page = new_context(viewport=SIZES[size]).new_page()
    for address, rows in tables.items():
        page.goto(address)
        listed = page.locator(rows).first
        # A company that says the same as one above it is folded below that
        listed.locator("details").evaluate_all("all => all.forEach(fold => { fold.open = true })")
        expect(listed.get_by_role("link", name=LONG)).to_be_visible()
        width = listed.evaluate("rows => rows.scrollWidth")
        assert width <= {"phone": 2 * 390, "desk": 1280}[size], address


@pytest.mark.parametrize("size", SIZES)
def test_hostile_words_are_shown_as_text_and_run_nothing(
    new_context: Callable[..., BrowserContext], model: Any, size: str
) -> None:
    import_companies(
        *(dict.fromkeys(["title", "category", "industry", "text"], words) for words in HOSTILE)
    )
    page = new_context(viewport=SIZES[size]).new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for row in Submission.objects.filter(source="import"):
        page.goto(row.get_absolute_url())
        expect(page.get_by_role("heading", level=1)).to_have_text(row.title)
        expect(page.locator("p.text")).to_have_text(row.text)
        assert page.title() == f"{row.title} - SimilarCo"
        assert_tame(page)
    cluster = Assignment.objects.filter(submission__source="import", status="scored").first()
    assert cluster is not None
    one, two = Submission.objects.filter(source="import").values_list("pk", flat=True)[:2]
    of_companies = [
        f"/submissions/{one}/with/{two}/",
        f"/submissions/{one}/seen/",
        f"/similar/?like={one}&like={two}",
    ]
    lists = [
        "/submissions/",
        "/submissions/?q=bank",
        f"/clusters/{cluster.shown_cluster}/",
        "/clusters/",
    ]
    for address in (
        *lists,
        *of_companies,
        "/map/",
        f"/map/?q=bank&company={one}",
        model.get_absolute_url(),
        "/",
    ):
        page.goto(address)
        assert_tame(page)
    assert dialogs == []


@pytest.mark.parametrize("size", SIZES)
def test_names_without_a_space_stick_out_nowhere(
    new_context: Callable[..., BrowserContext],
    places: list[Place],
    go: Callable[[Page, Place], None],
    size: str,
) -> None:
    Submission.objects.update(title=LONG, category=LONG, industry=LONG)
    Assignment.objects.update(category=LONG)
    Cluster.objects.update(model_name=LONG[:100])
    page = new_context(viewport=SIZES[size]).new_page()
    for place in places:
        go(page, place)
        assert_tame(page)


def assert_tame(page: Page) -> None:
    assert page.locator("main script, main img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url
