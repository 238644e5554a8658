"""A cleaned text knows where each of its characters came from."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustering.text.cleaning import Cleaning, cleaned, steps, traced_through
from clustering.text.preprocess import placed_sentences, sentences
from clustering.text.tracing import Span, Traced

CLEANINGS = [
    Cleaning(),
    Cleaning(pattern=r"(\w)x*", replacement=r"\1"),
    Cleaning(pattern="", detect_sentences=False),
    Cleaning(split_on_special_characters=False, remove_special_characters=False, endings="keep"),
]
HOSTILE = [
    "",
    "don't can't WON\u2019T it's Acme's we\u2019re",
    "www.acme.com bank a@b.example bank acme.co.uk/loans bank",
    "Coooool looooans\\deposits",
    "\ufb01nance \u0132ssel e\u0301clair \u1e9b\u0323 q\u0307\u0323 \u1100\u1161\u11a8",
    "a" + "\u0301" * 50 + " bank",
    "🦆 bank 🏦 \u202eשלום \u00a0bank",
    "\ud800 bank \x00",
]
PIECES = [
    "bank",
    "don't",
    "www.a.com",
    "ooo",
    "\ufb01",
    "e",
    "\u0301",
    "\u0323",
    ".",
    ", ",
    "\n",
    " ",
]
texts = st.text(max_size=60) | st.lists(st.sampled_from(PIECES)).map("".join)


def plain_and_traced(text: str, cleaning: Cleaning) -> tuple[str, Traced]:
    own_steps = list(steps(cleaning))
    return cleaned(text, own_steps), traced_through(text, own_steps)


def check(text: str, cleaning: Cleaning) -> None:
    plain, traced = plain_and_traced(text, cleaning)
    assert traced.text == plain
    assert len(traced.origins) == len(plain)
    assert all(0 <= span.start <= span.end <= len(text) for span in traced.origins)
    assert traced.origins == sorted(traced.origins, key=lambda span: span.start)
    tokens = [[word.token for word in words] for words in sentences(text, cleaning)]
    assert [[word.token for word in words] for words in placed_sentences(text, cleaning)] == tokens


@pytest.mark.parametrize("cleaning", CLEANINGS)
@pytest.mark.parametrize("text", HOSTILE)
def test_the_traced_text_is_the_cleaned_text_on_hostile_words(
    text: str, cleaning: Cleaning
) -> None:
    check(text, cleaning)


@pytest.mark.parametrize("cleaning", CLEANINGS)
@given(text=texts)
def test_the_traced_text_is_the_cleaned_text_whatever_it_is(text: str, cleaning: Cleaning) -> None:
    check(text, cleaning)


@given(text=st.text(max_size=40))
def test_normalising_piece_by_piece_is_normalising(text: str) -> None:
    assert Traced.of(text).normalised().text == unicodedata.normalize("NFKC", text)


def places(text: str) -> list[str]:
    return [text[slice(*word.span)] for words in placed_sentences(text) for word in words]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Banks lend; a bank lends.", ["Banks", "lend", "bank", "lends"]),
        ("Our \ufb01nance's loans", ["\ufb01nance", "loans"]),
        ("Coooool duuucks", ["Coooool", "duuucks"]),
        ("See www.bank.com for bank loans", ["bank", "loans"]),
        ("🦆🦆 ducks \u202eשלום", ["ducks", "שלום"]),
        ("e\u0301clairs", ["e\u0301clairs"]),
        ("loans\\deposits", ["loans", "deposits"]),
    ],
)
def test_words_are_found_where_they_stand_as_they_stand(text: str, found: list[str]) -> None:
    assert places(text) == found


def test_what_is_put_in_stands_for_what_it_replaces() -> None:
    traced = Traced.of("a--b").replaced(re.compile("-+"), " and ")

    assert traced.text == "a and b"
    assert traced.origin(2, 5) == Span(1, 3)
    assert traced.origin(6, 7) == Span(3, 4)


def test_what_is_put_in_between_stands_for_nothing() -> None:
    traced = Traced.of("ab").replaced(re.compile("(?=b)|^|$"), "-")

    assert traced.text == "-a-b-"
    assert [traced.origins[place] for place in (0, 2, 4)] == [Span(0, 0), Span(1, 1), Span(2, 2)]
