"""The review desk: the least sure companies of the active version one by one, with its queue,
its choices and undo.
"""

from math import inf
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse

from scoring.models import Assignment, Cluster, ModelVersion, Review, ShownClusters, Submission
from scoring.models.work import QueuedQuerySet
from scoring.pages import paging
from scoring.pages.messages import quoted
from scoring.review import verdicts
from scoring.review.verdicts import ReviewError
from scoring.similar import lists
from scoring.similar import nearest as similar_nearest
from scoring.similar.nearest import Similar

Status, Verdict = Assignment.Status, Assignment.Verdict

KEYS = 9
SIMILAR = 3


class ChangedError(ReviewError):
    """The company is not any more as the reviewer saw it; the message says what stands."""


class Asked(NamedTuple):
    """What an address of the desk asks for: a shown cluster, and the row to go on behind (`after`)
    or to show (`at`).

    `last` is the review that can be undone, `is_unknown` says that there is no such cluster.
    """

    cluster: Cluster | None = None
    is_unknown: bool = False
    after: int | None = None
    at: int | None = None
    last: int | None = None


class Choice(NamedTuple):
    """A cluster that the company may belong in, by the nearest centre of those shown as it;
    nine have a key.
    """

    cluster: Cluster
    distance: float | None
    key: str


class Case(NamedTuple):
    """A company to decide on: where it is shown, what the model itself said,
    and where else it may belong.
    """

    row: Assignment
    company: Submission
    cluster: Cluster | None
    said: Cluster | None
    choices: list[Choice]
    similar: list[tuple[Similar, Cluster | None]]

    @property
    def near(self) -> list[Choice]:
        return self.choices[:KEYS]

    @property
    def far(self) -> list[Choice]:
        return self.choices[KEYS:]


class Said(NamedTuple):
    """A verdict that stands, and the cluster in which it shows the company."""

    review: Review
    company: Submission
    cluster: Cluster | None


def asked(query: QueryDict, clusters: ShownClusters) -> Asked:
    typed = query.get("cluster", "")
    number = paging.whole_number(typed)
    cluster = clusters.get(number)
    rows = (paging.whole_number(query.get(name)) for name in ("after", "at", "last"))
    return Asked(cluster, bool(typed) and cluster is None, *rows)


def address(cluster: Cluster | None, **place: int | None) -> str:
    """The desk at a place of its queue, with the keyboard at the company."""
    wanted = {"cluster": cluster.number if cluster else None, **place}
    query = urlencode({name: value for name, value in wanted.items() if value is not None})
    return f"{reverse('review')}{'?' if query else ''}{query}#company"


# The queue


def next_case(version: ModelVersion, clusters: ShownClusters, wanted: Asked) -> Case | None:
    row = next_row(version, clusters, wanted)
    if row is None:
        return None
    found = similar_nearest.to_company(row.submission, SIMILAR)
    return Case(
        row=row,
        company=row.submission,
        cluster=clusters.of_assignment(row),
        said=None if row.cluster is None else version.clusters.filter(number=row.cluster).first(),
        choices=choices(row, clusters),
        similar=lists.with_clusters(clusters, found.rows),
    )


def next_row(version: ModelVersion, clusters: ShownClusters, wanted: Asked) -> Assignment | None:
    """The row that is asked for while it waits, else the least sure one behind the given place."""
    waiting = version.assignments.filter(status=Status.SCORED, verdict=Verdict.UNREVIEWED)
    waiting = waiting.select_related("submission").defer("vector", "raw_reply")
    if wanted.cluster:
        waiting = waiting.filter(shown_cluster__in=clusters.numbers_in(wanted.cluster.number))
    if wanted.at and (row := waiting.filter(pk=wanted.at).first()):
        return row
    before = (
        version.assignments.filter(pk=wanted.after).only("sure").first() if wanted.after else None
    )
    return next((row for part in _parts(waiting, before) if (row := part.first())), None)


def _parts(waiting: QueuedQuerySet, before: Assignment | None) -> list[QueuedQuerySet]:
    """What comes behind a row, in its order:
    as sure or surer, then those that say nothing of it.
    """
    measured = waiting.filter(sure__isnull=False).order_by("sure", "pk")
    others = waiting.filter(sure__isnull=True).order_by("pk")
    if before is None:
        return [measured, others]
    if before.sure is None:
        return [others.filter(pk__gt=before.pk)]
    # The first of the two conditions is what the index is entered by
    behind = measured.filter(Q(sure__gt=before.sure) | Q(pk__gt=before.pk), sure__gte=before.sure)
    return [behind, others]


