"""The admin's pages are for everybody to read too, in both themes on a phone and a desk, and light."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext

from scoring.models import ModelVersion
from scoring.services import webservice
from tests.browser.accessibility import complaints
from tests.browser.steps import sign_in
from tests.browser.test_look import MOST_BYTES, MOST_REQUESTS, finished_requests, transferred

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLES = ("submission", "modelversion", "cluster", "job", "webservice", "batchexecution", "pairfeedback")


@pytest.fixture
def addresses(model: ModelVersion, staff: Any) -> list[str]:
    service, *_ = webservice.create()
    row = model.assignments.all()[0]
    return [
        reverse("admin:index"),
        *(reverse(f"admin:scoring_{table}_changelist") for table in TABLES),
        reverse("admin:auth_user_changelist"),
        reverse("admin:scoring_endpoint"),
        reverse("admin:scoring_submission_change", args=[row.submission_id]),
        reverse("admin:scoring_modelversion_change", args=[model.pk]),
        reverse("admin:scoring_webservice_change", args=[service.pk]),
    ]


def test_everybody_can_read_the_admin(new_context: Callable[..., BrowserContext], addresses: list[str]) -> None:
    # On one of these pages axe itself writes styles; that the pages do not is seen elsewhere
    page = new_context(bypass_csp=True).new_page()
    page.goto("/about/")
    sign_in(page)
    found: list[str] = []
    for address in addresses:
        page.goto(address)
        found += (f"{address}, {complaint}" for complaint in complaints(page))

    assert not found, "\n".join(found)


def test_the_pages_of_the_admin_are_light(new_context: Callable[..., BrowserContext], addresses: list[str]) -> None:
    page = new_context().new_page()
    page.goto("/about/")
    sign_in(page)
    state = page.context.storage_state()
    for address in addresses:
        context = new_context(storage_state=state)
        finished = finished_requests(context)
        context.new_page().goto(address)
        weight = transferred(finished)
        context.close()

        assert 2 <= len(finished) <= MOST_REQUESTS, address
        assert weight <= MOST_BYTES, address
