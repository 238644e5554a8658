"""Assignments as a work queue: put them in, score what is leased, store what came of it."""

import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from math import inf
from types import MappingProxyType
from typing import cast

from django.conf import settings
from django.db import Error, transaction
from django.utils import timezone

from scoring.endpoint import embedded, scoring, versions
from scoring.endpoint.errors import EndpointError
from scoring.endpoint.failures import Failure, Rows
from scoring.endpoint.scoring import Scored
from scoring.models import (
    Assignment,
    KindCorrection,
    ModelVersion,
    ShownClusters,
    Submission,
    map_cells,
    tallies,
)
from scoring.models.database.inserting import another, insert
from scoring.models.work import Lease, QueuedQuerySet
from scoring.queue import bad_rows
from scoring.queue.changes import (
    QUEUE_FIELDS,
    SCORE_FIELDS,
    change_held,
    change_rows,
    counted,
)
from scoring.queue.kinds import Corrections, set_answer, set_kind
from wire import Row

logger = logging.getLogger(__name__)

Status = Assignment.Status
# Seconds between many calls under one lease; far less than what a lease has to spare
EXTEND_EVERY = 15.0


def lease_seconds() -> float:
    """Longer than the slowest call, so that no row is scored by two at once."""
    return settings.AML_TIMEOUT + settings.AML_PAGE_WAIT + 60


def add(
    submissions: Iterable[Submission],
    version: ModelVersion,
    scores: Mapping[str, Scored] = MappingProxyType({}),
) -> None:
    """Give stored submissions their assignment under a version.

    It has the score of its text where there is one, else it is pending, for the worker.
    """
    new = []
    blank = Assignment(version=version)
    # One moment for all, which a database takes written once
    now = timezone.now()
    for submission in submissions:
        assignment = _pending(submission, another(blank))
        assignment.submission_id = submission.pk
        if score := scores.get(submission.text):
            _set_first_score(assignment, score, now)
        new.append(assignment)
    with transaction.atomic(savepoint=False):
        insert(new)
        tallies.shift(counted(new))


def add_all(new: Sequence[Assignment]) -> None:
    """Store the new assignments of one submission, and count them."""
    with transaction.atomic(savepoint=False):
        Assignment.objects.bulk_create(new)
        tallies.shift(counted(new))


def scored_or_leased(submission: Submission, version: ModelVersion, lease: Lease) -> Assignment:
    """The assignment of a company before either is stored.

    Where a score takes a call, or fails, the caller has the row scored once it is stored: that
    notes what fails.
    """
    blank = Assignment(version=version, submission=submission)
    assignment = _pending(submission, another(blank))
    try:
        if version.kind == ModelVersion.Kind.EMBEDDED:
            row = Row(submission.title, submission.category, submission.text)
            [score] = scoring.score(version, [row], settings.AML_PAGE_WAIT)
            _set_first_score(assignment, score, timezone.now())
            return assignment
    except Error:
        raise
    except Exception:
        # Of what was set before it failed, nothing
        assignment = _pending(submission, blank)
    assignment.lease_to(lease)
    return assignment


def _pending(submission: Submission, blank: Assignment) -> Assignment:
    """A new assignment with what it copies of its company."""
    blank.collection = cast(int, submission.collection_id)
    blank.category = submission.category
    blank.source = submission.source
    blank.sent_at = submission.sent_at
    return blank


def score(
    leased: Sequence[Assignment],
    seconds: float,
    wait_after_timeout: timedelta | None = None,
) -> int:
    """Score leased rows of one version and store the outcome; returns how many got a score.

    No transaction is open while the call is out. A chunk that is refused for its rows is halved, so
    that one bad row fails alone. A call may take so many `seconds`; where it takes longer, rows are
    due again after `wait_after_timeout`, or as after any failure.
    """
    try:
        return _score_in_one_call(leased, seconds)
    except EndpointError as error:
        # Trouble of a service mostly ends by itself; where it lasts, it may crash on one row
        has_lasted = any(assignment.attempts for assignment in leased)
        if len(leased) > 1 and error.follows.blame.falls_on_rows(if_unsure=has_lasted):
            return _score_halves(leased, error, seconds)
        wait = wait_after_timeout
        if error.failure is not Failure.TIMED_OUT:
            wait = error.wait
        _warn(leased, error)
        _note_failure(leased, error, wait)
        return 0


def _score_in_one_call(leased: Sequence[Assignment], seconds: float) -> int:
    submission_ids = [assignment.submission_id for assignment in leased]
    companies = Submission.objects.in_bulk(submission_ids)
    # A company may have been deleted meanwhile
    leased = [assignment for assignment in leased if assignment.submission_id in companies]
    if not leased:
        return 0
    wire_rows = []
    for assignment in leased:
        company = companies[assignment.submission_id]
        wire_rows.append(Row(company.title, company.category, company.text))
    version = leased[0].version
    try:
        scores = scoring.score(version, wire_rows, seconds)
    # Trouble with the database is for the worker to wait out, and no row's fault
    except (EndpointError, Error):
        raise
    except Exception as error:
        # One company on which our own code fails must not hold up the others, nor end the worker
        logger.exception("Scoring %d rows failed", len(leased))
        reason = "Scoring failed. It is this site's fault, and it has been noted."
        raise EndpointError(reason, Failure.INSIDE) from error
    return _store(leased, version, scores)


