"""The background worker: takes up what is pending, chunk by chunk, until it is told to stop."""

import logging
import os
import socket
import threading
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import Error, close_old_connections, connection
from django.utils import timezone

from scoring.accounts import sign_in
from scoring.accounts.sessions import forget_ended_sessions
from scoring.batches import uploading
from scoring.collection_pages import moving
from scoring.endpoint import circuit, cluster_names, embedded, protocol_choice, versions
from scoring.endpoint.embedded import NoModelError
from scoring.markets import fresh
from scoring.models import Assignment, Heartbeat, Job, ModelVersion, model_versions
from scoring.models.database import vector_log
from scoring.models.work import CLOCKS_DIFFER
from scoring.pages import storage, visitors
from scoring.pages.storage import Trouble
from scoring.queue import assignments, changes, deaths, retry_failed
from scoring.similar.index import upkeep
from scoring.versions import activation
from scoring.webservice import files
from scoring.worker import jobs, kept_days, leases

logger = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
# Between tries while the database cannot be written
TROUBLE_SECONDS = 5.0
BEAT_EVERY = timedelta(seconds=20)
SEEN_LATELY = timedelta(minutes=2)


def run(
    stop: threading.Event,
    finished: Callable[[], bool] = lambda: False,
    on_progress: Callable[[int], object] = lambda done: None,
) -> None:
    """Work until `stop` is set or `finished` says so.

    What is held when it ends comes back by its lease. Trouble with the database is waited out.
    """
    has_begun = False
    trouble = None
    embedded.use_cores(settings.SCORING_PROCESSES)
    while not stop.is_set():
        try:
            if not has_begun:
                activation.leave_unreadable()
                # A service that was just configured has every company to score: the queue is not
                # empty
                versions.start_in_use()
                has_begun = True
            if finished():
                return
            has_worked = work_once(on_progress)
        except (Error, OSError) as error:
            trouble = _known_trouble(error, trouble)
            stop.wait(TROUBLE_SECONDS)
            continue
        if trouble:
            logger.warning("The worker goes on.")
            trouble = None
        if not has_worked:
            embedded.rest()
            stop.wait(IDLE_SECONDS)


def _known_trouble(error: Error | OSError, before: Trouble | None) -> Trouble:
    """What an error comes from, logged once. Raises the error when it is no trouble that ends."""
    trouble = storage.trouble_of(error)
    if trouble is None:
        raise error
    if trouble != before:
        logger.warning("%s The worker waits.", trouble.reason)
    return trouble


def is_empty() -> bool:
    """Whether nothing waits, due or not.

    No job, no row that is pending under today's settings or comes back, no version that is to
    become active or to be compared, no index that is behind.
    """
    pending = Assignment.objects.pending().filter(version__in=versions.reachable_ids())
    waiting = [
        pending,
        retry_failed.due(),
        Job.objects.pending(),
        model_versions.being_scored(),
    ]
    return not any(rows.exists() for rows in waiting) and not upkeep.is_due()


def work_once(on_progress: Callable[[int], object]) -> bool:
    """One job step and one chunk of rows; false when there was nothing to do."""
    # As a request does, but never in the middle of a caller's transaction
    if not connection.in_atomic_block:
        close_old_connections()
    leases.give_back()
    beat()
    failed = deaths.fail_deadly() or jobs.fail_deadly()
    worked = jobs.take_step()
    scored = _score_chunk()
    placed = fresh.place_new()
    on_progress(scored or 0)
    came_back = retry_failed.put_back_failed()
    deleted = kept_days.delete_old()
    prepared = model_versions.being_scored().values_list("pk", flat=True)
    activated = any(activation.activate_when_ready(version_id) for version_id in prepared)
    try:
        named = cluster_names.name_when_due()
    except NoModelError as error:
        logger.error("Remote clusters were not named: %s", error)
        named = False
    indexed = upkeep.take_step()
    has_changed = bool(placed or came_back or deleted or activated or named or indexed)
    return failed or worked or scored is not None or has_changed


def beat() -> None:
    """Say that this worker is alive, and sweep; seldom enough that an idle worker hardly writes."""
    now = timezone.now()
    name = f"{socket.gethostname()}:{os.getpid()}"[:100]
    if Heartbeat.objects.filter(worker=name, seen_at__range=(now - BEAT_EVERY, now)).exists():
        return
    Heartbeat.objects.update_or_create(worker=name, defaults={"seen_at": now})
    Heartbeat.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
    Heartbeat.objects.filter(seen_at__gt=now + CLOCKS_DIFFER).delete()
    Assignment.objects.all().bring_forward()
    Job.objects.all().bring_forward()
    visitors.forget_old_windows()
    forget_ended_sessions()
    sign_in.forget_old_tries()
    files.forget_old_files()
    uploading.forget_old_drafts()
    moving.forget_deleted()
    vector_log.forget_old_lines()


def seen_lately() -> bool:
    """Whether any worker lives, as `/readyz` asks."""
    now = timezone.now()
    # One that is yet to come is of a clock that was wrong
    lately = (now - SEEN_LATELY, now + CLOCKS_DIFFER)
    return Heartbeat.objects.filter(seen_at__range=lately).exists()


def _score_chunk() -> int | None:
    """How many of a claimed chunk got a score; None when nothing was due."""
    # The version that says the clusters comes first
    for version in versions.start_in_use():
        most = changes.ROWS_AT_ONCE
        if version.kind == ModelVersion.Kind.REMOTE:
            if circuit.is_open(version.endpoint):
                continue
            if circuit.is_on_trial(version.endpoint):
                # One row alone tells whether a service is well again: among many, a bad one could
                # keep all others waiting
                most = 1
            else:
                # With a service that takes few, no row waits for the calls of others
                most = min(most, protocol_choice.most_rows() or most)
        due = Assignment.objects.filter(version=version)
        chunk = due.claim(most, assignments.lease_seconds())
        if not chunk:
            continue
        held = Assignment.objects.held(chunk[0].lease)
        try:
            return assignments.score(chunk, settings.AML_TIMEOUT)
        except Exception as error:
            if storage.trouble_of(error):
                leases.give_back_later(held)
                raise
            # One bad chunk must not end the worker; its rows wait their turn again
            logger.exception("Scoring %d rows failed", len(chunk))
            assignments.postpone(
                chunk,
                "Scoring failed. It is this site's fault, and it has been noted.",
            )
            return 0
    return None
