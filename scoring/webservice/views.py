"""The site as a scoring service: the classic contract, `POST /score` and Open Inference."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from scoring.endpoint import embedded
from scoring.models import WebService, model_versions
from scoring.webservice import keys, limits, programs, scoring, wrong_keys
from scoring.webservice.contract import body, contract, wrong_method
from wire.service import classic, classic_swagger, open_inference
from wire.service import score as service_score
from wire.service.errors import service_error
from wire.service.requests import Call, Score, most_rows

# Of what stands at /v2, not of a model
SERVER_VERSION = "1"
Sent = TypeVar("Sent", bound=Call)


@contract(classic.error_body, "POST")
@wrong_keys.limited
def execute(request: HttpRequest, workspace: str, service: str) -> HttpResponse:
    """The request-response call of the classic contract."""
    query = classic.check_query(request.GET.dict())
    key = _authorization(request)
    called_service = keys.authorised_service(workspace, service, key)
    sent = body(request)
    _, scores = _scored(called_service, sent, classic.read_request)
    clusters = _clusters(called_service)
    if query.swagger:
        answers = classic.write_swagger_answers(scores, clusters)
    else:
        answers = classic.write_answers(scores, clusters, query.details)
    return JsonResponse(answers)


@contract(classic.error_body, "GET")
def swagger(request: HttpRequest, workspace: str, service: str) -> HttpResponse:
    """The description from which clients of the classic contract are made; it needs no key.

    On a site for accounts only it needs one of those, as its pages do.
    """
    if settings.LOGIN_REQUIRED and not request.user.is_authenticated:
        problem = "This description is for accounts only: sign in to the site first."
        raise service_error("ScoreRequestUnauthorized", problem)
    described_service = keys.existing_service(workspace, service)
    address = settings.SITE_URL + described_service.path
    clusters = _clusters(described_service)
    description = classic_swagger.swagger(address, clusters, most_rows(clusters))
    return JsonResponse(description)


@csrf_exempt
@login_not_required
@never_cache
def help_page(request: HttpRequest, workspace: str, service: str) -> HttpResponse:
    """The page for people, with the address of this service; programs are told what is wrong."""
    if request.method not in ("GET", "HEAD"):
        return wrong_method(request, classic.error_body, ("GET", "HEAD"))
    if settings.LOGIN_REQUIRED and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    described_service = keys.find_service(workspace, service)
    if described_service is None:
        return render(request, "404.html", status=404)
    return programs.page(request, described_service)


@contract(service_score.error_body, "POST")
@wrong_keys.limited
def score(request: HttpRequest) -> HttpResponse:
    """The call of an online endpoint; the key alone says which service is meant."""
    service = keys.service_of_key(_authorization(request))
    sent = body(request)
    _, scores = _scored(service, sent, service_score.read_request)
    answer = service_score.write_scores(scores, _clusters(service))
    return JsonResponse(answer, safe=False)


@contract(open_inference.error_body, "POST")
@wrong_keys.limited
def infer(request: HttpRequest, version: str = "") -> HttpResponse:
    """The call of Open Inference; a version in the address must be that of the key's service."""
    service = keys.service_of_key(_authorization(request), version)
    # Of the extension for binary tensors, which are refused by their names
    given_length = request.headers.get("Inference-Header-Content-Length", "")
    json_length = None
    if re.fullmatch("[0-9]{1,9}", given_length):
        json_length = int(given_length)
    read = partial(open_inference.read_request, json_length=json_length)
    sent = body(request)
    call, scores = _scored(service, sent, read)
    answer = open_inference.write_inference(scores, _clusters(service), call)
    return JsonResponse(answer)


@contract(open_inference.error_body, "GET")
@wrong_keys.limited
def model_metadata(request: HttpRequest, version: str = "") -> HttpResponse:
    service = keys.service_of_key(_authorization(request), version)
    served_version = str(service.version_id)
    metadata = open_inference.model_metadata(served_version, _clusters(service))
    return JsonResponse(metadata)


@contract(open_inference.error_body, "GET")
def server_metadata(request: HttpRequest) -> HttpResponse:
    metadata = open_inference.server_metadata(SERVER_VERSION)
    return JsonResponse(metadata)


@contract(open_inference.error_body, "GET")
def ready(request: HttpRequest) -> HttpResponse:
    """Whether the site can score at all."""
    is_ready = embedded.is_readable(model_versions.embedded())
    status = 200 if is_ready else 503
    return JsonResponse(open_inference.ready_body(is_ready), status=status)


@contract(open_inference.error_body, "GET")
def model_ready(request: HttpRequest, version: str = "") -> HttpResponse:
    """Whether some service can score, by one version where the address names it."""
    is_ready = scoring.one_can_answer(version)
    status = 200 if is_ready else 503
    return JsonResponse(open_inference.model_ready_body(is_ready), status=status)


@contract(open_inference.error_body, "GET")
def live(request: HttpRequest) -> HttpResponse:
    """Whether this process answers."""
    return JsonResponse(open_inference.live_body())


def _authorization(request: HttpRequest) -> str:
    return request.headers.get("Authorization", "")


def _clusters(service: WebService) -> int:
    """How many clusters the service tells apart: as many distances has each answer."""
    return service.version.k or 0


def _scored(
    service: WebService,
    sent: bytes,
    read: Callable[[bytes, int], Sent],
) -> tuple[Sent, Sequence[Score]]:
    """A body as it was read, and the scores of its rows: the work that a call has a place for."""
    with limits.place(service):
        call = read(sent, most_rows(_clusters(service)))
        scoring.refuse_long_cells(call.rows)
        texts = [row["Text"] for row in call.rows]
        scores = scoring.score(service, texts)
        return call, scores
