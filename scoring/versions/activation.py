"""How a trained version becomes the active one, and what it takes over from the one before.

The worker scores every submission under it first, so no page ever shows a mixture; then one flag is
flipped.
"""

import logging
from collections import Counter

from django.db import transaction
from django.db.models import Count, F, FilteredRelation, Q
from django.utils import timezone

from scoring.clusters import display
from scoring.endpoint import embedded
from scoring.endpoint.embedded import is_readable
from scoring.models import Assignment, Job, ModelVersion, Review, Submission, Tally, model_versions
from scoring.queue import changes

logger = logging.getLogger(__name__)

State, Verdict = ModelVersion.State, Assignment.Verdict


def prepare(version: ModelVersion) -> None:
    """Have the worker score every submission under a version, and then make it active.

    Raises:
        NoModelError: its artefact is absent, damaged or of another format; the active version goes
            on.
    """
    embedded.model(version.pk)
    with transaction.atomic():
        ModelVersion.objects.filter(pk=version.pk).update(state=State.PREPARING)
        Job.objects.get_or_create(kind=Job.Kind.PREPARE, version=version, status=Job.Status.PENDING)


def leave_unreadable() -> None:
    """When the active version's artefact cannot be read, prepare the latest one that can."""
    version = model_versions.embedded()
    if version is None or is_readable(version) or model_versions.being_prepared().exists():
        return
    others = ModelVersion.objects.filter(kind=ModelVersion.Kind.EMBEDDED).exclude(pk=version.pk)
    readable = (
        other
        for other in others.order_by(F("activated_at").desc(nulls_last=True))
        if is_readable(other)
    )
    if chosen := next(readable, None):
        logger.error("The model of %s cannot be read; %s takes its place", version, chosen)
        prepare(chosen)


def activate_when_ready(version_id: int) -> bool:
    """Flip the flag of a prepared version once none of its rows waits; safe to call at any time."""
    with transaction.atomic():
        version = (
            ModelVersion.objects.select_for_update()
            .filter(pk=version_id, state=State.PREPARING)
            .first()
        )
        if version is None or _has_work(version):
            return False
        if _has_failed(version):
            logger.error("%s could not be prepared; the active version goes on", version)
            ModelVersion.objects.filter(pk=version.pk).update(state=State.READY)
            return False
        before = model_versions.embedded()
        if before and before != version:
            _take_over(before, version)
        _flip(version)
    return True


def _has_work(version: ModelVersion) -> bool:
    return version.jobs.pending().exists() or version.assignments.pending().exists()


def _has_failed(version: ModelVersion) -> bool:
    """Its job was given up, or most rows were: its artefact was damaged on the way."""
    last = version.jobs.filter(kind=Job.Kind.PREPARE).order_by("-pk").first()
    if last and last.status == Job.Status.FAILED:
        return True
    totals = Tally.objects.filter(version=version).totals("status")
    failed = totals.get(Assignment.Status.FAILED, 0)
    return failed > sum(totals.values()) - failed


def _flip(version: ModelVersion) -> None:
    same_kind = ModelVersion.objects.filter(kind=version.kind, endpoint=version.endpoint)
    same_kind.filter(is_active=True).update(is_active=False)
    same_kind.filter(pk=version.pk).update(
        is_active=True, state=State.READY, activated_at=timezone.now()
    )


def _take_over(before: ModelVersion, version: ModelVersion) -> None:
    """Carry how clusters are shown, and reviews,
    over to the clusters that have the same members.
    """
    # Verdicts on it wait from here on, and are then refused: each one is carried over, or was not
    # stored
    ModelVersion.objects.select_for_update(no_key=True).get(pk=before.pk)
    # It loads SciPy, which a web process does without
    from clustering.matching import match

    same = match(shared_members(before, version))
    display.carry_over(before, version, same)
    reviewed = before.assignments.exclude(verdict=Verdict.UNREVIEWED).order_by("pk")
    after = 0
    while chunk := list(reviewed.filter(pk__gt=after)[: changes.ROWS_AT_ONCE]):
        _carry_reviews(chunk, version, same)
        after = chunk[-1].pk


def shared_members(before: ModelVersion, version: ModelVersion) -> Counter[tuple[int, int]]:
    """How many submissions stand in each pair of clusters, as the two models said."""
    pairs = (
        Submission.objects.annotate(
            old=FilteredRelation("assignments", condition=Q(assignments__version=before)),
            new=FilteredRelation("assignments", condition=Q(assignments__version=version)),
        )
        .filter(old__cluster__isnull=False, new__cluster__isnull=False)
        .values_list("old__cluster", "new__cluster")
        .annotate(members=Count("pk"))
        .order_by()
    )
    return Counter({(old, new): members for old, new, members in pairs})


def _carry_reviews(chunk: list[Assignment], version: ModelVersion, same: dict[int, int]) -> None:
    """A person said where a company belongs:
    it stands in the cluster that has taken that one's place, if any.
    """
    right = {
        row.submission_id: same.get(row.shown_cluster)
        for row in chunk
        if row.shown_cluster is not None
    }

    def carry(row: Assignment) -> None:
        target = right.get(row.submission_id)
        row.show_in(row.cluster if target is None else target)
        row.verdict = Verdict.UNREVIEWED if target is None else _verdict(row.cluster, target)

    rows = version.assignments.filter(submission__in=[row.submission_id for row in chunk])
    changes.change_rows(rows, carry, ["shown_cluster", "centre_distance", "verdict"])
    _note(chunk, version)


def _verdict(cluster: int | None, target: int) -> str:
    return Verdict.CONFIRMED if cluster == target else Verdict.WRONG


def _note(chunk: list[Assignment], version: ModelVersion) -> None:
    """Keep who said it and when, under the new version too."""
    last = {
        review.assignment_id: review
        for review in Review.objects.filter(assignment__in=chunk).order_by("pk")
    }
    reviewers = {row.submission_id: last.get(row.pk) for row in chunk}
    carried = version.assignments.filter(submission__in=reviewers).exclude(
        verdict=Verdict.UNREVIEWED
    )
    Review.objects.bulk_create(
        Review(
            assignment=row,
            verdict=row.verdict,
            cluster=row.shown_cluster if row.verdict == Verdict.WRONG else None,
            note=f"Carried over from version {chunk[0].version_id}.",
            reviewer_id=said.reviewer_id,
            reviewer_name=said.reviewer_name,
            made_at=said.made_at,
        )
        for row in carried
        if (said := reviewers[row.submission_id])
    )
