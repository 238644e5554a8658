"""What a person or a program can do with a company: submit it, score it again, review it, delete it."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from scoring.endpoint import versions as endpoint_versions
from scoring.endpoint import waiting_pages
from scoring.models import Assignment, Cluster, ModelVersion, Review, Submission, Tally
from scoring.models.submissions import SubmissionQuerySet, fingerprint
from scoring.models.work import Lease, QueuedQuerySet
from scoring.queue import assignments

Verdict = Assignment.Verdict


class ReviewError(ValueError):
    """A verdict that cannot stand; the message says what to change."""


def submit(*, title: str, category: str, text: str, request_key: str = "") -> Submission:
    """Store a company from the form, then score it; the same form sent twice is one submission."""
    company = Submission(
        title=title,
        category=category,
        text=text,
        source=Submission.Source.FORM,
        fingerprint=fingerprint(title, category, text),
        request_key=request_key,
    )
    lease = Lease.lasting(assignments.lease_seconds())
    versions = endpoint_versions.in_use()
    try:
        with transaction.atomic():
            company.save(force_insert=True)
            for version in versions:
                assignments.add([company], version, lease)
    except IntegrityError:
        return Submission.objects.get(request_key=request_key, fingerprint=company.fingerprint)
    _score_now(company, lease)
    return company


def store(companies: Sequence[Submission]) -> None:
    """Store companies from a file, with pending assignments for the worker."""
    versions = endpoint_versions.in_use()
    with transaction.atomic():
        Submission.objects.bulk_create(companies, batch_size=assignments.CHUNK)
        for version in versions:
            assignments.add(companies, version, lease=None)


def score_again(company: Submission) -> None:
    """Put the company's rows under the versions in use back, and wait for the score as the form does."""
    lease = Lease.lasting(assignments.lease_seconds())
    with transaction.atomic():
        Submission.objects.select_for_update().get(pk=company.pk)
        rows = company.assignments.filter(version__in=endpoint_versions.in_use())
        assignments.put_back(rows.exclude(pk__in=rows.leased().values("pk")), lease)
    _score_now(company, lease)


def rescore(rows: QueuedQuerySet) -> int:
    """Put rows back into the queue for the worker, but none that somebody is scoring; returns how many."""
    done = after = 0
    free = rows.filter(lease__isnull=True).order_by("pk")
    while ids := list(free.filter(pk__gt=after).values_list("pk", flat=True)[: assignments.CHUNK]):
        done += assignments.put_back(Assignment.objects.filter(pk__in=ids))
        after = ids[-1]
    return done


def _score_now(company: Submission, lease: Lease) -> None:
    """Score what this request holds; after its wait the row is the worker's at once."""
    for row in company.assignments.held(lease.id).select_related("version"):
        with waiting_pages.place(row.version) as has_place:
            if has_place:
                assignments.score([row], settings.AML_PAGE_WAIT, wait_after_timeout=timedelta(0))
            else:
                assignments.hand_over([row])


def review(row: Assignment, *, verdict: str, cluster: int | None, note: str, reviewer: User) -> Review:
    """Keep a verdict; a wrong row shows under the right cluster from now on.

    Raises:
        ReviewError: there is nothing to confirm, the right cluster is missing or does not exist, or another
            version has become active.
    """
    check_verdict(row, verdict, cluster)
    right = cluster if verdict == Verdict.WRONG else None
    with transaction.atomic():
        hold_version(row.version_id)
        locked = Assignment.objects.select_for_update(of=("self",)).get(pk=row.pk)
        before = assignments.tally_key(locked)
        locked.verdict = verdict
        locked.show_in(locked.cluster if right is None else right)
        locked.save(update_fields=["verdict", "shown_cluster", "centre_distance"])
        Tally.objects.shift(assignments.moved([before], [assignments.tally_key(locked)]))
        return Review.objects.create(
            assignment=row,
            verdict=verdict,
            cluster=right,
            note=note,
            reviewer=reviewer,
            reviewer_name=reviewer.get_username(),
        )


def hold_version(version_id: int) -> None:
    """Keep a version active until the transaction ends, so that no verdict is missed by the version that takes over.

    Raises:
        ReviewError: it is not active.
    """
    if not ModelVersion.objects.select_for_update(no_key=True).get(pk=version_id).is_active:
        raise ReviewError("Another model version has become active meanwhile. Look at the company again.")


def review_as_seen(
    row: Assignment, *, last: int, verdict: str, cluster: int | None, note: str, reviewer: User
) -> Review:
    """Keep the verdict of somebody who saw the review `last` (0: none) as the newest.

    Raises:
        ReviewError: there is a newer one, or as for `review`.
    """
    with transaction.atomic():
        hold_version(row.version_id)
        newest = row.reviews.first()
        if newest and newest.pk != last:
            name = "you" if newest.reviewer_id == reviewer.pk else newest.reviewer_name
            raise ReviewError(
                f"It was reviewed by {name} since you opened the page: {newest.get_verdict_display()}. What you chose "
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
        raise ReviewError("Choose the right cluster.")
    if cluster == row.cluster:
        raise ReviewError("That is the cluster that the model said: mark it confirmed, or choose another.")
    if not Cluster.objects.filter(version=row.version_id, number=cluster).exists():
        raise ReviewError(f"There is no cluster {cluster} in version {row.version_id}.")


def delete(companies: SubmissionQuerySet) -> int:
    """Delete companies for good, with all that was ever said of them; returns how many."""
    ids = list(companies.values_list("pk", flat=True))
    for start in range(0, len(ids), assignments.CHUNK):
        _delete_chunk(ids[start : start + assignments.CHUNK])
    return len(ids)


def _delete_chunk(ids: list[int]) -> None:
    with transaction.atomic():
        # Locked first, so that no row under another version is added meanwhile
        ids = [company.pk for company in Submission.objects.select_for_update().filter(pk__in=ids).order_by("pk")]
        rows = Assignment.objects.select_for_update(of=("self",)).filter(submission__in=ids).order_by("pk")
        gone = [assignments.tally_key(row) for row in rows.only(*assignments.TALLIED)]
        Tally.objects.shift(assignments.moved(gone, []))
        Submission.objects.filter(pk__in=ids).delete()
