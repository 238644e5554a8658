"""What another site has a browser send is refused."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.models import ModelVersion, Submission
from tests.security.pages import admin_pages
from tests.security.visits import PASSWORD

pytestmark = pytest.mark.django_db


def test_a_form_without_its_token_is_refused_everywhere(
    model: ModelVersion, staff: User, company: dict[str, str]
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff)
    stored, row = (
        Submission.objects.count(),
        model.assignments.filter(status="scored").earliest("pk"),
    )
    pages = admin_pages(model)
    posts = [
        ("/", company),
        (f"/submissions/{row.submission_id}/score-again", {}),
        ("/accounts/login/", {"username": "reviewer", "password": PASSWORD}),
        ("/accounts/logout/", {}),
        (
            "/admin/scoring/submission/",
            {"action": "score_again", "_selected_action": [row.submission_id]},
        ),
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
    form = {
        **company,
        "csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1],
    }

    foreign = strict.post("/", form, secure=True, headers={"origin": "https://evil.example"})
    without = strict.post("/", form, secure=True)
    own = strict.post("/", form, secure=True, headers={"origin": "https://similarco.example"})

    assert (foreign.status_code, without.status_code, own.status_code) == (403, 403, 302)
    assert Submission.objects.count() == 1
