"""What is learned from a sample of the rows, in one task of one executor.

The sample is drawn by what the rows say, so it is the same however they are parted.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from pyspark import Broadcast

from clustering.evaluation.folds import five_fold
from clustering.files.companies import Company
from clustering.layout import Layout
from clustering.naming import Members, names, phrases
from clustering.settings import Settings
from clustering.spark.counting import rows_of
from clustering.text.arrays import Floats
from clustering.text.vocabulary import Vocabulary
from clustering.training import Rows, TrainingError, described
from clustering.training.centres import centres
from clustering.training.fitting import Embedding, distances, embed, weights_of_known
from clustering.training.layouts import lay_out
from clustering.training.vocabularies import Known, with_surfaces

LARGEST_SAMPLE = 200_000
# A few more are drawn, for chance may give fewer than are wanted
ROOM_FOR_CHANCE = 1.02
LOTS = 2**64


class Learned(NamedTuple):
    """Vocabulary with readable forms, projections, centres to begin with (k x g), and the map."""

    embedding: Embedding
    first_centres: Floats
    layout: Layout


class Described(NamedTuple):
    """What clusters are called, and figures of rows that were held out."""

    names: list[str]
    phrases: list[list[str]]
    folds: dict[str, float]


class Drawn(NamedTuple):
    """Whether a company is in the sample of so many rows."""

    seed: int
    rows: int

    def __call__(self, company: Company) -> bool:
        if company.problem:
            return False
        share = min(1.0, ROOM_FOR_CHANCE * LARGEST_SAMPLE / self.rows)
        return self.lot(company) < share * LOTS

    def lot(self, company: Company) -> int:
        said = f"{self.seed}\n{company.title}\n{company.text}".encode(errors="surrogatepass")
        return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest())

    def ordered(self, companies: Iterable[Company]) -> Rows:
        """The sample, in the order of its lots."""
        by_lot = sorted(companies, key=lambda company: (self.lot(company), company))
        return rows_of(by_lot[:LARGEST_SAMPLE])


class Learner(NamedTuple):
    """Learns projections and first centres under the vocabulary of all rows."""

    drawn: Drawn
    settings: Settings
    vocabulary: "Broadcast[Vocabulary]"

    def __call__(self, companies: Iterable[Company]) -> Iterator[Learned | TrainingError]:
        rows = self.drawn.ordered(companies)
        vocabulary = self.vocabulary.value
        try:
            scored, learned = rows.corpora(self.settings)
            embedding = embed(
                learned,
                rows.categories,
                self.settings,
                Known(vocabulary),
            )
            _, weights = weights_of_known(scored, vocabulary)
            divided = embedding.divided(weights)
            found = centres(divided, embedding.settings)
        except TrainingError as error:
            # For the person who asked; Spark would try it again and again
            yield error
            return
        layout = lay_out(embedding.vectors(weights), self.settings.seed)
        with_forms = replace(embedding, vocabulary=with_surfaces(vocabulary, learned))
        yield Learned(with_forms, found, layout)


class Describer(NamedTuple):
    """Names the clusters that the centres of all rows make."""

    drawn: Drawn
    settings: Settings
    embedding: "Broadcast[Embedding]"
    centres: Floats

    def __call__(self, companies: Iterable[Company]) -> Iterator[Described]:
        rows = self.drawn.ordered(companies)
        embedding = self.embedding.value
        scored, _ = rows.corpora(self.settings)
        known_texts, weights = weights_of_known(scored, embedding.vocabulary)
        divided = embedding.divided(weights)
        apart = distances(divided, self.centres, self.settings.metric)
        labels = apart.argmin(axis=1)
        members = Members(weights, labels, self.settings.k, embedding.vocabulary)
        members = described(members, rows, known_texts, scored, self.settings)
        figures = five_fold(rows, self.settings)
        yield Described(names(members), phrases(members), figures)
