"""Similar companies: ranked by closeness of their text vectors over all clusters,
each with the reason why.
"""

import logging
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from clustering.model import Model, Score, unit
from clustering.neighbours import common_words, shared_phrases
from scoring.endpoint import embedded
from scoring.models import (
    Assignment,
    Cluster,
    ModelVersion,
    PairFeedback,
    ShownClusters,
    Submission,
    model_versions,
)
from scoring.similar import feedback, ranking
from scoring.similar.ranking import Filters, Ranked, Vector

logger = logging.getLogger(__name__)

SHARED = 4
# A near-duplicate is this close, and has the same title or so many of the words
# (benchmarks/similar_scores.py)
DUPLICATE_COSINE = 0.9
DUPLICATE_WORDS = 0.7
MOST_DUPLICATES = 200
NO_FILTERS = Filters()


class Similar(NamedTuple):
    """A company, its score (0 to 100), its shown cluster, the phrases in both texts, and what was
    said of the pair.

    `seed` is the company that it is close to, and that the phrases and the word are about; None for
    a pasted text.
    """

    company: Submission
    score: int
    cluster: int | None
    phrases: list[str]
    verdict: str
    seed: Submission | None


class Nearest(NamedTuple):
    """A list of similar companies, whether there are more of them, and who was left out of it.

    `is_placed` says whether what was asked for has a vector; `not_similar` are pairs of a company
    that was asked for and one that somebody marked.
    """

    is_placed: bool
    rows: list[Similar]
    has_more: bool
    near_duplicates: list[Submission]
    not_similar: list[tuple[Submission, Submission]]


NOBODY = Nearest(False, [], False, [], [])


class Placed(NamedTuple):
    """A text that is not stored:
    its score, the cluster, the version that says so, and the similar companies.
    """

    score: Score
    cluster: Cluster | None
    version: ModelVersion
    nearest: Nearest


class _Seed(NamedTuple):
    """What is asked for: a text and its vector, and the company if it is stored."""

    text: str
    vector: Vector
    company: Submission | None = None


def to_company(company: Submission, limit: int, filters: Filters = NO_FILTERS) -> Nearest:
    """The nearest other companies, closest first; none while the text has no vector."""
    return to_companies([company], limit, filters)


def to_companies(
    companies: Sequence[Submission], limit: int, filters: Filters = NO_FILTERS
) -> Nearest:
    """The nearest to the mean of several companies' vectors;
    companies without a vector say nothing.
    """
    version = model_versions.embedded()
    seeds = _seeds(companies, version) if version else []
    return _nearest(seeds, version, limit, filters) if version and seeds else NOBODY


def to_text(text: str, limit: int, filters: Filters = NO_FILTERS) -> Placed | None:
    """A text under the embedded model, stored nowhere and sent nowhere;
    None while there is no model.
    """
    version = model_versions.embedded()
    model = _model(version.pk) if version else None
    if version is None or model is None:
        return None
    score = model.score([text])[0]
    found = (
        _nearest([_Seed(text, score.vector)], version, limit, filters)
        if score.vector.any()
        else NOBODY
    )
    clusters = ShownClusters.of_version(version)
    return Placed(score, clusters.get(score.cluster), version, found)


def pair(seed: Submission, company: Submission) -> Similar | None:
    """One company beside another; None while either has no vector."""
    version = model_versions.embedded()
    seeds = _seeds([seed, company], version) if version else []
    if version is None or len(seeds) < 2:
        return None
    cosine = float(seeds[0].vector @ seeds[1].vector)
    said = feedback.of([seed.pk])
    return _explained(
        seeds[:1],
        [Ranked(company.pk, cosine, seeds[1].vector)],
        {company.pk: company},
        version,
        said,
    )[0]


