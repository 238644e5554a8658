"""What is read letter by letter are all titles that may have the word, and few others."""

from string import ascii_lowercase

import pytest

from scoring.models import Scope
from scoring.search.spelling import LONGEST_WORD, SHORTEST, _pieces, is_nearly, nearly_called


def nearly(word: str) -> set[str]:
    """All with one letter wrong, missing or too many, or with two that changed places."""
    found = set()
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        found |= {f"{before}{letter}{after}" for letter in ascii_lowercase}
        found |= {f"{before}{letter}{after[1:]}" for letter in ascii_lowercase if after}
        found.add(before + after[1:])
        if len(after) > 1:
            found.add(before + after[1] + after[0] + after[2:])
    return found


@pytest.mark.parametrize("word", ["visa", "intel", "oracle", "walmart", "microsoft"])
def test_whatever_is_wrong_of_a_word_its_title_has_one_of_the_pieces(word: str) -> None:
    for asked in nearly(word):
        if len(asked) >= SHORTEST:
            assert is_nearly(asked, word)
            assert any(piece in f" {word} " for piece in _pieces(asked)), asked


def test_of_a_short_word_only_its_ends_are_looked_for() -> None:
    assert list(_pieces("vsia")) == [" vs", "ia ", "ia,", " visa"]
    assert list(_pieces("intle")) == [" in", "le ", "le,"]


def test_what_is_too_long_for_a_word_is_looked_for_in_no_title() -> None:
    assert nearly_called("x" * (LONGEST_WORD + 1), Scope.of_all((1,)), most=10) == []
