"""What the worker does for a batch execution: fetch its input, then score it piece by piece.

Each step stores its rows and its place together, so that a worker may be killed at any moment.
"""

import csv
import io
import logging
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from scoring.endpoint import embedded, transport
from scoring.endpoint.errors import EndpointError
from scoring.endpoint.failures import CONSEQUENCES, Rows, failure_of
from scoring.models import BatchExecution, FilePart, Job
from scoring.pages import storage
from scoring.tables.encodings import FileError
from scoring.webservice import batch_tables, files, input_hosts, scoring
from scoring.webservice.batch_tables import Piece
from wire.service.classic import write_answers
from wire.service.errors import ServiceError
from wire.service.requests import NAMES, Score, rows_from_table

logger = logging.getLogger(__name__)

State = BatchExecution.State
FETCH_SECONDS = 60.0
# Longer than the slowest fetch of an input; a piece of one takes seconds
FETCH_LEASE_SECONDS = 120
MOST_TRIES = 3
# Of rows that are left out; further ones are counted
MOST_NAMED = 100


class NoScore(NamedTuple):
    """That of a row which is left out: its cells in the result are empty."""

    cluster: None = None
    distances: tuple[float, ...] = ()


NO_SCORE = NoScore()


class InputError(ValueError):
    """The input cannot be scored; the message says why. `retry`: another try may succeed."""

    def __init__(self, message: str, *, retry: bool = False) -> None:
        super().__init__(message)
        self.retry = retry


def carry_out(job: Job) -> None:
    """Take one step of the execution that a job is for."""
    executions = BatchExecution.objects.filter(pk=job.options["execution"])
    execution = executions.first()
    if execution and execution.input_id is None:
        # Else another worker might fetch the same meanwhile
        job.hold(FETCH_LEASE_SECONDS)
    try:
        is_over = execution is None or take_step(execution)
    except InputError as error:
        _note_trouble(job, execution, str(error), retry=error.retry)
    except Exception as error:
        if storage.trouble_of(error):
            raise
        logger.exception("%s failed", job)
        _note_trouble(job, execution, "It failed inside SimilarCo; its log says why.", retry=True)
    else:
        # Behind whatever else is due: a large table leaves other work its turn
        job.put_back()
        if is_over:
            job.status = Job.Status.DONE
    job.save()


def take_step(execution: BatchExecution) -> bool:
    """Do the next piece of a running execution; true when there is nothing more to do.

    Raises:
        InputError: the input cannot be fetched, read or scored.
    """
    if execution.state != State.RUNNING:
        return True
    if execution.input is None:
        _fetch(execution)
        return False
    try:
        if not execution.encoding:
            execution.encoding = batch_tables.encoding(execution.input)
        piece = batch_tables.read_piece(
            execution.input,
            execution.encoding,
            start=execution.position,
            done=execution.rows_done,
        )
    except FileError as error:
        raise InputError(str(error)) from None
    if not piece.rows and not execution.rows_done:
        raise InputError("The input has no rows.")
    scores = _scored(execution, piece)
    _store(execution, piece, scores)
    return piece.is_last


def fail_with_job(job: Job, reason: str) -> None:
    """Tell the program of an execution whose job has failed."""
    for execution in BatchExecution.objects.filter(pk=job.options["execution"]):
        note_failure(execution, reason)


def note_failure(execution: BatchExecution, reason: str) -> None:
    """Note why a running execution ended without a result."""
    running = BatchExecution.objects.filter(pk=execution.pk, state=State.RUNNING)
    running.update(
        state=State.FAILED,
        details=reason,
        input_url="",
        ended_at=timezone.now(),
    )


def _note_trouble(
    job: Job,
    execution: BatchExecution | None,
    reason: str,
    *,
    retry: bool,
) -> None:
    """Try again some times where that can help; then fail, as a program waits for an end."""
    tries = job.attempts + 1
    if retry and tries < MOST_TRIES:
        job.postpone(reason)
        return
    job.give_up(reason)
    if execution:
        note_failure(execution, reason)