def _seeds(companies: Sequence[Submission], version: ModelVersion) -> list[_Seed]:
    rows = Assignment.objects.filter(
        version=version, submission__in=companies, vector__isnull=False
    )
    vectors = dict(rows.values_list("submission_id", "vector"))
    return [
        _Seed(company.text, ranking.vector(vectors[company.pk] or b""), company)
        for company in companies
        if company.pk in vectors
    ]


def _nearest(
    seeds: Sequence[_Seed], version: ModelVersion, limit: int, filters: Filters
) -> Nearest:
    own = [seed.company.pk for seed in seeds if seed.company]
    said = feedback.of(own)
    against = [
        pair for pair, verdict in said.items() if verdict == PairFeedback.Verdict.NOT_SIMILAR
    ]
    left_out = {other for _, other in against}
    middle = unit(np.mean([seed.vector for seed in seeds], axis=0))
    rows = ranking.rows(version, filters).exclude(submission__in=own)
    close = ranking.ranked(middle, rows, limit + 1 + MOST_DUPLICATES + len(left_out))
    close = [
        each
        for each in close
        if each.pk not in left_out and ranking.score(each.cosine) >= filters.score
    ]
    likely = {each.pk for each in close if max(_cosines(seeds, each)) >= DUPLICATE_COSINE}
    others = [each.pk for each in close if each.pk not in likely][: limit + 1]
    companies = Submission.objects.in_bulk([*likely, *others, *left_out, *own])
    # A company may have been deleted since it was ranked
    close = [each for each in close if each.pk in companies]
    same = {
        each.pk
        for each in close
        if each.pk in likely and _is_near_duplicate(seeds, each, companies[each.pk])
    }
    shown = [each for each in close if each.pk not in same]
    return Nearest(
        is_placed=True,
        rows=_explained(seeds, shown[:limit], companies, version, said),
        has_more=len(shown) > limit,
        near_duplicates=[companies[each.pk] for each in close if each.pk in same],
        not_similar=[
            (companies[one], companies[other]) for one, other in against if other in companies
        ],
    )


def _cosines(seeds: Sequence[_Seed], row: Ranked) -> list[float]:
    return [float(seed.vector @ row.vector) for seed in seeds]


def _is_near_duplicate(seeds: Sequence[_Seed], row: Ranked, company: Submission) -> bool:
    """The company of a seed over again: it has the title, or nearly all of the words."""
    return any(
        (seed.company is not None and seed.company.title.casefold() == company.title.casefold())
        or common_words(seed.text, company.text) >= DUPLICATE_WORDS
        for seed, cosine in zip(seeds, _cosines(seeds, row), strict=True)
        if cosine >= DUPLICATE_COSINE
    )


def _explained(
    seeds: Sequence[_Seed],
    close: Sequence[Ranked],
    companies: dict[int, Submission],
    version: ModelVersion,
    said: dict[tuple[int, int], str],
) -> list[Similar]:
    model = _model(version.pk)
    clusters = _shown_clusters(each.pk for each in close)
    weights = [model.weigh(seed.text) for seed in seeds] if model else []
    found = []
    for each in close:
        company = companies[each.pk]
        place = int(np.argmax(_cosines(seeds, each)))
        seed = seeds[place].company
        found.append(
            Similar(
                company=company,
                score=ranking.score(each.cosine),
                cluster=clusters.get(each.pk),
                phrases=shared_phrases(model, weights[place], model.weigh(company.text), SHARED)
                if model
                else [],
                verdict=said.get((seed.pk, each.pk), "") if seed else "",
                seed=seed,
            )
        )
    return found


def _shown_clusters(companies: Iterable[int]) -> dict[int, int | None]:
    rows = Assignment.objects.filter(
        version=model_versions.active(), submission__in=list(companies)
    )
    return dict(rows.values_list("submission_id", "shown_cluster"))


def _model(version_id: int) -> Model | None:
    """The vectors rank without it; only the reasons need it."""
    try:
        return embedded.model(version_id)
    except embedded.NoModelError as error:
        logger.error("%s", error)
        return None
