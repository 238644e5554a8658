"""Similar companies, ranked by how close their text vectors are, each with the reason why."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from clustering.closeness import places
from scoring.models import Cluster, Scope, Submission
from scoring.models.database.written import WrittenOnce
from scoring.similar import near_duplicates, ranking
from scoring.similar.explaining import NO_REASON, Move, Reason, kind_of_both, reason
from scoring.similar.index.asking import nearest_rows
from scoring.similar.pairs.feedback import Verdict, Verdicts, feedback_on
from scoring.similar.ranking import Filters, Ranked
from scoring.similar.seeds import Seed, asked_for, stored_seeds
from scoring.similar.sources import Sources

MOST_CHIPS = 3
NO_FILTERS = Filters()
VISIBLE = WrittenOnce(
    lambda collections, companies: Submission.objects.visible_to(Scope.of_all(collections)).filter(
        pk__in=companies
    )
)


class Similar(NamedTuple):
    """A company, its score (0 to 100) with a word for it, and the cluster that it is shown in.

    `seed` is the company that it is close to, None for a pasted text; the reason is what the texts
    of both share, `kind` the kind of business that both point to (empty unless they do), and the
    verdict was said of the two. `twin_of` is the id of a company listed
    before that says the same; `moved` says why it stands elsewhere than before the last examples.
    """

    company: Submission
    score: int
    word: str
    cluster: Cluster | None
    reason: Reason
    verdict: str
    seed: Submission | None
    kind: str = ""
    twin_of: int | None = None
    moved: Move | None = None

    @property
    def phrases(self) -> list[str]:
        return [phrase.surface for phrase in self.reason.telling]

    @property
    def chips(self) -> list[str]:
        """The phrases for which there is room."""
        return self.phrases[:MOST_CHIPS]


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


NOBODY = Nearest(
    is_placed=False,
    rows=[],
    has_more=False,
    near_duplicates=[],
    not_similar=[],
)


def nearest_to_companies(
    companies: Sequence[Submission],
    sources: Sources,
    limit: int,
    filters: Filters = NO_FILTERS,
) -> Nearest:
    """The other companies closest to all of these, over all clusters, the closest first.

    Those of them without a vector say nothing; when none has one, nobody is near.
    """
    seeds = stored_seeds(companies, sources)
    return nearest_to_seeds(seeds, sources, limit, filters)


def nearest_to_seeds(
    seeds: Sequence[Seed],
    sources: Sources,
    limit: int,
    filters: Filters = NO_FILTERS,
    less: Sequence[Seed] = (),
) -> Nearest:
    """As `nearest_to_companies`, for texts that may be stored nowhere.

    What is closer to those of `less` comes later; these and what says the same are left out.
    """
    if not seeds:
        return NOBODY
    of_seeds = {}
    for seed in seeds:
        if seed.company:
            of_seeds[seed.company.pk] = seed.company
    verdicts = feedback_on(of_seeds, sources.scope)
    not_similar = [pair for pair, verdict in verdicts.items() if verdict == Verdict.NOT_SIMILAR]
    marked = {other for _, other in not_similar}

    candidates = _candidates(seeds, less, sources, limit, filters, marked)
    copies_of_seeds = near_duplicates.likely(seeds, candidates)
    copies_of_less = near_duplicates.likely(less, candidates)
    looked_at = _looked_at([copies_of_seeds, copies_of_less], candidates, limit)
    companies = _companies([*looked_at, *marked], sources)
    candidates, _ = _without_copies(candidates, companies, less, copies_of_less)
    listed, copies = _without_copies(candidates, companies, seeds, copies_of_seeds)
    shown = listed[:limit]
    clusters = _clusters_of(shown, sources)
    rows = _explained(shown, companies, seeds, verdicts, clusters, sources)
    twins = near_duplicates.twins(shown, companies)
    left_out = [(one, other) for one, other in not_similar if other in companies]
    return Nearest(
        is_placed=True,
        rows=[row._replace(twin_of=twins.get(row.company.pk)) for row in rows],
        has_more=len(listed) > limit,
        near_duplicates=copies,
        not_similar=[(of_seeds[one], companies[other]) for one, other in left_out],
    )


def _candidates(
    seeds: Sequence[Seed],
    less: Sequence[Seed],
    sources: Sources,
    limit: int,
    filters: Filters,
    marked: set[int],
) -> list[Ranked]:
    """More companies than the list shows, the closest first, without those that were marked."""
    examples = {seed.company.pk for seed in [*seeds, *less] if seed.company}
    # One more says whether the list goes on; near-duplicates don't shorten it
    enough = limit + 1 + near_duplicates.MOST
    asked = asked_for(seeds, sources, less)
    ranked = nearest_rows(asked, sources, filters, enough, left_out=marked | examples)
    if not filters.score:
        return ranked
    return [candidate for candidate in ranked if candidate.score >= filters.score]


def _clusters_of(shown: Sequence[Ranked], sources: Sources) -> dict[int, Cluster | None]:
    if sources.active == sources.embedded:
        # They were read with the vectors already
        return {each.pk: sources.clusters.get(each.shown) for each in shown}
    return sources.clusters_of([each.pk for each in shown])


def _companies(ids: Sequence[int], sources: Sources) -> dict[int, Submission]:
    """Those of these companies that are in the scope, by their ids."""
    visible = VISIBLE.read(sources.scope.collections, tuple(ids))
    return {company.pk: company for company in visible}


def _looked_at(
    likely: Sequence[near_duplicates.Likely],
    candidates: Sequence[Ranked],
    limit: int,
) -> list[int]:
    """Whose titles and texts are read: near-duplicates perhaps, and as many as a list may need."""
    likely_copies = set().union(*(each.alike | each.near for each in likely))
    others = [each.pk for each in candidates if each.pk not in likely_copies]
    # One more, which says whether the list goes on
    return [*sorted(likely_copies), *others[: limit + 1]]


def nearest_of(
    filters: Filters,
    seeds: Sequence[Seed],
    sources: Sources,
    left_out: Collection[int],
    limit: int,
) -> list[Similar]:
    """The companies that pass filters (but for the score) and are closest to all these seeds."""
    asked = asked_for(seeds, sources)
    ranked = nearest_rows(asked, sources, filters, limit, left_out)
    companies = _companies([neighbour.pk for neighbour in ranked], sources)
    return _explained(
        ranked,
        companies,
        seeds,
        verdicts={},
        clusters={},
        sources=sources,
    )


def _without_copies(
    candidates: Sequence[Ranked],
    companies: Mapping[int, Submission],
    seeds: Sequence[Seed],
    likely: near_duplicates.Likely,
) -> tuple[list[Ranked], list[Submission]]:
    """The candidates, and the companies among them that are left out as near-duplicates."""
    copies: list[Submission] = []
    listed: list[Ranked] = []
    for candidate in candidates:
        company = companies.get(candidate.pk)
        if company is None:
            # Too far down, or deleted since it was ranked
            continue
        if near_duplicates.is_near_duplicate(seeds, likely, candidate, company):
            copies.append(company)
        else:
            listed.append(candidate)
    return listed, copies


def similar_pair(seed: Submission, company: Submission, sources: Sources) -> Similar | None:
    """One company beside another; None while either has no vector."""
    seeds = stored_seeds([seed, company], sources)
    if len(seeds) < 2:
        return None
    first, second = seeds
    closeness = _closeness(first, second, sources)
    beside = Ranked(company.pk, closeness, second.vector, second.said, shown=None)
    companies = {company.pk: company}
    [similar] = _explained(
        [beside],
        companies,
        [first],
        verdicts=feedback_on([seed.pk], sources.scope),
        clusters=sources.clusters_of(companies),
        sources=sources,
    )
    return similar


def pair_score(one: Submission, other: Submission, sources: Sources) -> int | None:
    """The score of one company beside another; None while either has no vector."""
    seeds = stored_seeds([one, other], sources)
    if len(seeds) < 2:
        return None
    first, second = seeds
    return ranking.score(_closeness(first, second, sources))


def _closeness(seed: Seed, other: Seed | Ranked, sources: Sources) -> float:
    """How close another text is to one that is asked for."""
    place = places(other.vector[np.newaxis], sources.guided())
    sizes = np.array([len(other.said)])
    told = asked_for([seed], sources).closeness(other.said, sizes, place)
    return float(np.round(told[0], ranking.DECIMALS))


def _explained(
    ranked: Sequence[Ranked],
    companies: Mapping[int, Submission],
    seeds: Sequence[Seed],
    verdicts: Verdicts,
    clusters: Mapping[int, Cluster | None],
    sources: Sources,
) -> list[Similar]:
    """Each beside the seed that it is closest to; one deleted since it was ranked is left out."""
    model = sources.model()
    meaning = sources.meaning()
    rows = []
    for neighbour in ranked:
        company = companies.get(neighbour.pk)
        if company is None:
            continue
        seed = seeds[0]
        if len(seeds) > 1:
            # Seldom, for to compare takes a while; of several as close the first
            to_seeds = [_closeness(each, neighbour, sources) for each in seeds]
            seed = seeds[int(np.argmax(to_seeds))]
        why = reason(model, seed.text, company.text) if model else NO_REASON
        kind = kind_of_both(model, seed.said, neighbour.said) if model else ""
        # Where nothing can be said for it, it is not more than that
        is_weak = bool(seed.said.size) and not why.telling and not kind
        verdict = ""
        if seed.company:
            verdict = verdicts.get((seed.company.pk, neighbour.pk), "")
        row = Similar(
            company=company,
            score=neighbour.score,
            word="weak" if is_weak else meaning.word(neighbour.score),
            cluster=clusters.get(neighbour.pk),
            reason=why,
            verdict=verdict,
            seed=seed.company,
            kind=kind,
        )
        rows.append(row)
    return rows
