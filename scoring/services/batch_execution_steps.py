"""What the worker does for a batch execution: fetch its input, then score it some thousand rows at a time.

Each step stores its rows and its position together, so that a worker may be killed at any moment.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F

from clustering.model import Score
from scoring.models import BatchExecution, FilePart, ServiceFile
from scoring.services import loading, service_files, transport, webservice
from scoring.services.batches import FileError, decoded, table_lines
from scoring.services.errors import EndpointError
from wire.classic_service import write_answers
from wire.service import NAMES, rows_from_table
from wire.service_errors import ServiceError

State = BatchExecution.State
ROWS = 2000
FETCH_SECONDS = 60.0


class InputError(ValueError):
    """The input cannot be scored; the message says why. `retry`: another try may succeed."""

    def __init__(self, message: str, *, retry: bool = False) -> None:
        super().__init__(message)
        self.retry = retry


def step(execution: BatchExecution) -> bool:
    """Do the next piece of a running execution; true when there is nothing more to do.

    Raises:
        InputError: the input cannot be fetched, read or scored.
    """
    if execution.state != State.RUNNING:
        return True
    if execution.input is None:
        _fetch(execution)
        return False
    columns, rows = _next_rows(execution.input, execution.rows_done)
    if not rows and not execution.rows_done:
        raise InputError("The input has no rows.")
    if rows:
        _store(execution, _scored(execution, columns, rows), len(rows))
    if len(rows) < ROWS:
        BatchExecution.objects.filter(pk=execution.pk, state=State.RUNNING).update(state=State.FINISHED)
        return True
    return False


def fail(execution: BatchExecution, reason: str) -> None:
    """Note why a running execution ended without a result."""
    running = BatchExecution.objects.filter(pk=execution.pk, state=State.RUNNING)
    running.update(state=State.FAILED, details=reason, input_url="")


def _fetch(execution: BatchExecution) -> None:
    """Copy the input from the other site, so that later steps need neither it nor the address's token."""
    host = urlsplit(execution.input_url).hostname
    try:
        reply = transport.fetch(execution.input_url, FETCH_SECONDS, service_files.LARGEST)
    except EndpointError as error:
        raise InputError(f"The input could not be fetched from {host}. {error}", retry=error.retry) from None
    if reply.status != 200:
        problem = f"The input could not be fetched: {host} answered {reply.status}."
        raise InputError(problem, retry=reply.status >= 500 or reply.status in (408, 429))
    with transaction.atomic():
        file = service_files.new(execution.service, "input.csv")
        service_files.receive(file, io.BytesIO(reply.content), None)
        BatchExecution.objects.filter(pk=execution.pk).update(input=file, input_url="")


def _next_rows(file: ServiceFile, done: int) -> tuple[list[str], list[list[str]]]:
    """The column names, and the next rows behind those that are done."""
    try:
        lines = _not_blank(table_lines(decoded(b"".join(file.content()), "the input")))
        columns = [name.strip() for name in next(lines, [])]
        return columns, list(islice(lines, done, done + ROWS))
    except FileError as error:
        raise InputError(str(error)) from None


def _not_blank(lines: Iterator[list[str]]) -> Iterator[list[str]]:
    return (cells for cells in lines if any(cell.strip() for cell in cells))


def _scored(execution: BatchExecution, columns: list[str], rows: list[list[str]]) -> list[Score]:
    try:
        texts = [row["Text"] for row in rows_from_table(columns, rows, execution.rows_done + 1)]
        return loading.model(execution.version_id).place(texts)
    except ServiceError as error:
        raise InputError(error.details[0].message) from None
    except loading.NoModelError:
        raise InputError("The model of this service cannot be read.") from None


def _store(execution: BatchExecution, scores: Sequence[Score], rows: int) -> None:
    data = _table(execution, scores).encode()
    with transaction.atomic():
        here = BatchExecution.objects.filter(pk=execution.pk, state=State.RUNNING, rows_done=execution.rows_done)
        if not here.update(rows_done=F("rows_done") + rows):
            return
        if execution.result is None:
            execution.result = service_files.new(execution.service, execution.result_name)
            here.model.objects.filter(pk=execution.pk).update(result=execution.result)
        FilePart.objects.create(file=execution.result, number=execution.rows_done // ROWS, data=data)
    webservice.count(execution.service, rows)


def _table(execution: BatchExecution, scores: Sequence[Score]) -> str:
    """The cells of the request-response reply as lines of a file, with the column names on top of the first part."""
    answer = write_answers(scores, execution.version.k or 0, details=False)["Results"][NAMES.output]["value"]
    out = io.StringIO()
    is_tsv = execution.result_name.lower().endswith(".tsv")
    writer = csv.writer(out, delimiter="\t" if is_tsv else ",", lineterminator="\r\n")
    if not execution.rows_done:
        writer.writerow(answer["ColumnNames"])
    writer.writerows(answer["Values"])
    return out.getvalue()