def _score_halves(leased: Sequence[Assignment], error: EndpointError, seconds: float) -> int:
    scored = 0
    extended_at = -inf

    def ask(part: Sequence[Assignment]) -> None:
        nonlocal scored, extended_at
        if time.monotonic() >= extended_at + EXTEND_EVERY:
            extended_at = time.monotonic()
            Assignment.objects.held(leased[0].lease).hold_on(lease_seconds())
        scored += _score_in_one_call(part, seconds)

    # Noted after the last answer that came to others of the chunk: such a row is at fault itself
    for part, reason in list(bad_rows.failures(leased, error, ask)):
        _warn(part, reason)
        _note_failure(part, reason, reason.wait)
    # What there was no time for is as it was
    hand_over(leased)
    return scored


def _store(leased: Sequence[Assignment], version: ModelVersion, scores: Sequence[Scored]) -> int:
    if version.kind == ModelVersion.Kind.REMOTE:
        k = scores[0].clusters
        if k is None:
            highest_label = max(score.cluster or 0 for score in scores)
            fitting = versions.fitting_labels(version, highest_label)
        else:
            fitting = versions.fitting_remote(version, k)
        # Stored under neither version but scored again: none mixes two models
        if fitting != version:
            news = (
                f"The scoring service now has {fitting.k} clusters; "
                f"version {fitting.pk} goes on from here."
            )
            _note_failure(leased, EndpointError(news, Failure.OTHER_MODEL), wait=None)
            return 0
    score_of = {}
    for assignment, score in zip(leased, scores, strict=True):
        score_of[assignment.pk] = score
    corrections = Corrections(leased)
    clusters = ShownClusters.of_version(version)

    def set_score(assignment: Assignment) -> None:
        corrected = corrections.of_company(assignment.submission_id)
        score = score_of[assignment.pk]
        # By what the model said, whatever reviewers make of its clusters
        own = None
        if score.cluster is not None:
            own = clusters.own(score.cluster)
        _set_score(assignment, score, own.sector if own else "", corrected, timezone.now())

    return change_held(leased, set_score, [*QUEUE_FIELDS, *SCORE_FIELDS])


def _set_first_score(assignment: Assignment, score: Scored, now: datetime) -> None:
    """Set what the embedded model says of a company whose assignment is not stored yet."""
    sectors = embedded.sectors(assignment.version_id)
    sector = "" if score.cluster is None else sectors.get(score.cluster, "")
    # Nobody can have corrected a company that is not there
    _set_score(assignment, score, sector, None, now)


def _set_score(
    assignment: Assignment,
    score: Scored,
    sector_of_cluster: str,
    corrected: KindCorrection | None,
    now: datetime,
) -> None:
    assignment.status = Status.UNPLACED if score.cluster is None else Status.SCORED
    assignment.distances = list(score.distances)
    # A correction outlives a new score; a confirmation only while the model says the same
    is_confirmed = assignment.verdict == Assignment.Verdict.CONFIRMED
    if is_confirmed and assignment.cluster != score.cluster:
        assignment.verdict = Assignment.Verdict.UNREVIEWED
    is_corrected = assignment.verdict == Assignment.Verdict.WRONG
    assignment.show_in(assignment.shown_cluster if is_corrected else score.cluster)
    assignment.cluster = score.cluster
    assignment.sure = score.sure
    assignment.coverage = score.coverage
    assignment.vector = score.vector
    assignment.said = score.said
    assignment.raw_reply = score.raw_reply
    assignment.map_x, assignment.map_y = score.map_place or (None, None)
    assignment.map_cell = map_cells.cell(*score.map_place) if score.map_place else None
    assignment.scored_at = now
    assignment.attempts += 1
    assignment.reason = ""
    assignment.release()
    set_kind(assignment, score.kind, corrected)
    set_answer(assignment, score.answer, sector_of_cluster)


def _warn(leased: Sequence[Assignment], error: EndpointError) -> None:
    logger.warning("%d rows under %s were not scored: %s", len(leased), leased[0].version, error)


def _note_failure(
    leased: Sequence[Assignment],
    error: EndpointError,
    wait: timedelta | None,
) -> None:
    def note(assignment: Assignment) -> None:
        if error.follows.rows is Rows.WAIT:
            assignment.postpone(str(error), wait)
        else:
            assignment.give_up(str(error))

    change_held(leased, note, QUEUE_FIELDS)


def postpone(leased: Sequence[Assignment], reason: str) -> None:
    """Put leased rows back for a later try."""
    _note_failure(leased, EndpointError(reason, Failure.INSIDE), wait=None)


def hand_over(leased: Sequence[Assignment]) -> None:
    """Leave leased rows to the worker at once."""
    change_held(leased, lambda assignment: assignment.release(), QUEUE_FIELDS)


def put_back(chosen: QueuedQuerySet, lease: Lease | None = None) -> int:
    """Have rows scored again from the start; leased when the caller scores them itself.

    What was stored of them stays in sight until the new score is there.
    """

    def restart(assignment: Assignment) -> None:
        assignment.put_back()
        if lease:
            assignment.lease_to(lease)

    with transaction.atomic():
        return change_rows(chosen, restart, QUEUE_FIELDS)
