"""What scores of similar companies mean under a model, as its version keeps it."""

from typing import Any

from clustering.evaluation.near_pairs import near_pairs
from clustering.model import Model
from clustering.settings import Settings
from clustering.training.vocabularies import Known
from scoring.endpoint import embedded
from scoring.models import model_versions
from scoring.similar.pairs.feedback import pairs_to_learn
from scoring.similar.pairs.meaning import Meaning, factors_of
from scoring.versions.learning.kind_rows import kinds_of_others, segments_known
from scoring.versions.learning.pair_order import learned_order
from scoring.versions.learning.score_words import Scored, score_words
from scoring.versions.training_rows import TrainingRows


def scores_told(
    model: Model,
    source: TrainingRows,
    settings: Settings,
    known: Known | None,
) -> dict[str, Any]:
    """What counts how much for scores and what these mean, for the calibration of the version."""
    said = pairs_to_learn()
    order = learned_order(model, said)
    # Of the rows with a known segment
    segments = segments_known(source.taught)
    labelled = [place for place, text in enumerate(source.rows.texts) if text in segments]
    rows = source.rows.take(labelled)
    own = [segments[text] for text in rows.texts]
    kinds_without = kinds_of_others(source.taught)
    near = near_pairs(rows, own, settings, kinds_without, known, order.factors)
    active = model_versions.embedded()
    before = None
    if active and embedded.is_readable(active):
        scored_before = Scored(embedded.model(active.pk), factors_of(active))
        before = scored_before, Meaning.of(active)
    now = Scored(model, order.factors)
    return {**score_words(now, near, said, before), **order.as_told()}
