"""Companies of a version without a trained model, and what a reviewer does at the desk."""

from typing import Any

from django.contrib.auth.models import Permission, User
from django.test import Client

from scoring.endpoint.scoring import text_answer
from scoring.models import Assignment, Cluster, ModelVersion, Submission, tallies
from scoring.queue import changes

NAMES = ["Banks", "Software", "Energy", "Food"]
DISTANCES = [0.2, 0.4, 0.8, 0.6]


def make_version(k: int = len(NAMES)) -> ModelVersion:
    """An active version with named clusters."""
    version = ModelVersion.objects.create(kind="embedded", k=k, is_active=True)
    names = [*NAMES, *(f"Shelf {number}" for number in range(len(NAMES), k))]
    Cluster.objects.bulk_create(
        Cluster(
            version=version, number=number, model_name=names[number], phrases=[f"phrase {number}"]
        )
        for number in range(k)
    )
    return version


def put(version: ModelVersion, title: str, sure: float | None = 0.5, **placed: Any) -> Assignment:
    """A company that the version put in cluster 0, unless the test says otherwise."""
    company = Submission.objects.create(
        title=title,
        text=f"What {title} does.",
        category=placed.get("category", ""),
        source="import",
        fingerprint=title[:64],
    )
    fields = {
        "status": "scored",
        "cluster": 0,
        "distances": DISTANCES,
        "verdict": "unreviewed",
    } | placed
    row = Assignment(
        submission=company,
        version=version,
        sure=sure,
        source="import",
        sent_at=company.sent_at,
        **fields,
    )
    row.show_in(placed.get("shown_cluster", row.cluster))
    row.model_answer = text_answer(None, None, sure)
    row.settle_answer()
    row.save()
    tallies.shift(changes.counted([row]))
    return row


def member_of_staff(name: str, *permissions: str) -> Client:
    user = User.objects.create_user(name, password="a long enough password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, address: str = "/review/") -> str | None:
    """The title of the company that is on the desk."""
    case = client.get(address).context["case"]
    return case.company.title if case else None


def decide(client: Client, row: Assignment, choice: str = "confirm", **sent: Any) -> Any:
    """Press a button of the desk, which was opened before anything else happened to the row.

    Gives the page that comes of it.
    """
    data = {"row": row.pk, "said": row.cluster, "choice": choice, "note": ""} | sent
    return client.post("/review/", data, follow=True)


def undo(client: Client, review: int, **sent: Any) -> Any:
    return client.post("/review/undo", {"last": review} | sent, follow=True)


def stored(row: Assignment) -> tuple[str, int | None, int | None]:
    """The verdict, the model's cluster and the shown one, as they are stored now."""
    found = Assignment.objects.get(pk=row.pk)
    return found.verdict, found.cluster, found.shown_cluster
