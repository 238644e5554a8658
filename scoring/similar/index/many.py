"""The nearest companies of each of many, for a file: all stored ones are read once for all."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from clustering.closeness import Others
from clustering.neighbours import telling
from clustering.text.arrays import Doubles
from clustering.text.ngrams import Weights
from scoring.models import Submission
from scoring.similar import near_duplicates, ranking
from scoring.similar.explaining import MOST_PHRASES, in_common
from scoring.similar.pairs.feedback import Verdict, Verdicts, feedback_on
from scoring.similar.ranking import Ranked
from scoring.similar.seeds import Seed, asked_for, stored_seeds
from scoring.similar.sources import Sources

# Each time as many are asked for, and are compared with as many
ASKED_AT_ONCE, STORED_AT_ONCE = 500, 20_000
# Ranked besides those that are listed, as near-duplicates and marked ones are left out
SPARE = 20
# Of the texts that were read last; each has about 1.5 kB
MOST_WEIGHED = 20_000


class Neighbour(NamedTuple):
    """A company near to another, its score (0 to 100), and the phrases that both texts have."""

    company: Submission
    score: int
    phrases: list[str]


class _Chunk(NamedTuple):
    """Some stored companies by their ids, and what others are compared with of them."""

    ids: NDArray[np.int64]
    others: Others


class NearestOfMany:
    """Finds the nearest companies of the scope of some sources.

    What they say is kept in a temporary file, of which memory has what is looked at, until `close`.
    """

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._guided = sources.guided()
        self._model = sources.model()
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self._chunks = list(self._read())
        self._weighed: dict[int, Weights] = {}

    def close(self) -> None:
        self._chunks.clear()
        self._file.close()

    def of_each(self, companies: Sequence[Submission], limit: int) -> dict[int, list[Neighbour]]:
        """Company (by its id) -> the nearest ones, the closest first, as its page lists them.

        One without a vector is left out.
        """
        nearest: dict[int, list[Neighbour]] = {}
        asked = iter(companies)
        while some := list(islice(asked, ASKED_AT_ONCE)):
            nearest |= self._of_some(some, limit, SPARE)
            # Of a company that is told over and over more are looked at, as its page does
            short = [company for company in some if len(nearest.get(company.pk, [])) < limit]
            nearest |= self._of_some(short, limit, near_duplicates.MOST)
        return nearest

    def _of_some(
        self, companies: Sequence[Submission], limit: int, spare: int
    ) -> dict[int, list[Neighbour]]:
        seeds = stored_seeds(companies, self._sources)
        if not seeds or not self._chunks:
            return {}
        ids, closeness = self._ranked(seeds, limit + spare)
        scope = self._sources.scope
        verdicts = feedback_on([company.pk for company in companies], scope)
        near = Submission.objects.visible_to(scope).in_bulk(set(ids.ravel().tolist()))
        by_id = {
            seed.company.pk: seed
            for seed in stored_seeds(list(near.values()), self._sources)
            if seed.company
        }
        nearest = {}
        for seed, row, told in zip(seeds, ids.tolist(), closeness.tolist(), strict=True):
            assert seed.company
            candidates = [
                Ranked(pk, close, by_id[pk].vector, by_id[pk].said, shown=None)
                for pk, close in zip(row, told, strict=True)
                if pk in by_id
            ]
            listed = islice(self._listed(seed, candidates, by_id, verdicts), limit)
            nearest[seed.company.pk] = list(listed)
        return nearest

    def _read(self) -> Iterator[_Chunk]:
        rows = self._sources.with_vectors().values_list("submission_id", "vector", "said")
        stored = rows.iterator(chunk_size=ranking.VECTORS_AT_ONCE)
        while chunk := list(islice(stored, STORED_AT_ONCE)):
            # The database gives rows in any order, and of those that tie the first ones are taken
            chunk.sort(key=lambda row: row[0])
            ids, vectors, texts = zip(*chunk, strict=True)
            others = ranking.others(vectors, texts, self._guided)
            yield _Chunk(np.array(ids), others.moved(self._on_disk))

    def _on_disk(self, array: NDArray[Any]) -> NDArray[Any]:
        """The same numbers, in the file."""
        if not array.size:
            return array
        place = self._file.seek(0, 2)
        array.tofile(self._file)
        self._file.flush()
        return np.memmap(self._file, array.dtype, "r", place, array.shape)

    def _ranked(self, seeds: Sequence[Seed], enough: int) -> tuple[NDArray[np.int64], Doubles]:
        """Ids and closeness of the nearest of each seed, the closest first (s x at most enough)."""
        asked = [asked_for([seed], self._guided) for seed in seeds]
        of_chunks = []
        for ids, others in self._chunks:
            closeness = np.round(others.closeness_to_each(asked), ranking.DECIMALS)
            if closeness.shape[1] > enough:
                best = np.argpartition(-closeness, enough, axis=1)[:, :enough]
                closeness = np.take_along_axis(closeness, best, axis=1)
                ids = ids[best]
            of_chunks.append((np.broadcast_to(ids, closeness.shape), closeness))
        ids = np.hstack([ids for ids, _ in of_chunks])
        closeness = np.hstack([closeness for _, closeness in of_chunks])
        order = np.lexsort((ids, -closeness), axis=1)[:, :enough]
        return np.take_along_axis(ids, order, axis=1), np.take_along_axis(closeness, order, axis=1)

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
