"""A reviewer signs in, says that a company stands in the wrong cluster,
and every visitor sees the right one.
"""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import BrowserContext, Page, expect

from scoring.companies import submissions
from scoring.models import Cluster, ModelVersion, Submission
from tests.browser.steps import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_verdict_of_the_admin_moves_the_company_for_every_visitor(
    page: Page,
    new_context: Callable[..., BrowserContext],
    model: ModelVersion,
    staff: User,
    company: dict[str, str],
) -> None:
    stored = submissions.submit(**company)
    said = stored.assignments.get().cluster
    right = Cluster.objects.filter(version=model).exclude(number=said).order_by("number").first()
    assert right is not None

    page.goto(stored.get_absolute_url())
    sign_in(page)
    expect(page).to_have_url(re.compile(f"{stored.get_absolute_url()}$"))
    page.locator(".account summary").click()
    page.get_by_role("link", name="Admin").click()
    page.get_by_role("link", name="Submissions").first.click()
    page.get_by_role("link", name=company["title"]).click()
    page.get_by_label("Verdict").select_option("wrong")
    page.get_by_label("Right cluster").select_option(str(right.number))
    page.get_by_label("Note").fill("It sells toys.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")

    visitor = new_context().new_page()
    visitor.goto(stored.get_absolute_url())
    head = visitor.locator("#placement > .head")
    expect(head).to_contain_text(right.name)
    expect(head).to_contain_text("Set by a reviewer")
    expect(head).to_contain_text("The model said")
    head.get_by_role("link", name=right.name).click()
    expect(visitor.get_by_role("link", name=company["title"])).to_be_visible()
    visitor.goto(f"/clusters/{said}/")
    expect(visitor.get_by_role("link", name=company["title"])).to_have_count(0)

    page.goto("/")
    page.locator(".account summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()


def test_a_verdict_that_cannot_stand_is_refused_beside_what_was_entered(
    page: Page, model: ModelVersion, staff: User, company: dict[str, str]
) -> None:
    stored = submissions.submit(**company)
    page.goto("/")
    sign_in(page)
    page.goto(f"/admin/scoring/submission/{stored.pk}/change/")
    page.get_by_label("Verdict").select_option("wrong")
    page.get_by_label("Note").fill("It sells toys.")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(
        page.locator(".errornote, .errorlist").filter(has_text="Choose the right cluster.")
    ).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("It sells toys.")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["js", "no-js"])
def test_companies_are_deleted_only_after_a_second_yes(
    new_context: Callable[..., BrowserContext], model: ModelVersion, staff: User, has_scripts: bool
) -> None:
    page = new_context(java_script_enabled=has_scripts).new_page()
    page.goto("/")
    sign_in(page)
    before = Submission.objects.count()
    page.goto("/admin/scoring/submission/")
    delete_chosen(page)
    page.get_by_role("link", name="No, take me back").click()
    expect(page).to_have_url(re.compile("/admin/scoring/submission/$"))
    assert Submission.objects.count() == before

    delete_chosen(page)
    page.get_by_role("button", name="Yes, I’m sure").click()
    expect(page.locator(".messagelist")).to_contain_text("Successfully deleted 2 submissions.")
    assert Submission.objects.count() == before - 2

    page.locator("#result_list tbody th a").first.click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("link", name="No, take me back").click()
    expect(page).to_have_url(re.compile(r"/submission/\d+/change/$"))
    assert Submission.objects.count() == before - 2


def delete_chosen(page: Page) -> None:
    for place in (0, 2):
        page.locator("#result_list tbody tr").nth(place).get_by_role("checkbox").check()
    page.get_by_label("Action:").select_option("delete_selected")
    page.get_by_role("button", name="Go").click()


def test_the_pages_of_the_admin_keep_the_content_security_policy(
    page: Page, model: ModelVersion, staff: User
) -> None:
    page.goto("/")
    sign_in(page)
    first = Submission.objects.earliest("pk")
    cluster = Cluster.objects.earliest("pk")
    for address in (
        "",
        "scoring/submission/",
        "scoring/submission/?q=bank&status=scored",
        f"scoring/submission/{first.pk}/change/",
        f"scoring/submission/{first.pk}/history/",
        f"scoring/submission/{first.pk}/delete/",
        "scoring/cluster/",
        f"scoring/cluster/{cluster.pk}/change/",
        "scoring/modelversion/",
        f"scoring/modelversion/{model.pk}/change/",
        "password_change/",
    ):
        response = page.goto(f"/admin/{address}")
        assert response is not None
        assert response.ok, address


def test_a_wrong_password_says_so_and_keeps_the_name(page: Page, staff: User) -> None:
    page.goto("/accounts/login/?next=/clusters/")
    page.get_by_label("Name").fill("reviewer")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert")).to_contain_text("do not match")
    expect(page.get_by_label("Name")).to_have_value("reviewer")
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/clusters/$"))
