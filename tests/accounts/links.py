"""Links as admins make them."""

import re

from django.http import HttpResponse
from django.test import Client

PEOPLE = "/accounts/people/"
PASSWORD = "a password, long enough"
SITE = "http://127.0.0.1:8000"


def link_on(response: HttpResponse) -> str:
    """The link that a page shows once, from the slash on."""
    found = re.search(r'<code id="new-link">([^<]+)</code>', response.content.decode())
    assert found, response.status_code
    assert found[1].startswith(SITE)
    return found[1].removeprefix(SITE)


def invitation(admin: Client, role: str = "member", whom: str = "") -> str:
    return link_on(admin.post(PEOPLE, {"invite": "1", "role": role, "whom": whom}))


def joining(name: str = "newcomer", **more: str) -> dict[str, str]:
    return {"username": name, "email": "", "password1": PASSWORD, "password2": PASSWORD, **more}


def join(client: Client, link: str, name: str = "newcomer", **more: str) -> HttpResponse:
    """Make an account with an invitation, as its page does."""
    path, _, key = link.partition("?key=")
    return client.post(path, joining(name, key=key, **more))
