"""Passwords cannot be guessed, and signing in leads nowhere else."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from scoring.accounts import sign_in as sign_in_limits
from scoring.worker import loop
from tests.security.visits import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("address", ["/accounts/login/", "/admin/login/"])
def test_after_five_wrong_passwords_the_right_one_is_refused(
    client: Client, staff: User, address: str
) -> None:
    answers = [
        sign_in(client, f"wrong {number}", address=address).status_code for number in range(5)
    ]

    response = sign_in(client, PASSWORD, address=address)

    assert answers[:4] == [200, 200, 200, 200]
    assert response.status_code == 429
    assert response["Retry-After"] == "900"
    assert "Too many tries" in response.content.decode()
    assert not is_signed_in(client)
    attempt = AccessAttempt.objects.get()
    assert attempt.username == "reviewer"
    assert attempt.failures_since_start >= 5
    assert "wrong 1" not in str(list(AccessAttempt.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_of_many_at_one_moment_no_more_are_looked_at(
    staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = []

    def is_right(user: User, password: str) -> bool:
        looked_at.append(password)
        # Whoever does not wait comes meanwhile
        time.sleep(0.05)
        return False

    monkeypatch.setattr(User, "check_password", is_right)
    with ThreadPoolExecutor(10) as visitors:
        answers = list(visitors.map(status_of_guess, range(20)))

    assert len(looked_at) == 5
    assert sorted(answers) == [200] * 4 + [429] * 16


def status_of_guess(number: int) -> int:
    address = ("/accounts/login/", "/admin/login/")[number % 2]
    try:
        return sign_in(Client(), f"wrong {number}", address=address).status_code
    finally:
        connection.close()


def lock(client: Client, **more: Any) -> None:
    for number in range(5):
        sign_in(client, f"wrong {number}", **more)
    assert sign_in(client, PASSWORD, **more).status_code == 429


def test_both_ways_in_count_together(client: Client, staff: User) -> None:
    lock(client)

    assert sign_in(client, PASSWORD, address="/admin/login/").status_code == 429


def test_who_tries_many_names_at_one_address_is_locked_out_of_all(
    client: Client, staff: User
) -> None:
    for number in range(sign_in_limits.MOST_OF_AN_ADDRESS):
        sign_in(client, "Spring2026", name=f"name {number}", REMOTE_ADDR=f"2001:db8::{number:x}")

    assert sign_in(client, PASSWORD, REMOTE_ADDR="2001:db8::ffff").status_code == 429
    assert sign_in(client, PASSWORD, REMOTE_ADDR="2001:db8:0:1::1").status_code == 302


def test_who_comes_from_many_addresses_cannot_try_one_name_for_ever(
    client: Client, staff: User
) -> None:
    for number in range(sign_in_limits.MOST_OF_A_NAME // 5):
        for _ in range(5):
            sign_in(client, "wrong", REMOTE_ADDR=f"198.51.100.{number}")

    assert sign_in(client, PASSWORD, REMOTE_ADDR="203.0.113.1").status_code == 429
    assert sign_in(client, PASSWORD, name="another").status_code == 200


def test_somebody_else_at_the_same_address_is_not_locked_out(client: Client, staff: User) -> None:
    User.objects.create_user("colleague", password=PASSWORD)
    lock(client)

    assert sign_in(client, PASSWORD, name="colleague").status_code == 302
    assert is_signed_in(client)


def test_the_same_person_at_another_address_is_not_locked_out(client: Client, staff: User) -> None:
    lock(client)

    assert sign_in(client, PASSWORD, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_a_forged_address_does_not_get_around_the_lock(client: Client, staff: User) -> None:
    lock(client)

    for number in range(3):
        forged = {
            "x-forwarded-for": f"198.51.100.{number}",
            "x-real-ip": "198.51.100.9",
            "forwarded": "for=1.1.1.1",
        }
        assert sign_in(client, PASSWORD, headers=forged).status_code == 429


def test_the_lock_ends_after_a_quarter_of_an_hour(client: Client, staff: User) -> None:
    lock(client)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert sign_in(client, PASSWORD).status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))

    assert sign_in(client, PASSWORD).status_code == 302
    assert is_signed_in(client)


def test_wrong_passwords_that_are_yet_to_come_lock_nobody(client: Client, staff: User) -> None:
    lock(client)
    AccessAttempt.objects.update(attempt_time=timezone.now() + timedelta(days=400))

    assert sign_in(client, PASSWORD).status_code == 302


def test_a_right_password_forgets_the_wrong_ones(client: Client, staff: User) -> None:
    for _ in range(2):
        for number in range(4):
            sign_in(client, f"wrong {number}")
        assert sign_in(client, PASSWORD).status_code == 302

    assert not AccessAttempt.objects.exists()


def test_a_name_that_does_not_exist_is_answered_as_one_that_does(
    client: Client, staff: User
) -> None:
    known, unknown = (
        sign_in(Client(), "wrong", name).content.decode()
        for name in ("reviewer", "nobody-like-that")
    )

    assert "That name and password do not match." in known
    assert re.sub(r'value="[^"]*"', "", known) == re.sub(r'value="[^"]*"', "", unknown)
    lock(client, name="nobody-like-that")


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"],
)
def test_signing_in_never_leads_to_another_site(
    client: Client, staff: User, elsewhere: str
) -> None:
    response = client.post(
        "/accounts/login/", {"username": "reviewer", "password": PASSWORD, "next": elsewhere}
    )

    assert (response.status_code, response["Location"]) == (302, "/")


def test_signing_in_begins_a_new_session_and_signing_out_ends_it(
    client: Client, staff: User
) -> None:
    client.get("/accounts/login/")
    sign_in(client, PASSWORD)
    first = client.session.session_key

    client.post("/accounts/logout/")

    assert not Session.objects.filter(session_key=first).exists()
    client.cookies["sessionid"] = first
    assert client.get("/admin/").status_code == 302


def test_a_closed_account_cannot_sign_in(client: Client, staff: User) -> None:
    User.objects.update(is_active=False)

    assert sign_in(client, PASSWORD).status_code == 200
    assert not is_signed_in(client)


def test_the_worker_forgets_addresses_of_tries_and_sign_ins_after_30_days(
    client: Client, staff: User
) -> None:
    for days in (31, 29):
        sign_in(client, PASSWORD)
        sign_in(client, "wrong", name=f"name {days}")
        ago = timezone.now() - timedelta(days=days)
        for rows in (AccessAttempt.objects, AccessLog.objects):
            rows.filter(attempt_time__gt=timezone.now() - timedelta(hours=1)).update(
                attempt_time=ago
            )

    loop.beat()

    for rows in (AccessAttempt.objects, AccessLog.objects):
        assert rows.get().attempt_time > timezone.now() - timedelta(days=30)
