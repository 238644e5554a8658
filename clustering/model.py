"""A trained model: text -> the nearest of k centres. NumPy only.

It is the studio's module Assign Data to Clusters.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from clustering.bulk.ngram_numbers import KnownNgrams, ReadRows
from clustering.bulk.text_rows import WordRows, blocks, take_apart
from clustering.bulk.weight_rows import WeightRows, count, weigh
from clustering.bulk.word_table import word_table
from clustering.closeness import NOTHING, Said
from clustering.closeness import said as what_is_said
from clustering.kinds.reader import KindOfBusiness, Kinds, telling
from clustering.layout import Layout
from clustering.reading import Reading
from clustering.reading import read as read_text
from clustering.score import Score, ScoreRows
from clustering.settings import Settings
from clustering.text.arrays import Doubles, Floats
from clustering.text.ngrams import Analyser, Weights
from clustering.text.vocabulary import Vocabulary
from clustering.vectors import (
    centre_distances,
    side_by_side,
    sparse_distances,
    sureness,
    unit,
)

# How many texts stay taken apart, of at most so many characters each: about 10 MB
KEPT_READINGS = 1000
LONGEST_KEPT = 5000


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
        return [score for block in blocks(texts) for score in self._scores(block)]

    def place(self, texts: Sequence[str]) -> list[Score]:
        """As `score`, but every text gets its nearest centre, however little of it is known."""
        return [score for block in blocks(texts) for score in self._scores(block, in_any_case=True)]

    def kinds_of(self, texts: Sequence[str]) -> list[KindOfBusiness | None]:
        """The kind of business that each text points to, as `score` tells it."""
        kinds: list[KindOfBusiness | None] = []
        for block in blocks(texts):
            kinds_of_block, _ = self._kinds(block, self._known.read(block))
            kinds += kinds_of_block
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
            return read_text(text, self.analyser, self.vocabulary)
        return self._kept_readings(text)

    @cached_property
    def _kept_readings(self) -> Callable[[str], Reading]:
        @lru_cache(maxsize=KEPT_READINGS)
        def kept(text: str) -> Reading:
            return read_text(text, self.analyser, self.vocabulary)

        return kept

    @cached_property
    def _known(self) -> KnownNgrams:
        vocabularies = [self.vocabulary]
        if self._reads_as_kinds and self.kinds:
            vocabularies.append(self.kinds.vocabulary)
        return KnownNgrams(self.analyser, vocabularies)

    @cached_property
    def _reads_as_kinds(self) -> bool:
        """Whether one reading of a text serves for its cluster and for its kind of business."""
        return self.kinds is not None and self.kinds.analyser.has_options_of(self.analyser)

    def _scores(self, texts: Sequence[str], *, in_any_case: bool = False) -> Iterator[Score]:
        read = self._known.read(texts)
        weights = self._weigh(texts, read)
        projected = weights.product(self.projection)
        vectors = side_by_side(projected, self.guided, self.settings.guided_share)
        distances = self._distances(weights, projected, vectors)
        have_cluster = np.ones(len(texts), np.bool_)
        if not in_any_case:
            # Stop words are familiar where the vocabulary cannot have them
            left_out = self.settings.cleaning.remove_stop_words
            are_enough = self._words(texts, read).are_enough(weights.words, left_out=left_out)
            have_cluster = vectors.any(axis=1) & are_enough
            vectors[~have_cluster] = 0
        kinds, said = self._kinds(texts, read)
        rows = ScoreRows(
            have_cluster=have_cluster,
            distances=distances,
            sure=sureness(distances),
            coverage=weights.coverage,
            vectors=vectors,
            map_places=self.layout.places_of(vectors),
            kinds=kinds,
            said=said,
        )
        return rows.scores()

    def _weigh(self, texts: Sequence[str], read: ReadRows) -> WeightRows:
        occurrences = read.occurrences
        counted = count(occurrences, occurrences.numbers[0], len(texts))
        sentences = []
        if self.settings.extraction.weights == "graph":
            sentences = list(map(self.analyser.token_sentences, texts))
        return weigh(counted, self.vocabulary, self.settings.extraction, sentences)

    def _words(self, texts: Sequence[str], read: ReadRows) -> WordRows:
        cleaning = self.settings.cleaning
        if not cleaning.pattern:
            return read.surfaces.words
        # What a pattern replaces is said all the same
        return take_apart(texts, word_table(replace(cleaning, pattern=""))).words

    def _kinds(
        self, texts: Sequence[str], read: ReadRows
    ) -> tuple[list[KindOfBusiness | None], list[Said]]:
        """The kind of business of each text and what it says, under our own options."""
        kinds = self.kinds
        if kinds is None:
            return [None] * len(texts), [NOTHING] * len(texts)
        numbers = read.occurrences.numbers[-1]
        if not self._reads_as_kinds:
            read = kinds.known.read(texts)
            [numbers] = read.occurrences.numbers
        counted = kinds.count(read, numbers)
        weights = kinds.weigh(counted)
        chances = kinds.probabilities(weights)
        unknown = np.flatnonzero(numbers < 0)
        said = what_is_said(read, unknown, counted, kinds.vocabulary, chances)
        are_enough = self._words(texts, read).are_enough(weights.words) & chances.any(axis=1)
        likeliest = kinds.likeliest(chances, telling(weights))
        told = zip(likeliest, are_enough.tolist(), strict=True)
        return [kind if is_enough else None for kind, is_enough in told], said

    def _distances(self, weights: WeightRows, projected: Floats, vectors: Floats) -> Doubles:
        """The distances (n x k) to every centre, in the space that k-means divided."""
        cosine = self.settings.metric == "cosine"
        match self.settings.space:
            case "n-grams":
                return sparse_distances(weights, self.centres, cosine=cosine)
            case "guided":
                places = unit(projected[:, : self.guided])
            case "latent":
                places = unit(projected[:, self.guided :])
            case _:
                places = vectors
        return centre_distances(places, self.centres, cosine=cosine)
