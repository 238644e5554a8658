"""Companies that wait for the worker, and services that refuse some of them."""

from collections.abc import Collection
from http.server import BaseHTTPRequestHandler
from typing import Any

from django.db.models import Count

from scoring.companies import submissions
from scoring.models import Assignment, Submission
from tests import servers
from tests.servers import Behaviour


def store(number: int) -> None:
    """Companies that are titled with their number from 0."""
    titles = [str(each) for each in range(number)]
    submissions.store(
        [
            Submission(
                title=title,
                text="We sell rubber ducks.",
                source="import",
                fingerprint=title.zfill(64),
            )
            for title in titles
        ]
    )


def numbers(body: dict[str, Any]) -> set[int]:
    return {int(title) for title, _, _ in body["Inputs"]["input1"]["Values"]}


def refusing_rows(bad: Collection[int], refusal: Behaviour | None = None) -> Behaviour:
    """Refuses a request that holds one of the bad rows."""

    def behave(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        is_good = numbers(body).isdisjoint(bad)
        (servers.healthy if is_good else refusal or servers.refusing(400))(handler, body)

    return behave


def statuses() -> dict[str, int]:
    return dict(Assignment.objects.order_by("status").values_list("status").annotate(Count("pk")))


def failed() -> set[int]:
    rows = Assignment.objects.filter(status="failed")
    return {int(title) for title in rows.values_list("submission__title", flat=True)}
