"""The site as a scoring service: the classic contract, `POST /score` and Open Inference."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scoring.endpoint import embedded
from scoring.models import WebService, model_versions
from scoring.webservice import keys, limits, scoring
from scoring.webservice.contract import body, contract
from wire.service import classic, classic_swagger, open_inference
from wire.service import score as service_score
from wire.service.requests import MOST_ROWS, Call, Score

# Of what stands at /v2, not of a model
SERVER_VERSION = "1"
Sent = TypeVar("Sent", bound=Call)


@contract(classic.error_body, "POST")
def execute(request: HttpRequest, workspace: str, service: str) -> HttpResponse:
    asked = classic.check_query(request.GET.dict())
    found = keys.authorised(workspace, service, request.headers.get("Authorization", ""))
    _, scores = _scored(found, body(request), classic.read_request)
    clusters = found.version.k or 0
    if asked.swagger:
        return JsonResponse(classic.write_swagger_answers(scores, clusters))
    return JsonResponse(classic.write_answers(scores, clusters, asked.details))


@contract(classic.error_body, "GET")
def swagger(request: HttpRequest, workspace: str, service: str) -> HttpResponse:
    found = keys.existing(workspace, service)
    return JsonResponse(
        classic_swagger.swagger(settings.SITE_URL + found.path, found.version.k or 0, MOST_ROWS)
    )


@require_safe
@never_cache
def help_page(request: HttpRequest, workspace: str, service: str) -> HttpResponse:
    found = keys.find(workspace, service)
    if found is None:
        return render(request, "404.html", status=404)
    return render(
        request,
        "webservice/help.html",
        {"service": found, "address": settings.SITE_URL + found.path},
    )


@contract(service_score.error_body, "POST")
def score(request: HttpRequest) -> HttpResponse:
    found = keys.of_key(request.headers.get("Authorization", ""))
    _, scores = _scored(found, body(request), service_score.read_request)
    return JsonResponse(service_score.write_scores(scores, found.version.k or 0), safe=False)


@contract(open_inference.error_body, "POST")
def infer(request: HttpRequest, version: str = "") -> HttpResponse:
    found = keys.of_key(request.headers.get("Authorization", ""), version)
    call, scores = _scored(found, body(request), open_inference.read_request)
    return JsonResponse(open_inference.write_inference(scores, found.version.k or 0, call))


@contract(open_inference.error_body, "GET")
def model_metadata(request: HttpRequest, version: str = "") -> HttpResponse:
    found = keys.of_key(request.headers.get("Authorization", ""), version)
    return JsonResponse(open_inference.model_metadata(str(found.version_id), found.version.k or 0))


@contract(open_inference.error_body, "GET")
def server_metadata(request: HttpRequest) -> HttpResponse:
    return JsonResponse(open_inference.server_metadata(SERVER_VERSION))


@contract(open_inference.error_body, "GET")
def ready(request: HttpRequest) -> HttpResponse:
    is_ready = embedded.is_readable(model_versions.embedded())
    return JsonResponse(open_inference.ready_body(is_ready), status=200 if is_ready else 503)


@contract(open_inference.error_body, "GET")
def model_ready(request: HttpRequest, version: str = "") -> HttpResponse:
    is_ready = scoring.one_can_answer(version)
    return JsonResponse(open_inference.model_ready_body(is_ready), status=200 if is_ready else 503)


@contract(open_inference.error_body, "GET")
def live(request: HttpRequest) -> HttpResponse:
    return JsonResponse(open_inference.live_body())


def _scored(
    service: WebService, sent: bytes, read: Callable[[bytes], Sent]
) -> tuple[Sent, Sequence[Score]]:
    """A body as it was read, and the scores of its rows: the work that a call has a place for."""
    with limits.place(service):
        call = read(sent)
        return call, scoring.score(service, [row["Text"] for row in call.rows])
