"""The page of one company shows it, and lets nobody change or add one."""

import re
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from scoring.models import Assignment, ModelVersion, Review, Submission
from tests.admin.companies_in_admin import LIST, change_page
from tests.collections.private import make_collection, member, put_into
from tests.shown import shown

pytestmark = pytest.mark.django_db


def test_a_company_can_be_read_and_not_be_changed(reviewer: Client, placed: Assignment) -> None:
    before = Submission.objects.filter(pk=placed.submission_id).values().get()

    page = reviewer.get(change_page(placed)).content.decode()
    names = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page))
    response = reviewer.post(
        change_page(placed),
        {
            "verdict": "unreviewed",
            "title": "Changed",
            "category": "Changed",
            "industry": "Changed",
            "text": "Changed",
            "source": "form",
            "sent_at_0": "2001-01-01",
            "sent_at_1": "00:00",
            "fingerprint": "0",
        },
    )

    assert names - {"csrfmiddlewaretoken", "q", "_save", "_continue"} == {
        "verdict",
        "right_cluster",
        "note",
    }
    assert placed.submission.text[:60] in unescape(page)
    assert response.status_code == 302
    assert Submission.objects.filter(pk=placed.submission_id).values().get() == before
    placed.refresh_from_db()
    assert placed.verdict == "unreviewed"
    assert not Review.objects.exists()
    assert LogEntry.objects.get().change_message == "Nothing changed."


def test_an_admin_is_not_led_to_a_page_that_only_others_see(
    admin_client: Client, model: ModelVersion
) -> None:
    [private] = put_into(make_collection(member("ann")), "A bakery that sells bread to shops.")
    public = Submission.objects.exclude(pk=private.pk).latest("pk")
    pages = [
        shown(admin_client.get(f"{LIST}{company.pk}/change/")) for company in (private, public)
    ]

    assert ["View on site" in page for page in pages] == [False, True]
    assert all("Placement" in page for page in pages)


def test_a_company_cannot_be_added_in_the_admin(reviewer: Client, model: ModelVersion) -> None:
    assert reviewer.get(f"{LIST}add/").status_code == 403
    assert reviewer.post(f"{LIST}add/", {"title": "New", "text": "New"}).status_code == 403
    assert not Submission.objects.filter(title="New").exists()


def test_a_company_that_is_not_there_leads_back(reviewer: Client, model: ModelVersion) -> None:
    response = reviewer.get(f"{LIST}999999/change/", follow=True)

    assert response.redirect_chain[-1][0] == "/admin/"
    assert "doesn’t exist" in response.content.decode()


def test_the_page_of_a_company_shows_what_each_version_said(
    reviewer: Client, placed: Assignment
) -> None:
    page = unescape(reviewer.get(change_page(placed)).content.decode())

    assert f"version {placed.version_id}, embedded model: scored, cluster {placed.cluster}" in page
