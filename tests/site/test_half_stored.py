"""Wherever in the work of a form the disk is full: what was answered with 503 is stored nowhere."""

import re
import sqlite3
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client

from scoring.companies import submissions
from scoring.models import Collection, CollectionEvent, Import, Invitation, ModelVersion, Submission
from tests.accounts.links import joining
from tests.shown import shown

pytestmark = pytest.mark.django_db

PASSWORD, NEW = "a long enough password", "another long password"
BANK = "A bank that takes deposits and lends money to farmers and shops."
KEPT = [User, Collection, CollectionEvent, Import, Invitation, Submission]
# The last that is stored of a request is its session
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b(?!.*django_session)", re.IGNORECASE)

FORMS: dict[str, dict[str, Any]] = {
    "/": {"title": "Acme", "text": BANK, "into": "{collection}"},
    "/collections/{collection}/settings/": {"do": "describe", "name": "Another name"},
    "/import/": {"into": "new", "pasted": f"Name\tAbout\nAcme\t{BANK}\n"},
    "/submissions/{company}/edit/": {"title": "Acme", "text": BANK, "tags": "a, b", "note": "c"},
    "/accounts/password/": {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW},
}


class FullDisk:
    """After so many writes of a kind no more find room."""

    def __init__(self, writes: int, kind: re.Pattern[str] = WRITES) -> None:
        self._left = writes
        self._kind = kind

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if self._kind.match(sql):
            self._left -= 1
            if self._left < 0:
                full = sqlite3.OperationalError("database or disk is full")
                full.sqlite_errorcode = sqlite3.SQLITE_FULL
                raise OperationalError(str(full)) from full
        return execute(sql, params, many, context)


def stored() -> list[list[dict[str, Any]]]:
    return [list(kept.objects.order_by("pk").values()) for kept in KEPT]  # type: ignore[attr-defined]


def send_until_there_is_room(client: Client, address: str, form: dict[str, Any]) -> int:
    """With room for one write more each time; how often there was not enough."""
    before = stored()
    for writes in range(40):
        with connection.execute_wrapper(FullDisk(writes)):
            status = client.post(address, form).status_code
        if status != 503:
            assert status == 302
            return writes
        assert stored() == before
    raise AssertionError(f"{address} writes without an end")


@pytest.mark.parametrize("address", FORMS)
def test_a_form_is_stored_as_a_whole_or_not_at_all(
    address: str, client: Client, model: ModelVersion
) -> None:
    owner = User.objects.create_user("ann", password=PASSWORD)
    collection = Collection.objects.create(name="Spring list", owner=owner)
    company = submissions.submit(
        title="Bolt", category="", text=f"{BANK} And cheese.", collection=collection.pk
    )
    client.force_login(owner)
    places = {"collection": collection.pk, "company": company.pk}
    form = {name: value.format(**places) for name, value in FORMS[address].items()}

    assert send_until_there_is_room(client, address.format(**places), form)


def test_a_session_that_finds_no_room_after_all_else_is_stored_is_said(client: Client) -> None:
    ann = User.objects.create_user("ann", password=PASSWORD)
    client.force_login(ann)
    no_room = FullDisk(0, re.compile("UPDATE .*django_session"))

    with connection.execute_wrapper(no_room):
        page = client.post("/accounts/password/", FORMS["/accounts/password/"])

    assert page.status_code == 200
    assert "What you sent is stored" in shown(page)
    ann.refresh_from_db()
    assert ann.check_password(NEW)


def test_who_cannot_be_signed_in_finds_his_name_free(visitor: Client, settings: Any) -> None:
    settings.SIGN_UP = "open"
    settings.SIGN_UP_LIMIT = (0, 60)

    assert send_until_there_is_room(visitor, "/accounts/join/", joining())
    assert visitor.get("/account/").status_code == 200