def _fetch(execution: BatchExecution) -> None:
    """Copy the input from the other site: later steps need neither it nor the address's token."""
    host = urlsplit(execution.input_url).hostname
    if host is None:
        raise InputError("The input is no longer there.")
    # Once more, for the operator may have taken the host off the list since the job was sent
    if not input_hosts.is_allowed(execution.input_url):
        raise InputError(f"The input cannot be fetched: {host} is no longer in BATCH_INPUT_HOSTS.")
    try:
        reply = transport.fetch(execution.input_url, FETCH_SECONDS, files.LARGEST)
    except EndpointError as error:
        problem = f"The input could not be fetched from {host}. {error}"
        raise InputError(problem, retry=error.follows.rows is Rows.WAIT) from None
    if reply.status != 200:
        problem = f"The input could not be fetched: {host} answered {reply.status}."
        follows = CONSEQUENCES[failure_of(reply.status)]
        raise InputError(problem, retry=follows.rows is Rows.WAIT)
    if not reply.content:
        raise InputError(f"The input is empty. It came from {host}.")
    with transaction.atomic():
        held = _held(execution)
        if held:
            held.input = files.new_file(execution.service, "input.csv")
            content = io.BytesIO(reply.content)
            files.fill_file(held.input, content)
            # With its token, which nobody needs any more
            held.input_url = ""
            held.save()


def _scored(execution: BatchExecution, piece: Piece) -> list[Score]:
    """A score for each row of a piece; none of a row that is left out, which may be too long."""
    if not piece.rows:
        return []
    try:
        model = embedded.model(execution.version_id)
        # A row that is left out has no cells, and is read as the names of the columns
        cells_of_rows = [cells or piece.columns for cells in piece.rows]
        named = rows_from_table(piece.columns, cells_of_rows, len(cells_of_rows))
    except ServiceError as error:
        raise InputError(error.details[0].message) from None
    except embedded.NoModelError as error:
        logger.error("%s: %s", execution, error)
        raise InputError("The model of this service cannot be read.") from None
    texts = [row["Text"] for row in named]
    for place, trouble in scoring.long_cells(named):
        piece.troubles.setdefault(place, trouble)
    for place in piece.troubles:
        texts[place] = ""
    scores: list[Score] = list(model.place(texts))
    for place in piece.troubles:
        scores[place] = NO_SCORE
    return scores


def _store(execution: BatchExecution, piece: Piece, scores: Sequence[Score]) -> None:
    """Store rows, place and use together.

    Store nothing where somebody ended the execution or did the same piece meanwhile.
    """
    data = _table(execution, scores).encode()
    with transaction.atomic():
        held = _held(execution)
        if held is None:
            return
        if held.result is None:
            held.result = files.new_file(held.service, held.result_name)
        FilePart.objects.create(
            file=held.result,
            number=held.rows_done,
            data=data,
        )
        is_first_piece = held.rows_done == 0
        calls = 1 if is_first_piece else 0
        scored_rows = len(piece.rows) - len(piece.troubles)
        scoring.count_use(held.service, scored_rows, calls)
        for place, trouble in sorted(piece.troubles.items()):
            if held.rows_left_out < MOST_NAMED:
                number = held.rows_done + place + 1
                held.details = f"{held.details} Row {number}: {trouble}".strip()
            held.rows_left_out += 1
        held.encoding = execution.encoding
        held.position = piece.end
        held.rows_done += len(piece.rows)
        if piece.is_last:
            _finish(held)
        held.save()


def _finish(execution: BatchExecution) -> None:
    """With a count of the rows that were left out; a job without any other has failed."""
    execution.ended_at = timezone.now()
    execution.state = State.FINISHED
    if not execution.rows_left_out:
        return
    if execution.rows_left_out == execution.rows_done:
        execution.state = State.FAILED
        execution.details = f"No row can be read. {execution.details}"
        return
    execution.details = (
        f"{execution.rows_left_out:,} of {execution.rows_done:,} rows are left out, and have empty "
        f"cells in the result. {execution.details}"
    )


def _held(execution: BatchExecution) -> BatchExecution | None:
    """The execution under a lock.

    None where somebody ended it, or has been quicker with the same step.
    """
    where_it_was = BatchExecution.objects.filter(
        pk=execution.pk,
        state=State.RUNNING,
        input=execution.input_id,
        position=execution.position,
    )
    return where_it_was.select_for_update(of=("self",)).first()


def _table(execution: BatchExecution, scores: Sequence[Score]) -> str:
    """The cells of the request-response reply as lines of a file.

    The column names are on top of the first part.
    """
    clusters = execution.version.k or 0
    reply = write_answers(scores, clusters, details=False)
    table = reply["Results"][NAMES.output]["value"]
    delimiter = "\t" if execution.result_name.endswith(".tsv") else ","
    part = io.StringIO()
    writer = csv.writer(part, delimiter=delimiter, lineterminator="\r\n")
    if not execution.rows_done:
        writer.writerow(table["ColumnNames"])
    writer.writerows(table["Values"])
    return part.getvalue()
