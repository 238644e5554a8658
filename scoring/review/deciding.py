"""Verdicts at the desk: kept, refused when something came between, and taken back."""

from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db import transaction

from scoring.models import (
    Assignment,
    Cluster,
    ModelVersion,
    Review,
    Scope,
    ShownClusters,
    Submission,
)
from scoring.pages.messages import quoted
from scoring.review import verdicts
from scoring.review.verdicts import ReviewError

Status, Verdict = Assignment.Status, Assignment.Verdict


class ChangedError(ReviewError):
    """The company is not any more as the reviewer saw it; the message says what stands."""


class Standing(NamedTuple):
    """A verdict that stands, and the cluster in which it shows the company."""

    review: Review
    company: Submission
    cluster: Cluster | None


def decide(
    version: ModelVersion | None,
    clusters: ShownClusters,
    scope: Scope,
    sent: dict[str, Any],
    reviewer: User,
) -> Review:
    """Keep a verdict on what the reviewer saw; `sent` are the clean values of DeskForm.

    Raises:
        ChangedError: somebody reviewed the company meanwhile, or it is another score now.
        ReviewError: the right cluster is missing or does not exist, or another version has become
            active.
    """
    with transaction.atomic():
        row = _locked(version, sent["row"], scope)
        if row.is_reviewed:
            raise ChangedError(_last_word(row, clusters, reviewer))
        if row.status != Status.SCORED or row.cluster != sent["said"]:
            raise ChangedError(
                f"{quoted(row.submission)} was scored again since you opened the page."
            )
        verdict = {name: sent[name] for name in ("verdict", "cluster", "note")}
        return verdicts.review(row, **verdict, reviewer=reviewer)


def undo(
    version: ModelVersion | None,
    clusters: ShownClusters,
    scope: Scope,
    pk: int | None,
    reviewer: User,
) -> Assignment:
    """Put a company back to what it was before a verdict of the reviewer's own, which is kept.

    Raises:
        ChangedError: that verdict does not stand any more.
        ReviewError: another version has become active.
    """
    with transaction.atomic():
        own = Review.objects.visible_to(scope).filter(reviewer=reviewer)
        review = own.filter(pk=pk or 0).first()
        if review is None:
            raise ChangedError("There is no such verdict of yours.")
        row = _locked(version, review.assignment_id, scope)
        if row.reviews.first() != review:
            raise ChangedError(_last_word(row, clusters, reviewer))
        verdicts.review(
            row,
            verdict=Verdict.UNREVIEWED,
            cluster=None,
            note="Undone.",
            reviewer=reviewer,
        )
        return row


def standing(
    version: ModelVersion,
    clusters: ShownClusters,
    scope: Scope,
    pk: int | None,
    reviewer: User,
) -> Standing | None:
    """A verdict of the reviewer's own while it can be undone."""
    visible = Review.objects.visible_to(scope)
    own = visible.filter(
        pk=pk or 0,
        reviewer=reviewer,
        assignment__version=version,
    )
    verdicts_said = own.exclude(verdict=Verdict.UNREVIEWED)
    review = verdicts_said.select_related("assignment__submission").first()
    if review is None:
        return None
    row = review.assignment
    if row.reviews.first() != review:
        return None
    return Standing(review, row.submission, clusters.of_assignment(row))


def _locked(version: ModelVersion | None, pk: int, scope: Scope) -> Assignment:
    """A row of the active version, which nobody else changes until the transaction ends."""
    # The version first, as everywhere, so that no two wait for each other
    if version:
        verdicts.hold_version(version.pk)
    visible = Assignment.objects.visible_to(scope)
    rows = visible.select_for_update(of=("self",)).select_related("submission")
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
    name = "no cluster"
    if cluster:
        name = clusters.names[cluster.number]
    if row.verdict == Verdict.UNREVIEWED:
        stands = "it is unreviewed"
    elif row.verdict == Verdict.CONFIRMED:
        stands = f"it is confirmed in {name}"
    elif row.fits_none:
        stands = "it fits none of the clusters"
    else:
        stands = f"it belongs in {name}"
    company = quoted(row.submission)
    if review and review.reviewer_id == reviewer.pk:
        return f"Your last word on {company} is stored already: {stands}."
    colleague = review.reviewer_name if review else "somebody"
    return f"{company} was reviewed by {colleague} since you opened the page: {stands}."
