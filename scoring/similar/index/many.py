"""The nearest companies of each of many, for a file."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from clustering.index.searching import nearest
from clustering.neighbours import telling
from clustering.text.ngrams import Weights
from scoring.models import Submission
from scoring.similar import near_duplicates, ranking
from scoring.similar.explaining import MOST_PHRASES, in_common
from scoring.similar.index.asking import all_parts
from scoring.similar.pairs.feedback import Verdict, Verdicts, feedback_on
from scoring.similar.ranking import Ranked
from scoring.similar.seeds import Seed, asked_for, stored_seeds
from scoring.similar.sources import Sources

# Ranked besides those that are listed, as near-duplicates and marked ones are left out
SPARE = 20
# Of the texts that were read last; each has about 1.5 kB
MOST_WEIGHED = 20_000


class Neighbour(NamedTuple):
    """A company near to another, its score (0 to 100), and the phrases that both texts have."""

    company: Submission
    score: int
    phrases: list[str]


class NearestOfMany:
    """Finds the nearest companies of the scope of some sources, as of the moment it was made."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._model = sources.model()
        self._parts, self._wanted = all_parts(sources)
        self._weighed: dict[int, Weights] = {}

    def of_each(self, companies: Sequence[Submission], limit: int) -> dict[int, list[Neighbour]]:
        """Company (by its id) -> the nearest ones, the closest first, as its page lists them.

        One without a vector is left out.
        """
        found = self._of_each(companies, limit, SPARE)
        # Of a company that is told over and over more are looked at, as its page does
        short = [company for company in companies if len(found.get(company.pk, [])) < limit]
        return found | self._of_each(short, limit, near_duplicates.MOST)

    def _of_each(
        self, companies: Sequence[Submission], limit: int, spare: int
    ) -> dict[int, list[Neighbour]]:
        seeds = stored_seeds(companies, self._sources)
        ranked = [
            nearest(
                self._parts,
                asked_for([seed], self._sources),
                self._wanted,
                limit + spare,
                ranking.DECIMALS,
            )
            for seed in seeds
        ]
        scope = self._sources.scope
        verdicts = feedback_on([company.pk for company in companies], scope)
        ids = {pk for near in ranked for pk in near.ids.tolist()}
        companies_near = Submission.objects.visible_to(scope).in_bulk(ids)
        by_id = {
            seed.company.pk: seed
            for seed in stored_seeds(list(companies_near.values()), self._sources)
            if seed.company
        }
        found = {}
        for seed, near in zip(seeds, ranked, strict=True):
            assert seed.company
            candidates = [
                Ranked(pk, closeness, by_id[pk].vector, by_id[pk].said, shown=None)
                for pk, closeness in zip(near.ids.tolist(), near.closeness.tolist(), strict=True)
                if pk in by_id
            ]
            listed = islice(self._listed(seed, candidates, by_id, verdicts), limit)
            found[seed.company.pk] = list(listed)
        return found

    def _listed(
        self,
        seed: Seed,
        candidates: Sequence[Ranked],
        by_id: Mapping[int, Seed],
        verdicts: Verdicts,
    ) -> Iterator[Neighbour]:
        """Those that a list of similar companies shows, each told when it is asked for."""
        asked_for = seed.company
        assert asked_for
        for candidate in candidates:
            company = by_id[candidate.pk].company
            is_marked = verdicts.get((asked_for.pk, candidate.pk)) == Verdict.NOT_SIMILAR
            if company is None or candidate.pk == asked_for.pk or is_marked:
                continue
            if not near_duplicates.is_near_duplicate([seed], candidate, company):
                yield Neighbour(company, candidate.score, self._phrases(asked_for, company))

    def _phrases(self, one: Submission, other: Submission) -> list[str]:
        """As a page gives them for the reason why two texts are close."""
        if self._model is None:
            return []
        both = in_common(self._model, self._weights(one), self._weights(other))
        return [phrase.surface for phrase in telling(both, MOST_PHRASES)]

    def _weights(self, company: Submission) -> Weights:
        """What a text says: to take it apart is most of the work, and most come several times."""
        assert self._model
        if company.pk not in self._weighed:
            if len(self._weighed) >= MOST_WEIGHED:
                self._weighed.clear()
            self._weighed[company.pk] = self._model.weigh(company.text)
        return self._weighed[company.pk]
