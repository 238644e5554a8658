"""The nearest companies of each of many, for a file."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from clustering.index.searching import nearest_to_each
from clustering.marking import SharedPhrase
from clustering.neighbours import telling
from clustering.text.ngrams import Weights
from scoring.models import Submission
from scoring.similar import near_duplicates, ranking
from scoring.similar.explaining import MOST_PHRASES, Known, in_common
from scoring.similar.index.asking import all_parts
from scoring.similar.pairs.feedback import Verdict, Verdicts, feedback_on
from scoring.similar.ranking import Ranked
from scoring.similar.seeds import Seed, asked_for, stored_seeds
from scoring.similar.sources import Sources

# Ranked besides those that are listed, as the company itself, near-duplicates and marked ones are
# left out: of most companies these few are enough, and of one that is told over and over as many as
# its page looks at
SPARE = (3, 20, near_duplicates.MOST)
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
        found: dict[int, list[Neighbour]] = {}
        short = companies
        for spare in SPARE:
            found |= self._of_each(short, limit, spare)
            still_short = []
            for company in short:
                near = found.get(company.pk)
                if near is not None and len(near) < limit:
                    still_short.append(company)
            short = still_short
        return found

    def _of_each(
        self,
        companies: Sequence[Submission],
        limit: int,
        spare: int,
    ) -> dict[int, list[Neighbour]]:
        seeds = stored_seeds(companies, self._sources)
        ranked = nearest_to_each(
            self._parts,
            [asked_for([seed], self._sources) for seed in seeds],
            self._wanted,
            limit + spare,
            ranking.DECIMALS,
        )
        scope = self._sources.scope
        verdicts = feedback_on([company.pk for company in companies], scope)
        ids = {pk for near in ranked for pk in near.ids.tolist()}
        companies_near = Submission.objects.visible_to(scope).only("title", "text").in_bulk(ids)
        by_id = {}
        for seed in stored_seeds(list(companies_near.values()), self._sources):
            if seed.company:
                by_id[seed.company.pk] = seed
        listed = {}
        for seed, near in zip(seeds, ranked, strict=True):
            assert seed.company
            candidates = []
            for pk, closeness in zip(near.ids.tolist(), near.closeness.tolist(), strict=True):
                if pk in by_id:
                    other = by_id[pk]
                    candidates.append(Ranked(pk, closeness, other.vector, other.said, shown=None))
            chosen = list(self._listed(seed, candidates, by_id, verdicts))
            # A page folds these behind the first of them, for which a file has no room
            repeated = near_duplicates.twins(chosen, companies_near)
            told_once = [each for each in chosen if each.pk not in repeated]
            listed[seed.company.pk] = [
                (companies_near[each.pk], each.score) for each in told_once[:limit]
            ]
        return self._told(companies, listed)

    def _listed(
        self,
        seed: Seed,
        candidates: Sequence[Ranked],
        by_id: Mapping[int, Seed],
        verdicts: Verdicts,
    ) -> Iterator[Ranked]:
        """Those that a list of similar companies shows."""
        asked_for = seed.company
        assert asked_for
        likely = near_duplicates.likely([seed], candidates)
        for candidate in candidates:
            company = by_id[candidate.pk].company
            is_marked = verdicts.get((asked_for.pk, candidate.pk)) == Verdict.NOT_SIMILAR
            if company is None or candidate.pk == asked_for.pk or is_marked:
                continue
            if near_duplicates.is_near_duplicate([seed], likely, candidate, company):
                continue
            yield candidate

    def _told(
        self,
        companies: Sequence[Submission],
        listed: Mapping[int, Sequence[tuple[Submission, int]]],
    ) -> dict[int, list[Neighbour]]:
        """Those that are listed with each company, with the phrases that both texts have."""
        asked_for = {company.pk: company for company in companies}
        if self._model:
            texts = {company.pk: company.text for company in companies}
            for each in listed.values():
                texts.update({company.pk: company.text for company, _ in each})
            if len(self._weighed) >= MOST_WEIGHED:
                self._weighed.clear()
            # To take texts apart is much of the work, and most come several times
            new = {pk: text for pk, text in texts.items() if pk not in self._weighed}
            weights = self._model.weigh_many(list(new.values()))
            self._weighed.update(zip(new, weights, strict=True))
        told: dict[int, list[Neighbour]] = {}
        for pk, each in listed.items():
            told[pk] = []
            for company, score in each:
                both: list[SharedPhrase] = []
                if self._model:
                    one = Known(asked_for[pk].text, self._weighed[pk])
                    other = Known(company.text, self._weighed[company.pk])
                    both = in_common(self._model, one, other)
                # As a page gives them for the reason why two texts are close
                phrases = [phrase.surface for phrase in telling(both, MOST_PHRASES)]
                told[pk].append(Neighbour(company, score, phrases))
        return told
