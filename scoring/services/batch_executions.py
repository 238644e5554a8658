"""Batch execution as the classic contract has it: a table is sent, scored by the worker, and fetched."""

import posixpath
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from scoring.models import BatchExecution, Job, WebService
from scoring.services import service_files
from wire.classic_batch import BlobReference, JobState, read_job, status_body
from wire.service_errors import service_error

State = BatchExecution.State
MOST_UNFINISHED = 100
RESULT_NAME = "output1.csv"
DEFAULT_PORTS = {"http": 80, "https": 443}


def submit(service: WebService, body: bytes) -> BatchExecution:
    """Store the job that a submit body describes.

    Raises:
        ServiceError: the body is no such job, its input may not be read, or too many jobs are unfinished.
    """
    job = read_job(body)
    input_file = service_files.referred(service, job.input)
    if input_file is None:
        _check_host(job.input)
    unfinished = service.executions.filter(state__in=[State.NOT_STARTED, State.RUNNING]).count()
    if unfinished >= MOST_UNFINISHED:
        problem = f"The service {service.service} has {unfinished} unfinished jobs. Wait until one ends, or delete one."
        raise service_error("TooManyConcurrentRequests", problem)
    execution = BatchExecution.objects.create(
        service=service,
        version=service.version,
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
    found = service.executions.select_related("result__service").filter(key=key.lower()).first()
    if found is None:
        raise service_error("JobNotFound", f"There is no such job; jobs are kept for {service_files.KEEP.days} days.")
    return found


def start(service: WebService, key: str) -> None:
    """Have the worker carry a job out. Raises ServiceError when it has been started or has ended."""
    execution = find(service, key)
    if execution.starts_itself and execution.state in (State.RUNNING, State.FINISHED):
        return
    if not _start(execution):
        raise service_error("CannotStartJob", f"The job is {execution.state}; only a job that is NotStarted can start.")


def status(execution: BatchExecution) -> dict[str, object]:
    """The reply to a question for the state, with a fresh address of the result once there is one."""
    result = None
    if execution.state == State.FINISHED and execution.result:
        result = service_files.reference(execution.result, service_files.READ)
    return {**status_body(JobState(execution.state), result, execution.details or None)}


def cancel(service: WebService, key: str) -> None:
    """End a job that has not ended; delete one that has, and its result."""
    execution = find(service, key)
    unfinished = BatchExecution.objects.filter(pk=execution.pk, state__in=[State.NOT_STARTED, State.RUNNING])
    if not unfinished.update(state=State.CANCELLED, input_url=""):
        if execution.result:
            execution.result.delete()
        execution.delete()


def _start(execution: BatchExecution) -> bool:
    with transaction.atomic():
        waiting = BatchExecution.objects.filter(pk=execution.pk, state=State.NOT_STARTED)
        if not waiting.update(state=State.RUNNING):
            return False
        Job.objects.create(kind=Job.Kind.EXECUTE, options={"execution": execution.pk})
    return True


def _check_host(blob: BlobReference) -> None:
    """The worker fetches from hosts that the operator named, so that nobody reads other addresses through it."""
    address = urlsplit(blob.url)
    host = (address.hostname or "").lower()
    try:
        port = address.port or DEFAULT_PORTS[address.scheme]
    except ValueError:
        raise service_error("InvalidBlob", "The port in BaseLocation is no number.") from None
    names = {f"{host}:{port}", host} if port == DEFAULT_PORTS[address.scheme] else {f"{host}:{port}"}
    if names.isdisjoint(settings.BATCH_INPUT_HOSTS):
        problem = (
            "The host of BaseLocation is not one that this service reads from. Ask POST .../files for an address of "
            "this site to send the file to, or have the host added to BATCH_INPUT_HOSTS."
        )
        raise service_error("InvalidBlob", problem)


def _result_name(output: BlobReference | None) -> str:
    """The result stays on this site, under the name and in the format that the client asked for."""
    return service_files.safe_name(posixpath.basename(output.relative)) if output else RESULT_NAME
