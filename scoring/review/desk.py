"""The review desk: the least sure companies one by one, with its queue, its choices and undo."""

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
from scoring.similar.nearest import Similar, nearest_to_companies
from scoring.similar.sources import Sources

Status, Verdict = Assignment.Status, Assignment.Verdict

KEYS = 9
SIMILAR = 3


class ChangedError(ReviewError):
    """The company is not any more as the reviewer saw it; the message says what stands."""


class Asked(NamedTuple):
    """What an address of the desk asks for.

    A shown cluster (`is_unknown` says that there is no such one), the row to go on behind (`after`)
    or to show (`at`), and the review that can be undone (`last`).
    """

    cluster: Cluster | None = None
    is_unknown: bool = False
    after: int | None = None
    at: int | None = None
    last: int | None = None


class Choice(NamedTuple):
    """A cluster that the company may belong in; nine have a key.

    The distance is that to the nearest centre of those shown as it.
    """

    cluster: Cluster
    distance: float | None
    key: str


class Case(NamedTuple):
    """A company to decide on.

    Where it is shown, what the model itself said, and where else it may belong.
    """

    row: Assignment
    company: Submission
    cluster: Cluster | None
    said: Cluster | None
    choices: list[Choice]
    similar: list[Similar]

    @property
    def near(self) -> list[Choice]:
        """The choices that have a key."""
        return self.choices[:KEYS]

    @property
    def far(self) -> list[Choice]:
        return self.choices[KEYS:]


class Standing(NamedTuple):
    """A verdict that stands, and the cluster in which it shows the company."""

    review: Review
    company: Submission
    cluster: Cluster | None


def read_query(query: QueryDict, clusters: ShownClusters) -> Asked:
    """What an address or a form asks for; what is no number counts as not given."""
    typed = query.get("cluster", "")
    cluster = clusters.get(paging.whole_number(typed))
    return Asked(
        cluster=cluster,
        is_unknown=bool(typed) and cluster is None,
        after=paging.whole_number(query.get("after")),
        at=paging.whole_number(query.get("at")),
        last=paging.whole_number(query.get("last")),
    )


def address(cluster: Cluster | None, **place: int | None) -> str:
    """The desk at a place of its queue, with the keyboard at the company."""
    parts = {"cluster": cluster.number if cluster else None, **place}
    # Not by its truth, for 0 is a cluster
    given = {name: value for name, value in parts.items() if value is not None}
    query = urlencode(given)
    page = reverse("review")
    if query:
        page = f"{page}?{query}"
    return f"{page}#company"


# The queue


def next_case(version: ModelVersion, clusters: ShownClusters, wanted: Asked) -> Case | None:
    """The company to decide on; None when none is left behind the place that is asked for."""
    row = next_row(version, clusters, wanted)
    if row is None:
        return None
    sources = Sources.beside(version, clusters)
    nearest = nearest_to_companies([row.submission], sources, SIMILAR)
    return Case(
        row=row,
        company=row.submission,
        cluster=clusters.of_assignment(row),
        said=None if row.cluster is None else clusters.own(row.cluster),
        choices=choices_for(row, clusters),
        similar=nearest.rows,
    )


def next_row(version: ModelVersion, clusters: ShownClusters, wanted: Asked) -> Assignment | None:
    """The row that is asked for while it waits, else the least sure one behind the given place."""
    waiting = version.assignments.filter(status=Status.SCORED, verdict=Verdict.UNREVIEWED)
    waiting = waiting.select_related("submission").defer("vector", "raw_reply")
    if wanted.cluster:
        numbers = clusters.numbers_in(wanted.cluster.number)
        waiting = waiting.filter(shown_cluster__in=numbers)
    if wanted.at:
        shown = waiting.filter(pk=wanted.at).first()
        if shown:
            return shown
    before = None
    if wanted.after:
        before = version.assignments.filter(pk=wanted.after).only("sure").first()
    for part in _behind(before, waiting):
        row = part.first()
        if row:
            return row
    return None


