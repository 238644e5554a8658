"""A text under a vocabulary: its weights, and where each n-gram that is known stands in it."""

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clustering.text.ngrams import Analyser, Weights
from clustering.text.tracing import Span
from clustering.text.vocabulary import Vocabulary


class Reading(NamedTuple):
    """The weights of a text, and one row for each place of a known n-gram.

    `places` is n x 3: its number in the vocabulary, and where it begins and ends. One with skipped
    words has a row for each of its words.
    """

    weights: Weights
    places: NDArray[np.int32]

    def spans(self, numbers: Collection[int]) -> list[tuple[int, Span]]:
        """The places of these n-grams."""
        is_wanted = np.isin(self.places[:, 0], list(numbers))
        wanted = self.places[is_wanted].tolist()
        return [(number, Span(start, end)) for number, start, end in wanted]


def read(text: str, analyser: Analyser, vocabulary: Vocabulary) -> Reading:
    """Take a text apart, so that it can be compared with many others."""
    places = []
    for ngram, spans in analyser.places(text):
        number = vocabulary.index.get(ngram)
        if number is None:
            continue
        for start, end in spans:
            places.append((number, start, end))
    rows = np.array(places, dtype=np.int32)
    return Reading(
        weights=analyser.weigh(text, vocabulary),
        # In three columns, also where there is no place
        places=rows.reshape(-1, 3),
    )
