"""Batch execution of the classic contract: a table is sent, scored by the worker, and fetched."""

import posixpath
import re
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from scoring.models import BatchExecution, Job, ServiceFile, WebService
from scoring.webservice import files, input_hosts
from wire.service.classic_batch import read_job, status_body
from wire.service.errors import service_error

State = BatchExecution.State
UNFINISHED = [State.NOT_STARTED, State.RUNNING]
MOST_UNFINISHED = 100
RESULT_NAME = "output1.csv"
FOREIGN_HOST = (
    "The host of BaseLocation is not one that this service reads from. Ask POST .../files for an "
    "address of this site to send the file to, or have the host added to BATCH_INPUT_HOSTS."
)
_KEY = re.compile(r"[0-9a-f]{32}")


def submit(service: WebService, body: bytes) -> BatchExecution:
    """Store the job that a submit body describes.

    Raises:
        ServiceError: the body is no such job, its input may not be read, or too many jobs are
            unfinished.
    """
    job = read_job(body)
    input_file = files.referred_file(service, job.input)
    if input_file is None and not input_hosts.is_allowed(job.input.url):
        raise service_error("InvalidBlob", FOREIGN_HOST)
    result_name = RESULT_NAME
    if job.result_name:
        # The result stays on this site, under the name and in the format that the client asked for
        result_name = files.safe_name(posixpath.basename(job.result_name))
    with transaction.atomic():
        # One after the other, so that no two take the last free place
        services = WebService.objects.select_for_update(no_key=True)
        locked_service = services.get(pk=service.pk)
        unfinished = locked_service.executions.filter(state__in=UNFINISHED).count()
        if unfinished >= MOST_UNFINISHED:
            problem = (
                f"The service {service.service} has {unfinished} unfinished jobs. "
                "Wait until one ends, or delete one."
            )
            raise service_error("TooManyConcurrentRequests", problem)
        execution = BatchExecution.objects.create(
            service=locked_service,
            version_id=locked_service.version_id,
            input=input_file,
            input_url="" if input_file else job.input.url,
            result_name=result_name,
            starts_itself=job.starts_itself,
        )
        if execution.starts_itself:
            _start(execution)
    return execution


def find(service: WebService, key: str) -> BatchExecution:
    """The job of a service. Raises ServiceError when there is none."""
    key = key.lower()
    execution = None
    if _KEY.fullmatch(key):
        executions = service.executions.select_related("result__service")
        execution = executions.filter(key=key).first()
    if execution is None:
        raise service_error(
            "JobNotFound",
            f"There is no such job; jobs are kept for {files.KEEP.days} days.",
        )
    return execution


def start(service: WebService, key: str) -> None:
    """Have the worker carry a job out.

    Raises ServiceError when it has been started or has ended.
    """
    execution = find(service, key)
    if execution.starts_itself and execution.state != State.CANCELLED:
        # Some clients of the older form ask for a start all the same
        return
    if not _start(execution):
        state = find(service, key).state
        raise service_error("CannotStartJob", f"The job is {state}; only NotStarted can start.")


def status(execution: BatchExecution) -> Mapping[str, object]:
    """The reply to a question for the state.

    It has a fresh address of the result once there is one.
    """
    result = None
    if execution.state == State.FINISHED and execution.result:
        result = files.reference(execution.result, files.READ)
    return status_body(State(execution.state), result, execution.details or None)


def cancel(service: WebService, key: str) -> None:
    """End a job that has not ended; delete one that has, and its files."""
    execution = find(service, key)
    same = BatchExecution.objects.filter(pk=execution.pk)
    unfinished = same.filter(state__in=UNFINISHED)
    # The address of its input has a token, which nobody needs any more
    if unfinished.update(state=State.CANCELLED, input_url="", ended_at=timezone.now()):
        return
    with transaction.atomic():
        same.delete()
        its_files = ServiceFile.objects.filter(pk__in=[execution.input_id, execution.result_id])
        files.unused_files(its_files).delete()


def _start(execution: BatchExecution) -> bool:
    """Give the execution its job for the worker; false when it has begun or ended meanwhile."""
    with transaction.atomic():
        not_started = BatchExecution.objects.filter(pk=execution.pk, state=State.NOT_STARTED)
        if not not_started.update(state=State.RUNNING):
            return False
        if execution.input_id:
            # Whoever is just replacing the input ends first
            files.lock_file(execution.input_id)
        Job.objects.create(
            kind=Job.Kind.EXECUTE,
            options={"execution": execution.pk},
        )
    return True
