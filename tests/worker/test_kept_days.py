"""With OPEN_KEPT_DAYS what visitors sent is deleted after so many days."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from scoring.companies import submissions
from scoring.models import Assignment, ModelVersion, Sender, Submission
from scoring.worker import kept_days, loop
from tests.collections.private import make_collection
from tests.models.recount import KNOWN, assert_right
from tests.shown import shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def first_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_days, "_next_look", 0.0)


def sent(title: str, days_ago: float, source: str = "form", **where: int) -> Submission:
    company = submissions.submit(title=title, category="", text=KNOWN, **where)
    when = timezone.now() - timedelta(days=days_ago)
    Submission.objects.filter(pk=company.pk).update(sent_at=when, source=source)
    return company


def test_the_worker_deletes_what_visitors_sent_too_long_ago(
    model: ModelVersion, staff: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_days, "ROWS_AT_ONCE", 2)
    settings.OPEN_KEPT_DAYS = 30
    Submission.objects.update(sent_at=timezone.now() - timedelta(days=400))
    catalogue = Submission.objects.count()
    old = [sent(f"Old {number}", 30 + 1 / 24).pk for number in range(3)]
    young = sent("Young", 29.9)
    of_a_file = sent("Of a file", 400, "import")
    of_a_member = sent("Own", 400, collection=make_collection(staff).pk)
    by_a_member = sent("Given to all", 400)
    Sender.objects.create(submission=by_a_member, sender=f"account:{staff.pk}")
    Sender.objects.create(submission_id=old[0], sender="visitor:known again")

    while loop.work_once(lambda done: None):
        pass

    assert not Submission.objects.filter(pk__in=old).exists()
    assert not Assignment.objects.filter(submission__in=old).exists()
    kept = [young.pk, of_a_file.pk, of_a_member.pk, by_a_member.pk]
    assert Submission.objects.filter(pk__in=kept).count() == 4
    assert Submission.objects.count() == catalogue + 4
    assert_right()


def test_without_it_everything_is_kept(model: ModelVersion, settings: Any) -> None:
    assert settings.OPEN_KEPT_DAYS == 0
    company = sent("Old", 4000)

    while loop.work_once(lambda done: None):
        pass

    assert Submission.objects.filter(pk=company.pk).exists()


def test_the_form_says_to_visitors_how_long_a_company_is_kept(
    reviewer: Client, settings: Any
) -> None:
    visitor = Client()
    assert "It is deleted after" not in shown(visitor.get("/"))
    settings.OPEN_KEPT_DAYS = 30

    assert "It is deleted after 30 days." in shown(visitor.get("/"))
    assert "It is deleted after" not in shown(reviewer.get("/"))
