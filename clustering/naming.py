"""Members of clusters -> the phrases that set each cluster apart, and a short name."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from clustering.ngrams import Vocabulary, without_overlap
from clustering.preprocess import tokens

PHRASES = 8
LONGEST_NAME = 4


def company_words(titles: Sequence[str], texts: Sequence[str]) -> set[str]:
    """The tokens of titles that belong to a company rather than to a trade.

    "Bank" stands in many texts whose titles lack it; a token found mostly under its own title is a name.
    """
    own: Counter[str] = Counter()
    everywhere: Counter[str] = Counter()
    for title, text in zip(titles, texts, strict=True):
        found = set(tokens(text))
        everywhere.update(found)
        own.update(found & set(tokens(title)))
    return {token for token, count in own.items() if 2 * count >= everywhere[token]}


def cluster_phrases(
    presence: NDArray[np.float64],
    vocabulary: Vocabulary,
    company: set[str],
) -> list[list[str]]:
    """At most eight readable phrases for each cluster, the most telling first, none a part of another.

    `presence` (k x V) counts the members that have an n-gram. Ranked by class-based TF-IDF (Grootendorst,
    BERTopic, 2022): share of the cluster's counts * ln(1 + A / f), with f the n-gram's count in all clusters
    and A the mean count of a cluster. Company names (`company`: tokens) are left out, and so are proper nouns
    as long as other phrases are left.
    """
    share = presence / np.maximum(presence.sum(axis=1, keepdims=True), 1)
    rarity = np.log1p(presence.sum(axis=1).mean() / np.maximum(presence.sum(axis=0), 1))
    nameless = np.array([company.isdisjoint(ngram.split("_")) for ngram in vocabulary.ngrams])
    common = np.array([not _is_proper(surface) for surface in vocabulary.surfaces])
    scores = share * rarity * nameless
    return [_phrases(row, vocabulary, common) for row in scores]


def cluster_names(phrases: Sequence[Sequence[str]]) -> list[str]:
    """One distinct name of at most four words for each cluster, made of its phrases, in sentence case."""
    names: list[str] = []
    for number, own in enumerate(phrases):
        name = next(name for name in _candidates(own, number) if name not in names)
        names.append(name)
    return names


def _phrases(scores: NDArray[np.float64], vocabulary: Vocabulary, common: NDArray[np.bool_]) -> list[str]:
    chosen = scores * common if (scores * common).any() else scores
    telling = {vocabulary.ngrams[number]: float(chosen[number]) for number in np.flatnonzero(chosen)}
    return [vocabulary.surface(ngram) for ngram in without_overlap(telling, PHRASES)]


def _is_proper(surface: str) -> bool:
    return any(word[:1].isupper() and not word.isupper() for word in surface.split())


def _candidates(phrases: Sequence[str], number: int) -> Iterator[str]:
    """Names for cluster `number`, the best first; the last one is distinct from those of other clusters."""
    for place, first in enumerate(phrases):
        for second in phrases[place + 1 :]:
            joined = f"{first} and {second}"
            if " and " not in first + second and len(joined.split()) <= LONGEST_NAME:
                yield joined[:1].upper() + joined[1:]
    yield from (phrase[:1].upper() + phrase[1:] for phrase in phrases if len(phrase.split()) <= LONGEST_NAME)
    yield f"Cluster {number}"
