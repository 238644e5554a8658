"""A version of four clusters with a few stored companies, and what its pages show."""

import re
from html import unescape
from typing import Any

from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.test import Client

from scoring.endpoint.scoring import text_answer
from scoring.models import Assignment, Cluster, ClusterChange, ModelVersion, Submission, tallies
from scoring.queue import changes

NAMES = ("Banks", "Software", "Insurance", "Wires")


def store_version(names: tuple[str, ...] = NAMES, **fields: Any) -> ModelVersion:
    """A version with a cluster for each name."""
    version = ModelVersion.objects.create(
        **{"kind": "embedded", "is_active": True, "k": len(names), **fields}
    )
    Cluster.objects.bulk_create(
        Cluster(version=version, number=number, model_name=name, phrases=[f"{name.lower()} phrase"])
        for number, name in enumerate(names)
    )
    return version


def place(
    version: ModelVersion,
    number: int | None,
    *titles: str,
    category: str = "Finance",
    **fields: Any,
) -> list[Submission]:
    """Store companies that stand in a cluster, counted as the queue counts them;
    None: they could not be placed.
    """
    rows = [
        Submission(
            title=title,
            category=category,
            text=f"{title} does it.",
            source="import",
            fingerprint=title[:64],
        )
        for title in titles
    ]
    Submission.objects.bulk_create(rows)
    placed = [_assignment(row, version, number, **fields) for row in rows]
    Assignment.objects.bulk_create(placed)
    tallies.shift(changes.counted(placed))
    return rows


def _assignment(
    row: Submission, version: ModelVersion, number: int | None, **fields: Any
) -> Assignment:
    near = fields.pop("distance", 0.5)
    distances = (
        []
        if number is None
        else [1.0 + abs(n - number) if n != number else near for n in range(version.k)]
    )
    made = Assignment(
        submission=row,
        version=version,
        category=row.category,
        source=row.source,
        sent_at=row.sent_at,
    )
    made.status, made.cluster, made.distances = (
        "scored" if number is not None else "unplaced",
        number,
        distances,
    )
    made.sure = fields.pop("sure", 0.5)
    for name, value in fields.items():
        setattr(made, name, value)
    made.show_in(number)
    made.model_answer = made.model_answer or text_answer(None, None, made.sure)
    made.settle_answer()
    return made


def member_of_staff(*permissions: str) -> Client:
    """A browser of somebody with these permissions alone."""
    user = User.objects.create_user(
        f"staff {len(permissions)}", password="a long enough password", is_staff=True
    )
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    browser = Client()
    browser.force_login(user)
    return browser


def change(
    browser: Client, version: ModelVersion, number: int, kind: str, **fields: Any
) -> HttpResponse:
    return browser.post(
        f"/models/{version.pk}/clusters/{number}/change", {"kind": kind, **fields}, follow=True
    )


def undo(browser: Client, made: ClusterChange) -> HttpResponse:
    return browser.post(f"/models/{made.cluster.version_id}/changes/{made.pk}/undo", follow=True)


def words(response: HttpResponse) -> str:
    """What can be read on a page."""
    return plain(response.content.decode().partition("<main")[2])


def plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", f"<{markup}")).split())


def display(version: ModelVersion) -> dict[int, tuple[str, bool, int | None]]:
    return {
        each.number: (each.given_name, each.is_hidden, each.merged_into)
        for each in version.clusters.order_by("number")
    }


AS_THE_MODEL_HAS_IT = dict.fromkeys(range(len(NAMES)), ("", False, None))
