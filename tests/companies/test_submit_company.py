"""The form: what is typed becomes one stored, scored submission,
or comes back with what to mend.
"""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.companies.forms import CompanyForm
from scoring.endpoint import scoring
from scoring.endpoint.errors import EndpointError
from scoring.endpoint.failures import Failure
from scoring.models import Assignment, ModelVersion, Submission
from tests.shown import shown

pytestmark = pytest.mark.django_db


def errors(client: Client, typed: dict[str, str]) -> str:
    """The page that comes back; nothing may be stored."""
    response = client.post("/", typed)
    assert response.status_code == 422
    assert not Submission.objects.filter(source="form").exists()
    return shown(response)


@pytest.mark.parametrize("address", ["/", "/home"])
def test_both_addresses_show_the_form(client: Client, address: str) -> None:
    page = client.get(address)

    assert page.status_code == 200
    assert b"Find similar companies" in page.content


def test_a_company_is_stored_scored_and_shown(
    client: Client, model: ModelVersion, company: Any
) -> None:
    response = client.post("/", company)

    stored = Submission.objects.get(source="form")
    assert response.status_code == 302
    assert response["Location"] == f"/submissions/{stored.pk}/"
    assert (stored.title, stored.category, stored.text) == tuple(company.values())
    row = stored.assignments.get()
    assert row.status == "scored"
    assert row.cluster == row.shown_cluster == min(range(10), key=row.distances.__getitem__)
    assert len(row.distances) == model.k
    assert row.lease is None
    assert 0 <= row.sure <= 1
    assert 0 < row.coverage <= 1


@pytest.mark.django_db(transaction=True)
def test_a_company_comes_with_its_score_by_one_commit(
    client: Client, model: ModelVersion, company: Any
) -> None:
    with CaptureQueriesContext(connection) as captured:
        client.post("/", company)

    said = [query["sql"] for query in captured]
    assert said.count("COMMIT") == 1
    assert Assignment.objects.get(submission__title=company["title"]).status == "scored"


