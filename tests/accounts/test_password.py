"""Everybody changes his password himself; with the old one all other sessions end."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.security.visits import PASSWORD, sign_in

pytestmark = pytest.mark.django_db

NEW = "another password, long enough"
PAGE = "/accounts/password/"


@pytest.fixture
def member(client: Client) -> Client:
    """A browser of somebody who may nothing beyond what visitors may."""
    User.objects.create_user("member", password=PASSWORD)
    sign_in(client, PASSWORD, "member")
    return client


def change(client: Client, old: str, new: str = NEW) -> int:
    form = {"old_password": old, "new_password1": new, "new_password2": new}
    return int(client.post(PAGE, form).status_code)


def test_a_member_changes_his_password_and_only_the_browser_where_he_did_stays_signed_in(
    member: Client,
) -> None:
    elsewhere = Client()
    sign_in(elsewhere, PASSWORD, "member")
    assert f'href="{PAGE}"' in member.get("/").content.decode()

    assert change(member, PASSWORD) == 302

    assert "Your password has been changed." in member.get("/").content.decode()
    assert member.get(PAGE).status_code == 200
    assert elsewhere.get(PAGE)["Location"] == f"/accounts/login/?next={PAGE}"
    assert sign_in(Client(), PASSWORD, "member").status_code == 200
    assert sign_in(Client(), NEW, "member").status_code == 302


def test_a_weak_password_is_refused_with_the_reason(member: Client) -> None:
    form = {"old_password": PASSWORD, "new_password1": "12345678", "new_password2": "12345678"}

    page = member.post(PAGE, form).content.decode()

    assert "too common" in page
    assert PASSWORD not in page


def test_the_old_password_cannot_be_guessed_at_a_browser_that_was_left_open(member: Client) -> None:
    assert [change(member, f"wrong {number}") for number in range(5)] == [200] * 5

    assert change(member, PASSWORD) == 429
    form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    User.objects.update(is_staff=True)
    assert member.post("/admin/password_change/", form).status_code == 429
