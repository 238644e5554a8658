"""No cache keeps what only accounts may see."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.models import ModelVersion
from tests.security.conftest import take_over
from tests.security.pages import admin_pages, public_pages

pytestmark = pytest.mark.django_db


def kept(client: Client, pages: list[str]) -> list[str]:
    """Those that a cache may keep."""
    answers = {page: client.get(page) for page in pages}
    return [page for page, each in answers.items() if "no-store" not in each["Cache-Control"]]


def test_what_somebody_who_signed_in_sees_is_kept_by_no_cache(
    client: Client, model: ModelVersion, staff: User
) -> None:
    client.force_login(staff)
    files = ["/clusters/?format=csv", "/submissions/?format=json", "/accounts/password/"]

    assert kept(client, [*public_pages(), *admin_pages(model), *files]) == []


def test_nothing_of_a_closed_site_is_kept_but_what_its_pages_are_made_of(
    settings: Any, model: ModelVersion
) -> None:
    take_over(settings, ["MIDDLEWARE", "LOGIN_REQUIRED"], LOGIN_REQUIRED="true")
    visitor = Client()

    assert kept(visitor, [*public_pages(), "/map", "/healthz"]) == []
    style = visitor.get("/static/look.css")
    assert "no-store" not in style.get("Cache-Control", "")
    style.close()
