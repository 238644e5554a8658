"""Members of clusters -> the phrases that set each cluster apart, and a short name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_matrix

from clustering.text.arrays import Doubles, Indices
from clustering.text.language import word_set
from clustering.text.ngrams import without_overlap
from clustering.text.vocabulary import Vocabulary

PHRASES = 8
CANDIDATES = 12
LONGEST_NAME = 4
# How many imagined members weigh against what few members say
PRIOR_MEMBERS = 10
# Nothing is divided by 0, or has the logarithm of 0
TINY = 1e-9
# How much more a word of the rows' own categories and industries counts in a name
TRADE = 1.5
# What any business has; as a name these say nothing.
_ANY_BUSINESS = word_set(
    """
    business components cost costs customers design diversified engineers equipment facilities
    fees goods manufacturers margins other parts plants price prices producers products segment
    segments sells service services sold specialty speciality supplies systems
    """
)


@dataclass(frozen=True)
class Members:
    """n texts in k clusters: their n x V weights and the cluster of each.

    `company` are tokens of company names, never shown; `trade` are tokens of categories and
    industries; no cluster is named as one of the `titles`.
    """

    weights: csr_matrix
    labels: Indices
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
        ngrams_and_surfaces = zip(self.vocabulary.ngrams, self.vocabulary.surfaces, strict=True)
        nameless, common = [], []
        for ngram, surface in ngrams_and_surfaces:
            tokens = ngram.split("_")
            nameless.append(self.company.isdisjoint(tokens))
            capitalised = [word for word in surface.split() if word[:1].isupper()]
            # A word all in capitals, as LED, may be a common one
            common.append(all(word.isupper() for word in capitalised))
        sizes = np.bincount(self.labels, minlength=self.k)
        odds = log_odds(self.presence(), sizes)
        nameless_odds = odds * np.array(nameless)

        telling = []
        for scores in nameless_odds:
            common_scores = scores * np.array(common)
            if (common_scores > 0).any():
                scores = common_scores
            ngrams = {}
            # Below 0 an n-gram tells of the other clusters
            for number in np.flatnonzero(scores > 0):
                ngrams[self.vocabulary.ngrams[number]] = float(scores[number])
            telling.append(ngrams)
        return telling

    def presence(self) -> Doubles:
        """k x V: how many members of a cluster have an n-gram."""
        rows = np.arange(len(self.labels))
        ones = np.ones(len(rows))
        members = csr_matrix((ones, (self.labels, rows)), shape=(self.k, len(rows)))
        counts = members @ (self.weights != 0)
        return np.asarray(counts.toarray(), dtype=np.float64)

    def holders(self, ngram: str, cluster: int) -> set[int]:
        """The members of a cluster that have an n-gram."""
        number = self.vocabulary.index[ngram]
        rows = self.weights[:, [number]].tocoo().row
        own = rows[self.labels[rows] == cluster]
        return set(own.tolist())


def phrases(members: Members) -> list[list[str]]:
    """At most eight readable phrases for each cluster, the most telling first.

    None is a part of another.
    """
    surface = members.vocabulary.surface
    phrases_of_all = []
    for scores in members.telling:
        chosen = without_overlap(scores, PHRASES)
        phrases_of_all.append([surface(ngram) for ngram in chosen])
    return phrases_of_all


def names(members: Members) -> list[str]:
    """One distinct name of at most four words for each cluster: "Banks and insurance".

    The first phrase is the most telling one, where words of the trade count more; the second is
    telling of members that lack the first. Names are in sentence case.
    """
    chosen: list[str] = []
    taken = {title.casefold() for title in members.titles}
    for cluster, scores in enumerate(members.telling):
        for name in _candidates(members, cluster, scores):
            folded = name.casefold()
            if folded not in taken:
                chosen.append(name)
                taken.add(folded)
                break
    return chosen


def log_odds(presence: Doubles, sizes: Indices) -> Doubles:
    """k x V: by how many standard errors an n-gram is likelier inside a cluster than outside.

    `presence` (k x V) counts the members that have an n-gram, `sizes` (k) all members. Log-odds
    ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn, "Fightin' Words", 2008),
    on members instead of occurrences, so that one long text does not speak for all.
    """
    everywhere = presence.sum(axis=0)
    total = sizes.sum()
    members = sizes[:, None]
    prior = PRIOR_MEMBERS * everywhere / total
    prior_without = PRIOR_MEMBERS - prior

    inside = np.maximum(presence + prior, TINY)
    inside_without = np.maximum(members - presence + prior_without, TINY)
    outside = np.maximum(everywhere - presence + prior, TINY)
    without = total - members - (everywhere - presence) + prior_without
    outside_without = np.maximum(without, TINY)

    odds_inside = np.log(inside / inside_without)
    odds_outside = np.log(outside / outside_without)
    standard_error = np.sqrt(1 / inside + 1 / outside)
    likelier = (odds_inside - odds_outside) / standard_error
    # What every member has sets nothing apart, whatever the sizes say
    sets_apart = everywhere < total
    return np.asarray(likelier * sets_apart)


def _candidates(members: Members, cluster: int, telling: Mapping[str, float]) -> Iterator[str]:
    """Names for a cluster, the best first; the last is distinct from those of other clusters."""
    surface = members.vocabulary.surface
    scores = {}
    for ngram, score in telling.items():
        words = surface(ngram).lower().split()
        if _ANY_BUSINESS.isdisjoint(words):
            is_of_the_trade = members.trade.issuperset(ngram.split("_"))
            scores[ngram] = score * TRADE if is_of_the_trade else score
    ranked = without_overlap(scores, CANDIDATES)

    holders = {ngram: members.holders(ngram, cluster) for ngram in ranked}
    for first in ranked:
        gain = {}
        for other in ranked:
            lacking_the_first = holders[other] - holders[first]
            gain[other] = scores[other] * len(lacking_the_first) ** 0.5
        others = [ngram for ngram in ranked if ngram != first]
        by_gain = sorted(others, key=lambda ngram: -gain[ngram])
        for second in by_gain:
            phrases_of_both = [surface(first), surface(second)]
            name = " and ".join(phrases_of_both)
            has_another_and = any(" and " in phrase for phrase in phrases_of_both)
            if _is_short(name) and not has_another_and:
                yield _sentence_case(name)
    alone = [surface(ngram) for ngram in ranked]
    yield from (_sentence_case(phrase) for phrase in alone if _is_short(phrase))
    yield f"Cluster {cluster}"


def _is_short(name: str) -> bool:
    return len(name.split()) <= LONGEST_NAME


def _sentence_case(name: str) -> str:
    return name[:1].upper() + name[1:]
