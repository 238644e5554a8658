"""Words -> weighted n-grams, as the studio's Extract N-Gram Features from Text module does it.

An n-gram is one word or two neighbouring words of a sentence, tokens joined by `_`. With tf its count in the
text, N the number of training texts and df the number of them that have it, its weight is

    (1 + ln tf) * (1 + ln((1 + N) / (1 + df)))        scikit-learn's sublinear, smoothed TF-IDF

and a text's weights are divided by their Euclidean length. Texts are weighed with the stored vocabulary only.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from clustering.preprocess import Word, sentences


@dataclass(frozen=True)
class Vocabulary:
    """The V n-grams of a model in alphabetical order, with the readable form and the IDF of each."""

    ngrams: tuple[str, ...]
    surfaces: tuple[str, ...]
    idf: NDArray[np.float32]

    @cached_property
    def index(self) -> dict[str, int]:
        return {ngram: number for number, ngram in enumerate(self.ngrams)}

    def surface(self, ngram: str) -> str:
        """The readable form of a known n-gram; KeyError for another."""
        return self.surfaces[self.index[ngram]]


@dataclass(frozen=True)
class Weights:
    """The known n-grams of one text (ascending positions in the vocabulary) and their weights, of length 1.

    `coverage` is the share (0..1) of all occurrences of n-grams in the text that the vocabulary knows.
    """

    indices: NDArray[np.intp]
    values: NDArray[np.float32]
    coverage: float


def ngrams(text: str) -> list[str]:
    """Every occurrence of an n-gram in `text`."""
    return [ngram for words in sentences(text) for ngram in _sentence_ngrams(words)]


def surfaces(text: str) -> Iterator[tuple[str, str]]:
    """Every n-gram of `text` with its readable form there, as ("oil_gas", "oil and gas")."""
    for words in sentences(text):
        yield from ((word.token, word.surface) for word in words)
        for left, right in itertools.pairwise(words):
            yield f"{left.token}_{right.token}", left.surface + right.joint + right.surface


def build(texts: Sequence[str], min_documents: int, max_ratio: float, max_ngrams: int) -> Vocabulary:
    """The n-grams found in at least `min_documents` texts and in at most `max_ratio` (0..1) of them.

    Where these are more than `max_ngrams`, the most frequent stay. The vocabulary may come out empty.
    """
    frequency = Counter(ngram for text in texts for ngram in set(ngrams(text)))
    most = max(max_ratio * len(texts), min_documents)
    fitting = [(count, ngram) for ngram, count in frequency.items() if min_documents <= count <= most]
    fitting.sort(key=lambda pair: (-pair[0], pair[1]))
    kept = tuple(sorted(ngram for _, ngram in fitting[:max_ngrams]))
    documents = np.array([frequency[ngram] for ngram in kept], dtype=np.float64)
    idf = 1 + np.log((1 + len(texts)) / (1 + documents))
    return Vocabulary(kept, _readable(kept, texts), idf.astype(np.float32))


def weigh(text: str, vocabulary: Vocabulary) -> Weights:
    """The weights of one text under a stored vocabulary: none, and coverage 0, when it knows nothing."""
    counts = Counter(ngrams(text))
    index = vocabulary.index
    known = sorted((index[ngram], count) for ngram, count in counts.items() if ngram in index)
    if not known:
        return Weights(np.zeros(0, np.intp), np.zeros(0, np.float32), 0.0)
    indices = np.array([number for number, _ in known], dtype=np.intp)
    frequency = np.array([count for _, count in known], dtype=np.float64)
    values = (1 + np.log(frequency)) * vocabulary.idf[indices]
    coverage = float(frequency.sum()) / counts.total()
    return Weights(indices, (values / np.linalg.norm(values)).astype(np.float32), coverage)


def without_overlap(scores: Mapping[str, float], limit: int) -> list[str]:
    """At most `limit` of the n-grams, the highest score first (ties in the given order), none in another.

    A word gives its place to the best pair that has it and at least half its score. Pairs that continue each
    other ("real estate", "estate investment") overlap too.
    """
    ranked = sorted(scores, key=lambda ngram: -scores[ngram])
    pairs: dict[str, str] = {}
    for ngram in ranked:
        for word in ngram.split("_") if "_" in ngram else ():
            pairs.setdefault(word, ngram)
    shown: list[str] = []
    for ngram in ranked:
        pair = pairs.get(ngram, ngram)
        best = pair if 2 * scores[pair] >= scores[ngram] else ngram
        if len(shown) < limit and not any(_overlap(best.split("_"), other.split("_")) for other in shown):
            shown.append(best)
    return shown


def _overlap(a: list[str], b: list[str]) -> bool:
    return set(a) <= set(b) or set(b) <= set(a) or a[-1] == b[0] or b[-1] == a[0]


def _sentence_ngrams(words: list[Word]) -> list[str]:
    single = [word.token for word in words]
    return single + [f"{left}_{right}" for left, right in itertools.pairwise(single)]


def _readable(kept: tuple[str, ...], texts: Sequence[str]) -> tuple[str, ...]:
    """For each n-gram the form that the texts use most, in lower case unless nearly always capitalised."""
    forms: dict[str, Counter[str]] = {ngram: Counter() for ngram in kept}
    for text in texts:
        for ngram, surface in surfaces(text):
            if ngram in forms:
                forms[ngram][surface] += 1
    return tuple(_usual_form(forms[ngram]) for ngram in kept)


def _usual_form(forms: Counter[str]) -> str:
    folded: Counter[str] = Counter()
    for form, count in forms.items():
        folded[form.lower()] += count
    usual = min(folded, key=lambda form: (-folded[form], form))
    # Words at the beginning of a sentence are capitalised too: one small form in five shows a common word.
    if forms[usual] * 5 >= folded[usual]:
        return usual
    return min((form for form in forms if form.lower() == usual), key=lambda form: (-forms[form], form))
