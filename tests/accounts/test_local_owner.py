"""Whoever opens the address with the key owns a site that only this machine can reach."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessLog
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from scoring.accounts import local_owner
from scoring.management.commands import owner_link
from tests.locks import held_by_another
from tests.shown import shown

pytestmark = pytest.mark.django_db
ADDRESS = "/accounts/owner/"
KEY = "the-key-of-this-machine"


@pytest.fixture(autouse=True)
def key_file(settings: Any, tmp_path: Path) -> Path:
    settings.OWNER_KEY_FILE = tmp_path / "owner_key"
    settings.OWNER_KEY_FILE.write_text(KEY)
    return settings.OWNER_KEY_FILE


def printed(*options: str) -> str:
    said = StringIO()
    call_command("owner_link", *options, stdout=said)
    return said.getvalue().strip()


def is_owner(client: Client) -> bool:
    return "Local owner" in shown(client.get("/"))


def test_the_key_makes_a_browser_the_owner_s_and_stays_in_no_address(client: Client) -> None:
    address = printed()
    assert address == f"http://127.0.0.1:8000{ADDRESS}?key={KEY}"

    response = client.get(address.removeprefix("http://127.0.0.1:8000"))

    assert (response.status_code, response["Location"]) == (302, "/")
    assert "no-store" in response["Cache-Control"]
    assert is_owner(client)
    owner = User.objects.get()
    assert (owner.username, owner.is_staff, owner.is_superuser) == ("Local owner", False, False)
    assert not owner.has_usable_password()
    assert KEY not in str(list(AccessLog.objects.values()))


def test_the_owner_reviews_and_is_no_admin(client: Client, model: Any) -> None:
    client.get(ADDRESS, {"key": KEY})

    assert client.get("/review/").status_code == 200
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("key", ["", "x", KEY[:-1], f"{KEY} ", "ключ", "\x00"])
def test_any_other_key_leaves_a_visitor_a_visitor(client: Client, key: str) -> None:
    response = client.get(ADDRESS, {"key": key})

    assert response.status_code == 403
    assert "manage.py owner_link" in shown(response)
    assert not User.objects.exists()
    assert client.get("/review/").status_code == 302


def test_keys_cannot_be_tried_for_ever(client: Client, settings: Any) -> None:
    settings.WRONG_KEY_LIMIT = (3, 60)

    tried = [client.get(ADDRESS, {"key": "wrong"}).status_code for _ in range(4)]

    assert tried == [403, 403, 403, 429]
    assert client.get(ADDRESS, {"key": KEY}).status_code == 429


def test_a_new_key_ends_the_old_one_and_its_sessions(client: Client, key_file: Path) -> None:
    client.get(ADDRESS, {"key": KEY})

    address = printed("--new")

    assert KEY not in address
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert not is_owner(client)
    assert client.get(ADDRESS, {"key": KEY}).status_code == 403
    assert client.get(ADDRESS, {"key": address.partition("key=")[2]}).status_code == 302
    assert is_owner(client)
    assert User.objects.count() == 1


def test_who_waits_for_another_s_new_key_is_told_that_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owner_link, "alone", held_by_another)

    assert printed("--new").endswith(f"?key={KEY}")


def test_a_site_that_others_can_reach_has_no_local_owner(client: Client, settings: Any) -> None:
    client.get(ADDRESS, {"key": KEY})
    settings.HAS_LOCAL_OWNER = False
    settings.AUTHENTICATION_BACKENDS = [
        name for name in settings.AUTHENTICATION_BACKENDS if name != local_owner.BACKEND
    ]

    assert not is_owner(client)
    assert client.get(ADDRESS, {"key": KEY}).status_code == 404
    with pytest.raises(CommandError, match="reached from other machines"):
        call_command("owner_link")


def test_without_its_file_no_key_opens_the_site(client: Client, key_file: Path) -> None:
    key_file.unlink()

    assert client.get(ADDRESS, {"key": ""}).status_code == 403


def test_an_empty_file_is_opened_by_no_key_either(client: Client, key_file: Path) -> None:
    key_file.write_text("")

    assert client.get(f"{ADDRESS}?key=").status_code == 403
    assert not is_owner(client)


def test_the_bare_address_says_how_to_become_the_owner(client: Client, settings: Any) -> None:
    for address in ("/", "/accounts/login/"):
        assert "manage.py owner_link" in shown(client.get(address))

    settings.HAS_LOCAL_OWNER = False
    assert "manage.py owner_link" not in shown(client.get("/"))


def test_nobody_signs_in_to_the_owner_s_account_with_a_password(client: Client) -> None:
    owner = local_owner.account()

    form = {"username": owner.username, "password": owner.password}

    assert client.post("/accounts/login/", form).status_code == 200
    assert not is_owner(client)
