"""The line of a text that shares most with another one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustering.lines import CUT, LENGTH, line
from clustering.marking import shared
from clustering.model import Model
from tests.clustering.conftest import trained

OPENING = "The bank opens early and closes late, as most of them in this small town always did."


def lined(model: Model, asked: str, text: str) -> str:
    """The line with its marks in brackets."""
    reading = model.read(text)
    phrases = shared(model, model.weigh(asked), reading.weights)
    weights = {model.vocabulary.index[phrase.ngram]: phrase.product for phrase in phrases}
    pieces = line(text, reading, weights)
    return "".join(f"[{piece.text}]" if piece.is_marked else piece.text for piece in pieces)


def test_the_sentence_that_shares_most_is_shown_with_its_marks(model: Model) -> None:
    text = "A bank with branches. It drills for crude oil and refines gas. It has a bank."

    assert lined(model, "Crude oil and gas", text) == (
        "It drills for [crude oil] and refines [gas]."
    )


def test_initials_and_short_forms_end_no_sentence(model: Model) -> None:
    text = "Founded by J. Smith of Acme Co. Ltd. Bank loans come first. Nothing else."

    assert lined(model, "bank loans", text).startswith("Founded by J. Smith of Acme Co. Ltd.")


def test_a_long_sentence_is_cut_around_what_is_shared(model: Model) -> None:
    text = f"{'Word after word, ' * 30}crude oil, {'and on and on ' * 30}"

    shown = lined(model, "crude oil", text)

    assert shown.startswith(f"{CUT} ")
    assert shown.endswith(f" {CUT}")
    assert "[crude oil]" in shown[:60]
    assert len(shown) <= LENGTH + 6


def test_no_word_is_cut(model: Model) -> None:
    text = f"{OPENING[:-1]}, {OPENING[:-1]}, crude oil."

    shown = lined(model, "crude oil", text)

    words = shown.replace("[", "").replace("]", "").strip(f"{CUT} ").split()
    assert set(words) <= set(text.split())


def test_texts_with_nothing_in_common_have_no_line(model: Model) -> None:
    assert lined(model, "crude oil", "frozen food") == ""


@pytest.mark.parametrize("text", ["", "\ud800", "\x00", "🦆🦆", "bank", "bank " * 2000])
def test_any_text_has_a_line_or_none(model: Model, text: str) -> None:
    assert len(lined(model, "bank", text)) < 2 * LENGTH


@settings(deadline=None)
@given(st.lists(st.sampled_from(["bank", "Loans. ", "crude oil", "\n", " ", "e\u0301", "🦆 "])))
def test_the_line_stands_in_the_text(words: list[str]) -> None:
    text = "".join(words)

    shown = lined(trained("guided", "euclidean"), "bank loans crude oil", text)

    plain = shown.replace("[", "").replace("]", "").removeprefix(f"{CUT} ").removesuffix(f" {CUT}")
    assert plain in text
