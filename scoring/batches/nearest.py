"""The nearest companies of each of many, read together: once through the vectors for all."""

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clustering.model import Model
from clustering.neighbours import common_words, telling
from clustering.text.arrays import Doubles
from clustering.text.ngrams import Weights
from scoring.models import Submission
from scoring.similar import near_duplicates, ranking
from scoring.similar.explaining import MOST_PHRASES, in_common
from scoring.similar.pairs.feedback import Verdict, feedback_on
from scoring.similar.ranking import VECTORS_AT_ONCE
from scoring.similar.seeds import Seed, asked_for, stored_seeds
from scoring.similar.sources import Sources

# Ranked besides those that are listed, as near-duplicates and marked ones are left out
SPARE = 10


class Neighbour(NamedTuple):
    """A company near to another, its score (0 to 100), and the phrases that both texts have."""

    company: Submission
    score: int
    phrases: list[str]


class _Best(NamedTuple):
    """Of each seed the nearest rows so far: how close they are, and companies."""

    closeness: Doubles
    ids: NDArray[np.int64]


class _Weighed:
    """What texts share; each is taken apart once, which takes most of the time."""

    def __init__(self, model: Model | None) -> None:
        self._model = model
        self._weights: dict[str, Weights] = {}

    def phrases(self, one: str, other: str) -> list[str]:
        """As a page gives them for the reason why two texts are close."""
        if self._model is None:
            return []
        for text in (one, other):
            if text not in self._weights:
                self._weights[text] = self._model.weigh(text)
        both = in_common(self._model, self._weights[one], self._weights[other])
        return [phrase.surface for phrase in telling(both, MOST_PHRASES)]


def nearest_of_each(
    companies: Sequence[Submission], sources: Sources, limit: int
) -> dict[int, list[Neighbour]]:
    """Company (by its id) -> the nearest ones of the scope, the closest first.

    One without a vector is left out.
    """
    seeds = stored_seeds(companies, sources)
    if not seeds:
        return {}
    best = _ranked(seeds, sources, limit + SPARE)
    wanted = {int(pk) for pk in best.ids.ravel() if pk}
    found = Submission.objects.visible_to(sources.scope).in_bulk(wanted)
    verdicts = feedback_on([company.pk for company in companies], sources.scope)
    weighed = _Weighed(sources.model())
    nearest: dict[int, list[Neighbour]] = {}
    for place, seed in enumerate(seeds):
        assert seed.company
        candidates = zip(best.ids[place].tolist(), best.closeness[place].tolist(), strict=True)
        near = [
            (found[pk], closeness)
            for pk, closeness in candidates
            if pk in found
            and pk != seed.company.pk
            and verdicts.get((seed.company.pk, pk)) != Verdict.NOT_SIMILAR
        ]
        nearest[seed.company.pk] = _told(seed, near, weighed, limit)
    return nearest


def _ranked(seeds: Sequence[Seed], sources: Sources, enough: int) -> _Best:
    guided = sources.guided()
    asked = [asked_for([seed], guided) for seed in seeds]
    best = _Best(
        closeness=np.full((len(seeds), enough), -1.0),
        ids=np.zeros((len(seeds), enough), np.int64),
    )
    rows = sources.with_vectors().values_list("submission_id", "vector", "said")
    stored = rows.iterator(chunk_size=VECTORS_AT_ONCE)
    while chunk := list(islice(stored, VECTORS_AT_ONCE)):
        ids, vectors, texts = zip(*chunk, strict=True)
        others = ranking.others(vectors, texts, guided)
        told = np.array([others.closeness(each) for each in asked])
        closeness = np.hstack([best.closeness, np.round(told, ranking.DECIMALS)])
        numbers = np.hstack([best.ids, np.tile(np.array(ids), (len(seeds), 1))])
        order = np.argsort(-closeness, axis=1, kind="stable")[:, :enough]
        best = _Best(
            closeness=np.take_along_axis(closeness, order, axis=1),
            ids=np.take_along_axis(numbers, order, axis=1),
        )
    return best


def _told(
    seed: Seed, near: Sequence[tuple[Submission, float]], weighed: _Weighed, limit: int
) -> list[Neighbour]:
    told: list[Neighbour] = []
    for company, closeness in near:
        if len(told) == limit:
            break
        if not _is_the_same(seed, company, closeness):
            phrases = weighed.phrases(seed.text, company.text)
            told.append(Neighbour(company, ranking.score(closeness), phrases))
    return told


def _is_the_same(seed: Seed, company: Submission, closeness: float) -> bool:
    if closeness < ranking.FULL or seed.company is None:
        return False
    same_title = seed.company.title.casefold() == company.title.casefold()
    words = common_words(seed.text, company.text)
    return same_title or words >= near_duplicates.LEAST_WORDS
