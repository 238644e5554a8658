"""Rows that Spark holds -> a model, as `clustering.training` makes one of rows in memory.

Document frequencies, centres and figures are those of all rows; projections, the map, names and
the figures of rows left out are learned from a sample (`sample.py`). Of rows only numbers come to
the driver, and what the model itself keeps.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from importlib.metadata import version
from operator import add
from typing import NamedTuple

import numpy as np
from pyspark import RDD, Broadcast, StorageLevel
from pyspark.mllib.clustering import KMeans, KMeansModel
from pyspark.mllib.linalg import Vector, Vectors
from scipy.sparse import issparse

from clustering.artifact import dumps
from clustering.files.companies import Company
from clustering.kinds.reader import Kinds
from clustering.model import Model
from clustering.settings import Settings
from clustering.spark.counting import blocks, tell, vocabulary_of
from clustering.spark.errors import SparkError
from clustering.spark.sample import Described, Describer, Drawn, Learned, Learner
from clustering.spark.scoring import model_of
from clustering.text.arrays import Doubles, Floats
from clustering.training import LIBRARIES, TrainingError, refuse_too_few
from clustering.training.centres import Vectors as Divided
from clustering.training.fitting import Embedding, distances, weights_of_known
from clustering.vectors import sureness

# Category, sector and cluster of a row; a row that is not placed has no cluster
Filed = tuple[str, str, int | None]


class Trained(NamedTuple):
    """A model, how its rows are filed, its figures on rows that were held out, and which rows
    they were: a fingerprint, and how many were left out for a problem.
    """

    model: Model
    filed: "Counter[Filed]"
    folds: dict[str, float]
    fingerprint: str
    problems: int


def train(
    companies: "RDD[Company]",
    settings: Settings,
    kinds: Kinds,
    sectors: frozenset[str],
) -> Trained:
    """`sectors` are the categories that are sectors; of another one the text tells the sector.

    Raises TrainingError when the rows make no model, SparkError when there are none.
    """
    companies = companies.persist(StorageLevel.MEMORY_AND_DISK)
    told = tell(companies)
    if not told.rows:
        raise SparkError(f"Of {told.problems:,} rows none can be used: each needs title and text.")
    refuse_too_few(told.rows, settings.k)
    vocabulary = vocabulary_of(companies, told.rows, settings)
    send = companies.context.broadcast
    drawn = Drawn(settings.seed, told.rows)
    sample = companies.filter(drawn).repartition(1).persist(StorageLevel.MEMORY_AND_DISK)
    learner = Learner(drawn, settings, send(vocabulary))
    [learned] = sample.mapPartitions(learner).collect()
    if isinstance(learned, TrainingError):
        raise learned
    embedding = send(learned.embedding)
    divided = companies.mapPartitions(partial(_divided, embedding))
    divided = divided.persist(StorageLevel.MEMORY_AND_DISK)
    centres = _centres(divided, learned)
    describer = Describer(drawn, learned.embedding.settings, embedding, centres)
    [said] = sample.mapPartitions(describer).collect()
    figures_of_parts = divided.map(partial(_figures, centres, learned.embedding.settings))
    figures = figures_of_parts.fold(np.zeros(3), np.add)
    model = _model(learned, centres, said, told.rows, figures, kinds)
    counted = companies.mapPartitions(partial(_filed, send(dumps(model)), sectors))
    filed = Counter(counted.reduceByKey(add).collectAsMap())
    return Trained(model, filed, said.folds, told.fingerprint, told.problems)


def _model(
    learned: Learned,
    centres: Floats,
    said: Described,
    rows: int,
    figures: Doubles,
    kinds: Kinds,
) -> Model:
    embedding = learned.embedding
    used, distance, sure = figures.tolist()
    return Model(
        vocabulary=embedding.vocabulary,
        projection=embedding.projection,
        guided=embedding.guided,
        centres=centres,
        layout=learned.layout,
        phrases=said.phrases,
        names=said.names,
        settings=embedding.settings,
        figures={
            "rows": rows,
            "ngrams": len(embedding.vocabulary.ngrams),
            "rows_used": int(used),
            "distance": distance / used,
            "silhouette": sure / used,
        },
        libraries={name: version(name) for name in (*LIBRARIES, "pyspark")},
        kinds=kinds,
    )


def _divided(embedding: "Broadcast[Embedding]", companies: Iterable[Company]) -> Iterator[Divided]:
    """What k-means divides, of the rows of which anything is known, a thousand at once."""
    known = embedding.value
    for rows in blocks(companies):
        scored, _ = rows.corpora(known.settings)
        _, weights = weights_of_known(scored, known.vocabulary)
        yield known.divided(weights)


def _centres(divided: "RDD[Divided]", learned: Learned) -> Floats:
    """k x g: by MLlib's k-means over all rows, beginning with the centres of the sample."""
    settings = learned.embedding.settings
    first = KMeansModel([Vectors.dense(centre) for centre in learned.first_centres.tolist()])
    found = KMeans.train(
        divided.flatMap(_vectors),
        settings.k,
        maxIterations=settings.iterations,
        seed=settings.seed,
        initialModel=first,
    )
    return np.array(found.clusterCenters, np.float32)


def _vectors(divided: Divided) -> Iterator[Vector]:
    """The rows of a block as MLlib has them."""
    for row in divided:
        if issparse(row):
            row.sort_indices()
            size = row.shape[1]
            yield Vectors.sparse(size, row.indices.tolist(), row.data.tolist())
        else:
            yield Vectors.dense(row.tolist())


def _figures(centres: Floats, settings: Settings, divided: Divided) -> Doubles:
    """The number of rows, the sum of their distances to their centres, and of how sure they are."""
    apart = distances(divided, centres, settings.metric)
    own_distances = apart.min(axis=1)
    return np.array([len(apart), own_distances.sum(), sureness(apart).sum()])


def _filed(
    artefact: "Broadcast[bytes]",
    sectors: frozenset[str],
    companies: Iterable[Company],
) -> Iterator[tuple[Filed, int]]:
    """How often rows are filed so, as the model scores them."""
    model = model_of(artefact.value)
    filed: Counter[Filed] = Counter()
    for rows in blocks(companies):
        scores = model.score(rows.texts)
        for category, score in zip(rows.categories, scores, strict=True):
            sector = category
            if category not in sectors:
                sector = ""
                if score.kind:
                    sector = score.kind.sectors[0].name
            filed[category, sector, score.cluster] += 1
    yield from filed.items()
