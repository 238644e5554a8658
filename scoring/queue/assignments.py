"""Assignments as a work queue: put rows in, score what is leased, store what came of it.

Every change of a status goes through here, so that the kept counts are always right.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from math import inf

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from scoring.endpoint import scoring, versions
from scoring.endpoint.errors import EndpointError, EndpointTimeoutError
from scoring.endpoint.scoring import Scored
from scoring.models import Assignment, ModelVersion, Submission, Tally, map_cells
from scoring.models.tallies import NO_CLUSTER, TallyKey
from scoring.models.work import Lease, QueuedQuerySet
from scoring.queue import bad_rows
from wire import Row

logger = logging.getLogger(__name__)

Status = Assignment.Status
CHUNK = 200
# Seconds between many calls under one lease; far less than what a lease has to spare
EXTEND_EVERY = 15.0
TALLIED = ("version", "status", "shown_cluster", "category", "source", "verdict")
QUEUE_FIELDS = [
    "status",
    "attempts",
    "first_attempt_at",
    "next_attempt_at",
    "lease",
    "leased_until",
    "reason",
]
SCORE_FIELDS = [
    "cluster",
    "shown_cluster",
    "verdict",
    "distances",
    "centre_distance",
    "sure",
    "coverage",
    "vector",
    "map_x",
    "map_y",
    "map_cell",
    "raw_reply",
    "scored_at",
]


def lease_seconds() -> float:
    """Longer than the slowest call, so that no row is scored by two at once."""
    return settings.AML_TIMEOUT + settings.AML_PAGE_WAIT + 60


def tally_key(row: Assignment) -> TallyKey:
    cluster = NO_CLUSTER if row.shown_cluster is None else row.shown_cluster
    return TallyKey(row.version_id, row.status, cluster, row.category, row.source, row.verdict)


def add(submissions: Iterable[Submission], version: ModelVersion, lease: Lease | None) -> None:
    """Give stored submissions their pending assignment under a version,
    leased when the caller scores them itself.
    """
    rows = [_pending(submission, version) for submission in submissions]
    if lease:
        for row in rows:
            row.take(lease)
    with transaction.atomic():
        Assignment.objects.bulk_create(rows, batch_size=CHUNK)
        Tally.objects.shift(Counter(tally_key(row) for row in rows))


def _pending(submission: Submission, version: ModelVersion) -> Assignment:
    return Assignment(
        submission=submission,
        version=version,
        category=submission.category,
        source=submission.source,
        sent_at=submission.sent_at,
    )


def score(
    leased: Sequence[Assignment], seconds: float, wait_after_timeout: timedelta | None = None
) -> int:
    """Score leased rows of one version and store the outcome, good or bad; returns how many got a
    score.

    No transaction is open while the call is out. A chunk that is refused for its rows is halved, so
    that one bad row fails alone.
    """
    try:
        return _call(leased, seconds)
    except EndpointError as error:
        if len(leased) > 1 and (error.about_rows or _crashed_again(leased, error)):
            return _score_halves(leased, error, seconds)
        _warn(leased, error)
        _note_failure(
            leased,
            error,
            wait_after_timeout if isinstance(error, EndpointTimeoutError) else error.wait,
        )
        return 0


def _crashed_again(leased: Sequence[Assignment], error: EndpointError) -> bool:
    """Trouble of a service mostly ends by itself;
    where it lasts, one row may be what the service crashes on.
    """
    return error.is_crash and any(row.attempts for row in leased)


def _call(leased: Sequence[Assignment], seconds: float) -> int:
    companies = Submission.objects.in_bulk([row.submission_id for row in leased])
    leased = [row for row in leased if row.submission_id in companies]
    if not leased:
        return 0
    version = leased[0].version
    results = scoring.score(
        version, [_sent(companies[row.submission_id]) for row in leased], seconds
    )
    return _store(leased, version, results)


def _warn(leased: Sequence[Assignment], error: EndpointError) -> None:
    logger.warning("%d rows under %s were not scored: %s", len(leased), leased[0].version, error)


def _score_halves(leased: Sequence[Assignment], error: EndpointError, seconds: float) -> int:
    scored, extended_at = 0, -inf

    def ask(rows: Sequence[Assignment]) -> None:
        nonlocal scored, extended_at
        if time.monotonic() >= extended_at + EXTEND_EVERY:
            extended_at = time.monotonic()
            _extend(leased)
        scored += _call(rows, seconds)

    # Noted after the last answer that came to others of the chunk: such a row is at fault itself
    for rows, reason in list(bad_rows.failures(leased, error, ask)):
        _warn(rows, reason)
        _note_failure(rows, reason, reason.wait)
    # What there was no time for is as it was
    hand_over(leased)
    return scored


def _extend(leased: Sequence[Assignment]) -> None:
    """Begin the lease anew for what is still held of the rows."""
    Assignment.objects.held(leased[0].lease).update(
        leased_until=Lease.lasting(lease_seconds()).until
    )


def _sent(company: Submission) -> Row:
    return Row(company.title, company.category, company.text)


def _store(leased: Sequence[Assignment], version: ModelVersion, results: Sequence[Scored]) -> int:
    if version.kind == ModelVersion.Kind.REMOTE:
        k = len(results[0].distances)
        fitting = versions.fitting_remote(version, k)
        if fitting != version:
            reason = (
                f"The scoring service now has {k} clusters; version {fitting.pk} goes on from here."
            )
            _note_failure(leased, EndpointError(reason, retry=False), None)
            return 0
    outcome = {row.pk: result for row, result in zip(leased, results, strict=True)}
    return _change_held(
        leased, lambda row: _take(row, outcome[row.pk]), [*QUEUE_FIELDS, *SCORE_FIELDS]
    )


def _take(row: Assignment, result: Scored) -> None:
    row.status = Status.UNPLACED if result.cluster is None else Status.SCORED
    row.distances = list(result.distances)
    _keep_review(row, result.cluster)
    row.cluster = result.cluster
    row.sure, row.coverage = result.sure, result.coverage
    row.vector, row.raw_reply = result.vector, result.raw_reply
    row.map_x, row.map_y = result.map_place or (None, None)
    row.map_cell = map_cells.cell(*result.map_place) if result.map_place else None
    row.scored_at = timezone.now()
    row.attempts += 1
    row.reason = ""
    row.release()


def _keep_review(row: Assignment, cluster: int | None) -> None:
    """A correction outlives a new score; a confirmation only while the model says the same."""
    if row.verdict == Assignment.Verdict.CONFIRMED and row.cluster != cluster:
        row.verdict = Assignment.Verdict.UNREVIEWED
    row.show_in(row.shown_cluster if row.verdict == Assignment.Verdict.WRONG else cluster)


def _note_failure(
    leased: Sequence[Assignment], error: EndpointError, wait: timedelta | None
) -> None:
    def note(row: Assignment) -> None:
        if error.retry:
            row.postpone(str(error), wait)
        else:
            row.give_up(str(error))

    _change_held(leased, note, QUEUE_FIELDS)


def postpone(leased: Sequence[Assignment], reason: str) -> None:
    """Put leased rows back for a later try."""
    _note_failure(leased, EndpointError(reason, retry=True), None)


def _change_held(
    leased: Sequence[Assignment], apply: Callable[[Assignment], None], fields: list[str]
) -> int:
    """Change the rows that the caller still holds:
    a row whose lease ran out belongs to somebody else now.
    """
    with transaction.atomic():
        rows = Assignment.objects.held(leased[0].lease).filter(pk__in=[row.pk for row in leased])
        return change(rows, apply, fields)


def hand_over(leased: Sequence[Assignment]) -> None:
    """Leave leased rows to the worker at once."""
    _change_held(leased, lambda row: row.release(), QUEUE_FIELDS)


def put_back(rows: QueuedQuerySet, lease: Lease | None = None) -> int:
    """Have rows scored again from the start; leased when the caller scores them itself.

    What was stored of them stays in sight until the new score is there.
    """

    def restart(row: Assignment) -> None:
        row.put_back()
        if lease:
            row.take(lease)

    with transaction.atomic():
        return change(rows, restart, QUEUE_FIELDS)


def change(rows: QueuedQuerySet, apply: Callable[[Assignment], None], fields: list[str]) -> int:
    """Change rows under a lock, and move the counts with them."""
    locked = list(rows.select_for_update(of=("self",)).order_by("pk"))
    before = [tally_key(row) for row in locked]
    for row in locked:
        apply(row)
    # One upsert of the rows, which are locked and so still there: bulk_update takes ten times as
    # long
    Assignment.objects.bulk_create(
        locked, update_conflicts=True, unique_fields=["id"], update_fields=fields, batch_size=CHUNK
    )
    Tally.objects.shift(moved(before, [tally_key(row) for row in locked]))
    return len(locked)


def moved(before: Iterable[TallyKey], after: Iterable[TallyKey]) -> Counter[TallyKey]:
    """The changes to the kept counts when rows leave some places and enter others."""
    changes = Counter(after)
    changes.subtract(Counter(before))
    return changes
