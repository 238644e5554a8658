"""Batch execution addresses of the classic contract, and the files that go with it."""

import mimetypes
import re

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse

from scoring.models import WebService
from scoring.webservice import batch_jobs, keys
from scoring.webservice import files as webservice_files
from scoring.webservice.contract import body, contract
from wire.service import classic, classic_batch


@contract(classic.error_body, "POST")
def jobs(request: HttpRequest, workspace: str, service: str) -> HttpResponse:
    execution = batch_jobs.submit(_asked(request, workspace, service), body(request))
    return JsonResponse(execution.key, safe=False)


@contract(classic.error_body, "POST")
def start(request: HttpRequest, workspace: str, service: str, key: str) -> HttpResponse:
    batch_jobs.start(_asked(request, workspace, service), key)
    return JsonResponse({})


@contract(classic.error_body, "GET", "DELETE")
def job(request: HttpRequest, workspace: str, service: str, key: str) -> HttpResponse:
    found = _asked(request, workspace, service)
    if request.method == "DELETE":
        batch_jobs.cancel(found, key)
        return JsonResponse({})
    return JsonResponse(batch_jobs.status(batch_jobs.find(found, key)))


@contract(classic.error_body, "POST")
def files(request: HttpRequest, workspace: str, service: str) -> HttpResponse:
    """An address to send the input of a job to, in the form that the job names it."""
    file = webservice_files.new(
        _asked(request, workspace, service), request.GET.get("name", "input.csv")
    )
    return JsonResponse(
        classic_batch.reference_body(webservice_files.reference(file, webservice_files.WRITE))
    )


@contract(classic.error_body, "GET", "PUT")
def file(request: HttpRequest, workspace: str, service: str, key: str, name: str) -> HttpResponse:
    """The signature in the query stands for the key here, as in storage accounts."""
    if request.method == "PUT":
        found = webservice_files.opened(key, request.GET.dict(), webservice_files.WRITE)
        webservice_files.receive(found, request, _length(request))
        return HttpResponse(status=201)
    found = webservice_files.opened(key, request.GET.dict(), webservice_files.READ)
    kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    disposition = f'attachment; filename="{found.name}"'
    # The frame is made for whole replies: it fails on HEAD here, as this one has no `content`
    return StreamingHttpResponse(  # type: ignore[return-value]
        found.content(),
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )


def _asked(request: HttpRequest, workspace: str, service: str) -> WebService:
    classic.check_version(request.GET.dict())
    return keys.authorised(workspace, service, request.headers.get("Authorization", ""))


def _length(request: HttpRequest) -> int | None:
    given = request.headers.get("Content-Length", "")
    return int(given) if re.fullmatch(r"[0-9]{1,15}", given) else None