def choices(row: Assignment, clusters: ShownClusters) -> list[Choice]:
    """Every cluster but the one that shows the company, the nearest first;
    merged ones are one choice.
    """
    shown = clusters.of_assignment(row)
    others: list[tuple[float, int]] = []
    for cluster in clusters:
        if cluster == shown:
            continue
        numbers = clusters.numbers_in(cluster.number)
        distances = [row.distances[number] for number in numbers if number < len(row.distances)]
        others.append((min(distances, default=inf), cluster.number))
    others.sort()
    return [
        Choice(
            clusters[number],
            None if distance == inf else distance,
            str(place) if place <= KEYS else "",
        )
        for place, (distance, number) in enumerate(others, start=1)
    ]


# Verdicts


def decide(
    version: ModelVersion | None, clusters: ShownClusters, sent: dict[str, Any], reviewer: User
) -> Review:
    """Keep a verdict on what the reviewer saw.

    Raises:
        ChangedError: somebody reviewed the company meanwhile, or it is another score now.
        ReviewError: the right cluster is missing or does not exist.
    """
    with transaction.atomic():
        row = _locked(version, sent["row"])
        if row.is_reviewed:
            raise ChangedError(_standing(row, clusters, reviewer))
        if row.status != Status.SCORED or row.cluster != sent["said"]:
            raise ChangedError(
                f"{quoted(row.submission)} was scored again since you opened the page."
            )
        verdict = {name: sent[name] for name in ("verdict", "cluster", "note")}
        return verdicts.review(row, **verdict, reviewer=reviewer)


def undo(
    version: ModelVersion | None, clusters: ShownClusters, pk: int | None, reviewer: User
) -> Assignment:
    """Put a company back to what it was before a verdict of the reviewer's own, which is kept.

    Raises:
        ChangedError: that verdict does not stand any more.
    """
    with transaction.atomic():
        said = Review.objects.filter(pk=pk or 0, reviewer=reviewer).first()
        if said is None:
            raise ChangedError("There is no such verdict of yours.")
        row = _locked(version, said.assignment_id)
        if row.reviews.first() != said:
            raise ChangedError(_standing(row, clusters, reviewer))
        verdicts.review(
            row, verdict=Verdict.UNREVIEWED, cluster=None, note="Undone.", reviewer=reviewer
        )
        return row


def standing(
    version: ModelVersion, clusters: ShownClusters, pk: int | None, reviewer: User
) -> Said | None:
    """A verdict of the reviewer's own while it can be undone."""
    own = Review.objects.filter(pk=pk or 0, reviewer=reviewer, assignment__version=version)
    said = own.select_related("assignment__submission").exclude(verdict=Verdict.UNREVIEWED).first()
    if said is None or said.assignment.reviews.first() != said:
        return None
    return Said(said, said.assignment.submission, clusters.of_assignment(said.assignment))


def _locked(version: ModelVersion | None, pk: int) -> Assignment:
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("submission")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise ChangedError("The company was deleted since you opened the page.")
    if version is None or row.version_id != version.pk:
        raise ChangedError(
            "Another model version has become active since you opened the page; "
            f"{quoted(row.submission)} comes anew "
            "if it is unreviewed there."
        )
    return row


def _standing(row: Assignment, clusters: ShownClusters, reviewer: User) -> str:
    """What somebody's last word on a row was."""
    last = row.reviews.first()
    cluster = clusters.of_assignment(row)
    where = (
        f"{row.verdict} in cluster {cluster}"
        if row.verdict == Verdict.CONFIRMED
        else f"in cluster {cluster}"
    )
    stands = "it is unreviewed" if row.verdict == Verdict.UNREVIEWED else f"it stands {where}"
    if last and last.reviewer_id == reviewer.pk:
        return f"Your last word on {quoted(row.submission)} is stored already: {stands}."
    name = last.reviewer_name if last else "somebody"
    return f"{quoted(row.submission)} was reviewed by {name} since you opened the page: {stands}."
