"""Members of clusters -> the phrases that set each cluster apart, and a short name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from clustering.text.ngrams import without_overlap
from clustering.text.vocabulary import Vocabulary

PHRASES = 8
CANDIDATES = 12
LONGEST_NAME = 4
# How many imagined members weigh against what few members say
PRIOR_MEMBERS = 10
TINY = 1e-9
# How much more a word of the rows' own categories and industries counts in a name
TRADE = 1.5
# What any business has; as a name these say nothing.
_ANY_BUSINESS = frozenset(
    {
        *(
            "business",
            "components",
            "cost",
            "costs",
            "customers",
            "design",
            "diversified",
            "engineers",
            "equipment",
        ),
        *(
            "facilities",
            "fees",
            "goods",
            "manufacturers",
            "margins",
            "other",
            "parts",
            "plants",
            "price",
            "prices",
        ),
        *(
            "producers",
            "products",
            "segment",
            "segments",
            "sells",
            "service",
            "services",
            "sold",
            "specialty",
        ),
        *("speciality", "supplies", "systems"),
    }
)


@dataclass(frozen=True)
class Members:
    """n texts in k clusters: their n x V weights and the cluster of each.

    `company` are tokens of company names, never shown; `trade` are tokens of categories and
    industries; no cluster is named as one of the `titles`.
    """

    weights: csr_matrix
    labels: NDArray[np.intp]
    k: int
    vocabulary: Vocabulary
    company: frozenset[str] = frozenset()
    trade: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()

    @cached_property
    def telling(self) -> list[dict[str, float]]:
        """For each cluster the n-grams that set it apart, with how much they do (log_odds).

        Company names are left out, and so are proper nouns as long as other n-grams are left.
        """
        sizes = np.bincount(self.labels, minlength=self.k)
        nameless = [self.company.isdisjoint(ngram.split("_")) for ngram in self.vocabulary.ngrams]
        common = np.array([not _is_proper(surface) for surface in self.vocabulary.surfaces])
        return [
            self._telling(row, common)
            for row in log_odds(self._presence(), sizes) * np.array(nameless)
        ]

    def holders(self, ngram: str, cluster: int) -> set[int]:
        """The members of a cluster that have an n-gram."""
        column = self.weights[:, [self.vocabulary.index[ngram]]].tocoo().row
        return set(column[self.labels[column] == cluster].tolist())

    def _telling(self, scores: NDArray[np.float64], common: NDArray[np.bool_]) -> dict[str, float]:
        chosen = scores * common if (scores * common > 0).any() else scores
        return {
            self.vocabulary.ngrams[number]: float(chosen[number])
            for number in np.flatnonzero(chosen > 0)
        }

    def _presence(self) -> NDArray[np.float64]:
        """k x V: how many members of a cluster have an n-gram."""
        rows = np.arange(len(self.labels))
        members = csr_matrix((np.ones(len(rows)), (self.labels, rows)), shape=(self.k, len(rows)))
        return np.asarray((members @ (self.weights != 0)).toarray(), dtype=np.float64)


def phrases(members: Members) -> list[list[str]]:
    """At most eight readable phrases for each cluster, the most telling first,
    none a part of another.
    """
    return [
        [members.vocabulary.surface(ngram) for ngram in without_overlap(scores, PHRASES)]
        for scores in members.telling
    ]


def names(members: Members) -> list[str]:
    """One distinct name of at most four words for each cluster, in sentence case: "Banks and
    insurance".

    The first phrase is the most telling one, where words of the trade count more; the second is
    telling of members that lack the first.
    """
    found: list[str] = []
    taken = {title.casefold() for title in members.titles}
    for cluster, scores in enumerate(members.telling):
        candidates = _candidates(members, cluster, scores)
        found.append(next(name for name in candidates if name.casefold() not in taken))
        taken.add(found[-1].casefold())
    return found


def log_odds(presence: NDArray[np.float64], sizes: NDArray[np.intp]) -> NDArray[np.float64]:
    """k x V: by how many standard errors an n-gram is likelier inside a cluster than outside.

    `presence` (k x V) counts the members that have an n-gram, `sizes` (k) all members. Log-odds
    ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn, "Fightin' Words", 2008),
    on members instead of occurrences, so that one long text does not speak for all.
    """
    everywhere, total = presence.sum(axis=0), sizes.sum()
    prior = PRIOR_MEMBERS * everywhere / total
    absent = PRIOR_MEMBERS - prior
    own = np.maximum(presence + prior, TINY)
    others = np.maximum(everywhere - presence + prior, TINY)
    without = sizes[:, None] - presence + absent
    others_without = total - sizes[:, None] - (everywhere - presence) + absent
    ratio = np.log(own / np.maximum(without, TINY)) - np.log(
        others / np.maximum(others_without, TINY)
    )
    # What every member has sets nothing apart, whatever the sizes say
    return np.asarray(ratio / np.sqrt(1 / own + 1 / others) * (everywhere < total))


def _is_proper(surface: str) -> bool:
    return any(word[:1].isupper() and not word.isupper() for word in surface.split())


def _candidates(members: Members, cluster: int, telling: Mapping[str, float]) -> Iterator[str]:
    """Names for a cluster, the best first;
    the last one is distinct from those of other clusters.
    """
    scores = {
        ngram: score * (TRADE if members.trade.issuperset(ngram.split("_")) else 1)
        for ngram, score in telling.items()
        if _ANY_BUSINESS.isdisjoint(members.vocabulary.surface(ngram).lower().split())
    }
    ranked = without_overlap(scores, CANDIDATES)
    holders = {ngram: members.holders(ngram, cluster) for ngram in ranked}
    surface = members.vocabulary.surface
    for first in ranked:
        gain = {
            other: scores[other] * len(holders[other] - holders[first]) ** 0.5 for other in ranked
        }
        for second in sorted(
            (other for other in ranked if other != first), key=lambda other: -gain[other]
        ):
            yield from _joined(surface(first), surface(second))
    yield from (
        _sentence_case(surface(ngram))
        for ngram in ranked
        if len(surface(ngram).split()) <= LONGEST_NAME
    )
    yield f"Cluster {cluster}"


def _joined(first: str, second: str) -> Sequence[str]:
    name = f"{first} and {second}"
    fits = " and " not in first + second and len(name.split()) <= LONGEST_NAME
    return [_sentence_case(name)] if fits else []


def _sentence_case(name: str) -> str:
    return name[:1].upper() + name[1:]
