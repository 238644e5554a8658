"""What every page shows."""

from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

MAIN_PAGES = [
    ("home", "Find"),
    ("history", "Companies"),
    ("clusters", "Clusters"),
    ("map", "Map"),
]
FOR_REVIEWERS = ("review", "Review")
# Their entries are marked on the pages below them too
WITH_PAGES_BELOW = ["history", "clusters"]


class Link(NamedTuple):
    """An entry of the navigation; `mark` is what `aria-current` says, empty on another page."""

    address: str
    name: str
    mark: str


def site(request: HttpRequest) -> dict[str, Any]:
    # Called by the template that shows it: many answers do not
    navigation = partial(_navigation, request)
    return {
        "brand": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "login_required": settings.LOGIN_REQUIRED,
        "navigation": navigation,
    }


def _navigation(request: HttpRequest) -> list[Link]:
    pages = MAIN_PAGES.copy()
    if request.user.has_perm("scoring.change_submission"):
        pages.append(FOR_REVIEWERS)
    links = []
    for page, name in pages:
        address = reverse(page)
        links.append(Link(address, name, _mark(request.path, page, address)))
    return links


def _mark(path: str, page: str, address: str) -> str:
    # The form has both addresses
    if path == address or (page == "home" and path == "/home"):
        return "page"
    if page in WITH_PAGES_BELOW and path.startswith(address):
        return "true"
    return ""
