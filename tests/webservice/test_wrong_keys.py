"""Keys cannot be guessed at any address of the service."""

from typing import Any

import pytest
from django.test import Client

from scoring.models import RateWindow
from tests.security.pages import for_programs
from tests.webservice.calls import BANK, Service, execute, table

pytestmark = pytest.mark.django_db
DAY = 86400
WRONG = {"authorization": "Bearer wrong"}


def asking_for_a_key(service: Service) -> list[tuple[str, str]]:
    """Methods and addresses that answer 401 to a wrong key or signature."""
    query = "?api-version=2.0&sp=r&sig=wrong"
    addresses = [
        address.replace("/workspaces/1/services/1", service.address) + query
        for address in for_programs()
    ]
    asked = [(method, each) for method in ("GET", "POST", "PUT") for each in addresses]
    return [(method, each) for method, each in asked if called(method, each) == 401]


def called(method: str, address: str) -> int:
    return int(Client().generic(method, address, headers=WRONG).status_code)


def test_wrong_keys_are_limited_at_every_address_that_asks_for_one(
    service: Service, settings: Any
) -> None:
    addresses = asking_for_a_key(service)
    assert len(addresses) > 20

    for method, address in addresses:
        RateWindow.objects.all().delete()
        settings.WRONG_KEY_LIMIT = (1, DAY)
        assert (called(method, address), called(method, address)) == (401, 503), address


def test_over_the_limit_a_right_key_is_refused_too_and_told_how_long(
    service: Service, settings: Any
) -> None:
    settings.WRONG_KEY_LIMIT = (2, DAY)
    # Who sends no key guesses nothing
    for key in (None, None, "Bearer wrong", "Bearer wrong", None):
        reply = execute(service, table(BANK), authorization=key)

    reply = execute(service, table(BANK))

    assert reply.error[0::2] == (503, "RequestThrottled")
    assert 1 <= int(reply.headers["Retry-After"]) <= DAY
    client = Client(REMOTE_ADDR="198.51.100.7")
    assert execute(service, table(BANK), client=client).status == 200
