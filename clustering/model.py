"""A trained model: text -> the nearest of k centres. NumPy only.

It is the studio's module Assign Data to Clusters.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from clustering.closeness import NOTHING, Said
from clustering.closeness import said as what_is_said
from clustering.familiar import SaidWords
from clustering.kinds.reader import KindOfBusiness, Kinds, telling
from clustering.layout import Layout
from clustering.reading import Reading, read
from clustering.settings import Settings
from clustering.text.arrays import Doubles, Floats
from clustering.text.ngrams import Analyser, Weights
from clustering.text.preprocess import STOP_WORDS
from clustering.text.vocabulary import Vocabulary
from clustering.vectors import (
    centre_distances,
    project,
    side_by_side,
    sparse_distances,
    sureness,
    unit,
)

# How many texts stay taken apart, of at most so many characters each: about 10 MB
KEPT_READINGS = 1000
LONGEST_KEPT = 5000


@dataclass(frozen=True)
class Score:
    """One text under a model.

    `cluster` is the nearest centre (the lowest number among equals), or None with no distances and
    no `sure` when too little of the text is known.
    `distances` to every centre are Euclidean; with the cosine metric they are 1 - cosine.
    `sure` is (b - a) / b with a the nearest and b the second nearest distance: 0 on the border, 1
    in the centre.
    `coverage` (0..1) is the share of the text's n-gram occurrences that the vocabulary knows.
    `vector` has d numbers and length 1, or is all zeros without a cluster.
    `map_place` is where it lies on the map, from 0 to 1 from the left and from the top; None
    without a vector.
    `kind` is the kind of business that the text points to, None where too little of it is known, or
    the model knows no kinds; `said` is what the text says, for `clustering/closeness.py`, nothing
    without kinds.
    """

    cluster: int | None
    distances: tuple[float, ...]
    sure: float | None
    coverage: float
    vector: Floats
    map_place: tuple[float, float] | None
    kind: KindOfBusiness | None
    said: Said


@dataclass(frozen=True, eq=False)
class Model:
    """V n-grams, d = g + u dimensions, k clusters.

    `projection` is V x d: the first g (`guided`) columns follow the categories of the training
    rows, the others are latent. `centres` is k x g, k x u, k x d or k x V, as `settings.space`
    says. `layout` gives texts their places on the map. `phrases` and `names` have one entry for
    each cluster. `figures` say how training went, `libraries` are the versions used. `kinds` tell
    kinds of business apart, whatever rows the clusters are made of. Raises ValueError when the
    parts do not fit together.
    """

    vocabulary: Vocabulary
    projection: Floats
    guided: int
    centres: Floats
    layout: Layout
    phrases: list[list[str]]
    names: list[str]
    settings: Settings
    figures: Mapping[str, int | float]
    libraries: Mapping[str, str]
    kinds: Kinds | None = None

    def __post_init__(self) -> None:
        size = len(self.vocabulary.ngrams)
        dimensions = self.projection.shape[-1]
        clusters = self.settings.k
        widths = {
            "n-grams": size,
            "latent": dimensions - self.guided,
            "guided": self.guided,
            "side by side": dimensions,
        }
        width = widths[self.settings.space]
        landmarks = self.layout.landmarks.shape
        fits = [
            self.projection.shape == (size, dimensions),
            0 <= self.guided <= dimensions,
            self.centres.shape == (clusters, width),
            landmarks[1:] == (dimensions,),
            self.layout.places.shape == (*landmarks[:1], 2),
            len(self.phrases) == len(self.names) == clusters,
        ]
        if not all(fits):
            raise ValueError("The parts of the model do not fit together.")

    @cached_property
    def analyser(self) -> Analyser:
        return Analyser(self.settings.cleaning, self.settings.extraction)

    def score(self, texts: Sequence[str]) -> list[Score]:
        """One score for each text, in order. A text scores the same alone and among others."""
        return [self._score(text) for text in texts]

    def place(self, texts: Sequence[str]) -> list[Score]:
        """As `score`, but every text gets its nearest centre, however little of it is known."""
        return [self._score(text, in_any_case=True) for text in texts]

    def kinds_of(self, texts: Sequence[str]) -> list[KindOfBusiness | None]:
        """The kind of business that each text points to, as `score` tells it."""
        kinds = []
        for text in texts:
            sentences = self.analyser.token_sentences(text)
            counts = Counter(self.analyser.ngrams_of(sentences))
            kind, _ = self._kind(text, SaidWords(text), sentences, counts)
            kinds.append(kind)
        return kinds

    def known_phrases(self, text: str) -> list[tuple[str, float]]:
        """The known n-grams of `text` as they stand there, with their weights, heaviest first."""
        weights = self.weigh(text)
        # An n-gram that occurs twice is shown as it is written first
        surfaces: dict[str, str] = {}
        for ngram, surface in self.analyser.surfaces(text):
            surfaces.setdefault(ngram, surface)
        numbers = weights.indices.tolist()
        values = weights.values.tolist()
        phrases = []
        for number, weight in zip(numbers, values, strict=True):
            ngram = self.vocabulary.ngrams[number]
            surface = surfaces[ngram]
            phrases.append((surface, weight))
        return sorted(phrases, key=lambda phrase: (-phrase[1], phrase[0]))

    def weigh(self, text: str) -> Weights:
        """The weights of the known n-grams of `text`."""
        return self.analyser.weigh(text, self.vocabulary)

    def read(self, text: str) -> Reading:
        """The weights of `text`, and where its known n-grams stand; quick for one read lately."""
        if len(text) > LONGEST_KEPT:
            return read(text, self.analyser, self.vocabulary)
        return self._kept_readings(text)

    @cached_property
    def _kept_readings(self) -> Callable[[str], Reading]:
        @lru_cache(maxsize=KEPT_READINGS)
        def kept(text: str) -> Reading:
            return read(text, self.analyser, self.vocabulary)

        return kept

    def _score(self, text: str, *, in_any_case: bool = False) -> Score:
        sentences = self.analyser.token_sentences(text)
        counts = Counter(self.analyser.ngrams_of(sentences))
        weights = self.analyser.weigh_counts(counts, self.vocabulary, text)
        projected = project(weights, self.projection)
        vector = side_by_side(projected, self.guided, self.settings.guided_share)
        said = SaidWords(text)
        kind, told = self._kind(text, said, sentences, counts)
        # Familiar words that the vocabulary cannot have
        left_out = STOP_WORDS if self.settings.cleaning.remove_stop_words else frozenset()
        is_known = vector.any() and said.are_enough(weights, left_out)
        if not is_known and not in_any_case:
            return Score(
                cluster=None,
                distances=(),
                sure=None,
                coverage=weights.coverage,
                vector=np.zeros_like(vector),
                map_place=None,
                kind=kind,
                said=told,
            )
        distances = self._distances(weights, projected, vector)
        return Score(
            cluster=int(distances.argmin()),
            distances=tuple(distances.tolist()),
            sure=sureness(distances),
            coverage=weights.coverage,
            vector=vector,
            map_place=self.layout.place(vector),
            kind=kind,
            said=told,
        )

    def _kind(
        self,
        text: str,
        said: SaidWords,
        sentences: list[list[str]],
        counts: Counter[str],
    ) -> tuple[KindOfBusiness | None, Said]:
        """The kind of business of a text and what it says, from its tokens under our options.

        The `counts` are those of its n-grams.
        """
        if self.kinds is None:
            return None, NOTHING
        analyser = self.kinds.analyser
        if not analyser.has_options_of(self.analyser):
            sentences = analyser.token_sentences(text)
            counts = Counter(analyser.ngrams_of(sentences))
        weights = self.kinds.weigh(sentences, counts)
        chances = self.kinds.probabilities(weights)
        told = what_is_said(counts, self.kinds.vocabulary, chances)
        if not (chances.any() and said.are_enough(weights)):
            return None, told
        return self.kinds.likeliest(chances, telling(weights)), told

    def _distances(self, weights: Weights, projected: Floats, vector: Floats) -> Doubles:
        """The distances (k) to every centre, in the space that k-means divided."""
        cosine = self.settings.metric == "cosine"
        match self.settings.space:
            case "n-grams":
                return sparse_distances(weights, self.centres, cosine=cosine)
            case "guided":
                place = unit(projected[: self.guided])
            case "latent":
                place = unit(projected[self.guided :])
            case _:
                place = vector
        return centre_distances(place, self.centres, cosine=cosine)
