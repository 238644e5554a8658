"""Companies, and what staff do with them in the admin and see there."""

import csv
import io
import re
from datetime import timedelta
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from scoring.companies import submissions
from scoring.models import Assignment, ModelVersion, Submission, Tally
from scoring.queue import assignments
from tests.shown import shown

LIST = "/admin/scoring/submission/"
CLUSTERS = "/admin/scoring/cluster/"
VERSIONS = "/admin/scoring/modelversion/"
UNKNOWN_WORDS = "Zzyzx qwrtp flurbnak grondle vexmoo."


def submit(
    title: str, category: str = "", text: str = "A bank that lends to farmers and shops."
) -> Submission:
    return submissions.submit(title=title, category=category, text=text)


def store(title: str, text: str = "We make cars.", **fields: Any) -> Submission:
    """A company from a file, which waits for the worker."""
    company = Submission(
        **{"source": "import", **fields}, title=title, text=text, fingerprint=str(hash(title))
    )
    submissions.store([company])
    return company


def fail(company: Submission) -> Assignment:
    """Give its row up, as the queue does after a day of trouble."""
    rows = company.assignments.all()
    submissions.rescore(rows)
    rows.update(first_attempt_at=timezone.now() - timedelta(hours=25))
    assignments.postpone(rows.claim(1, seconds=60), "The service was down for a day.")
    return rows.get()


def titles(reviewer: Client, query: str = "") -> set[str]:
    """The companies of the list, all on one page."""
    response = reviewer.get(f"{LIST}?all=1&{query}")
    assert response.status_code == 200
    found = re.findall(r'<th class="field-title"><a href="[^"]*">(.*?)</a>', shown(response))
    return {unescape(title) for title in found}


def stored_titles(**conditions: Any) -> set[str]:
    return set(Assignment.objects.filter(**conditions).values_list("submission__title", flat=True))


def change_page(row: Assignment) -> str:
    return f"{LIST}{row.submission_id}/change/"


def give_verdict(
    reviewer: Client, row: Assignment, verdict: str, cluster: object = "", note: str = ""
) -> HttpResponse:
    return reviewer.post(
        change_page(row), {"verdict": verdict, "right_cluster": cluster, "note": note}
    )


def another_cluster(row: Assignment) -> int:
    return 0 if row.cluster != 0 else 1


def act(
    reviewer: Client, action: str, companies: list[int], query: str = "", **more: str
) -> HttpResponse:
    return reviewer.post(
        f"{LIST}{query}", {"action": action, "_selected_action": companies, **more}
    )


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def read_csv(response: HttpResponse) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8")
    assert text[0] == "\ufeff"
    return list(csv.reader(io.StringIO(text[1:], newline=""), strict=True))


def kept_total(version: ModelVersion, cluster: int) -> int:
    return sum(
        Tally.objects.filter(version=version, cluster=cluster).values_list("total", flat=True)
    )


def size_on_page(client: Client, number: int) -> int:
    page = shown(client.get(f"/clusters/{number}/"))
    return int(
        re.search(r">\s*([\d,]+) compan(?:y|ies)(?:, [\d,]+ more not sure)? ·", page)[1].replace(
            ",", ""
        )
    )
