"""What stands in a private collection shows nowhere to anybody else, not even in a count."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver

from scoring.models import ModelVersion, Submission
from scoring.own_columns import keeping
from tests.collections.private import MARKS, fill_two, member, reviewing

pytestmark = pytest.mark.django_db
PLACE = re.compile(r"<(\w+):(\w+)>")
# New for each answer
FRESH = re.compile(
    rb">[^<>]*</time>|csrfmiddlewaretoken.{90}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.S
)
# Beside each address: with words, filters, as files
MORE = {
    "/submissions/": [
        "?q=bank",
        f"?q={MARKS[2]}&cluster=1",
        "?sort=title&sure=unsure",
        "?sent_from=2020-01-01&category=none",
        "?format=csv",
        "?format=json",
        f"?tag={MARKS[0]}",
        f"?tag={MARKS[1].lower()}&category=none&format=csv",
        "?note=some",
        "?note=none&q=bank",
        "?do=tag&like={public}",
        "?sort=up.City&show=own.City",
        f"?sort=down.{MARKS[1]}&show=own.{MARKS[1]}",
        f"?is.City={MARKS[0]}ville",
        "?is.City=none&show=own.City",
        f"?has.City={MARKS[0]}*&show=own.City&format=csv",
        f"?from.{MARKS[1]}=1&format=json",
        f"?q={MARKS[0]}ville",
        "?do=csv&like={public}&like={private}",
    ],
    "/submissions/tags/": ["?like={public}", "?like={private}"],
    "/clusters/": ["?format=csv"],
    "/clusters/1/": ["?q=bank", "?format=csv"],
    "/map/": [
        *("?z=2&x=8&y=8", "?q=bank", f"?q={MARKS[2]}", "?company={public}&like={public}"),
        *("?by=own.City", f"?by=own.{MARKS[1]}"),
    ],
    "/search/": [
        "?q=bank",
        f"?q={MARKS[2]}&format=json",
        f"?q={MARKS[0][:-1]}",
        "?q=bank&in=mine",
        "?q=Bonn",
    ],
    "/search/suggest/": ["?q=ba", f"?q={MARKS[0][:4]}"],
    "/similar/": ["?like={public}", "?like={public}&format=csv", "?like={public}&like={private}"],
    "/submissions/{public}/": ["?format=json", "?format=csv", "?show=50"],
    "/review/": ["?cluster=1", "?order=disagree", "?category=" + MARKS[1]],
    "/models/": ["?format=csv"],
    "/admin/scoring/submission/": ["?q=bank", "?category=" + MARKS[1]],
}
OF_THE_ADMIN = ["submission", "pairfeedback", "cluster", "modelversion"]


def routes() -> list[str]:
    ours = [f"/{pattern.pattern}" for pattern in get_resolver("scoring.urls").url_patterns]
    return [*ours, "/admin/", *(f"/admin/scoring/{name}/" for name in OF_THE_ADMIN)]


def addresses(public: int, version: int) -> list[str]:
    """Every address, of a public company and the first things of the site."""
    firsts = {"number": "1", "change": "1", "other": str(public)}
    kinds = {"sector": "financials", "segment": "pawnbrokers"}
    found = []
    for route in routes():
        kind = kinds.get(route.split("/")[1].rstrip("s"), "financials")

        def fill(place: re.Match[str], route: str = route, kind: str = kind) -> str:
            if place[1] == "slug":
                return kind
            number = version if route.startswith("/models/") else public
            return firsts.get(place[2], str(number))

        address = PLACE.sub(fill, route)
        found.append(address)
        named = address.replace(f"/{public}/", "/{public}/")
        # No private company has this number yet
        found += [
            address + more.format(public=public, private=10**8) for more in MORE.get(named, [])
        ]
    return found


def answers(client: Client, asked: list[str]) -> dict[str, bytes]:
    cache.clear()
    found = {}
    for address in asked:
        response = client.get(address)
        said = FRESH.sub(b"", response.getvalue())
        found[address] = b"%d %s" % (response.status_code, said)
    return found


# Whoever has an account is a reviewer at most
@pytest.mark.parametrize("who", ["visitor", "reviewer"])
def test_no_answer_changes_when_others_fill_private_collections(
    model: ModelVersion, who: str
) -> None:
    reviewer, client = reviewing("reviewer"), Client()
    if who == "reviewer":
        client.force_login(reviewer)
    public, other = Submission.objects.order_by("pk")[:2]
    keeping.keep(public.collection_id, {public.pk: {"City": "Bonn"}, other.pk: {"City": "Bern"}})
    asked = addresses(public.pk, model.pk)
    client.get("/")
    before = answers(client, asked)

    private = fill_two(member("ann"), member("bob"))

    after = answers(client, asked)
    assert [address for address in asked if after[address] != before[address]] == []
    assert len(asked) > 60
    assert len(private) == 6


def test_a_stranger_gets_404_at_each_address_of_a_private_company(model: ModelVersion) -> None:
    person = reviewing("reviewer")
    [company, other, *_] = fill_two(member("ann"), member("bob"))
    client = Client()
    client.force_login(person)
    sent = {"verdict": "confirmed", "last": "0", "kind": "Bakeries", "add": "seen"}
    row = company.assignments.get(version=model)

    for route in routes():
        if not route.startswith(("/submissions/<", "/map/<")):
            continue
        address = PLACE.sub(lambda place: str((company, other)[place[2] == "other"].pk), route)
        for response in (client.get(address, follow=True), client.post(address, sent)):
            assert response.status_code in (404, 405), address
            said = response.getvalue().lower()
            assert not any(mark.lower().encode() in said for mark in MARKS)
    desk = {"row": row.pk, "said": row.cluster, "verdict": "confirmed", "note": ""}
    client.post("/review/", desk)
    assert row.reviews.filter(reviewer=person, note="").count() <= 1
    assert client.get(f"/admin/scoring/submission/{company.pk}/change/").status_code == 302


def test_its_owner_finds_it_wherever_companies_are(model: ModelVersion) -> None:
    reviewing("reviewer")
    ann = member("ann")
    [company, *_] = fill_two(ann, member("bob"))
    client = Client()
    client.force_login(ann)
    public = Submission.objects.order_by("pk")[0]

    for address in (
        "/submissions/",
        f"/submissions/?q={MARKS[2]}&in=mine",
        company.get_absolute_url(),
        f"/similar/?like={public.pk}&show=50",
        f"/map/{company.pk}/card/",
        f"/submissions/?in={company.collection_id}&format=csv",
    ):
        assert MARKS[0] in client.get(address).getvalue().decode(), address
    tagged = f"/submissions/?tag={MARKS[1].lower()}&note=some"
    assert client.get(tagged).context["listed"].counted.total == 1
    assert f"{MARKS[2]} noted" in client.get(f"{tagged}&format=csv").getvalue().decode()
    found = client.get("/submissions/?in=mine").context["listed"]
    assert found.counted.total == 3
    assert {row.number for row in found.rows} == {
        str(pk)
        for pk in Submission.objects.filter(collection__owner=ann).values_list("pk", flat=True)
    }
