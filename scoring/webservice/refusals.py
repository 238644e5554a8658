"""Requests that come to no view: a page for people, JSON at the addresses that programs call."""

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scoring.pages.bare import bare_page
from scoring.webservice.contract import refusal
from wire.service.error_bodies import ERROR_BODIES, ErrorBody
from wire.service.errors import service_error


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 for an address of no view, or of nothing that is stored."""
    error_body = _error_body(request)
    if error_body is None:
        return render(request, "404.html", status=404)
    error = service_error("WebServiceNotFound", "No service answers here: check the path.")
    return refusal(request, error_body, error)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 from outside the views: a host that is not ours, above all."""
    error_body = _error_body(request)
    if error_body is None:
        return bare_page("400.html", status=400)
    problem = "The request cannot be read."
    if isinstance(exception, DisallowedHost):
        problem = "This site does not go by the name in the Host header."
    return refusal(request, error_body, service_error("BadParameterValue", problem))


def _error_body(request: HttpRequest) -> ErrorBody | None:
    """How errors are written at the address; None at a page."""
    first_part, _, _ = request.path_info.lstrip("/").partition("/")
    return ERROR_BODIES.get(first_part)
