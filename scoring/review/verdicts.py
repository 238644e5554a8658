"""A verdict on an assignment: checked, kept, and never over a colleague's."""

from django.contrib.auth.models import User
from django.db import transaction

from scoring.models import Assignment, Cluster, ModelVersion, Review
from scoring.queue import changes

Verdict = Assignment.Verdict


class ReviewError(ValueError):
    """A verdict that cannot stand; the message says what to change."""


def review(
    row: Assignment,
    *,
    verdict: str,
    cluster: int | None,
    note: str,
    reviewer: User,
) -> Review:
    """Keep a verdict; a wrong row shows under the right cluster from now on.

    None as the cluster of a wrong row says that none of them fits: it then shows in none.

    Raises:
        ReviewError: there is nothing to confirm, the right cluster is the model's or does not
            exist, or another version has become active.
    """
    check_verdict(row, verdict, cluster)
    is_wrong = verdict == Verdict.WRONG
    right = cluster if is_wrong else None
    with transaction.atomic():
        hold_version(row.version_id)
        # After the version, as where another one takes over, so that no two wait for each other
        locked = Assignment.objects.select_for_update(of=("self",)).get(pk=row.pk)
        before = changes.counted([locked])
        locked.verdict = verdict
        locked.show_in(right if is_wrong else locked.cluster)
        locked.settle_answer()
        locked.save(update_fields=["verdict", "shown_cluster", "centre_distance", "answer"])
        changes.move_counts(before, changes.counted([locked]))
        return Review.objects.create(
            assignment=row,
            verdict=verdict,
            cluster=right,
            note=note,
            reviewer=reviewer,
            reviewer_name=reviewer.get_username(),
        )


def hold_version(version_id: int) -> None:
    """Keep a version active until the transaction ends.

    So the version that takes over misses no verdict.

    Raises:
        ReviewError: it is not active.
    """
    # Not its key, which PostgreSQL locks for each new row under the version: those go on
    version = ModelVersion.objects.select_for_update(no_key=True).get(pk=version_id)
    if not version.is_active:
        raise ReviewError(
            "Another model version has become active meanwhile. Look at the company again."
        )


def review_as_seen(
    row: Assignment,
    *,
    last: int,
    verdict: str,
    cluster: int | None,
    note: str,
    reviewer: User,
) -> Review:
    """Keep the verdict of somebody who saw the review `last` (0: none) as the newest.

    Raises:
        ReviewError: there is a newer one, or as for `review`.
    """
    with transaction.atomic():
        hold_version(row.version_id)
        newest = row.reviews.first()
        if newest and newest.pk != last:
            name = "you"
            if newest.reviewer_id != reviewer.pk:
                name = newest.reviewer_name
            raise ReviewError(
                f"It was reviewed by {name} since you opened the page: "
                f"{newest.get_verdict_display()}. What you chose "
                "is still here; store it again if it should stand instead."
            )
        return review(row, verdict=verdict, cluster=cluster, note=note, reviewer=reviewer)


def check_verdict(row: Assignment, verdict: str, cluster: int | None) -> None:
    """Raise ReviewError for a verdict that cannot stand."""
    if verdict not in Verdict.values:
        raise ReviewError("Choose one of unreviewed, confirmed and wrong.")
    if verdict == Verdict.CONFIRMED and row.cluster is None:
        raise ReviewError("This company has no cluster yet, so there is none to confirm.")
    if verdict != Verdict.WRONG:
        return
    if cluster is None:
        if row.cluster is None:
            raise ReviewError("The model found no cluster for it either: leave it unreviewed.")
        return
    if cluster == row.cluster:
        raise ReviewError(
            "That is the cluster that the model said: mark it confirmed, or choose another."
        )
    if not Cluster.objects.filter(version=row.version_id, number=cluster).exists():
        raise ReviewError(f"There is no cluster {cluster} in version {row.version_id}.")
