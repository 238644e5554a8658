"""Who a visitor is, behind proxies too, and what is stored of him."""

import hashlib
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory

from scoring.models import RateWindow, Submission
from scoring.pages import visitors
from tests.security.visits import DAY, PASSWORD, send, sign_in

pytestmark = pytest.mark.django_db

FORWARDED = [
    (0, "198.51.100.1", "10.0.0.9"),
    (0, "198.51.100.1, 198.51.100.2", "10.0.0.9"),
    (1, "198.51.100.1", "198.51.100.1"),
    (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
    (1, "6.6.6.6,198.51.100.1 ", "198.51.100.1"),
    (2, "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
    (2, "198.51.100.1, 10.0.0.2", "198.51.100.1"),
    (2, "198.51.100.1", "10.0.0.9"),
    (1, "", "10.0.0.9"),
    (1, " , ", "10.0.0.9"),
    (1, "198.51.100.1:50123", "198.51.100.1"),
    (1, "2001:db8::7", "2001:db8::7"),
    (1, "[2001:db8::7]", "2001:db8::7"),
    (1, "[2001:db8::7]:50123", "2001:db8::7"),
    (2, "6.6.6.6, [2001:db8::7]:50123, 10.0.0.2:80", "2001:db8::7"),
]


@pytest.mark.parametrize(("proxies", "header", "address"), FORWARDED)
def test_the_visitor_is_whom_the_outermost_of_our_proxies_saw(
    settings: Any, proxies: int, header: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", headers={"x-forwarded-for": header})

    assert visitors.address(request) == address


def test_behind_a_proxy_each_visitor_has_a_limit(
    client: Client, settings: Any, company: dict[str, str]
) -> None:
    settings.RATE_LIMIT, settings.TRUSTED_PROXIES = (1, DAY), 1

    answers = [
        send(client, company, headers={"x-forwarded-for": seen}).status_code
        for seen in ("198.51.100.1", "198.51.100.2", "6.6.6.6, 198.51.100.1", "198.51.100.1:999")
    ]

    assert answers == [302, 302, 429, 429]


def test_a_network_of_version_6_has_one_limit(
    client: Client, settings: Any, company: dict[str, str]
) -> None:
    settings.RATE_LIMIT = (1, DAY)
    seen = ["2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1"]
    seen += ["192.0.2.1", "::ffff:192.0.2.1", "192.0.2.2"]

    answers = [send(client, company, REMOTE_ADDR=each).status_code for each in seen]

    assert answers == [302, 429, 302, 302, 429, 302]


@pytest.mark.parametrize("seen", ["unknown", "198.51.100.1.9", "<script>"])
def test_a_proxy_that_names_no_address_breaks_neither_form_nor_sign_in(
    client: Client, settings: Any, staff: User, company: dict[str, str], seen: str
) -> None:
    settings.RATE_LIMIT, settings.TRUSTED_PROXIES = (5, DAY), 1

    assert send(client, company, headers={"x-forwarded-for": seen}).status_code == 302
    assert sign_in(client, "wrong", headers={"x-forwarded-for": seen}).status_code == 200
    assert sign_in(client, PASSWORD, headers={"x-forwarded-for": seen}).status_code == 302


def test_a_visitor_s_address_is_stored_as_a_keyed_hash_only(
    client: Client, settings: Any, company: dict[str, str]
) -> None:
    settings.RATE_LIMIT = (5, DAY)
    address = "203.0.113.77"
    send(client, company, REMOTE_ADDR=address)
    settings.SECRET_KEY = "another key of another site"
    send(client, company, REMOTE_ADDR=address)

    stored = list(RateWindow.objects.values_list("visitor", flat=True))
    assert len(set(stored)) == 2
    assert address not in str(stored)
    assert hashlib.sha256(address.encode()).hexdigest() not in stored
    assert address not in str([list(model.objects.values()) for model in (Submission, Session)])
