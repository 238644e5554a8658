"""The table of docs/accounts.md: who may do what, cell by cell."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from scoring.accounts import local_owner
from scoring.accounts.roles import make_reviewer
from scoring.models import ModelVersion, RateWindow, Submission
from scoring.webservice import keys
from tests.accounts.doc_tables import is_let_in, said_of

pytestmark = pytest.mark.django_db
COMPANY = {"title": "Duck Works", "category": "", "text": "We make rubber ducks for the bath."}


SAID = said_of("what")
CELLS = [
    pytest.param(what, who, may, id=f"{what}-{who}")
    for what, cells in SAID.items()
    for who, may in cells.items()
]


WAYS: dict[str, Callable[[Client, Submission], HttpResponse]] = {
    "read companies and their lists": lambda who, company: both(
        who, "/submissions/", f"/submissions/{company.pk}/"
    ),
    "search words and phrases": lambda who, company: who.get("/submissions/?q=bank"),
    "filters with their counts": lambda who, company: who.get("/submissions/?cluster=0&sure=sure"),
    "export a list as a file": lambda who, company: both(
        who, "/submissions/?format=csv", "/similar/feedback.csv"
    ),
    "similar companies, of one and of several": lambda who, company: both(
        who,
        f"/submissions/{company.pk}/?format=csv",
        f"/similar/?like={company.pk}&like={company.pk + 1}",
    ),
    "two companies side by side": lambda who, company: who.get(
        f"/submissions/{company.pk}/with/{company.pk + 1}/"
    ),
    "clusters and the heat map": lambda who, company: both(who, "/clusters/", "/clusters/0/"),
    "the map of companies": lambda who, company: both(who, "/map/", f"/map/{company.pk}/card/"),
    "models and their figures": lambda who, company: who.get("/models/"),
    "send a company": lambda who, company: who.post("/", COMPANY),
    "change and tag what one sent to the open collection": lambda who, company: change_own(who),
    "change and tag what somebody else sent there": lambda who, company: change_sent(
        who, Client().post("/", COMPANY)["Location"]
    ),
    "look without keeping": lambda who, company: who.post("/", {**COMPANY, "keep": "look"}),
    "say whether two are similar": lambda who, company: who.post(
        f"/submissions/{company.pk}/with/{company.pk + 1}/say", {"verdict": "similar"}
    ),
    "send more than `RATE_LIMIT`": lambda who, company: [who.post("/", COMPANY) for _ in "12"][-1],
    "review at the desk": lambda who, company: who.get("/review/"),
    "review on a company's page": lambda who, company: who.post(
        f"/submissions/{company.pk}/review", {"verdict": "confirmed", "last": "0"}
    ),
    "correct a kind of business": lambda who, company: who.post(
        f"/submissions/{company.pk}/kind", {"kind": "Financials", "last": "0"}
    ),
    "rename, hide and merge clusters": lambda who, company: who.post(
        f"/models/{company.assignments.get().version_id}/clusters/0/change", {"kind": "hide"}
    ),
    "make collections of one's own": lambda who, company: who.post(
        "/collections/new/", {"name": "Mine", "description": ""}
    ),
    "one's own account page": lambda who, company: who.get("/account/"),
    "delete one's own account": lambda who, company: who.get("/account/delete/"),
    "invite people": lambda who, company: who.post(
        "/accounts/people/", {"invite": "1", "role": "reviewer", "whom": ""}
    ),
    "make links for lost passwords": lambda who, company: who.post(
        "/accounts/people/", {"reset": "1", "name": "somebody"}
    ),
    "the admin": lambda who, company: who.get("/admin/scoring/submission/"),
    "make keys of the web service": lambda who, company: who.post("/programs/", {}),
    "call the web service with a key": lambda who, company: call(who, keys.create_service()[1]),
    "call the web service without one": lambda who, company: call(who, "guessed"),
    "fetch a file of a batch without its signature": lambda who, company: who.get(
        f"{keys.create_service()[0].path}/files/{'0' * 32}/result.csv"
    ),
}


def both(who: Client, *addresses: str) -> HttpResponse:
    """What is refused of these pages, else the last of them."""
    answers = [who.get(address) for address in addresses]
    return next((answer for answer in answers if not is_let_in(answer)), answers[-1])


def change_own(who: Client) -> HttpResponse:
    sent_to = who.post("/", {**COMPANY, "request_key": "own"})["Location"]
    RateWindow.objects.all().delete()
    return change_sent(who, sent_to)


def change_sent(who: Client, address: str) -> HttpResponse:
    """What is refused of both, else the answer to the second."""
    tagged = who.post(f"{address}tags", {"add": "ducks"})
    RateWindow.objects.all().delete()
    changed = who.post(f"{address}edit/", {**COMPANY, "title": "Duck Hut"})
    return next((answer for answer in (tagged, changed) if not is_let_in(answer)), changed)


def call(who: Client, key: str) -> HttpResponse:
    return who.post(
        "/score",
        {"input_data": {"columns": ["Text"], "data": [["We are a bank."]]}},
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )


def browser_of(who: str) -> Client:
    client = Client()
    if who == "local owner":
        client.force_login(local_owner.account(), local_owner.BACKEND)
    elif who == "admin":
        client.force_login(User.objects.create_superuser("admin"))
    elif who != "visitor":
        account = User.objects.create_user(who)
        if who == "reviewer":
            make_reviewer(account)
        client.force_login(account)
    return client


def test_the_page_names_what_is_tried_here_and_nothing_else() -> None:
    assert list(SAID) == list(WAYS)


@pytest.mark.parametrize(("what", "who", "may"), CELLS)
def test_who_may_is_as_the_page_says(
    what: str, who: str, may: bool, model: ModelVersion, settings: Any
) -> None:
    settings.RATE_LIMIT = (1, 60)
    User.objects.create_user("somebody", password="a long enough password")

    answer = WAYS[what](browser_of(who), Submission.objects.earliest("pk"))

    assert is_let_in(answer) == may, answer.status_code
