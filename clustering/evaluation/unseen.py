"""In which cluster a model puts rows that it has not seen."""

from collections.abc import Iterator, Sequence

import numpy as np
from sklearn.model_selection import KFold

from clustering.settings import Settings
from clustering.text.arrays import Indices
from clustering.training import Rows, TrainingError
from clustering.training.centres import unit_rows
from clustering.training.corpus import Corpus
from clustering.training.fitting import Embedding, distances, embed, weights_of_known
from clustering.training.vocabularies import Known

FOLDS = 5
# Enough to learn from; more rows only take longer.
MOST_ROWS = 5_000


def read_unseen(
    rows: Rows,
    settings: Settings,
    labels: Sequence[int | None],
    known: Known | None = None,
) -> list[int | None]:
    """The cluster of each row by a model that has not seen it.

    `labels` are those by the model that has seen all. Each fifth is read by a model of the others,
    of at most 5,000: its centres are the means of the same clusters there, so that a number
    means the same cluster everywhere. None for a row without a label, or of which too little is
    known, and for all when the others make no model.
    """
    read: list[int | None] = [None] * len(labels)
    labelled = [place for place, label in enumerate(labels) if label is not None]
    places = np.array(labelled)
    if len(places) < FOLDS:
        return read
    scored, learned = rows.corpora(settings)
    lots = np.random.default_rng(settings.seed)
    folds = KFold(FOLDS, shuffle=True, random_state=settings.seed)
    try:
        for others, held_out in folds.split(places):
            own = places[others]
            if len(own) > MOST_ROWS:
                drawn = lots.choice(own, MOST_ROWS, replace=False)
                own = np.sort(drawn)
            own_labels = np.array([labels[row] for row in own])
            categories = [rows.categories[row] for row in own]
            embedding = embed(learned.take(own), categories, settings, known)
            reader = Reader(embedding, scored.take(own), own_labels)
            unseen = places[held_out]
            for place, number in reader.read(scored.take(unseen)):
                row = unseen[place]
                read[row] = number
    except TrainingError:
        return [None] * len(labels)
    return read


class Reader:
    """A model of some rows that knows a version's clusters by their members among them."""

    def __init__(self, embedding: Embedding, corpus: Corpus, labels: Indices) -> None:
        self.embedding = embedding
        known, weights = weights_of_known(corpus, embedding.vocabulary)
        vectors = embedding.divided(weights)
        labels = labels[known]
        # One without a member of which anything is known is left out
        self.clusters = np.unique(labels)
        means = []
        for number in self.clusters:
            own = vectors[labels == number]
            # A sparse matrix has a matrix of one row as its mean
            mean = np.asarray(own.mean(axis=0))
            means.append(mean.ravel())
        self.centres = np.array(means, dtype=np.float32)
        self.metric = embedding.settings.metric
        if self.metric == "cosine":
            self.centres = unit_rows(self.centres)

    def read(self, corpus: Corpus) -> Iterator[tuple[int, int]]:
        """The texts of which anything is known, each with its nearest cluster."""
        known, weights = weights_of_known(corpus, self.embedding.vocabulary)
        vectors = self.embedding.divided(weights)
        apart = distances(vectors, self.centres, self.metric)
        # A centre's place is no number of a cluster where one was left out
        nearest = self.clusters[apart.argmin(axis=1)]
        return zip(known.tolist(), nearest.tolist(), strict=True)
