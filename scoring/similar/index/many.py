"""The nearest companies of each of many, for a file."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from clustering.index.searching import Found, nearest_to_each
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
# Of so many that are ranked companies are looked at together
RANKED_AT_ONCE = 4_000
# Of the texts that were read last; each has about 1.5 kB
MOST_WEIGHED = 20_000
# Companies that were near lately; with text, vector and what it says each has some 3 kB
MOST_SEEDS = 5_000
# What was asked for lately, as short texts say the same; the longest lists have 3 kB
MOST_ASKED = 4_000


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
        self._seeds: dict[int, Seed] = {}
        # What a text says and where it lies -> what is nearest to it
        self._asked: dict[tuple[bytes, bytes], Found] = {}

    def of_each(self, companies: Sequence[Submission], limit: int) -> dict[int, list[Neighbour]]:
        """Company (by its id) -> the nearest ones, the closest first, as its page lists them.

        One without a vector is left out.
        """
        verdicts = feedback_on([company.pk for company in companies], self._sources.scope)
        listed: dict[int, list[tuple[Submission, int]]] = {}
        short = stored_seeds(companies, self._sources)
        for spare in SPARE:
            still_short = []
            at_once = RANKED_AT_ONCE // (limit + spare)
            for start in range(0, len(short), at_once):
                some = short[start : start + at_once]
                for seed, candidates in zip(some, self._ranked(some, limit + spare), strict=True):
                    assert seed.company
                    near = self._listed(seed, candidates, verdicts)[:limit]
                    listed[seed.company.pk] = near
                    if len(near) < limit:
                        still_short.append(seed)
            short = still_short
        return self._told(companies, listed)

    def _ranked(self, seeds: Sequence[Seed], enough: int) -> list[list[Ranked]]:
        """The companies nearest to each, those among them that are still there."""
        found = self._nearest(seeds, enough)
        self._read({pk for near in found for pk in near.ids.tolist()})
        ranked = []
        for near in found:
            candidates = []
            for pk, closeness in zip(near.ids.tolist(), near.closeness.tolist(), strict=True):
                if seed := self._seeds.get(pk):
                    candidates.append(Ranked(pk, closeness, seed.vector, seed.said, shown=None))
            ranked.append(candidates)
        return ranked

    def _nearest(self, seeds: Sequence[Seed], enough: int) -> list[Found]:
        """What is nearest to each; of texts that say the same it is looked for once."""
        asked = {(seed.said.tobytes(), seed.vector.tobytes()): seed for seed in seeds}
        if len(self._asked) >= MOST_ASKED:
            self._asked.clear()
        new = {}
        for key, seed in asked.items():
            if key not in self._asked or len(self._asked[key].ids) < enough:
                new[key] = asked_for([seed], self._sources)
        parts, decimals = self._parts, ranking.DECIMALS
        found = nearest_to_each(parts, list(new.values()), self._wanted, enough, decimals)
        self._asked.update(zip(new, found, strict=True))
        longest = [self._asked[seed.said.tobytes(), seed.vector.tobytes()] for seed in seeds]
        return [Found(near.ids[:enough], near.closeness[:enough]) for near in longest]

    def _read(self, ids: set[int]) -> None:
        """Have these companies at hand; those that are gone are not."""
        if len(self._seeds) >= MOST_SEEDS:
            self._seeds.clear()
        visible = Submission.objects.visible_to(self._sources.scope).only("title", "text")
        companies = visible.in_bulk(ids - self._seeds.keys())
        for seed in stored_seeds(list(companies.values()), self._sources):
            if seed.company:
                self._seeds[seed.company.pk] = seed

    def _listed(
        self,
        seed: Seed,
        candidates: Sequence[Ranked],
        verdicts: Verdicts,
    ) -> list[tuple[Submission, int]]:
        """Those that a list of similar companies shows, each with its score."""
        asked_for = seed.company
        assert asked_for
        likely = near_duplicates.likely([seed], candidates)
        chosen = []
        companies = {}
        for candidate in candidates:
            company = self._seeds[candidate.pk].company
            is_marked = verdicts.get((asked_for.pk, candidate.pk)) == Verdict.NOT_SIMILAR
            if company is None or candidate.pk == asked_for.pk or is_marked:
                continue
            if near_duplicates.is_near_duplicate([seed], likely, candidate, company):
                continue
            chosen.append(candidate)
            companies[candidate.pk] = company
        # A page folds these behind the first of them, for which a file has no room
        repeated = near_duplicates.twins(chosen, companies)
        return [(companies[each.pk], each.score) for each in chosen if each.pk not in repeated]

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
