"""Batch execution as the classic contract has it:
a table is sent, scored by the worker, and fetched.
"""

import posixpath
import re

from django.db import transaction
from django.utils import timezone

from scoring.models import BatchExecution, Job, ServiceFile, WebService
from scoring.webservice import files, input_hosts
from wire.service.classic_batch import BlobReference, read_job, status_body
from wire.service.errors import service_error

State = BatchExecution.State
UNFINISHED = [State.NOT_STARTED, State.RUNNING]
MOST_UNFINISHED = 100
RESULT_NAME = "output1.csv"
_KEY = re.compile(r"[0-9a-f]{32}")


def submit(service: WebService, body: bytes) -> BatchExecution:
    """Store the job that a submit body describes.

    Raises:
        ServiceError: the body is no such job, its input may not be read, or too many jobs are
            unfinished.
    """
    job = read_job(body)
    input_file = files.referred(service, job.input)
    if input_file is None:
        _check_host(job.input)
    with transaction.atomic():
        # One after the other, so that no two take the last free place
        held = WebService.objects.select_for_update(no_key=True).get(pk=service.pk)
        _check_room(held)
        execution = BatchExecution.objects.create(
            service=held,
            version_id=held.version_id,
            input=input_file,
            input_url="" if input_file else job.input.url,
            result_name=_result_name(job.output),
            starts_itself=job.starts_itself,
        )
        if execution.starts_itself:
            _start(execution)
    return execution


def find(service: WebService, key: str) -> BatchExecution:
    """The job of a service. Raises ServiceError when there is none."""
    is_key = _KEY.fullmatch(key.lower())
    jobs = service.executions.select_related("result__service")
    found = jobs.filter(key=key.lower()).first() if is_key else None
    if found is None:
        raise service_error(
            "JobNotFound", f"There is no such job; jobs are kept for {files.KEEP.days} days."
        )
    return found


def start(service: WebService, key: str) -> None:
    """Have the worker carry a job out.

    Raises ServiceError when it has been started or has ended.
    """
    execution = find(service, key)
    if execution.starts_itself and execution.state != State.CANCELLED:
        # Some clients of the older form ask for a start all the same
        return
    if not _start(execution):
        raise service_error(
            "CannotStartJob", f"The job is {find(service, key).state}; only NotStarted can start."
        )


def status(execution: BatchExecution) -> dict[str, object]:
    """The reply to a question for the state,
    with a fresh address of the result once there is one.
    """
    result = None
    if execution.state == State.FINISHED and execution.result:
        result = files.reference(execution.result, files.READ)
    return {**status_body(State(execution.state), result, execution.details or None)}


def cancel(service: WebService, key: str) -> None:
    """End a job that has not ended; delete one that has, and its files."""
    execution = find(service, key)
    unfinished = BatchExecution.objects.filter(pk=execution.pk, state__in=UNFINISHED)
    if not unfinished.update(state=State.CANCELLED, input_url="", ended_at=timezone.now()):
        with transaction.atomic():
            BatchExecution.objects.filter(pk=execution.pk).delete()
            own = [pk for pk in (execution.input_id, execution.result_id) if pk]
            files.unused(ServiceFile.objects.filter(pk__in=own)).delete()


def _start(execution: BatchExecution) -> bool:
    with transaction.atomic():
        waiting = BatchExecution.objects.filter(pk=execution.pk, state=State.NOT_STARTED)
        if not waiting.update(state=State.RUNNING):
            return False
        if execution.input_id:
            # Whoever is just replacing the input ends first
            files.lock(execution.input_id)
        Job.objects.create(kind=Job.Kind.EXECUTE, options={"execution": execution.pk})
    return True


def _check_room(service: WebService) -> None:
    unfinished = service.executions.filter(state__in=UNFINISHED).count()
    if unfinished >= MOST_UNFINISHED:
        problem = (
            f"The service {service.service} has {unfinished} unfinished jobs. "
            "Wait until one ends, or delete one."
        )
        raise service_error("TooManyConcurrentRequests", problem)


def _check_host(blob: BlobReference) -> None:
    if not input_hosts.is_allowed(blob.url):
        problem = (
            "The host of BaseLocation is not one that this service reads from. "
            "Ask POST .../files for an address of "
            "this site to send the file to, or have the host added to BATCH_INPUT_HOSTS."
        )
        raise service_error("InvalidBlob", problem)


def _result_name(output: BlobReference | None) -> str:
    """The result stays on this site, under the name and in the format that the client asked for."""
    return files.safe_name(posixpath.basename(output.relative)) if output else RESULT_NAME
