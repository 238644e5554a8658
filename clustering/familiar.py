"""Whether so much of a text is known that something can be said of it."""

from functools import cached_property

from clustering.text.cleaning import without_markup
from clustering.text.language import WORD, is_english
from clustering.text.ngrams import Weights
from clustering.text.preprocess import STOP_WORDS

# Of another language fewer words are familiar, of English more (docs/model.md has the figures).
LEAST_FAMILIAR = 0.4
LEAST_WORDS = 2


class SaidWords:
    """The words of a text, asked by whatever knows some of them."""

    def __init__(self, text: str) -> None:
        self.words = WORD.findall(without_markup(text).lower())

    @cached_property
    def _is_english(self) -> bool:
        return is_english(self.words)

    def are_enough(self, weights: Weights, left_out: frozenset[str] = STOP_WORDS) -> bool:
        """Whether two different words are said or more, and four in ten of them are familiar.

        They are in the vocabulary of the weights, or among the words that were `left_out` of it. A
        text in another language, which may have familiar words too, is never enough.
        """
        if weights.words == 0 or len(set(self.words)) < LEAST_WORDS:
            return False
        familiar = weights.words + sum(map(left_out.__contains__, self.words))
        return familiar >= LEAST_FAMILIAR * len(self.words) and self._is_english
