"""Back to the page on which somebody pressed a button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from scoring.models import Submission


def back(request: HttpRequest, otherwise: Submission | str) -> HttpResponse:
    """To the page that the form names, if it is one of ours."""
    page = request.POST.get("next", "")
    # A bare word would be taken for the name of a page
    is_ours = page.startswith("/") and url_has_allowed_host_and_scheme(
        page,
        {request.get_host()},
        require_https=request.is_secure(),
    )
    return redirect(page if is_ours else otherwise)
