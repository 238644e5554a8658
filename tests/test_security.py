"""What keeps visitors, accounts and the site safe: headers, cookies, limits, sign-in, proxies, methods and hosts."""

import hashlib
import json
import os
import re
import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from axes.models import AccessAttempt
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connections
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse
from django.utils import timezone

from scoring import visitors
from scoring.models import ModelVersion, RateWindow, Submission
from scoring.services import browsing, submissions

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough password"
DAY = 86400
PUBLIC = {"SITE_URL": "https://similarco.example", "SECRET_KEY": "kX3-vb91_Qm7Zt0aLw5Rj2Ys8Hd4Ec6Uf" * 2}
HTTPS_SETTINGS = [
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "SECURE_SSL_REDIRECT",
    "SECURE_REDIRECT_EXEMPT",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_NAME",
]
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}


def take_over(settings: Any, names: list[str], **environment: str) -> None:
    """Set what the settings come to be when the site starts in a given environment."""
    code = f"import json; from similarco_site import settings as s; print(json.dumps([getattr(s, n) for n in {names}]))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=django_settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    for name, value in zip(names, json.loads(done.stdout), strict=True):
        setattr(settings, name, value)


@pytest.fixture
def https(settings: Any) -> Client:
    """A browser at a public site."""
    take_over(settings, HTTPS_SETTINGS, **PUBLIC)
    return Client(headers={"host": "similarco.example"})


