"""Words and phrases find the same companies on both databases."""

import pytest

from scoring.models import Submission
from scoring.models.search import Term, terms, with_longer_starts

pytestmark = pytest.mark.django_db

COMPANIES = {
    "Nestlé": "We make chocolates, full-service food.",
    "O'Reilly": "Auto parts; visit yahoo.com/foo_bar for 3.14 days.",
    "AT&T": "Banks and banking of America. 公司 数据",
}


@pytest.fixture(autouse=True)
def stored() -> None:
    for number, (title, text) in enumerate(COMPANIES.items()):
        Submission.objects.create(title=title, text=text, source="form", fingerprint=str(number))


def found(asked: str) -> list[str]:
    return list(Submission.objects.with_words(asked).order_by("pk").values_list("title", flat=True))


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("chocolate", "Nestlé"),
        ("CHOCOLATES food", "Nestlé"),
        ("nestle", "Nestlé"),
        ("NESTLÉ", "Nestlé"),
        ("chocol*", "Nestlé"),
        ("service", "Nestlé"),
        ("full-service", "Nestlé"),
        ('"full service food"', "Nestlé"),
        ("nestlé chocolate", "Nestlé"),
        ("o'reilly", "O'Reilly"),
        ("yahoo", "O'Reilly"),
        ("foo", "O'Reilly"),
        ("3.14", "O'Reilly"),
        ("at&t", "AT&T"),
        ("bank", "AT&T"),
        ('"banking of america"', "AT&T"),
        ("公司", "AT&T"),
        ("公*", "AT&T"),
        ("what of chocolates", "Nestlé"),
        ('"banks', "AT&T"),
    ],
)
def test_a_company_is_found_by_its_words(asked: str, title: str) -> None:
    assert found(asked) == [title]


@pytest.mark.parametrize(
    "asked",
    [
        *("", " ", '"', '""', "*", "!!!", "🦆", "\0"),
        *('"service full"', '"america of banking"', "chocolate bank", "choc", "%", "_", "the"),
        *(
            "' OR 1=1 --",
            "bank OR zebra",
            "NEAR(bank)",
            "title:bank zebra",
            "bank:* & zebra",
            "x" * 5000,
        ),
    ],
)
def test_nobody_is_found_by_anything_else(asked: str) -> None:
    assert found(asked) == []


def test_a_deleted_company_is_found_no_more_and_a_new_one_at_once() -> None:
    Submission.objects.filter(title="Nestlé").delete()
    Submission.objects.create(
        title="Cocoa Bay", text="Chocolate again.", source="form", fingerprint="new"
    )

    assert found("chocolate") == ["Cocoa Bay"]


def test_a_text_as_long_as_texts_may_be_is_found_by_its_end() -> None:
    long = " ".join(f"word{number}" for number in range(15_000)) + " finally zebras"
    Submission.objects.create(title="Long", text=long, source="import", fingerprint="long")

    assert found("zebra") == ["Long"]


def test_in_texts_a_letter_with_a_star_is_a_word_for_nearly_all_have_one_that_begins_so() -> None:
    assert with_longer_starts(terms("c* co* com* 公*")) == [
        Term(("c",), is_start=False),
        Term(("co",), is_start=False),
        Term(("com",), is_start=True),
        Term(("公",), is_start=True),
    ]


def test_a_word_that_is_typed_again_is_looked_for_once() -> None:
    assert terms("bank loans bank Bank") == [Term(("bank",), False), Term(("loans",), False)]
