"""From which scores on two companies are close, or related, fitted when a version is trained.

Of labelled companies (clustering/evaluation/near_pairs.py), and of what reviewers said of pairs.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from clustering.closeness import AS_EVER, Asked, Factors, places
from clustering.evaluation.near_pairs import NearPair
from clustering.model import Model
from clustering.text.arrays import Doubles
from scoring.similar.pairs.feedback import SaidPair
from scoring.similar.pairs.meaning import CLOSE, RELATED, WORDS, Meaning, Share
from scoring.similar.ranking import score

# Of the pairs that are called close so many are of one segment, of the related ones so many of one
# industry. With these the bounds on the catalogue are those that were found on texts of others
SEGMENT_OF_CLOSE = 0.7
INDUSTRY_OF_RELATED = 0.25
# Of fewer pairs a share says little
FEWEST = 30
# No lower score is looked at as a bound
LOWEST = 20
# What a person said of a pair counts as so many labels, which only stand for it
OF_A_PERSON = 5


class Scored(NamedTuple):
    """A model, and what counts how much when it says how close texts are."""

    model: Model
    factors: Factors = AS_EVER


class _Pairs(NamedTuple):
    """n pairs: the score of each, 1 if it is of one segment, industry or sector, its weight."""

    scores: Doubles
    of_segment: Doubles
    of_industry: Doubles
    of_sector: Doubles
    weights: Doubles

    def take(self, chosen: NDArray[np.bool_]) -> "_Pairs":
        return _Pairs(*(column[chosen] for column in self))


def score_words(
    scored: Scored,
    near: Sequence[NearPair],
    said: Sequence[SaidPair],
    before: tuple[Scored, Meaning] | None,
) -> dict[str, Any]:
    """For the calibration of a version: its bounds and what they are worth; empty without pairs.

    `before` is the active model with its bounds. With words on pairs also how many the version
    tells as they were said, when it had learned from the other half alone, and how many that one.
    """
    if not near:
        return {}
    labelled = _Pairs(
        scores=np.array([score(pair.closeness) for pair in near], np.float64),
        of_segment=np.array([pair.is_one_segment for pair in near], np.float64),
        of_industry=np.array([pair.is_one_industry for pair in near], np.float64),
        of_sector=np.array([pair.is_one_sector for pair in near], np.float64),
        weights=np.ones(len(near)),
    )
    scores = []
    if said:
        scores = _scores(scored, said)
    bounds = _bounds(labelled, said, scores)
    told: dict[str, Any] = {"score": bounds._asdict()}
    if said:
        right = 0
        for half in (0, 1):
            asked, learned = slice(half, None, 2), slice(1 - half, None, 2)
            bounds_of_others = _bounds(labelled, said[learned], scores[learned])
            right += _right(bounds_of_others, said[asked], scores[asked])
        told["pairs"] = {"said": len(said), "right": right}
        if before:
            scored_before, meaning = before
            scores_before = _scores(scored_before, said)
            told["pairs"]["right_before"] = _right(meaning, said, scores_before)
    return told


def _right(meaning: Meaning, said: Sequence[SaidPair], scores: Sequence[int]) -> int:
    """How many pairs are told as somebody said: as weak matches, or not."""
    right = 0
    for pair, found in zip(said, scores, strict=True):
        is_told_similar = meaning.word(found) != "weak"
        right += is_told_similar == pair.is_similar
    return right


def _scores(scored: Scored, said: Sequence[SaidPair]) -> list[int]:
    model, factors = scored
    guided = model.guided if model.kinds else 0
    scores = []
    for pair in said:
        one, other = model.place([pair.one, pair.other])
        own = places(one.vector[np.newaxis], guided)
        place = places(other.vector[np.newaxis], guided)
        asked = Asked([one.said], own, factors=factors)
        sizes = np.array([len(other.said)])
        closeness = asked.closeness(other.said, sizes, place)
        scores.append(score(float(closeness[0])))
    return scores


def _bounds(labelled: _Pairs, said: Sequence[SaidPair], scores: Sequence[int]) -> Meaning:
    are_similar = np.array([pair.is_similar for pair in said], np.float64)
    of_people = _Pairs(
        scores=np.array(scores, np.float64),
        of_segment=are_similar,
        of_industry=are_similar,
        of_sector=are_similar,
        weights=np.full(len(said), float(OF_A_PERSON)),
    )
    side_by_side = zip(labelled, of_people, strict=True)
    pairs = _Pairs(*map(np.concatenate, side_by_side))
    close = _least(pairs, pairs.of_segment, SEGMENT_OF_CLOSE, CLOSE)
    under = pairs.take(pairs.scores < close)
    related = _least(
        under,
        under.of_industry,
        INDUSTRY_OF_RELATED,
        min(RELATED, close),
    )
    meaning = Meaning(close, related, {})
    # The word that each labelled pair gets by these bounds
    words = np.array([meaning.word(int(score)) for score in labelled.scores])
    shares = {}
    for word in WORDS:
        told_so = labelled.take(words == word)
        if told_so.scores.size:
            shares[word] = Share(
                pairs=told_so.scores.size,
                of_segment=round(10 * float(told_so.of_segment.mean()), 1),
                of_industry=round(10 * float(told_so.of_industry.mean()), 1),
                of_sector=round(10 * float(told_so.of_sector.mean()), 1),
            )
    return meaning._replace(shares=shares)


def _least(
    pairs: _Pairs,
    is_one: Doubles,
    share: float,
    otherwise: int,
) -> int:
    """The least score from which on such a share of the pairs are of one kind."""
    for bound in range(LOWEST, 101):
        above = pairs.scores >= bound
        if above.sum() < FEWEST:
            break
        if np.average(is_one[above], weights=pairs.weights[above]) >= share:
            return bound
    return otherwise
