"""Matches are marked where they stand, by the rules that found them."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from scoring.models import ModelVersion
from scoring.models.search import terms
from scoring.search.highlighting import beginning, excerpt, marked
from tests.search import companies


def shown(pieces: list) -> str:
    return "".join(f"[{piece.text}]" if piece.is_marked else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("A bank that banks on banking.", "bank", "A [bank] that [banks] on [banking]."),
        (
            "Small-business loans, no small loans",
            '"small business" loan',
            "[Small-business] [loans], no small [loans]",
        ),
        ("Nestlé and NESTLE", "nestle", "[Nestlé] and [NESTLE]"),
        ("chocolate, chocolatier, cocoa", "choc*", "[chocolate], [chocolatier], cocoa"),
        ("AT&T", "at&t", "[AT&T]"),
        ("no match here", "zebra", "no match here"),
        ("<b>bank</b>", "bank", "<b>[bank]</b>"),
        ("word", "", "word"),
        ("", "word", ""),
    ],
)
def test_every_match_is_marked_and_nothing_else(text: str, asked: str, expected: str) -> None:
    assert shown(marked(text, terms(asked))) == expected


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A short text", "A short text"),
        ("word " * 60, "word " * 39 + "word…"),
        ("w" * 300, "w" * 200 + "…"),
    ],
)
def test_a_text_without_a_match_is_cut_between_words_where_it_has_any(text: str, line: str) -> None:
    assert shown(beginning(text)) == line


def test_an_excerpt_is_what_stands_around_the_first_match() -> None:
    text = f"{'before ' * 50}the bank lends. {'after ' * 100}bank"

    found = shown(excerpt(text, terms("bank")))

    assert found.startswith("…before")
    assert found.endswith("after…")
    assert "the [bank] lends. after" in found
    assert len(found) < 300


def test_a_short_text_is_its_own_excerpt_and_one_without_a_match_has_none() -> None:
    assert shown(excerpt("We bank.", terms("bank"))) == "We [bank]."
    assert excerpt("We lend.", terms("bank")) == []


@given(st.text(max_size=200), st.text(max_size=40))
def test_the_pieces_of_any_text_make_it_whole_again(text: str, asked: str) -> None:
    import unicodedata

    pieces = "".join(piece.text for piece in marked(text, terms(asked)))

    assert pieces == unicodedata.normalize("NFC", text)


def test_a_list_marks_title_and_text_and_shows_markup_as_text(
    client: Client, mixed: ModelVersion
) -> None:
    companies.store(
        mixed, {"title": "<i>Bank</i> of <b>", "text": "<script>alert('bank')</script> lending"}
    )

    page = client.get("/submissions/?q=bank+lend").content.decode()

    assert "&lt;i&gt;<mark>Bank</mark>&lt;/i&gt; of &lt;b&gt;</a>" in page
    assert (
        "&lt;script&gt;alert(&#x27;<mark>bank</mark>&#x27;)&lt;/script&gt; <mark>lending</mark>"
        in page
    )


def test_without_words_nothing_is_marked(client: Client, mixed: ModelVersion) -> None:
    assert "<mark>" not in client.get("/submissions/?category=Financials").content.decode()


def test_a_match_at_the_end_of_a_long_text_is_shown(client: Client, mixed: ModelVersion) -> None:
    companies.store(mixed, {"title": "Long", "text": "word " * 15_000 + "zebra"})

    assert "<mark>zebra</mark>" in client.get("/submissions/?q=zebra").content.decode()