@pytest.mark.parametrize("error", [EndpointError("Not now.", Failure.NO_MODEL), ValueError()])
def test_a_score_that_fails_leaves_the_company_stored_with_the_reason(
    client: Client,
    model: ModelVersion,
    company: Any,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    def fail(*arguments: Any) -> None:
        raise error

    monkeypatch.setattr(scoring, "score", fail)
    client.post("/", company)

    row = Assignment.objects.get(submission__title=company["title"])
    assert (row.status, row.attempts, row.lease) == ("pending", 1, None)
    assert row.reason in (
        "Not now.",
        "Scoring failed. It is this site's fault, and it has been noted.",
    )


def test_the_category_may_be_left_out(client: Client, model: ModelVersion, company: Any) -> None:
    response = client.post("/", {**company, "category": ""})

    assert response.status_code == 302
    assert Submission.objects.get(source="form").category == ""


def test_the_same_form_sent_twice_is_one_submission(
    client: Client, model: ModelVersion, company: Any
) -> None:
    typed = {**company, "request_key": "one-form"}

    first, second = client.post("/", typed), client.post("/", typed)

    assert first["Location"] == second["Location"]
    assert Submission.objects.filter(source="form").count() == 1


def test_a_form_that_was_changed_before_it_was_sent_again_is_another_submission(
    client: Client, model: ModelVersion, company: Any
) -> None:
    client.post("/", {**company, "request_key": "one-form"})
    client.post("/", {**company, "title": "Another", "request_key": "one-form"})

    assert Submission.objects.filter(source="form").count() == 2


def test_the_same_company_from_two_forms_is_two_submissions(
    client: Client, model: ModelVersion, company: Any
) -> None:
    client.post("/", {**company, "request_key": "one-form"})
    client.post("/", {**company, "request_key": "another-form"})

    assert Submission.objects.filter(source="form").count() == 2


@pytest.mark.parametrize("field", ["title", "text"])
@pytest.mark.parametrize("blank", ["", "   ", "\r\n \t", "\u200b\ufeff", "\x00\x07"])
def test_blanks_only_are_refused(client: Client, company: Any, field: str, blank: str) -> None:
    page = errors(client, {**company, field: blank})

    assert ("Enter a title." if field == "title" else "Describe the company") in page


def test_a_title_of_one_character_is_refused(client: Client, company: Any) -> None:
    assert "at least 2 characters" in errors(client, {**company, "title": "X"})


@pytest.mark.parametrize(("field", "limit"), [("title", 30), ("category", 30), ("text", 1000)])
def test_one_character_over_a_limit_is_refused_and_kept(
    client: Client, company: Any, field: str, limit: int
) -> None:
    page = errors(client, {**company, field: "y" * (limit + 1)})

    assert f"Use {limit:,} characters or fewer; this has {limit + 1:,}." in page
    assert "y" * (limit + 1) in page


@pytest.mark.parametrize(("field", "limit"), [("title", 30), ("category", 30), ("text", 1000)])
def test_a_field_may_be_just_as_long_as_its_limit(
    client: Client, model: ModelVersion, company: Any, field: str, limit: int
) -> None:
    response = client.post("/", {**company, field: "y" * limit})

    assert response.status_code == 302


def test_everything_typed_is_kept_beside_an_error(client: Client, company: Any) -> None:
    page = errors(client, {**company, "title": "", "text": 'A <b>bold</b> "quote" & more'})

    assert 'value="Consumer Discretionary"' in page
    assert "A &lt;b&gt;bold&lt;/b&gt; &quot;quote&quot; &amp; more" in page


@pytest.mark.parametrize(
    ("typed", "length"),
    [
        ("a\r\nb", 3),
        ("a\rb", 3),
        ("  a  ", 1),
        ("🙂", 1),
        ("👩\u200d🚀", 3),
        ("e\u0301", 2),
        ("a\x00b", 2),
        ("a\u200bb", 2),
    ],
)
def test_lengths_are_counted_in_characters_as_the_page_counts_them(typed: str, length: int) -> None:
    form = CompanyForm({"title": "Ab", "text": typed})

    assert form.is_valid()
    assert len(form.cleaned_data["text"]) == length


def test_a_text_of_exactly_the_limit_with_newlines_is_taken(
    client: Client, model: ModelVersion, company: Any
) -> None:
    response = client.post("/", {**company, "text": "We bake\r\n" * 125})

    assert response.status_code == 302
    assert len(Submission.objects.get(source="form").text) == 8 * 125 - 1


def test_a_text_over_the_limit_offers_its_first_characters(client: Client, company: Any) -> None:
    page = errors(client, {**company, "text": "y" * 1500})

    assert "Use the first 1,000 characters" in page


def test_the_offer_stores_just_those_characters(
    client: Client, model: ModelVersion, company: Any
) -> None:
    text = "We bake bread.\r\n" * 100

    response = client.post("/", {**company, "text": text, "shorten": "1"})

    assert response.status_code == 302
    assert Submission.objects.get(source="form").text == text.replace("\r\n", "\n")[:1000].strip()


def test_other_limits_come_from_the_settings(client: Client, settings: Any, company: Any) -> None:
    settings.TITLE_MAX_LENGTH, settings.TEXT_MAX_LENGTH = 5, 20

    page = errors(client, company)

    assert "Use 5 characters or fewer" in page
    assert "Use the first 20 characters" in page


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_example_fills_the_form_and_can_be_sent_as_it_is(
    client: Client, model: ModelVersion, number: int
) -> None:
    form = client.get(f"/?example={number}").context["form"]

    response = client.post("/", form.initial)

    assert response.status_code == 302
    assert Assignment.objects.get(submission__source="form").status == "scored"


@pytest.mark.parametrize("asked", ["0", "4", "-1", "x", "999999999999999999999", "１"])
def test_an_example_that_does_not_exist_leaves_the_form_empty(client: Client, asked: str) -> None:
    page = client.get("/", {"example": asked})

    assert page.status_code == 200
    assert page.context["form"].initial == {}


def test_categories_that_are_known_are_suggested(client: Client, model: ModelVersion) -> None:
    assert '<option value="Health Care"></option>' in shown(client.get("/"))


def test_the_form_says_who_can_read_what_is_sent(client: Client, settings: Any) -> None:
    assert "Everybody who can open this site can read" in shown(client.get("/"))
    settings.AML_URL = "https://scores.example/execute?code=s3cr3t"
    page = shown(client.get("/"))
    assert "scores.example" in page
    assert "s3cr3t" not in page


def test_a_text_without_a_known_word_is_unplaced(
    client: Client, model: ModelVersion, company: Any
) -> None:
    response = client.post("/", {**company, "text": "zzyzx qwrtp"})

    row = Assignment.objects.get(submission__source="form")
    assert (row.status, row.cluster, row.distances, row.coverage) == ("unplaced", None, [], 0.0)
    assert b"Too little to say" in client.get(response["Location"]).content


def test_a_form_without_a_csrf_token_is_refused_kindly(company: Any) -> None:
    response = Client(enforce_csrf_checks=True).post("/", company)

    assert response.status_code == 403
    assert b"Please send it again" in response.content
    assert not Submission.objects.exists()


def test_a_company_is_stored_with_its_score_by_eight_statements(
    client: Client, model: ModelVersion, company: Any
) -> None:
    client.post("/", {**company, "title": "The first one"})
    with CaptureQueriesContext(connection) as queries:
        response = client.post("/", {**company, "title": "The second one"})

    assert response.status_code == 302
    frame = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    statements = [each["sql"] for each in queries if not each["sql"].startswith(frame)]
    assert len(statements) <= 8
    row = Assignment.objects.get(submission__title="The second one")
    assert (row.version, row.status) == (model, "scored")
