"""An admin invites people; each invitation makes one account."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from scoring.models import Invitation
from tests.accounts.links import PEOPLE, invitation, join
from tests.shown import shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


def test_an_invitation_makes_one_account(admin: Client, visitor: Client) -> None:
    link = invitation(admin, whom="a colleague")
    assert visitor.get(link).status_code == 200

    assert join(visitor, link)["Location"] == "/account/"

    account = User.objects.get(username="newcomer")
    assert (account.is_staff, account.groups.count()) == (False, 0)
    assert "signed in as newcomer" in shown(visitor.get("/account/"))
    assert join(Client(), link, "another").status_code == 403
    assert not User.objects.filter(username="another").exists()
    assert "used by <bdi>newcomer</bdi>" in shown(admin.get(PEOPLE))
    assert link.partition("key=")[2] not in str(list(Invitation.objects.values()))


def test_a_reviewer_is_invited_as_one(admin: Client, visitor: Client, model: Any) -> None:
    join(visitor, invitation(admin, "reviewer"))

    assert visitor.get("/review/").status_code == 200
    assert visitor.get("/admin/").status_code == 302


def test_an_invitation_that_was_taken_back_opens_nothing(admin: Client, visitor: Client) -> None:
    link = invitation(admin)

    admin.post(f"{PEOPLE}{Invitation.objects.get().pk}/revoke")

    assert "This invitation does not work" in shown(visitor.get(link))
    assert join(visitor, link).status_code == 403
    assert not User.objects.filter(username="newcomer").exists()
    assert "revoked" in shown(admin.get(PEOPLE))


def test_an_invitation_ends_after_seven_days(admin: Client, visitor: Client) -> None:
    link = invitation(admin)
    assert Invitation.objects.get().expires_at > timezone.now() + timedelta(days=6)
    Invitation.objects.update(expires_at=timezone.now())

    assert join(visitor, link).status_code == 403
    assert "expired" in shown(admin.get(PEOPLE))


@pytest.mark.parametrize("key", ["x", "ключ", "\x00", "a" * 5000])
def test_another_key_is_no_invitation(visitor: Client, admin: Client, key: str) -> None:
    invitation(admin)

    assert visitor.get("/accounts/join/", {"key": key}).status_code == 403


def test_keys_cannot_be_tried_for_ever(visitor: Client, admin: Client, settings: Any) -> None:
    settings.WRONG_KEY_LIMIT = (2, 60)
    link = invitation(admin)

    tried = [visitor.get("/accounts/join/?key=wrong").status_code for _ in range(3)]

    assert tried == [403, 403, 429]
    assert visitor.get(link).status_code == 429


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ({"name": "Reviewer"}, "This name is taken."),
        ({"name": "Local owner"}, "no spaces"),
        ({"email": "no address"}, "Enter a valid email address"),
        ({"password2": "another one, long enough"}, "two passwords"),
        ({"password1": "12345678", "password2": "12345678"}, "too common"),
    ],
)
def test_what_cannot_be_an_account_leaves_the_invitation_unused(
    admin: Client, visitor: Client, entered: dict[str, str], said: str
) -> None:
    link = invitation(admin)

    response = join(visitor, link, **entered)

    assert response.status_code == 422
    assert said in shown(response)
    assert User.objects.count() == 1
    assert join(visitor, link).status_code == 302


def test_who_is_signed_in_does_not_use_an_invitation_up(admin: Client) -> None:
    link = invitation(admin)

    assert "You are signed in as reviewer" in shown(admin.get(link))
    join(admin, link)

    assert Invitation.objects.get().state == "open"


def test_only_admins_invite(visitor: Client, client: Client) -> None:
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    form = {"invite": "1", "role": "reviewer", "whom": ""}

    assert visitor.post(PEOPLE, form)["Location"] == f"/accounts/login/?next={PEOPLE}"
    assert client.post(PEOPLE, form).status_code == 403
    assert client.post(f"{PEOPLE}1/revoke").status_code == 403
    assert not Invitation.objects.exists()


def test_an_unknown_role_is_refused(admin: Client) -> None:
    response = admin.post(PEOPLE, {"invite": "1", "role": "admin", "whom": ""})

    assert response.status_code == 422
    assert not Invitation.objects.exists()


def test_an_invitation_goes_out_by_mail_where_mail_is_sent(admin: Client, settings: Any) -> None:
    assert "sent by mail" not in shown(invite(admin, "first@example.org"))
    settings.SENDS_MAIL = True

    page = invite(admin, "second@example.org")

    assert "It was sent by mail." in shown(page)
    [message] = mail.outbox
    assert message.to == ["second@example.org"]
    assert "http://127.0.0.1:8000/accounts/join/?key=" in message.body


def test_a_mail_that_cannot_be_sent_leaves_the_link_to_copy(admin: Client, settings: Any) -> None:
    settings.SENDS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    page = invite(admin, "somebody@example.org")

    assert page.status_code == 200
    assert "/accounts/join/?key=" in shown(page)
    assert "sent by mail" not in shown(page)


@pytest.mark.parametrize(
    "whom", ["", "Ann", "Ann <ann@", "@", "a@b, c@d", "a@example.org\nBcc: x@y"]
)
def test_what_is_no_address_is_sent_nothing(admin: Client, settings: Any, whom: str) -> None:
    settings.SENDS_MAIL = True

    page = invite(admin, whom)

    assert "/accounts/join/?key=" in shown(page)
    assert mail.outbox == []


def invite(admin: Client, whom: str) -> Any:
    return admin.post(PEOPLE, {"invite": "1", "role": "member", "whom": whom})
