"""Cookies are few and hidden from scripts; a public site stays on https."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

from scoring.models import ModelVersion
from tests.security.conftest import HTTPS_SETTINGS, PUBLIC, take_over
from tests.security.pages import public_pages
from tests.security.visits import PASSWORD

pytestmark = pytest.mark.django_db


def test_the_cookies_of_a_public_site_travel_on_https_only(https: Client, staff: User) -> None:
    https.get("/accounts/login/", secure=True)
    response = https.post(
        "/accounts/login/", {"username": "reviewer", "password": PASSWORD}, secure=True
    )

    assert response.status_code == 302
    assert set(https.cookies) == {"__Host-csrftoken", "__Host-sessionid"}
    for cookie in https.cookies.values():
        assert cookie["secure"], cookie
        assert cookie["httponly"], cookie
        assert cookie["samesite"] == "Lax"
        assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_a_local_site_works_without_https_and_hides_its_cookies_from_scripts(
    client: Client, staff: User
) -> None:
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"username": "reviewer", "password": PASSWORD})

    assert set(client.cookies) == {"csrftoken", "sessionid"}
    assert all(cookie["httponly"] and not cookie["secure"] for cookie in client.cookies.values())


def test_a_visitor_who_only_reads_gets_no_session(client: Client, model: ModelVersion) -> None:
    for page in public_pages():
        client.get(page)

    assert "sessionid" not in client.cookies
    assert not Session.objects.exists()


def test_a_public_site_asks_browsers_to_stay_on_https(https: Client) -> None:
    assert https.get("/", secure=True)["Strict-Transport-Security"] == "max-age=31536000"


def test_hosts_below_the_site_s_and_preloading_are_for_its_owner_to_choose(
    settings: Any, https: Client
) -> None:
    chosen = {"HSTS_SUBDOMAINS": "true", "HSTS_PRELOAD": "true"}
    take_over(settings, HTTPS_SETTINGS, **PUBLIC, **chosen)

    header = https.get("/", secure=True)["Strict-Transport-Security"]

    assert header == "max-age=31536000; includeSubDomains; preload"


def test_a_public_site_leads_from_http_to_https_but_for_health(https: Client) -> None:
    moved = https.get("/submissions/?after=3")

    assert (moved.status_code, moved["Location"]) == (
        301,
        "https://similarco.example/submissions/?after=3",
    )
    assert "camera=()" in moved["Permissions-Policy"]
    assert "default-src 'none'" in moved["Content-Security-Policy"]
    assert https.get("/healthz").status_code == 200
    assert https.get("/readyz").status_code == 503
    assert https.get("/healthz/more").status_code == 301


def test_a_forged_protocol_is_believed_only_behind_a_proxy(https: Client, settings: Any) -> None:
    forged = {"x-forwarded-proto": "https", "host": "similarco.example"}
    assert https.get("/about/", headers=forged).status_code == 301

    take_over(settings, ["SECURE_PROXY_SSL_HEADER"], TRUSTED_PROXIES="1", **PUBLIC)

    assert Client(headers=forged).get("/about/").status_code == 200


@pytest.mark.parametrize("code", ["000", "011", "177"])
def test_a_cookie_that_no_page_has_set_counts_for_nothing(
    client: Client, db: None, code: str
) -> None:
    odd = f'sessionid="\\{code}abcdefghij"; csrftoken=plain'

    response = client.get("/", headers={"cookie": odd})

    assert response.status_code == 200
    assert response.wsgi_request.COOKIES == {"csrftoken": "plain"}
