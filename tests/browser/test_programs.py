"""Samples for programs are copied with one click, and read without scripts."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import BrowserContext, expect

from scoring.models import ModelVersion, WebService
from tests.browser.conftest import VISITORS
from tests.browser.steps import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_sample_is_copied_as_it_stands(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto("/programs/")

    page.get_by_text("Python", exact=True).click()
    page.locator("details", has_text="Python").get_by_role("button", name="Copy").click()

    expect(page.locator("#copied")).to_have_text("Python copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#sample-2").text_content()
    assert copied.startswith("import json\n")


def test_without_scripts_there_is_a_sample_and_no_button_that_does_nothing(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context(**VISITORS["phone-no-js"]).new_page()
    page.goto("/programs/")

    expect(page.locator("#sample-1")).to_be_visible()
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)


def test_staff_make_a_service_copy_its_key_and_revoke_it(
    new_context: Callable[..., BrowserContext], staff: User, model: ModelVersion
) -> None:
    page = new_context().new_page()
    page.goto("/contact/")
    sign_in(page)
    page.goto("/programs/")

    page.get_by_role("button", name="Make a service").click()
    assert len(page.locator("#primary-key").inner_text()) == 88
    page.goto("/programs/")
    page.get_by_label("Change the primary key").click()
    page.get_by_role("button", name="Revoke").click()

    expect(page.get_by_role("status").filter(has_text="no longer works")).to_be_visible()
    assert WebService.objects.get().primary_key_hash == ""
