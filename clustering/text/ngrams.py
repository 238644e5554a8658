"""Words -> weighted n-grams, as the studio's Extract N-Gram Features from Text module does it.

An n-gram is up to `size` words of one sentence, tokens joined by `_`; with `skip`, words between
them may be left out. With tf its count in the text, N the number of texts that made the vocabulary
and df the number of them that have it, its weight is

    binary      1
    tf          tf
    idf         IDF
    tf-idf      tf * IDF
    sublinear   (1 + ln tf) * IDF
    graph       the TextRank of its words (clustering/text/textrank.py), added up

where IDF = log10(N / df), as the studio writes it into its vocabulary. With "sublinear" it is
1 + ln((1 + N) / (1 + df)), scikit-learn's smoothed form. With `normalise` a text's weights are
divided by their length.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from clustering.text.arrays import Doubles, Floats, Indices
from clustering.text.checks import check_choice, check_whole
from clustering.text.cleaning import DEFAULT as DEFAULT_CLEANING
from clustering.text.cleaning import Cleaning
from clustering.text.preprocess import Word, placed_sentences, sentences, token_sentences
from clustering.text.textrank import word_ranks
from clustering.text.tracing import Span
from clustering.text.vocabulary import Vocabulary

WEIGHTS = ("binary", "tf", "idf", "tf-idf", "sublinear", "graph")
SELECTIONS = ("none", "count", "chi-squared", "fisher", "mutual information")
LARGEST_SIZE = 5
# For each kind of n-gram the places of its words, from its first: (0, 1) is two words in a row
Offsets = tuple[int, ...]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Extraction:
    """The options of Extract N-Gram Features from Text. Raises ValueError for one that cannot be.

    Tokens shorter than `shortest` or longer than `longest` are dropped before n-grams are formed.
    The vocabulary takes n-grams that enough texts have, `min_documents` of them, or for n-grams of
    several words `min_documents_of_phrases`, and at most the share `max_ratio` (0..1) of the texts.
    Of these, `selection` keeps the best `features` ("none" and "count": the most frequent).
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
        check_whole("shortest", self.shortest, 1)
        check_whole("min_documents", self.min_documents, 1)
        check_whole("min_documents_of_phrases", self.min_documents_of_phrases, 1)
        check_whole("features", self.features, 1)
        check_whole("size", self.size, 1, LARGEST_SIZE)
        check_whole("skip", self.skip, 0, LARGEST_SIZE)
        check_whole("longest", self.longest, self.shortest)
        if not 0 < self.max_ratio <= 1:
            raise ValueError(f"max_ratio is {self.max_ratio}: choose one over 0 and up to 1.")
        check_choice("weights", self.weights, WEIGHTS)
        check_choice("selection", self.selection, SELECTIONS)


@dataclass(frozen=True)
class Weights:
    """The known n-grams of one text (ascending positions in the vocabulary) and their weights.

    `coverage` is the share (0..1) of all occurrences of n-grams in the text that the vocabulary
    knows, `words` the number of known single words among them.
    """

    indices: Indices
    values: Floats
    coverage: float
    words: int


