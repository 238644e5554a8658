"""Who lost a password gets a link: by mail, or from an admin."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.accounts import reset_mails
from scoring.models import Job
from tests.accounts.links import PASSWORD, PEOPLE, SITE, link_on
from tests.conftest import work
from tests.security.visits import sign_in
from tests.servers import unused_port
from tests.shown import shown

pytestmark = pytest.mark.django_db
PAGE = "/accounts/lost-password/"
CHOSEN = {"new_password1": PASSWORD, "new_password2": PASSWORD}


@pytest.fixture
def member(db: None) -> User:
    return User.objects.create_user("member", "member@example.org", "the old password")


@pytest.fixture
def admin(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


@pytest.fixture
def mails(settings: Any) -> None:
    settings.SENDS_MAIL = True


def choose(client: Client, link: str) -> Any:
    """Follow a link, and choose a new password on the page that it leads to."""
    return client.post(client.get(link)["Location"], CHOSEN)


def test_a_link_comes_by_mail_and_changes_the_password_once(
    member: User, visitor: Client, mails: None
) -> None:
    elsewhere = Client()
    sign_in(elsewhere, "the old password", "member")

    response = visitor.post(PAGE, {"email": "Member@Example.org"})

    assert response["Location"] == "/accounts/login/"
    work()
    [message] = mail.outbox
    assert message.to == ["member@example.org"]
    found = re.search(rf"{SITE}(/accounts/reset/\S+)", message.body)
    assert found
    assert choose(visitor, found[1])["Location"] == "/accounts/login/"
    assert "Your password has been changed." in shown(visitor.get("/accounts/login/"))
    assert sign_in(visitor, PASSWORD, "member").status_code == 302
    # The link is used, and other sessions are over
    assert "This link does not work" in shown(Client().get(found[1]))
    assert elsewhere.get("/account/").status_code == 302


def test_nobody_is_told_whether_there_is_an_account(
    member: User, visitor: Client, mails: None
) -> None:
    answers = [
        shown(visitor.post(PAGE, {"email": email}, follow=True))
        for email in ("member@example.org", "nobody@example.org")
    ]

    work()
    told = "If an account has that address, a mail with a link is on its way to it."
    assert [told in page for page in answers] == [True, True]
    assert len(mail.outbox) == 1
    # No address is kept
    assert not Job.objects.exists()


def test_asking_sends_and_looks_for_nothing_so_that_its_time_tells_nothing(
    member: User, visitor: Client, mails: None
) -> None:
    asked = []
    for email in ("member@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as captured:
            visitor.post(PAGE, {"email": email})
        asked.append([re.sub("'[^']*'", "", query["sql"])[:60] for query in captured])

    assert mail.outbox == []
    assert sorted(asked[0][-4:]) == sorted(asked[1][-4:])
    assert not any("auth_user" in sql for sql in asked[1])


def test_a_mail_that_could_not_be_sent_is_tried_again(
    member: User, visitor: Client, mails: None, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", unused_port()
    visitor.post(PAGE, {"email": "member@example.org"})
    reset_mails.carry_out(Job.objects.get())
    job = Job.objects.get()
    assert (job.status, job.attempts, job.reason) == ("pending", 1, reset_mails.NOT_SENT)

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    reset_mails.carry_out(job)

    assert len(mail.outbox) == 1
    assert not Job.objects.exists()


def test_a_site_without_mail_sends_to_an_admin(member: User, visitor: Client) -> None:
    assert "Ask an admin for a link" in shown(visitor.get(PAGE))
    assert visitor.post(PAGE, {"email": "member@example.org"}).status_code == 404
    assert mail.outbox == []


def test_nobody_has_mails_sent_for_ever(member: User, visitor: Client, mails: None) -> None:
    asked = {"email": "member@example.org"}

    assert [visitor.post(PAGE, asked).status_code for _ in range(6)] == [302] * 5 + [429]
    work()
    assert len(mail.outbox) == 5


def test_an_admin_s_link_changes_a_password_once(
    member: User, admin: Client, visitor: Client
) -> None:
    link = link_on(admin.post(PEOPLE, {"reset": "1", "name": "member"}))

    assert choose(visitor, link).status_code == 302

    assert sign_in(visitor, PASSWORD, "member").status_code == 302
    assert "This link does not work" in shown(Client().get(link))


def test_who_was_locked_out_signs_in_with_the_new_password(
    member: User, admin: Client, visitor: Client
) -> None:
    tried = [sign_in(visitor, f"wrong {number}", "member").status_code for number in range(6)]
    assert tried[-1] == 429

    choose(visitor, link_on(admin.post(PEOPLE, {"reset": "1", "name": "member"})))

    assert sign_in(visitor, PASSWORD, "member").status_code == 302


@pytest.mark.parametrize("name", ["nobody", "Local owner", "gone", ""])
def test_there_is_no_link_to_an_account_without_a_password_to_lose(
    admin: Client, name: str
) -> None:
    User.objects.create_user("Local owner")
    User.objects.create_user("gone", password=PASSWORD, is_active=False)

    response = admin.post(PEOPLE, {"reset": "1", "name": name})

    assert response.status_code == 422
    assert "/accounts/reset/" not in shown(response)


def test_only_admins_make_such_links(member: User, client: Client) -> None:
    client.force_login(member)

    assert client.post(PEOPLE, {"reset": "1", "name": "member"}).status_code == 403


def test_a_link_ends_after_three_days(
    member: User, admin: Client, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = link_on(admin.post(PEOPLE, {"reset": "1", "name": "member"}))
    later = datetime.now() + timedelta(days=3, minutes=1)
    monkeypatch.setattr(default_token_generator, "_now", lambda: later)

    assert "This link does not work" in shown(visitor.get(link))


@pytest.mark.parametrize("path", ["MQ/x-y/", "x/set-password/", "9999999999999999/a-b/", "é/é/"])
def test_another_link_opens_nothing(visitor: Client, member: User, path: str) -> None:
    assert "This link does not work" in shown(visitor.get(f"/accounts/reset/{path}"))


def test_a_weak_password_is_refused_with_the_reason(
    member: User, admin: Client, visitor: Client
) -> None:
    link = link_on(admin.post(PEOPLE, {"reset": "1", "name": "member"}))
    weak = {"new_password1": "12345678", "new_password2": "12345678"}

    assert "too common" in shown(visitor.post(visitor.get(link)["Location"], weak))

    member.refresh_from_db()
    assert member.check_password("the old password")
