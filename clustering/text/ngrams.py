"""Words -> weighted n-grams, as the studio's Extract N-Gram Features from Text module does it.

An n-gram is up to `size` words of one sentence, tokens joined by `_`; with `skip`, words between
them may be left out. With tf its count in the text, N the number of texts that made the vocabulary
and df the number of them that have it, its weight is

    binary      1                 tf-idf     tf * IDF tf          tf                sublinear  (1 +
    ln tf) * IDF idf         IDF               graph      the TextRank of its words
    (clustering/text/textrank.py), added up

where IDF = log10(N / df), as the studio writes it into its vocabulary, or 1 + ln((1 + N) / (1 +
df)) with "sublinear" (scikit-learn's smoothed form). With `normalise` a text's weights are divided
by their length.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clustering.text.cleaning import DEFAULT as DEFAULT_CLEANING
from clustering.text.cleaning import Cleaning
from clustering.text.preprocess import Word, placed_sentences, sentences, token_sentences
from clustering.text.textrank import word_ranks
from clustering.text.tracing import Span
from clustering.text.vocabulary import Vocabulary

WEIGHTS = ("binary", "tf", "idf", "tf-idf", "sublinear", "graph")
SELECTIONS = ("none", "count", "chi-squared", "fisher", "mutual information")


LARGEST_SIZE = 5


def check_whole(name: str, value: int, least: int, most: int | None = None) -> None:
    """Raise ValueError, naming the option, unless its value is a whole number within the bounds."""
    if (
        isinstance(value, bool)
        or not isinstance(value, int)
        or value < least
        or (most is not None and value > most)
    ):
        bounds = f"{least} or more" if most is None else f"one from {least} to {most}"
        raise ValueError(f"{name} is {value}: choose {bounds}.")


@dataclass(frozen=True)
class Extraction:
    """The options of Extract N-Gram Features from Text. Raises ValueError for one that cannot be.

    Tokens shorter than `shortest` or longer than `longest` are dropped before n-grams are formed.
    The vocabulary takes n-grams that at least `min_documents` texts have
    (`min_documents_of_phrases` for those of several words) and at most the share `max_ratio` (0..1)
    of them; then `selection` keeps the best `features` of them ("none" and "count": the most
    frequent).
    """

    size: int = 2
    skip: int = 0
    weights: str = "sublinear"
    shortest: int = 3
    longest: int = 25
    min_documents: int = 1
    min_documents_of_phrases: int = 2
    max_ratio: float = 0.5
    normalise: bool = True
    selection: str = "none"
    features: int = 30_000

    def __post_init__(self) -> None:
        for name in ("shortest", "min_documents", "min_documents_of_phrases", "features"):
            check_whole(name, getattr(self, name), 1)
        check_whole("size", self.size, 1, LARGEST_SIZE)
        check_whole("skip", self.skip, 0, LARGEST_SIZE)
        check_whole("longest", self.longest, self.shortest)
        if not 0 < self.max_ratio <= 1:
            raise ValueError(f"max_ratio is {self.max_ratio}: choose one over 0 and up to 1.")
        for name, allowed in (("weights", WEIGHTS), ("selection", SELECTIONS)):
            if getattr(self, name) not in allowed:
                raise ValueError(
                    f"{name} is {getattr(self, name)!r}: choose one of {', '.join(allowed)}."
                )


@dataclass(frozen=True)
class Weights:
    """The known n-grams of one text (ascending positions in the vocabulary) and their weights.

    `coverage` is the share (0..1) of all occurrences of n-grams in the text that the vocabulary
    knows, `words` the number of known single words among them.
    """

    indices: NDArray[np.intp]
    values: NDArray[np.float32]
    coverage: float
    words: int


class Analyser:
    """Text -> n-grams under one set of options."""

    def __init__(
        self, cleaning: Cleaning = DEFAULT_CLEANING, extraction: Extraction = Extraction()
    ) -> None:
        self.cleaning = cleaning
        self.extraction = extraction
        self._offsets = _offsets(extraction.size, extraction.skip)

    def ngrams(self, text: str) -> list[str]:
        """Every occurrence of an n-gram in `text`: single words first, then pairs, and so on."""
        parts = self.token_sentences(text)
        return [
            ngram
            for offsets in self._offsets
            for part in parts
            for ngram in map("_".join, zip(*(part[offset:] for offset in offsets), strict=False))
        ]

    def surfaces(self, text: str) -> Iterator[tuple[str, str]]:
        """Every n-gram of `text` with its readable form there, as ("oil_gas", "oil and gas")."""
        for words in self.sentences(text):
            for offsets in self._offsets:
                for found in zip(*(words[offset:] for offset in offsets), strict=False):
                    yield "_".join(word.token for word in found), _surface(found, offsets)

    def places(self, text: str) -> Iterator[tuple[str, list[Span]]]:
        """Every n-gram of `text` with the places of its words there;
        one without skipped words has a single place.
        """
        shortest, longest = self.extraction.shortest, self.extraction.longest
        for sentence in placed_sentences(text, self.cleaning):
            words = [word for word in sentence if shortest <= len(word.token) <= longest]
            for offsets in self._offsets:
                for found in zip(*(words[offset:] for offset in offsets), strict=False):
                    spans = [word.span for word in found]
                    joined = offsets == tuple(range(len(offsets)))
                    yield "_".join(word.token for word in found), _whole(spans) if joined else spans

    def sentences(self, text: str) -> list[list[Word]]:
        """The words of `text` that are neither too short nor too long, sentence by sentence."""
        shortest, longest = self.extraction.shortest, self.extraction.longest
        return [
            [word for word in words if shortest <= len(word.token) <= longest]
            for words in sentences(text, self.cleaning)
        ]

    def token_sentences(self, text: str) -> list[list[str]]:
        """The tokens of `sentences`."""
        shortest, longest = self.extraction.shortest, self.extraction.longest
        return [
            [token for token in words if shortest <= len(token) <= longest]
            for words in token_sentences(text, self.cleaning)
        ]

    def weigh(self, text: str, vocabulary: Vocabulary) -> Weights:
        """The weights of one text under a stored vocabulary:
        none, and coverage 0, when it knows nothing.
        """
        counts = Counter(self.ngrams(text))
        index = vocabulary.index
        known = sorted(
            (index[ngram], count, ngram) for ngram, count in counts.items() if ngram in index
        )
        if not known:
            return Weights(np.zeros(0, np.intp), np.zeros(0, np.float32), 0.0, 0)
        indices = np.array([number for number, _, _ in known], dtype=np.intp)
        frequency = np.array([count for _, count, _ in known], dtype=np.float64)
        if self.extraction.weights == "graph":
            values = self._graph_weights(text, [ngram for _, _, ngram in known])
        else:
            values = plain_weights(frequency, vocabulary.idf[indices], self.extraction.weights)
        if self.extraction.normalise:
            values = values / (np.linalg.norm(values) or 1)
        words = sum(count for _, count, ngram in known if "_" not in ngram)
        return Weights(
            indices, values.astype(np.float32), float(frequency.sum()) / counts.total(), words
        )

    def _graph_weights(self, text: str, known: Sequence[str]) -> NDArray[np.float64]:
        ranks = word_ranks(self.token_sentences(text))
        return np.array([sum(ranks[word] for word in ngram.split("_")) for ngram in known])


def plain_weights(
    frequency: NDArray[np.float64], idf: NDArray[np.float32], weights: str
) -> NDArray[np.float64]:
    """The weights of n-grams by their counts and IDF, position by position,
    before any normalisation.
    """
    formulas: dict[str, Callable[[], NDArray[np.float64]]] = {
        "binary": lambda: np.ones_like(frequency),
        "tf": lambda: frequency,
        "idf": lambda: idf.astype(np.float64),
        "tf-idf": lambda: frequency * idf,
        "sublinear": lambda: (1 + np.log(frequency)) * idf,
    }
    return formulas[weights]()


def without_overlap(scores: Mapping[str, float], limit: int) -> list[str]:
    """At most `limit` of the n-grams, the highest score first (ties in the given order), none in
    another.

    A word gives its place to the best phrase that has it and at least half its score. Phrases that
    continue each other ("real estate", "estate investment") overlap too.
    """
    ranked = sorted(scores, key=lambda ngram: -scores[ngram])
    phrases: dict[str, str] = {}
    for ngram in ranked:
        for word in ngram.split("_") if "_" in ngram else ():
            phrases.setdefault(word, ngram)
    shown: list[str] = []
    for ngram in ranked:
        phrase = phrases.get(ngram, ngram)
        best = phrase if 2 * scores[phrase] >= scores[ngram] else ngram
        if len(shown) < limit and not any(
            _overlap(best.split("_"), other.split("_")) for other in shown
        ):
            shown.append(best)
    return shown


def _overlap(a: list[str], b: list[str]) -> bool:
    return set(a) <= set(b) or set(b) <= set(a) or a[-1] == b[0] or b[-1] == a[0]


def _offsets(size: int, skip: int) -> list[tuple[int, ...]]:
    """For each kind of n-gram the places of its words, from its first."""
    return [
        (0, *rest)
        for length in range(1, size + 1)
        for rest in itertools.combinations(
            range(1, length + (skip if length > 1 else 0)), length - 1
        )
    ]


def _whole(spans: list[Span]) -> list[Span]:
    return [Span(spans[0].start, max(span.end for span in spans))]


def _surface(words: Sequence[Word], offsets: Sequence[int]) -> str:
    parts = [words[0].surface]
    for place, word in enumerate(words[1:], start=1):
        parts += [word.joint if offsets[place] - offsets[place - 1] == 1 else " ... ", word.surface]
    return "".join(parts)
