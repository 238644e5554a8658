"""Rows and settings -> a model. scikit-learn lives in this package and in `evaluation`."""

from dataclasses import replace
from importlib.metadata import version

from clustering.kinds.reader import Kinds
from clustering.model import Model
from clustering.naming import Members, names, phrases
from clustering.settings import PRESETS, Settings
from clustering.text.arrays import Doubles, Indices
from clustering.text.vocabulary import Vocabulary
from clustering.training.centres import centres
from clustering.training.corpus import Corpus, Progress
from clustering.training.errors import TrainingError
from clustering.training.fitting import distances, embed, weights_of_known
from clustering.training.layouts import lay_out
from clustering.training.rows import Rows, refuse_too_few
from clustering.training.vocabularies import Known, with_surfaces
from clustering.vectors import sureness

__all__ = [
    "DEFAULTS",
    "LIBRARIES",
    "Rows",
    "TrainingError",
    "described",
    "refuse_too_few",
    "train",
]

LIBRARIES = ("numpy", "pystemmer", "scikit-learn", "scipy", "simplemma", "stopwordsiso")
DEFAULTS = PRESETS["similarco"]


def train(
    rows: Rows,
    settings: Settings = DEFAULTS,
    progress: Progress = iter,
    known: Known | None = None,
    kinds: Kinds | None = None,
) -> Model:
    """A model of the rows. Texts of which nothing is known take no part in the clusters.

    The same rows and settings give the same model to the last bit, whatever the number of
    processors. `progress` wraps the loop over texts, as tqdm does; `known` is a ready vocabulary,
    and `kinds` tell kinds of business apart.

    Raises:
        TrainingError: the rows cannot make k clusters, or no word is in enough of them.
    """
    refuse_too_few(len(rows.texts), settings.k)
    scored, learned = rows.corpora(settings, progress)
    embedding = embed(learned, rows.categories, settings, known)
    known_texts, weights = weights_of_known(scored, embedding.vocabulary)
    divided = embedding.divided(weights)
    centres_found = centres(divided, embedding.settings)
    apart = distances(divided, centres_found, settings.metric)
    vocabulary = with_surfaces(embedding.vocabulary, learned)
    members = Members(weights, apart.argmin(axis=1), settings.k, vocabulary)
    members = described(members, rows, known_texts, scored, settings)
    return Model(
        vocabulary=vocabulary,
        projection=embedding.projection,
        guided=embedding.guided,
        centres=centres_found,
        layout=lay_out(embedding.vectors(weights), settings.seed),
        phrases=phrases(members),
        names=names(members),
        settings=embedding.settings,
        figures=_figures(rows, vocabulary, apart),
        libraries={name: version(name) for name in LIBRARIES},
        kinds=kinds,
    )


def described(
    members: Members,
    rows: Rows,
    known_texts: Indices,
    scored: Corpus,
    settings: Settings,
) -> Members:
    """With what is known of the members besides their texts."""
    filed = rows.take(known_texts.tolist())
    return replace(
        members,
        categories=filed.categories,
        industries=filed.industries,
        company=scored.company_words(rows.titles),
        trade=rows.trade(settings),
        titles=frozenset(rows.titles),
    )


def _figures(rows: Rows, vocabulary: Vocabulary, apart: Doubles) -> dict[str, int | float]:
    """How training went.

    `distance` is the mean to the own centre, `silhouette` (simplified) the mean of `Score.sure`.
    """
    own_distances = apart.min(axis=1)
    return {
        "rows": len(rows.texts),
        "ngrams": len(vocabulary.ngrams),
        "rows_used": len(apart),
        "distance": float(own_distances.mean()),
        "silhouette": float(sureness(apart).mean()),
    }
