"""Of what programs send only the number of calls and rows is stored, day by day."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from scoring.models import ServiceUse
from tests.webservice.calls import (
    BANK,
    TEXTS,
    Service,
    everything_stored,
    execute,
    get,
    made,
    objects,
    post,
    rows_of,
    table,
    used,
)

pytestmark = pytest.mark.django_db
MIDDLEWARE = "django.contrib.auth.middleware.LoginRequiredMiddleware"


def test_nothing_is_stored_but_the_count_of_the_day(service: Service) -> None:
    before = everything_stored()

    execute(service, table(BANK))
    execute(service, objects(*TEXTS), "api-version=2.0&format=swagger")

    (row,) = ServiceUse.objects.values("service_id", "day", "calls", "rows")
    today = timezone.now().date()
    assert row == {"service_id": service.stored.pk, "day": today, "calls": 2, "rows": 4}
    assert everything_stored() == before


def test_each_day_has_a_count_of_its_own(service: Service) -> None:
    yesterday = timezone.now().date() - timedelta(days=1)
    ServiceUse.objects.create(service=service.stored, day=yesterday, calls=7, rows=9)

    execute(service, table(*TEXTS))

    assert used(service) == [(7, 9), (1, 3)]


def test_each_service_has_a_count_of_its_own(service: Service) -> None:
    second = made()

    execute(second, table(*TEXTS))

    assert (used(service), used(second)) == ([], [(1, 3)])


def test_no_visitor_becomes_known_by_a_call(service: Service) -> None:
    client = Client(enforce_csrf_checks=True)

    assert rows_of(execute(service, table(BANK), client=client))

    assert not client.cookies


def test_a_text_stands_in_no_log(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)

    execute(service, table("A wholly confidential description"))
    execute(service, b'{"Inputs": {"input1": [{"Confidential": "confidential"}')

    assert "onfidential" not in caplog.text


def test_a_site_for_accounts_only_still_answers_programs_with_a_key(
    service: Service, settings: Any
) -> None:
    settings.LOGIN_REQUIRED = True
    place = settings.MIDDLEWARE.index("django.contrib.messages.middleware.MessageMiddleware")
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:place], MIDDLEWARE, *settings.MIDDLEWARE[place:]]
    assert Client().get("/").status_code == 302

    assert rows_of(execute(service, table(BANK)))
    headers = {"authorization": f"Bearer {service.primary}"}
    assert post("/score", {"input_data": [{"Text": BANK}]}, headers).status == 200
    assert get("/v2/models/similarco", headers).status == 200
    assert get("/v2/health/live").status == 200
    assert get(f"{service.address}/swagger.json").status == 401
    assert execute(service, table(BANK), authorization=None).error[0] == 401
    assert post("/score", b"", {}).status == 401


def test_a_browser_with_a_session_needs_a_key_as_everybody(service: Service, staff: Any) -> None:
    client = Client()
    client.force_login(staff)

    assert execute(service, table(BANK), authorization=None, client=client).status == 401


def test_calls_of_programs_are_not_held_by_the_limit_of_the_form(
    service: Service, settings: Any
) -> None:
    settings.RATE_LIMIT = (1, 60)

    assert all(rows_of(execute(service, table(BANK))) for _ in range(4))
    assert used(service) == [(4, 4)]


def test_the_ids_of_requests_do_not_repeat(service: Service) -> None:
    seen = [
        execute(service, table(BANK), query).headers["x-ms-request-id"]
        for query in ("", "api-version=2.0") * 3
    ]

    assert len(set(seen)) == 6
    assert all(re.fullmatch(r"[0-9a-f-]{32,36}", each) for each in seen)
