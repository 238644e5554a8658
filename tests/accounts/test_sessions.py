"""A session ends 14 days after the last visit."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from scoring.accounts import sessions
from tests.security.visits import PASSWORD, sign_in

pytestmark = pytest.mark.django_db
ACCOUNT = "/accounts/password/"
HOUR = timedelta(hours=1)


def days_pass(client: Client, days: int) -> None:
    """As the clock of the database sees it; the browser would come in another hour, too."""
    for session in Session.objects.all():
        Session.objects.update(expire_date=session.expire_date - timedelta(days=days))
    session = client.session
    session[sessions.SEEN] = 0
    Session.objects.update(session_data=session.encode(dict(session)))


def test_a_visit_begins_the_days_anew_and_without_one_the_session_ends(
    client: Client, staff: User
) -> None:
    sign_in(client, PASSWORD)
    for _ in range(2):
        days_pass(client, 13)
        response = client.get(ACCOUNT)
        assert response.status_code == 200
        assert response.cookies["sessionid"]["max-age"] == 14 * 24 * 3600

    days_pass(client, 14)

    assert client.get(ACCOUNT).status_code == 302


def test_a_session_is_written_once_an_hour_and_forgotten_when_it_has_ended(
    client: Client, staff: User
) -> None:
    sign_in(client, PASSWORD)
    Session.objects.update(expire_date=timezone.now() + HOUR)

    client.get(ACCOUNT)

    assert Session.objects.get().expire_date < timezone.now() + 2 * HOUR
    Session.objects.update(expire_date=timezone.now() - HOUR)
    sessions.forget_ended_sessions()
    assert not Session.objects.exists()