def _behind(before: Assignment | None, waiting: QueuedQuerySet) -> list[QueuedQuerySet]:
    """What comes behind a row: those as sure or surer, then those that do not say how sure."""
    measured = waiting.filter(sure__isnull=False).order_by("sure", "pk")
    others = waiting.filter(sure__isnull=True).order_by("pk")
    if before is None:
        return [measured, others]
    if before.sure is None:
        return [others.filter(pk__gt=before.pk)]
    # The first of the two conditions is what the index is entered by
    as_sure = measured.filter(sure__gte=before.sure)
    surer = as_sure.filter(Q(sure__gt=before.sure) | Q(pk__gt=before.pk))
    return [surer, others]


def choices_for(row: Assignment, clusters: ShownClusters) -> list[Choice]:
    """Every cluster but the one that shows the company, the nearest first; merged ones are one.

    Those without a known distance come last, by their numbers.
    """
    shown = clusters.of_assignment(row)
    known = row.distances_to_all
    others: list[tuple[float, int]] = []
    for cluster in clusters:
        if cluster == shown:
            continue
        # A cluster that came after the score has no distance yet
        numbers = clusters.numbers_in(cluster.number)
        distances = [known[number] for number in numbers if number < len(known)]
        others.append((min(distances, default=inf), cluster.number))
    others.sort()
    choices = []
    for place, (distance, number) in enumerate(others, start=1):
        choice = Choice(
            cluster=clusters[number],
            distance=None if distance == inf else distance,
            key=str(place) if place <= KEYS else "",
        )
        choices.append(choice)
    return choices


# Verdicts


def decide(
    version: ModelVersion | None, clusters: ShownClusters, sent: dict[str, Any], reviewer: User
) -> Review:
    """Keep a verdict on what the reviewer saw; `sent` are the clean values of DeskForm.

    Raises:
        ChangedError: somebody reviewed the company meanwhile, or it is another score now.
        ReviewError: the right cluster is missing or does not exist, or another version has become
            active.
    """
    with transaction.atomic():
        row = _locked(version, sent["row"])
        if row.is_reviewed:
            raise ChangedError(_last_word(row, clusters, reviewer))
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
        ReviewError: another version has become active.
    """
    with transaction.atomic():
        review = Review.objects.filter(pk=pk or 0, reviewer=reviewer).first()
        if review is None:
            raise ChangedError("There is no such verdict of yours.")
        row = _locked(version, review.assignment_id)
        if row.reviews.first() != review:
            raise ChangedError(_last_word(row, clusters, reviewer))
        verdicts.review(
            row, verdict=Verdict.UNREVIEWED, cluster=None, note="Undone.", reviewer=reviewer
        )
        return row


def standing(
    version: ModelVersion, clusters: ShownClusters, pk: int | None, reviewer: User
) -> Standing | None:
    """A verdict of the reviewer's own while it can be undone."""
    own = Review.objects.filter(pk=pk or 0, reviewer=reviewer, assignment__version=version)
    verdicts_said = own.exclude(verdict=Verdict.UNREVIEWED)
    review = verdicts_said.select_related("assignment__submission").first()
    if review is None:
        return None
    row = review.assignment
    if row.reviews.first() != review:
        return None
    return Standing(review, row.submission, clusters.of_assignment(row))


def _locked(version: ModelVersion | None, pk: int) -> Assignment:
    # The version first, as everywhere, so that no two wait for each other
    if version:
        verdicts.hold_version(version.pk)
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("submission")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise ChangedError("The company was deleted since you opened the page.")
    if version is None or row.version_id != version.pk:
        raise ChangedError(
            "Another model version has become active since you opened the page; "
            f"{quoted(row.submission)} comes anew if it is unreviewed there."
        )
    return row


def _last_word(row: Assignment, clusters: ShownClusters, reviewer: User) -> str:
    """What somebody's last word on a row was."""
    review = row.reviews.first()
    cluster = clusters.of_assignment(row)
    if row.verdict == Verdict.UNREVIEWED:
        stands = "it is unreviewed"
    elif row.verdict == Verdict.CONFIRMED:
        stands = f"it stands {row.verdict} in cluster {cluster}"
    elif row.fits_none:
        stands = "it stands in none of the clusters"
    else:
        stands = f"it stands in cluster {cluster}"
    company = quoted(row.submission)
    if review and review.reviewer_id == reviewer.pk:
        return f"Your last word on {company} is stored already: {stands}."
    name = review.reviewer_name if review else "somebody"
    return f"{company} was reviewed by {name} since you opened the page: {stands}."
