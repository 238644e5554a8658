"""Pages that ask nothing of the database, the session or the visitor."""

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string


def bare_page(template: str, status: int) -> HttpResponse:
    """A page with head and foot for when little else can be relied on."""
    page = render_to_string(template, {"brand": settings.SITE_NAME})
    return HttpResponse(page, status=status)
