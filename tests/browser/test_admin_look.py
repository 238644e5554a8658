"""The admin's pages are for everybody to read too,
in both themes on a phone and a desk, and light.
"""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import BrowserContext

from scoring.models import ModelVersion
from scoring.webservice import keys
from tests.browser.accessibility import complaints
from tests.browser.steps import sign_in
from tests.browser.test_look import MOST_BYTES, MOST_REQUESTS, PARTS, finished_requests, transferred

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLES = (
    "submission",
    "modelversion",
    "cluster",
    "job",
    "webservice",
    "batchexecution",
    "pairfeedback",
)
OTHERS = (
    "auth_user",
    "auth_group",
    "axes_accessattempt",
    "axes_accesslog",
    "axes_accessfailurelog",
)
ACTIONS = ("change", "password_change", "history", "delete")


@pytest.fixture
def addresses(model: ModelVersion, staff: User) -> list[str]:
    service, *_ = keys.create_service()
    row = model.assignments.earliest("pk")
    return [
        reverse("admin:index"),
        *(reverse(f"admin:scoring_{table}_changelist") for table in TABLES),
        *(reverse(f"admin:{table}_changelist") for table in OTHERS),
        *(reverse(f"admin:auth_{table}_add") for table in ("user", "group")),
        *(reverse(f"admin:auth_user_{page}", args=[staff.pk]) for page in ACTIONS),
        reverse("admin:password_change"),
        reverse("admin:scoring_endpoint"),
        reverse("admin:scoring_submission_change", args=[row.submission_id]),
        reverse("admin:scoring_modelversion_change", args=[model.pk]),
        reverse("admin:scoring_webservice_change", args=[service.pk]),
    ]


@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_can_read_the_admin(
    new_context: Callable[..., BrowserContext], addresses: list[str], part: int
) -> None:
    page = new_context().new_page()
    page.goto(reverse("admin:login"))
    found = [f"sign in, {complaint}" for complaint in complaints(page)] if part == 0 else []
    page.goto("/about/")
    sign_in(page)
    for address in addresses[part::PARTS]:
        response = page.goto(address)
        assert response is not None
        assert response.ok, address
        found += (f"{address}, {complaint}" for complaint in complaints(page))

    assert not found, "\n".join(found)


def test_the_pages_of_the_admin_are_light(
    new_context: Callable[..., BrowserContext], addresses: list[str]
) -> None:
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
