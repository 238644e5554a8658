"""No address answers 500, whoever asks and whatever stands in an address, a query or a form."""

import os
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import get_resolver
from hypothesis import HealthCheck, given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from scoring.models import ModelVersion, Submission

pytestmark = pytest.mark.django_db
ODD = [
    *("", "0", "1", "-1", "2", "9" * 10, "9" * 20, "9" * 400, "1e999", "nan", "0x1", "１", "½"),
    *(
        "\x00",
        "\x1b[0m",
        "‮evil",
        "é" * 60,
        "日本",
        "🦆" * 9,
        "ab" * 3000,
        "%",
        "%00",
        "' OR 1=1 --",
    ),
    *(
        "//example.org/",
        "https://example.org/",
        "javascript:alert(1)",
        "/../..",
        "\\\\host",
        "/x?y#z",
    ),
    *(
        "2026-13-45",
        "2026-01-01",
        "null",
        "[]",
        '{"a": [',
        "true",
        "_all",
        "__proto__",
        "id",
        "-pk",
    ),
]
WHO = ["visitor", "staff", "reviewer", "superuser"]
PLACES = {
    "int": ["1", "2", "0", "9" * 10, "9" * 20],
    "slug": ["financials", "bakeries", *ODD],
}
PLACE = re.compile(r"<(?:(\w+):)?\w+>")
NAMES_IN_CODE = re.compile(r"(?:GET|POST|data|params)(?:\.get|\.getlist)?[\[(]\"(\w+)\"")


class Ask(NamedTuple):
    who: str
    method: str
    address: str
    fields: dict[str, list[str]]


def routes(patterns: list[Any], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, route)
        elif "(?P<url>" not in route:
            yield "/" + route


def names() -> list[str]:
    """Whatever the code or a form may look for in a query or a form."""
    code = "\n".join(path.read_text() for path in (settings.BASE_DIR / "scoring").rglob("*.py"))
    of_forms = re.findall(r"^    (\w+) = (?:forms\.|\w*Filter\(|OneLine\()", code, re.MULTILINE)
    of_admin = ["o", "p", "all", "e", "q", "_popup", "_to_field", "_facets", "_changelist_filters"]
    of_admin += [
        "action",
        "_selected_action",
        "select_across",
        "index",
        "_save",
        "_continue",
        "post",
    ]
    of_admin += ["status__exact", "assignments__status__exact", "id__in", "pk", "is_staff__exact"]
    return sorted(
        {*NAMES_IN_CODE.findall(code), *of_forms, *of_admin, "next", "csrfmiddlewaretoken"}
    )


ROUTES = sorted(set(routes(get_resolver().url_patterns)))
FIELDS = st.dictionaries(
    st.sampled_from(names()), st.lists(st.sampled_from(ODD), min_size=1, max_size=2), max_size=5
)


@st.composite
def asks(draw: st.DrawFn) -> Ask:
    def fill(place: re.Match[str]) -> str:
        value = (
            draw(st.sampled_from(PLACES.get(place[1], ["1", *ODD])))
            .replace("?", "")
            .replace("#", "")
            or "x"
        )
        return value if place[1] == "path" else value.replace("/", "") or "x"

    return Ask(
        draw(st.sampled_from(WHO)),
        draw(st.sampled_from(["GET", "HEAD", "POST", "POST"])),
        PLACE.sub(fill, draw(st.sampled_from(ROUTES))),
        draw(FIELDS),
    )


@pytest.fixture
def clients(model: ModelVersion) -> dict[str, Client]:
    reviewer = User.objects.create_user("reviewer", password="x", is_staff=True)
    reviewer.user_permissions.set(Permission.objects.filter(content_type__app_label="scoring"))
    people = {
        "staff": User.objects.create_user("staff", password="x", is_staff=True),
        "reviewer": reviewer,
        "superuser": User.objects.create_superuser("superuser", password="x"),
    }
    found = {"visitor": Client()}
    for name, person in people.items():
        found[name] = Client()
        found[name].force_login(person)
    return found


def test_no_address_answers_500_to_anything(clients: dict[str, Client]) -> None:
    first = Submission.objects.order_by("pk")[0].pk

    @bounds(
        # WALK=5000 goes further, by another way each time
        max_examples=int(os.environ.get("WALK", 60)),
        derandomize="WALK" not in os.environ,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(asks())
    def walk(ask: Ask) -> None:
        client = clients[ask.who]
        send = {"GET": client.get, "HEAD": client.head, "POST": client.post}[ask.method]
        response = send(ask.address.replace("/1/", f"/{first}/"), ask.fields)
        assert response.status_code < 500 or response.status_code == 503, ask
        assert response.getvalue() is not None
        if ask.who != "visitor" and "_auth_user_id" not in client.session:
            client.force_login(User.objects.get(username=ask.who))

    walk()


@pytest.mark.parametrize("address", ["/submissions/{}/", "/submissions/1/with/{}/", "/models/{}/"])
def test_a_number_that_no_row_can_have_is_not_found(
    client: Client, model: ModelVersion, address: str
) -> None:
    assert client.get(address.format("9" * 20)).status_code == 404


def test_a_link_with_what_postgresql_takes_in_no_text_leads_nowhere(client: Client) -> None:
    assert client.get("/collections/link/%00/").status_code == 404


def test_an_empty_name_of_a_field_is_refused_in_the_admin(reviewer: Client) -> None:
    pair = "/admin/scoring/pairfeedback/1/delete/"

    assert reviewer.post(pair, {"_to_field": ""}).status_code == 400


@pytest.mark.parametrize(
    "asked",
    [
        "id__in=" + "9" * 20,
        "title__regex=(",
        "created_at__year=0",
        "created_at__year=9999",
        "created_at__lt=0001-01-01 00:00:00%2B14:00",
        "created_at__year=" + "9" * 20,
        "created_at__year__gte=" + "9" * 20,
        "created_at__iso_year__exact=0",
        # PostgreSQL takes no such text
        "status=%00",
    ],
)
def test_a_list_of_the_admin_is_filtered_by_its_own_links_alone(
    reviewer: Client, asked: str
) -> None:
    assert reviewer.get(f"/admin/scoring/submission/?{asked}").status_code == 400


@pytest.mark.parametrize("chosen", ["x", "", "9" * 20, "\x00", "1.0"])
@pytest.mark.parametrize("model_name", ["submission", "pairfeedback"])
def test_an_action_on_what_is_no_row_is_refused(
    reviewer: Client, model_name: str, chosen: str
) -> None:
    sent = {"action": "delete_selected", "_selected_action": chosen}

    assert reviewer.post(f"/admin/scoring/{model_name}/", sent).status_code == 400
