"""A trained model: text -> the nearest of k centres. NumPy only.

It is the studio's module Assign Data to Clusters.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from clustering.alone import kinds as alone_kinds
from clustering.alone import places, reading
from clustering.alone.places import NothingSaidError
from clustering.bulk.ngram_numbers import KnownNgrams, ReadRows
from clustering.bulk.text_rows import WordRows, blocks, take_apart
from clustering.bulk.weight_rows import WeightRows, count, weigh
from clustering.bulk.word_table import word_table
from clustering.closeness import NOTHING, Said
from clustering.closeness import said as what_is_said
from clustering.kinds.reader import FIRST_TOKENS, KindOfBusiness, Kinds, telling
from clustering.layout import Layout
from clustering.reading import Reading
from clustering.reading import read as read_text
from clustering.score import Score, ScoreRows
from clustering.settings import Settings
from clustering.text.arrays import Floats
from clustering.text.ngrams import Analyser, Weights, plain_weights
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
# What `clustering/alone` takes texts apart into
WORDS_AND_PAIRS = [(0,), (0, 1)]


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
        return list(self._in_blocks(texts, in_any_case=False))

    def place(self, texts: Sequence[str]) -> list[Score]:
        """As `score`, but every text gets its nearest centre, however little of it is known."""
        return list(self._in_blocks(texts, in_any_case=True))

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

    def weigh_many(self, texts: Sequence[str]) -> list[Weights]:
        """As `weigh`, of many texts at once, which is much quicker than one by one."""
        weights: list[Weights] = []
        for block in blocks(texts):
            read = self._known.read(block)
            weights += self._weigh(block, read).each()
        return weights

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

    def _in_blocks(self, texts: Sequence[str], *, in_any_case: bool) -> Iterator[Score]:
        for block in blocks(texts):
            if len(block) == 1 and self._reads_alone:
                try:
                    yield self._score_alone(block[0], in_any_case=in_any_case)
                    continue
                except NothingSaidError:
                    pass
            yield from self._scores(block, in_any_case=in_any_case)

    @cached_property
    def _reads_alone(self) -> bool:
        """Whether `clustering/alone` knows all options."""
        return (
            self.analyser.offsets == WORDS_AND_PAIRS
            and not self.settings.cleaning.pattern
            and self.settings.extraction.weights != "graph"
            and self.settings.space != "n-grams"
            and (self.kinds is None or self._reads_as_kinds)
        )

    def _score_alone(self, text: str, *, in_any_case: bool) -> Score:
        """The score of one text. Raises NothingSaidError for one that the blocks are left."""
        read = reading.read(text, self._known.numbers)
        counts = reading.count(read, FIRST_TOKENS)
        known = counts[0]
        idf = self.vocabulary.idf[known.indices]
        weights = plain_weights(known.counts, idf, self.settings.extraction.weights)
        if self.settings.extraction.normalise:
            weights = weights / places.length(weights)
        values = weights.astype(np.float32)
        projected = places.product(known.indices, values, self.projection)
        vector = places.side_by_side(projected, self.guided, self.settings.guided_share)
        left_out = self.settings.cleaning.remove_stop_words
        if not in_any_case and not read.has_enough_words(known.words, left_out=left_out):
            raise NothingSaidError
        divided = self._divided(projected, vector)
        cosine = self.settings.metric == "cosine"
        distances = centre_distances(divided, self.centres, cosine=cosine).tolist()
        kind, said = None, NOTHING
        if self.kinds:
            kind, said = alone_kinds.read(read, counts[-1], self.kinds)
        return Score(
            cluster=distances.index(min(distances)),
            distances=tuple(distances),
            sure=places.sureness(distances),
            coverage=known.coverage,
            vector=vector,
            map_place=places.map_place(self.layout, vector),
            kind=kind,
            said=said,
        )

    def _scores(self, texts: Sequence[str], *, in_any_case: bool) -> Iterator[Score]:
        read = self._known.read(texts)
        weights = self._weigh(texts, read)
        projected = weights.product(self.projection)
        vectors = side_by_side(projected, self.guided, self.settings.guided_share)
        cosine = self.settings.metric == "cosine"
        # In the space that k-means divided
        if self.settings.space == "n-grams":
            distances = sparse_distances(weights, self.centres, cosine=cosine)
        else:
            divided = self._divided(projected, vectors)
            distances = centre_distances(divided, self.centres, cosine=cosine)
        have_cluster = np.ones(len(texts), np.bool_)
        if not in_any_case:
            # Stop words are familiar where the vocabulary cannot have them
            left_out = self.settings.cleaning.remove_stop_words
            words = self._words(texts, read)
            are_enough = words.are_enough(weights.words, left_out=left_out)
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
        table = word_table(replace(cleaning, pattern=""))
        return take_apart(texts, table).words

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
        words = self._words(texts, read)
        are_enough = words.are_enough(weights.words) & chances.any(axis=1)
        likeliest = kinds.likeliest(chances, telling(weights))
        told = zip(likeliest, are_enough.tolist(), strict=True)
        kinds_told = [kind if is_enough else None for kind, is_enough in told]
        return kinds_told, said

    def _divided(self, projected: Floats, vectors: Floats) -> Floats:
        """What of vectors (... x d) k-means divided, of length 1."""
        match self.settings.space:
            case "guided":
                return unit(projected[..., : self.guided])
            case "latent":
                return unit(projected[..., self.guided :])
            case _:
                return vectors
