"""Two companies side by side: what both texts mention is marked."""

import html
import re

import pytest
from django.test import Client

from scoring.models import ModelVersion, Submission
from tests.similar.companies import att, nearest, store

pytestmark = pytest.mark.django_db


def page_of(client: Client, one: Submission, two: Submission) -> str:
    response = client.get(f"/submissions/{one.pk}/with/{two.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def marks(page: str) -> list[str]:
    return [html.unescape(found).lower() for found in re.findall(r"<mark>(.*?)</mark>", page)]


def test_every_phrase_of_the_list_is_marked_in_both_texts(
    client: Client, model: ModelVersion
) -> None:
    one = att()
    two = nearest(one)

    response = client.get(f"/submissions/{one.pk}/with/{two.pk}/")

    found = response.context["comparison"]
    assert found.phrases
    products = [phrase.first * phrase.second for phrase in found.phrases]
    assert products == sorted(products, reverse=True)
    for (company, pieces), original in zip(found.texts, (one, two), strict=True):
        assert company == original
        assert "".join(piece.text for piece in pieces) == original.text
        assert any(piece.is_marked for piece in pieces)
    page = response.content.decode()
    assert all(phrase.surface in html.unescape(page) for phrase in found.phrases)
    assert f"Score {found.score} of 100" in page


def test_the_score_is_that_of_the_list_from_both_sides(client: Client, model: ModelVersion) -> None:
    one = att()
    two = nearest(one)
    score = client.get(one.get_absolute_url()).context["similar"].rows[0].score

    assert f"Score {score} of 100" in page_of(client, one, two)
    assert f"Score {score} of 100" in page_of(client, two, one)


def test_all_cases_and_endings_are_marked(client: Client, model: ModelVersion) -> None:
    one = store(
        "One", "Banks lend money. A BANK takes deposits, and its loans are bank loans for farmers."
    )
    two = store("Two", "The bank next door, with a loan for every farmer and deposits from all.")

    found = marks(page_of(client, one, two))

    assert {"banks", "bank", "deposits", "loan"} <= set(found)
    assert "bank loans" in found or {"bank", "loans"} <= set(found)


def test_hostile_texts_are_text_with_marks_inside(client: Client, model: ModelVersion) -> None:
    one = store(
        "<b>One</b>",
        "<script>alert('bank')</script> a bank for loans & deposits 🦆\nand \u202eשלום bank",
    )
    two = store("Two", '"><img src=x onerror=alert(1)> The bank gives loans and takes deposits')

    page = page_of(client, one, two)

    assert "&lt;script&gt;alert(&#x27;bank&#x27;)&lt;/script&gt; a <mark>bank</mark>" in page
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "🦆<br>" in page
    assert "שלום" in page
    assert "&lt;b&gt;One&lt;/b&gt;" in page


def test_texts_without_a_common_phrase_say_so(client: Client, model: ModelVersion) -> None:
    one = store("One", "Crude petroleum refineries drilling offshore wells.")
    two = store("Two", "Clinical vaccines biotechnology therapies oncology.")

    page = page_of(client, one, two)

    assert marks(page) == []
    assert "no telling phrase in common" in page


def test_a_company_without_a_place_has_no_score(client: Client, model: ModelVersion) -> None:
    page = page_of(client, att(), store("Nothing", "zzz qqq xxx"))

    assert "These two have no score" in page


def test_without_a_model_the_texts_show_unmarked(client: Client, db: None) -> None:
    one, two = (
        Submission.objects.create(title=name, text="A bank", source="form")
        for name in ("One", "Two")
    )

    page = page_of(client, one, two)

    assert page.count("A bank") == 2
    assert marks(page) == []


def test_a_company_with_itself_offers_no_word_on_it(client: Client, model: ModelVersion) -> None:
    assert 'value="not-similar"' not in page_of(client, att(), att())


def test_who_is_not_there_cannot_be_compared(client: Client, model: ModelVersion) -> None:
    assert client.get(f"/submissions/{att().pk}/with/999999/").status_code == 404
    assert client.get(f"/submissions/999999/with/{att().pk}/").status_code == 404


def test_long_texts_list_the_hundred_heaviest(client: Client, model: ModelVersion) -> None:
    text = " ".join(Submission.objects.order_by("pk").values_list("text", flat=True)[:40])[:30_000]
    one, two = store("One", text), store("Two", f"{text} And more.")

    found = client.get(f"/submissions/{one.pk}/with/{two.pk}/").context["comparison"]

    assert len(found.phrases) == 100
    assert found.more > 0
