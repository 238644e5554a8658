"""Where SIGN_UP is open everybody makes an account, so many from an address."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.accounts.links import joining
from tests.shown import shown

pytestmark = pytest.mark.django_db
PAGE = "/accounts/join/"


def test_a_closed_site_says_how_one_gets_an_account(visitor: Client) -> None:
    page = visitor.get(PAGE)

    assert page.status_code == 403
    assert "Accounts are by invitation here" in shown(page)
    assert visitor.post(PAGE, joining()).status_code == 403
    assert not User.objects.exists()
    assert f'href="{PAGE}"' not in shown(visitor.get("/accounts/login/"))


def test_at_an_open_site_everybody_makes_an_account(visitor: Client, settings: Any) -> None:
    settings.SIGN_UP = "open"
    assert f'href="{PAGE}"' in shown(visitor.get("/accounts/login/"))
    assert visitor.get(PAGE).status_code == 200

    response = visitor.post(PAGE, joining(email="somebody@example.org"))

    assert response["Location"] == "/account/"
    account = User.objects.get()
    assert (account.username, account.email) == ("newcomer", "somebody@example.org")
    assert (account.is_staff, account.is_superuser) == (False, False)
    assert "signed in as newcomer" in shown(visitor.get("/account/"))


def test_nobody_makes_accounts_by_the_dozen(visitor: Client, settings: Any) -> None:
    settings.SIGN_UP, settings.SIGN_UP_LIMIT = "open", (2, 3600)

    answers = [Client().post(PAGE, joining(f"robot{n}")) for n in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 3600
    assert User.objects.count() == 2
    assert Client(REMOTE_ADDR="192.0.2.7").post(PAGE, joining()).status_code == 302


def test_nobody_asks_for_ever_which_names_are_taken(visitor: Client, settings: Any) -> None:
    settings.SIGN_UP, settings.SIGN_UP_LIMIT = "open", (2, 3600)
    User.objects.create_user("taken")

    assert [visitor.post(PAGE, joining("taken")).status_code for _ in range(3)] == [422, 422, 429]


def test_nobody_makes_himself_an_admin(visitor: Client, settings: Any) -> None:
    settings.SIGN_UP = "open"

    visitor.post(PAGE, joining(is_superuser="on", is_staff="on", groups="1"))

    account = User.objects.get()
    assert (account.is_staff, account.is_superuser) == (False, False)
