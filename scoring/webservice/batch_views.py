"""Batch execution addresses of the classic contract, and the files that go with it."""

import mimetypes
import re

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse

from scoring.models import WebService
from scoring.pages import downloads
from scoring.webservice import batch_jobs, keys, wrong_keys
from scoring.webservice import files as webservice_files
from scoring.webservice.contract import body, contract
from wire.service import classic, classic_batch
from wire.service.errors import service_error

READ = webservice_files.READ
WRITE = webservice_files.WRITE


@contract(classic.error_body, "POST")
@wrong_keys.limited
def jobs(request: HttpRequest, workspace: str, service: str) -> HttpResponse:
    """Submit a job; the reply is its id."""
    called_service = _called_service(request, workspace, service)
    execution = batch_jobs.submit(called_service, body(request))
    return JsonResponse(execution.key, safe=False)


@contract(classic.error_body, "POST")
@wrong_keys.limited
def start(
    request: HttpRequest,
    workspace: str,
    service: str,
    key: str,
) -> HttpResponse:
    """Have a job carried out."""
    called_service = _called_service(request, workspace, service)
    batch_jobs.start(called_service, key)
    return JsonResponse({})


@contract(classic.error_body, "GET", "DELETE")
@wrong_keys.limited
def job(
    request: HttpRequest,
    workspace: str,
    service: str,
    key: str,
) -> HttpResponse:
    """How far a job is; DELETE ends it, or forgets one that has ended."""
    called_service = _called_service(request, workspace, service)
    if request.method == "DELETE":
        batch_jobs.cancel(called_service, key)
        return JsonResponse({})
    execution = batch_jobs.find(called_service, key)
    status = batch_jobs.status(execution)
    return JsonResponse(status)


@contract(classic.error_body, "POST")
@wrong_keys.limited
def files(request: HttpRequest, workspace: str, service: str) -> HttpResponse:
    """An address to send the input of a job to, in the form that the job names it."""
    called_service = _called_service(request, workspace, service)
    name = request.GET.get("name", "input.csv")
    file = webservice_files.new_file(called_service, name)
    reference = webservice_files.reference(file, WRITE)
    return JsonResponse(classic_batch.reference_body(reference))


@contract(classic.error_body, "GET", "PUT")
@wrong_keys.limited
def file(
    request: HttpRequest,
    workspace: str,
    service: str,
    key: str,
    name: str,
) -> HttpResponse:
    """The signature in the query stands for the key here, as in storage accounts."""
    token = request.GET.dict()
    if request.method == "PUT":
        given_length = request.headers.get("Content-Length", "")
        is_number = re.fullmatch(r"[0-9]{1,15}", given_length)
        length = int(given_length) if is_number else None
        writable_file = webservice_files.opened_file(key, token, WRITE)
        # As programs send large files to a storage account
        if "comp" in token or "Content-Range" in request.headers:
            problem = "This server takes a file as a whole, by one PUT, and no parts of one."
            raise service_error("InvalidBlob", problem)
        webservice_files.receive(writable_file, request, length)
        return HttpResponse(status=201)
    readable_file = webservice_files.opened_file(key, token, READ)
    guessed_kind, _ = mimetypes.guess_type(readable_file.name)
    kind = guessed_kind or "application/octet-stream"
    headers = {
        "Content-Disposition": f'attachment; filename="{readable_file.name}"',
        "Content-Length": readable_file.size,
    }
    with downloads.place() as held:
        response = StreamingHttpResponse(
            readable_file.content(),
            content_type=f"{kind}; charset=utf-8",
            headers=headers,
        )
        downloads.keep_until_sent(response, held)
    return response  # type: ignore[return-value]


def _called_service(request: HttpRequest, workspace: str, service: str) -> WebService:
    """The service at the address, for a caller that names the contract's version and has a key."""
    classic.check_version(request.GET.dict())
    authorization = request.headers.get("Authorization", "")
    return keys.authorised_service(workspace, service, authorization)