def policy(response: HttpResponse) -> dict[str, str]:
    parts = (part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    return dict(parts)


def assert_guarded(response: HttpResponse, place: str = "") -> None:
    assert policy(response) == POLICY, place
    assert response["X-Content-Type-Options"] == "nosniff", place
    assert response["Referrer-Policy"] == "same-origin", place
    assert response["Cross-Origin-Opener-Policy"] == "same-origin", place
    assert "Strict-Transport-Security" not in response, place
    assert "Server" not in response, place


def public_pages() -> list[str]:
    company = Submission.objects.order_by("-pk")[0]
    return [
        "/",
        "/home",
        "/?example=1",
        "/submissions/",
        company.get_absolute_url(),
        "/clusters/",
        "/clusters/0/",
        "/about/",
        "/contact/",
        "/accounts/login/",
        "/admin/login/",
        "/nowhere",
    ]


def admin_pages(model: ModelVersion) -> list[str]:
    company, cluster = Submission.objects.order_by("-pk")[0], model.clusters.get(number=0)
    return [
        "/admin/",
        "/admin/scoring/",
        "/admin/scoring/submission/",
        "/admin/scoring/submission/?q=bank&cluster=1",
        f"/admin/scoring/submission/{company.pk}/change/",
        f"/admin/scoring/submission/{company.pk}/history/",
        f"/admin/scoring/submission/{company.pk}/delete/",
        "/admin/scoring/cluster/",
        f"/admin/scoring/cluster/{cluster.pk}/change/",
        "/admin/scoring/modelversion/",
        f"/admin/scoring/modelversion/{model.pk}/change/",
        "/admin/auth/user/",
        "/admin/auth/user/add/",
        "/admin/password_change/",
    ]


# Headers


def test_every_page_has_the_headers_and_may_not_be_framed(client: Client, model: ModelVersion) -> None:
    for page in public_pages():
        response = client.get(page)
        assert_guarded(response, page)
        assert response["X-Frame-Options"] == "DENY", page


def test_every_page_of_the_admin_has_them_too(client: Client, model: ModelVersion, staff: User) -> None:
    client.force_login(staff)
    for page in admin_pages(model):
        response = client.get(page)
        assert response.status_code == 200, page
        assert_guarded(response, page)
        assert response["X-Frame-Options"] == "DENY", page


def test_every_error_has_them_too(settings: Any, monkeypatch: pytest.MonkeyPatch, company: dict[str, str]) -> None:
    settings.RATE_LIMIT = (1, DAY)
    client, strict = Client(raise_request_exception=False), Client(enforce_csrf_checks=True)
    answers = [
        (302, client.post("/", company)),
        (400, client.get("/", headers={"host": "evil.example"})),
        (403, strict.post("/", company)),
        (404, client.get("/nowhere")),
        (404, client.get("/submissions/999999/")),
        (404, client.get("/static/nowhere.css")),
        (405, client.post("/about/")),
        (422, client.post("/", {})),
        (429, client.post("/", company)),
        (200, client.get("/healthz")),
        (503, client.get("/readyz")),
    ]
    monkeypatch.setattr(browsing, "known_categories", lambda: 1 / 0)
    answers.append((500, client.get("/")))

    for status, response in answers:
        assert response.status_code == status
        assert_guarded(response, str(status))
        assert "ZeroDivisionError" not in response.content.decode()


def test_pages_that_change_are_kept_by_no_cache(client: Client, model: ModelVersion) -> None:
    for page in ("/", "/submissions/", "/clusters/", "/clusters/0/", "/healthz", "/readyz"):
        assert "no-store" in client.get(page)["Cache-Control"], page


class Parts(HTMLParser):
    """What a page loads, and what a strict policy would refuse of it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.offences: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        written = self.get_starttag_text() or ""
        inline = [name for name in found if name.startswith(("on", "hx-on")) or name in ("style", "srcdoc")]
        if tag == "style" or inline or (tag == "script" and not found.get("src")):
            self.offences.append(written)
        if any(value.strip().lower().startswith(("javascript:", "data:")) for value in found.values()):
            self.offences.append(written)
        if tag in ("script", "img", "link", "source", "iframe", "embed", "object"):
            self.loads.append(found.get("src") or found.get("href") or found.get("data") or "")
        if tag == "base" or (tag == "form" and urlsplit(found.get("action", "")).netloc):
            self.offences.append(written)


def test_no_page_holds_an_inline_script_style_or_handler_nor_loads_from_elsewhere(
    client: Client, model: ModelVersion, staff: User, company: dict[str, str]
) -> None:
    submissions.store([Submission(title="Waits", text="Waits.", source="import", fingerprint="1")])
    pages = {page: client.get(page) for page in public_pages()}
    pages["errors in the form"] = client.post("/", {**company, "title": "", "text": "x" * 2000})
    client.force_login(staff)
    pages |= {page: client.get(page) for page in admin_pages(model)}
    chosen = {"action": "delete_selected", "_selected_action": [Submission.objects.first().pk]}
    pages["deleting many"] = client.post("/admin/scoring/submission/", chosen)
    pages["a refused verdict"] = client.post(admin_pages(model)[4], {"verdict": "wrong"})
    loaded = set()

    for place, response in pages.items():
        parts = Parts(response.content.decode())
        assert parts.offences == [], place
        loaded.update(parts.loads)

    assert len(loaded) > 10
    assert [address for address in loaded if not address.startswith("/")] == []
    for address in sorted(loaded):
        response = client.get(address)
        assert response.status_code == 200, address
        assert_guarded(response, address)
        response.close()


# Cookies and https


def test_the_cookies_of_a_public_site_travel_on_https_only(https: Client, staff: User) -> None:
    https.get("/accounts/login/", secure=True)
    response = https.post("/accounts/login/", {"username": "reviewer", "password": PASSWORD}, secure=True)

    assert response.status_code == 302
    assert set(https.cookies) == {"__Host-csrftoken", "__Host-sessionid"}
    for cookie in https.cookies.values():
        assert cookie["secure"], cookie
        assert cookie["httponly"], cookie
        assert cookie["samesite"] == "Lax"
        assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_a_local_site_works_without_https_and_hides_its_cookies_from_scripts(client: Client, staff: User) -> None:
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
    assert https.get("/", secure=True)["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


def test_a_public_site_leads_from_http_to_https_but_for_health(https: Client) -> None:
    moved = https.get("/submissions/?after=3")

    assert (moved.status_code, moved["Location"]) == (301, "https://similarco.example/submissions/?after=3")
    assert https.get("/healthz").status_code == 200
    assert https.get("/readyz").status_code == 503
    assert https.get("/healthz/more").status_code == 301


def test_a_forged_protocol_is_believed_only_behind_a_proxy(https: Client, settings: Any) -> None:
    forged = {"x-forwarded-proto": "https", "host": "similarco.example"}
    assert https.get("/about/", headers=forged).status_code == 301

    take_over(settings, ["SECURE_PROXY_SSL_HEADER"], TRUSTED_PROXIES="1", **PUBLIC)

    assert Client(headers=forged).get("/about/").status_code == 200


# Forms of other sites


def test_a_form_without_its_token_is_refused_everywhere(
    model: ModelVersion, staff: User, company: dict[str, str]
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff)
    stored, row = Submission.objects.count(), model.assignments.filter(status="scored")[0]
    pages = admin_pages(model)
    posts = [
        ("/", company),
        (f"/submissions/{row.submission_id}/score-again", {}),
        ("/accounts/login/", {"username": "reviewer", "password": PASSWORD}),
        ("/accounts/logout/", {}),
        ("/admin/scoring/submission/", {"action": "score_again", "_selected_action": [row.submission_id]}),
        (pages[4], {"verdict": "confirmed"}),
        (pages[6], {"post": "yes"}),
    ]

    for address, data in posts:
        response = strict.post(address, data)
        assert response.status_code == 403, address
        assert "Please send it again" in response.content.decode(), address

    row.refresh_from_db()
    assert (row.status, row.verdict, row.attempts) == ("scored", "unreviewed", 1)
    assert Submission.objects.count() == stored
    assert strict.get("/admin/").status_code == 200


def test_another_site_cannot_send_even_with_a_token(https: Client, company: dict[str, str]) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"host": "similarco.example"})
    page = strict.get("/", secure=True).content.decode()
    form = {**company, "csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]}

    foreign = strict.post("/", form, secure=True, headers={"origin": "https://evil.example"})
    without = strict.post("/", form, secure=True)
    own = strict.post("/", form, secure=True, headers={"origin": "https://similarco.example"})

    assert (foreign.status_code, without.status_code, own.status_code) == (403, 403, 302)
    assert Submission.objects.count() == 1


# Signing in


def sign_in(client: Client, password: str, name: str = "reviewer", **more: Any) -> HttpResponse:
    address = more.pop("address", "/accounts/login/")
    return client.post(address, {"username": name, "password": password}, **more)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("address", ["/accounts/login/", "/admin/login/"])
def test_after_five_wrong_passwords_the_right_one_is_refused(client: Client, staff: User, address: str) -> None:
    answers = [sign_in(client, f"wrong {number}", address=address).status_code for number in range(5)]

    response = sign_in(client, PASSWORD, address=address)

    assert answers[:4] == [200, 200, 200, 200]
    assert response.status_code == 429
    assert "Too many tries" in response.content.decode()
    assert not is_signed_in(client)
    attempt = AccessAttempt.objects.get()
    assert attempt.username == "reviewer"
    assert attempt.failures_since_start >= 5
    assert "wrong 1" not in str(list(AccessAttempt.objects.values()))


def lock(client: Client, **more: Any) -> None:
    for number in range(5):
        sign_in(client, f"wrong {number}", **more)
    assert sign_in(client, PASSWORD, **more).status_code == 429


def test_both_ways_in_count_together(client: Client, staff: User) -> None:
    lock(client)

    assert sign_in(client, PASSWORD, address="/admin/login/").status_code == 429


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
        forged = {"x-forwarded-for": f"198.51.100.{number}", "x-real-ip": "198.51.100.9", "forwarded": "for=1.1.1.1"}
        assert sign_in(client, PASSWORD, headers=forged).status_code == 429


def test_the_lock_ends_after_a_quarter_of_an_hour(client: Client, staff: User) -> None:
    lock(client)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert sign_in(client, PASSWORD).status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))

    assert sign_in(client, PASSWORD).status_code == 302
    assert is_signed_in(client)


def test_a_right_password_forgets_the_wrong_ones(client: Client, staff: User) -> None:
    for _ in range(2):
        for number in range(4):
            sign_in(client, f"wrong {number}")
        assert sign_in(client, PASSWORD).status_code == 302

    assert not AccessAttempt.objects.exists()


def test_a_name_that_does_not_exist_is_answered_as_one_that_does(client: Client, staff: User) -> None:
    known, unknown = (sign_in(Client(), "wrong", name).content.decode() for name in ("reviewer", "nobody-like-that"))

    assert "That name and password do not go together." in known
    assert re.sub(r'value="[^"]*"', "", known) == re.sub(r'value="[^"]*"', "", unknown)
    lock(client, name="nobody-like-that")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_signing_in_never_leads_to_another_site(client: Client, staff: User, elsewhere: str) -> None:
    response = client.post("/accounts/login/", {"username": "reviewer", "password": PASSWORD, "next": elsewhere})

    assert (response.status_code, response["Location"]) == (302, "/")


def test_signing_in_begins_a_new_session_and_signing_out_ends_it(client: Client, staff: User) -> None:
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


# The rate limit


def send(client: Client, company: dict[str, str], number: int = 0, **more: Any) -> HttpResponse:
    return client.post("/", {**company, "title": f"Company {number}"}, **more)


def test_over_the_limit_nothing_is_stored_and_nothing_typed_is_lost(
    client: Client, settings: Any, company: dict[str, str]
) -> None:
    settings.RATE_LIMIT = (3, DAY)
    assert [send(client, company, number).status_code for number in range(3)] == [302, 302, 302]

    response = send(client, company, 3)

    assert response.status_code == 429
    page = response.content.decode()
    assert 'value="Company 3"' in page
    assert company["text"] in page
    assert 1 <= int(response["Retry-After"]) <= DAY
    assert f"Wait {response['Retry-After']} second" in page
    assert Submission.objects.count() == 3
    assert RateWindow.objects.get().hits == 3


def test_another_address_has_a_limit_of_its_own(client: Client, settings: Any, company: dict[str, str]) -> None:
    settings.RATE_LIMIT = (1, DAY)
    assert send(client, company).status_code == 302
    assert send(client, company).status_code == 429

    assert send(client, company, REMOTE_ADDR="198.51.100.7").status_code == 302
    assert sorted(RateWindow.objects.values_list("hits", flat=True)) == [1, 1]


def test_a_forged_address_or_a_new_browser_does_not_get_around_the_limit(
    client: Client, settings: Any, company: dict[str, str]
) -> None:
    settings.RATE_LIMIT = (1, DAY)
    send(client, company)

    for number in range(3):
        forged = {"x-forwarded-for": f"198.51.100.{number}", "user-agent": f"Browser {number}"}
        assert send(Client(), company, number, headers=forged).status_code == 429
    assert Submission.objects.count() == 1


def test_whoever_signed_in_has_no_limit(client: Client, settings: Any, staff: User, company: dict[str, str]) -> None:
    settings.RATE_LIMIT = (1, DAY)
    client.force_login(staff)

    assert [send(client, company, number).status_code for number in range(4)] == [302] * 4
    assert not RateWindow.objects.exists()


def test_a_limit_of_0_is_none(client: Client, settings: Any, company: dict[str, str]) -> None:
    settings.RATE_LIMIT = (0, 60)

    assert [send(client, company, number).status_code for number in range(40)] == [302] * 40


def test_a_form_with_mistakes_does_not_count(client: Client, settings: Any, company: dict[str, str]) -> None:
    settings.RATE_LIMIT = (1, DAY)
    for _ in range(5):
        assert client.post("/", {**company, "text": ""}).status_code == 422

    assert send(client, company).status_code == 302


def test_when_the_window_ends_one_may_send_again(client: Client, settings: Any, company: dict[str, str]) -> None:
    settings.RATE_LIMIT = (1, DAY)
    send(client, company)
    assert send(client, company).status_code == 429

    window = RateWindow.objects.get()
    RateWindow.objects.update(begins_at=window.begins_at - timedelta(days=1))

    assert send(client, company, 1).status_code == 302
    assert RateWindow.objects.count() == 2


def test_old_windows_are_forgotten(client: Client, settings: Any, company: dict[str, str]) -> None:
    settings.RATE_LIMIT = (1, DAY)
    send(client, company)
    visitors.forget_old_windows()
    assert RateWindow.objects.count() == 1

    RateWindow.objects.update(begins_at=timezone.now() - timedelta(days=2, seconds=1))
    visitors.forget_old_windows()

    assert not RateWindow.objects.exists()


def test_trying_a_score_again_counts_too(client: Client, settings: Any, company: dict[str, str]) -> None:
    settings.RATE_LIMIT = (1, DAY)
    address = send(client, company)["Location"]

    response = client.post(f"{address}score-again", follow=True)

    assert "That is often enough for now." in response.content.decode()
    assert RateWindow.objects.get().hits == 1


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_time_do_not_exceed_the_limit(settings: Any, company: dict[str, str]) -> None:
    settings.RATE_LIMIT = (5, DAY)
    answers: list[object] = []
    together = threading.Barrier(12)

    def visit(number: int) -> None:
        try:
            together.wait(20)
            answers.append(send(Client(), company, number).status_code)
        except Exception as error:
            answers.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=visit, args=[number]) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert Counter(answers) == {302: 5, 429: 7}
    assert Submission.objects.count() == RateWindow.objects.get().hits == 5


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


# Proxies


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


def test_behind_a_proxy_each_visitor_has_a_limit(client: Client, settings: Any, company: dict[str, str]) -> None:
    settings.RATE_LIMIT, settings.TRUSTED_PROXIES = (1, DAY), 1

    answers = [
        send(client, company, headers={"x-forwarded-for": seen}).status_code
        for seen in ("198.51.100.1", "198.51.100.2", "6.6.6.6, 198.51.100.1", "198.51.100.1:999")
    ]

    assert answers == [302, 302, 429, 429]


@pytest.mark.parametrize("seen", ["unknown", "198.51.100.1.9", "<script>"])
def test_a_proxy_that_names_no_address_breaks_neither_form_nor_sign_in(
    client: Client, settings: Any, staff: User, company: dict[str, str], seen: str
) -> None:
    settings.RATE_LIMIT, settings.TRUSTED_PROXIES = (5, DAY), 1

    assert send(client, company, headers={"x-forwarded-for": seen}).status_code == 302
    assert sign_in(client, "wrong", headers={"x-forwarded-for": seen}).status_code == 200
    assert sign_in(client, PASSWORD, headers={"x-forwarded-for": seen}).status_code == 302


# A site for accounts only


@pytest.fixture
def closed(settings: Any) -> Client:
    """A visitor of a site whose pages need an account."""
    take_over(settings, ["MIDDLEWARE", "LOGIN_REQUIRED"], LOGIN_REQUIRED="true")
    return Client()


def our_addresses() -> list[str]:
    """Every address of ours, by the URL configuration itself."""
    ours = get_resolver("scoring.urls").url_patterns
    return sorted({f"/{re.sub('<int:[a-z]+>', '1', str(each.pattern))}" for each in ours})


def test_every_page_of_a_closed_site_leads_to_the_sign_in(
    closed: Client, model: ModelVersion, company: dict[str, str]
) -> None:
    stored = Submission.objects.count()
    addresses = [address for address in our_addresses() if address not in ("/healthz", "/readyz")]
    assert {"/", "/home", "/submissions/", "/clusters/1/", "/about/"} <= set(addresses)

    for address in addresses:
        for response in (closed.get(address), closed.post(address, company)):
            assert response.status_code == 302, address
            assert response["Location"] == f"/accounts/login/?next={address}"
    assert closed.get("/admin/").status_code == 302
    assert Submission.objects.count() == stored


def test_a_closed_site_still_answers_for_its_health_and_its_sign_in(closed: Client) -> None:
    assert closed.get("/healthz").status_code == 200
    assert closed.get("/readyz").status_code == 503
    page = closed.get("/accounts/login/")
    assert page.status_code == 200
    for address in Parts(page.content.decode()).loads:
        response = closed.get(address)
        assert response.status_code == 200, address
        response.close()


def test_who_signs_in_at_a_closed_site_comes_where_he_wanted(closed: Client, staff: User, company: Any) -> None:
    sent = closed.get("/submissions/?after=9")["Location"]

    response = closed.post(sent, {"username": "reviewer", "password": PASSWORD, "next": "/submissions/?after=9"})

    assert (response.status_code, response["Location"]) == (302, "/submissions/?after=9")
    assert closed.get("/submissions/").status_code == 200
    assert "Everybody with an account here" in closed.get("/").content.decode()
    assert closed.post("/", company).status_code == 302
    assert Submission.objects.count() == 1


# Methods and hosts


def test_addresses_that_change_something_answer_405_to_reading(client: Client, model: ModelVersion) -> None:
    company = Submission.objects.all()[0]
    for address in (reverse("score-again", args=[company.pk]), "/accounts/logout/"):
        for response in (client.get(address), client.head(address), client.put(address)):
            assert response.status_code == 405, address
            assert "POST" in response["Allow"]
    assert company.assignments.get().status != "pending"


def test_addresses_that_are_read_answer_405_to_everything_else(client: Client, model: ModelVersion) -> None:
    stored = Submission.objects.count()
    readable = [address for address in our_addresses() if address not in ("/", "/home", "/submissions/1/score-again")]
    assert len(readable) > 7

    for address in readable:
        for method in (client.post, client.put, client.patch, client.delete, client.trace):
            response = method(address)
            assert response.status_code == 405, address
            assert response["Allow"] == "GET, HEAD"
    for method in (client.put, client.patch, client.delete, client.trace):
        assert method("/").status_code == 405
    assert Submission.objects.count() == stored


UNKNOWN_HOSTS = ["evil.example", "127.0.0.1.evil.example", "evil.example:8000", "localhost@evil.example", "[::1", "a b"]


@pytest.mark.parametrize("host", UNKNOWN_HOSTS)
def test_an_unknown_host_is_refused(client: Client, company: dict[str, str], host: str) -> None:
    for response in (client.get("/", headers={"host": host}), client.post("/", company, headers={"host": host})):
        assert response.status_code == 400
        assert host not in response.content.decode()
    assert not Submission.objects.exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_local_hosts_are_served_on_any_port(client: Client, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


def test_a_forwarded_host_is_not_believed(https: Client) -> None:
    forged = {"host": "similarco.example", "x-forwarded-host": "evil.example", "x-forwarded-port": "1"}

    assert https.get("/about/", headers=forged)["Location"] == "https://similarco.example/about/"
