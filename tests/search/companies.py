"""A version with three clusters and companies in all states, stored as the queue does it."""

from datetime import UTC, datetime
from typing import Any

from scoring.endpoint.scoring import text_answer
from scoring.models import Assignment, Cluster, ModelVersion, Submission, tallies
from scoring.queue import changes

NAMES = ("Banks and lending", "Software", "Food")


def version() -> ModelVersion:
    made = ModelVersion.objects.create(kind="embedded", is_active=True, k=len(NAMES))
    Cluster.objects.bulk_create(
        Cluster(version=made, number=number, model_name=name) for number, name in enumerate(NAMES)
    )
    return made


def store(under: ModelVersion, *companies: dict[str, Any]) -> list[Submission]:
    """Each company has a `title`, and whatever else is given.

    That is its `text`, `category`, `source`, `day` (of November 2026), `cluster`, `status`,
    `verdict` and `kind` (columns of its assignment).
    """
    made, rows = [], []
    for number, each in enumerate(companies):
        cluster = each.get("cluster", 0)
        sent_at = datetime(2026, 11, each.get("day", 20), 12, tzinfo=UTC)
        source, category = each.get("source", "import"), each.get("category", "")
        made.append(
            Submission(
                title=each["title"],
                text=each.get("text", "A text."),
                category=category,
                source=source,
                sent_at=sent_at,
                fingerprint=f"{each['title']} {number}"[:64],
            )
        )
        rows.append(
            Assignment(
                version=under,
                status=each.get("status", "scored"),
                cluster=cluster,
                shown_cluster=cluster,
                category=category,
                source=source,
                sent_at=sent_at,
                verdict=each.get("verdict", "unreviewed"),
                **each.get("kind", {}),
            )
        )
    Submission.objects.bulk_create(made)
    for company, row in zip(made, rows, strict=True):
        row.submission = company
        row.model_answer = row.model_answer or text_answer(None, None, row.sure)
        row.settle_answer()
    Assignment.objects.bulk_create(rows)
    tallies.shift(changes.counted(rows))
    return made


MIXED: tuple[dict[str, Any], ...] = (
    {
        "title": "Alpha Bank",
        "category": "Financials",
        "text": "A bank that lends to farmers.",
        "verdict": "confirmed",
    },
    {
        "title": "Beta Bank",
        "category": "Financials",
        "text": "Loans and deposits.",
        "day": 21,
        "source": "form",
    },
    {
        "title": "Gamma Soft",
        "category": "IT",
        "text": "Software for a bank or a shop.",
        "cluster": 1,
        "day": 22,
    },
    {
        "title": "Delta Soft",
        "category": "IT",
        "text": "Games.",
        "cluster": 1,
        "verdict": "wrong",
        "source": "form",
    },
    {"title": "Epsilon Foods", "text": "Bread and cakes.", "cluster": 2, "day": 23},
    {"title": "Zeta", "text": "Zzz.", "cluster": None, "status": "unplaced", "day": 23},
    {
        "title": "Eta",
        "category": "Financials",
        "text": "A waiting bank.",
        "cluster": None,
        "status": "pending",
    },
)
