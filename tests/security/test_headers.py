"""Every answer has the headers that guard it, and no page holds what they forbid."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from scoring.companies import submissions
from scoring.models import ModelVersion, Submission
from scoring.pages import categories
from tests.security.pages import Parts, admin_pages, public_pages
from tests.security.visits import DAY

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}


def policy(response: HttpResponse) -> dict[str, str]:
    parts = (part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    return dict(parts)


def assert_guarded(response: HttpResponse, place: str = "") -> None:
    assert policy(response) == POLICY, place
    assert response["X-Content-Type-Options"] == "nosniff", place
    assert response["Referrer-Policy"] == "same-origin", place
    assert response["Cross-Origin-Opener-Policy"] == "same-origin", place
    assert response["Cross-Origin-Resource-Policy"] == "same-origin", place
    assert "camera=()" in response["Permissions-Policy"], place
    assert "Strict-Transport-Security" not in response, place
    assert response["X-Frame-Options"] == "DENY", place
    assert "Server" not in response, place


def test_every_page_has_the_headers_and_may_not_be_framed(
    client: Client, model: ModelVersion
) -> None:
    # A redirect is an answer too
    for page in (*public_pages(), "/clusters"):
        response = client.get(page)
        assert_guarded(response, page)


def test_every_page_of_the_admin_has_them_too(
    client: Client, model: ModelVersion, staff: User
) -> None:
    client.force_login(staff)
    for page in admin_pages(model):
        response = client.get(page)
        assert response.status_code == 200, page
        assert_guarded(response, page)


def test_every_error_has_them_too(
    settings: Any, monkeypatch: pytest.MonkeyPatch, company: dict[str, str]
) -> None:
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
    monkeypatch.setattr(categories, "known_categories", lambda scope: 1 / 0)
    answers.append((500, client.get("/")))

    for status, response in answers:
        assert response.status_code == status
        assert_guarded(response, str(status))
        assert "ZeroDivisionError" not in response.content.decode()


def test_pages_that_change_are_kept_by_no_cache(client: Client, model: ModelVersion) -> None:
    for page in ("/", "/submissions/", "/clusters/", "/clusters/0/", "/healthz", "/readyz"):
        assert "no-store" in client.get(page)["Cache-Control"], page


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
        if response.streaming:
            # An open file; of others it would take the connection to the database along
            response.close()
