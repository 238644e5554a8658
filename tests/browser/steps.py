"""What visitors do in many tests."""

from playwright.sync_api import Locator, Page, expect

from scoring.models import Submission

SEND = "Find similar companies"


def fill_form(page: Page, company: dict[str, str]) -> None:
    page.get_by_label("Title").fill(company["title"])
    page.get_by_label("Category").fill(company["category"])
    page.get_by_label("Description").fill(company["text"])


def typed(page: Page) -> dict[str, str]:
    """What the form holds now."""
    labels = {"title": "Title", "category": "Category", "text": "Description"}
    return {name: page.get_by_label(label).input_value() for name, label in labels.items()}


def send(page: Page) -> None:
    page.get_by_role("button", name=SEND).click()


def send_company(page: Page, company: dict[str, str]) -> None:
    page.goto("/")
    fill_form(page, company)
    send(page)


def counter(page: Page, label: str) -> Locator:
    """The line under a field that says how much of its limit is used."""
    return page.locator(".field", has=page.get_by_label(label)).locator(".counter")


def sent() -> list[Submission]:
    """What is stored from the form."""
    return list(Submission.objects.filter(source="form").order_by("pk"))


def sign_in(page: Page) -> None:
    """As the fixture `staff`, from whatever page shows."""
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.get_by_label("Name").fill("reviewer")
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.locator(".account summary")).to_have_text("reviewer")
