"""A verdict that comes in while another model version becomes active is refused,
and nothing of it is kept.
"""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from scoring.models import Assignment, ModelVersion, Review, model_versions
from tests.admin.companies_in_admin import LIST, act, give_verdict, said

pytestmark = pytest.mark.django_db
REFUSED = "Another model version has become active meanwhile. Look at the company again."


@pytest.fixture
def left(placed: Assignment, monkeypatch: pytest.MonkeyPatch) -> Assignment:
    """A company whose version another one follows just after it was looked up."""
    version = placed.version
    ModelVersion.objects.filter(pk=version.pk).update(is_active=False)
    monkeypatch.setattr(model_versions, "active", lambda: version)
    return placed


def test_a_verdict_stays_in_the_form_beside_the_reason(reviewer: Client, left: Assignment) -> None:
    response = give_verdict(reviewer, left, "confirmed", note="Clear as day.")

    assert response.status_code == 200
    page = response.content.decode()
    assert REFUSED in page
    assert "Clear as day." in page
    left.refresh_from_db()
    assert left.verdict == "unreviewed"
    assert not Review.objects.exists()
    assert not LogEntry.objects.exists()


def test_confirming_many_stops_and_says_how_many_were(reviewer: Client, left: Assignment) -> None:
    response = act(reviewer, "mark_confirmed", [left.submission_id])

    assert response.status_code == 302
    assert said(reviewer.get(LIST)) == [f"0 of 1 confirmed. {REFUSED}"]
    assert not Review.objects.exists()
    assert not LogEntry.objects.exists()