class Analyser:
    """Text -> n-grams under one set of options."""

    def __init__(
        self,
        cleaning: Cleaning = DEFAULT_CLEANING,
        extraction: Extraction = Extraction(),
    ) -> None:
        self.cleaning = cleaning
        self.extraction = extraction
        self.offsets: list[Offsets] = [(0,)]
        for length in range(2, extraction.size + 1):
            later_places = range(1, length + extraction.skip)
            for rest in itertools.combinations(later_places, length - 1):
                self.offsets.append((0, *rest))

    def has_options_of(self, other: "Analyser") -> bool:
        """Whether it takes every text apart as another does."""
        return (self.cleaning, self.extraction) == (other.cleaning, other.extraction)

    def ngrams(self, text: str) -> list[str]:
        """Every occurrence of an n-gram in `text`: single words first, then pairs, and so on."""
        return self.ngrams_of(self.token_sentences(text))

    def ngrams_of(self, sentences: Sequence[Sequence[str]]) -> list[str]:
        """As `ngrams`, of `token_sentences`."""
        ngrams: list[str] = []
        for offsets in self.offsets:
            for tokens in sentences:
                runs = _runs(tokens, offsets)
                ngrams += map("_".join, runs)
        return ngrams

    def surfaces(self, text: str) -> Iterator[tuple[str, str]]:
        """Every n-gram of `text` with its readable form there, as ("oil_gas", "oil and gas")."""
        for sentence in self.sentences(text):
            for offsets in self.offsets:
                for words in _runs(sentence, offsets):
                    ngram = "_".join(word.token for word in words)
                    surface = words[0].surface
                    for number, word in enumerate(words[1:], start=1):
                        is_next = offsets[number] == offsets[number - 1] + 1
                        joint = word.joint if is_next else " ... "
                        surface += joint + word.surface
                    yield ngram, surface

    def places(self, text: str) -> Iterator[tuple[str, list[Span]]]:
        """Every n-gram of `text` with the places of its words there.

        One without skipped words has a single place.
        """
        for sentence in placed_sentences(text, self.cleaning):
            placed_words = [word for word in sentence if self._has_length(word.token)]
            for offsets in self.offsets:
                last = len(offsets) - 1
                is_unbroken = offsets[-1] == last
                for words in _runs(placed_words, offsets):
                    ngram = "_".join(word.token for word in words)
                    spans = [word.span for word in words]
                    if is_unbroken:
                        # A word that was cleaned may end behind the one after it
                        end = max(span.end for span in spans)
                        spans = [Span(spans[0].start, end)]
                    yield ngram, spans

    def sentences(self, text: str) -> list[list[Word]]:
        """The words of `text` that are neither too short nor too long, sentence by sentence."""
        chosen = []
        for words in sentences(text, self.cleaning):
            kept = [word for word in words if self._has_length(word.token)]
            chosen.append(kept)
        return chosen

    def token_sentences(self, text: str) -> list[list[str]]:
        """The tokens of `sentences`."""
        chosen = []
        for tokens in token_sentences(text, self.cleaning):
            kept = [token for token in tokens if self._has_length(token)]
            chosen.append(kept)
        return chosen

    def weigh(self, text: str, vocabulary: Vocabulary) -> Weights:
        """The weights of one text under a stored vocabulary.

        None, and coverage 0, when it knows nothing.
        """
        return self.weigh_counts(Counter(self.ngrams(text)), vocabulary, text)

    def weigh_counts(self, counts: Counter[str], vocabulary: Vocabulary, text: str) -> Weights:
        """As `weigh`, for a text whose n-grams are counted already."""
        known = [ngram for ngram in counts if ngram in vocabulary.index]
        if not known:
            return Weights(
                indices=np.zeros(0, np.intp),
                values=np.zeros(0, np.float32),
                coverage=0.0,
                words=0,
            )

        # Sums of floats depend on their order: a text scores as it was trained
        known.sort(key=vocabulary.index.__getitem__)
        numbers = [vocabulary.index[ngram] for ngram in known]
        indices = np.array(numbers, dtype=np.intp)
        counts_of_known = [counts[ngram] for ngram in known]
        frequency = np.array(counts_of_known, dtype=np.float64)
        if self.extraction.weights == "graph":
            ranks = word_ranks(self.token_sentences(text))
            ranks_of_known = []
            for ngram in known:
                words = ngram.split("_")
                ranks_of_known.append(sum(ranks[word] for word in words))
            values = np.array(ranks_of_known)
        else:
            idf = vocabulary.idf[indices]
            values = plain_weights(frequency, idf, self.extraction.weights)
        single_words = sum(counts[ngram] for ngram in known if "_" not in ngram)
        if self.extraction.normalise:
            length = np.linalg.norm(values) or 1
            values = values / length
        return Weights(
            indices=indices,
            values=values.astype(np.float32),
            coverage=float(frequency.sum()) / counts.total(),
            words=single_words,
        )

    def _has_length(self, token: str) -> bool:
        return self.extraction.shortest <= len(token) <= self.extraction.longest


def plain_weights(frequency: Doubles, idf: Floats, weights: str) -> Doubles:
    """The weights of n-grams by their counts and IDF, position by position.

    They are not normalised yet.
    """
    match weights:
        case "binary":
            return np.ones_like(frequency)
        case "tf":
            return frequency
        case "idf":
            return idf.astype(np.float64)
        case "tf-idf":
            return frequency * idf
        case "sublinear":
            return (1 + np.log(frequency)) * idf
    raise ValueError(f"There is no formula for {weights!r}.")


def without_overlap(scores: Mapping[str, float], limit: int) -> list[str]:
    """At most `limit` of the n-grams, none in another, the highest score first.

    Equal scores stay in the given order. A word gives its place to the best phrase that has it and
    at least half its score. Phrases that continue each other ("real estate", "estate investment")
    overlap too.
    """
    ranked = sorted(scores, key=lambda ngram: -scores[ngram])
    # The first phrase that has a word is its best
    best_phrases: dict[str, str] = {}
    for ngram in ranked:
        if "_" in ngram:
            for word in ngram.split("_"):
                best_phrases.setdefault(word, ngram)

    shown: list[str] = []
    for ngram in ranked:
        if len(shown) >= limit:
            break
        phrase = best_phrases.get(ngram, ngram)
        gives_place = 2 * scores[phrase] >= scores[ngram]
        best = phrase if gives_place else ngram
        if not any(_overlap(best, other) for other in shown):
            shown.append(best)
    return shown


def _overlap(one: str, other: str) -> bool:
    """Whether one n-gram has all words of the other, or goes on where the other ends."""
    words = one.split("_")
    others = other.split("_")
    different = set(words)
    different_others = set(others)
    if different <= different_others or different_others <= different:
        return True
    return words[-1] == others[0] or others[-1] == words[0]


def _runs(sentence: Sequence[Item], offsets: Offsets) -> Iterator[tuple[Item, ...]]:
    """Every run of words of a sentence that stand to each other as the offsets say."""
    shifted = [sentence[offset:] for offset in offsets]
    # The furthest shifted is the shortest, and ends with the last word
    return zip(*shifted, strict=False)
