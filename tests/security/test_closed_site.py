"""A site for accounts only shows nothing to whoever has not signed in."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.models import ModelVersion, Submission
from tests.security.conftest import take_over
from tests.security.pages import Parts, for_programs, our_addresses
from tests.security.visits import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(settings: Any) -> Client:
    """A visitor of a site whose pages need an account."""
    take_over(settings, ["MIDDLEWARE", "LOGIN_REQUIRED"], LOGIN_REQUIRED="true")
    return Client()


def test_every_page_of_a_closed_site_leads_to_the_sign_in(
    closed: Client, model: ModelVersion, company: dict[str, str]
) -> None:
    stored = Submission.objects.count()
    others = ("/healthz", "/readyz", "/help", "/help/", "/site.webmanifest", "/favicon.ico")
    addresses = [address for address in our_addresses() if not address.endswith(others)]
    assert {"/", "/home", "/submissions/", "/clusters/1/", "/about/"} <= set(addresses)

    for address in addresses:
        for response in (closed.get(address), closed.post(address, company)):
            assert response.status_code == 302, address
            assert response["Location"] == f"/accounts/login/?next={address}"
    assert closed.get("/admin/").status_code == 302
    assert Submission.objects.count() == stored


def test_the_local_owner_counts_as_signed_in_at_a_closed_site(
    closed: Client, settings: Any, tmp_path: Path
) -> None:
    settings.OWNER_KEY_FILE = tmp_path / "owner_key"
    settings.OWNER_KEY_FILE.write_text("the key")

    assert closed.get("/accounts/owner/?key=the+key")["Location"] == "/"

    assert closed.get("/submissions/").status_code == 200


def test_a_closed_site_still_answers_for_its_health_and_its_sign_in(closed: Client) -> None:
    assert closed.get("/healthz").status_code == 200
    assert closed.get("/readyz").status_code == 503
    page = closed.get("/accounts/login/")
    assert page.status_code == 200
    # Whoever has an invitation, or lost his password, cannot sign in yet
    assert closed.get("/accounts/join/?key=x").status_code == 403
    assert closed.get("/accounts/lost-password/").status_code == 200
    assert closed.get("/accounts/reset/x/y/").status_code == 200
    # For which browsers ask without cookies
    assert closed.get("/site.webmanifest").json()["start_url"] == "/"
    assert closed.get("/favicon.ico")["Location"].startswith("/static/")
    for address in Parts(page.content.decode()).loads:
        response = closed.get(address)
        assert response.status_code == 200, address
        assert response["X-Frame-Options"] == "DENY"
        response.close()


def test_the_help_page_of_a_service_needs_an_account_but_tells_programs_in_json(
    closed: Client,
) -> None:
    address = "/workspaces/w/services/s/help"

    assert closed.get(address)["Location"] == f"/accounts/login/?next={address}"
    refused = closed.post(address)
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")
    assert refused["Content-Type"].startswith("application/json")


def test_programs_need_a_key_and_no_account_at_a_closed_site(
    closed: Client, model: ModelVersion
) -> None:
    for address in for_programs():
        for response in (
            closed.get(address),
            closed.post(address, {}, content_type="application/json"),
        ):
            assert response.status_code in (200, 400, 401, 404, 405, 503), address
            assert response["Content-Type"].startswith("application/json")
            assert "Assignments" not in response.content.decode()


def test_who_signs_in_at_a_closed_site_comes_where_he_wanted(
    closed: Client, staff: User, company: Any
) -> None:
    sent = closed.get("/submissions/?after=9")["Location"]

    response = closed.post(
        sent, {"username": "reviewer", "password": PASSWORD, "next": "/submissions/?after=9"}
    )

    assert (response.status_code, response["Location"]) == (302, "/submissions/?after=9")
    assert closed.get("/submissions/").status_code == 200
    assert "Everybody with an account here" in closed.get("/").content.decode()
    assert closed.post("/", company).status_code == 302
    assert Submission.objects.count() == 1
