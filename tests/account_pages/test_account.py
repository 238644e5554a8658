"""The page of one's own account."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.accounts import local_owner
from tests.security.visits import PASSWORD, sign_in
from tests.shown import shown

pytestmark = pytest.mark.django_db
PAGE = "/account/"


@pytest.fixture
def member(client: Client) -> Client:
    User.objects.create_user("member", "old@example.org", PASSWORD)
    sign_in(client, PASSWORD, "member")
    return client


def address() -> str:
    return User.objects.get(username="member").email


def test_the_page_says_who_one_is_and_is_nobody_else_s(member: Client, visitor: Client) -> None:
    page = shown(member.get(PAGE))

    assert "signed in as <bdi>member</bdi>" in page
    assert "You are a member" in page
    assert "old@example.org" in page
    assert visitor.get(PAGE)["Location"] == f"/accounts/login/?next={PAGE}"


def test_an_address_is_changed_and_taken_out_with_the_password(member: Client) -> None:
    for email in ("new@example.org", ""):
        response = member.post(PAGE, {"email": email, "password": PASSWORD})

        assert response["Location"] == PAGE
        assert address() == email


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("new@example.org", "wrong", "That is not your password."),
        ("new@example.org", "", "This field is required."),
        ("no address", PASSWORD, "Enter a valid email address."),
    ],
)
def test_anything_else_changes_nothing(
    member: Client, email: str, password: str, said: str
) -> None:
    response = member.post(PAGE, {"email": email, "password": password})

    assert response.status_code == 422
    assert said in shown(response)
    assert address() == "old@example.org"


def test_the_password_cannot_be_guessed_here_either(member: Client) -> None:
    form = {"email": "new@example.org", "password": "wrong"}
    assert [member.post(PAGE, form).status_code for _ in range(5)] == [422] * 5

    assert member.post(PAGE, {**form, "password": PASSWORD}).status_code == 429
    assert member.post(f"{PAGE}delete/", {"password": PASSWORD}).status_code == 429
    assert address() == "old@example.org"


def test_the_local_owner_has_no_password_to_change(client: Client) -> None:
    client.force_login(local_owner.account(), local_owner.BACKEND)

    page = shown(client.get(PAGE))

    assert "You are the owner of this site" in page
    assert "/accounts/password/" not in page


def test_an_admin_finds_the_page_of_people(reviewer: Client) -> None:
    assert 'href="/accounts/people/"' in shown(reviewer.get(PAGE))
