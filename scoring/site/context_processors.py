"""What every page shows."""

from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from scoring.collections.switch import switch_of

MAIN_PAGES = [
    ("home", "Find"),
    ("history", "Companies"),
    ("clusters", "Clusters"),
    ("map", "Map"),
]
# Visitors have none
FOR_MEMBERS = ("collections", "Collections")
FOR_REVIEWERS = ("review", "Review")
# Their entries are marked on the pages below them too
WITH_PAGES_BELOW = ["history", "clusters", "collections"]


class Link(NamedTuple):
    """An entry of the navigation; `mark` is what `aria-current` says, empty on another page."""

    address: str
    name: str
    mark: str


def site(request: HttpRequest) -> dict[str, Any]:
    # Called by the template that shows it: many answers do not
    def navigation() -> list[Link]:
        pages = MAIN_PAGES.copy()
        if request.user.is_authenticated:
            pages.append(FOR_MEMBERS)
        if request.user.has_perm("scoring.change_submission"):
            pages.append(FOR_REVIEWERS)
        links = []
        for page, name in pages:
            address = reverse(page)
            # The form has both addresses
            is_form = page == "home" and request.path == "/home"
            mark = ""
            if request.path == address or is_form:
                mark = "page"
            elif page in WITH_PAGES_BELOW and request.path.startswith(address):
                mark = "true"
            links.append(Link(address, name, mark))
        return links

    return {
        "brand": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "login_required": settings.LOGIN_REQUIRED,
        "has_local_owner": settings.HAS_LOCAL_OWNER,
        "sign_up_is_open": settings.SIGN_UP == "open",
        "navigation": navigation,
        "scope_switch": partial(switch_of, request),
    }
