"""Texts in clusters, and what sets each cluster's texts apart from all others."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_matrix

from clustering.bulk.odds import log_odds
from clustering.text.arrays import Doubles, Indices
from clustering.text.vocabulary import Vocabulary


@dataclass(frozen=True)
class Members:
    """n texts in k clusters: their n x V weights, the cluster of each, and what it is filed under.

    `categories` and `industries` have an entry for each text, "" where it is not known, or are
    empty. `company` are tokens of company names, never shown; `trade` are tokens of categories and
    industries; no cluster is named as one of the `titles`.
    """

    weights: csr_matrix
    labels: Indices
    k: int
    vocabulary: Vocabulary
    categories: Sequence[str] = ()
    industries: Sequence[str] = ()
    company: frozenset[str] = frozenset()
    trade: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()

    @cached_property
    def telling(self) -> list[dict[str, float]]:
        """For each cluster the n-grams that set it apart, with how much they do (log_odds).

        Company names are left out, and so are proper nouns as long as other n-grams are left.
        """
        ngrams_and_surfaces = zip(self.vocabulary.ngrams, self.vocabulary.surfaces, strict=True)
        nameless = []
        common = []
        for ngram, surface in ngrams_and_surfaces:
            tokens = ngram.split("_")
            nameless.append(self.company.isdisjoint(tokens))
            words = surface.split()
            capitalised = [word for word in words if word[:1].isupper()]
            # A word all in capitals, as LED, may be a common one
            common.append(all(word.isupper() for word in capitalised))
        sizes = np.bincount(self.labels, minlength=self.k)
        odds = log_odds(self.presence(), sizes)
        # 0 for an n-gram with a company's name in it, so that it tells of no cluster
        nameless_odds = odds * np.array(nameless)
        is_common = np.array(common)

        telling = []
        for scores in nameless_odds:
            common_scores = scores * is_common
            if (common_scores > 0).any():
                scores = common_scores
            ngrams = {}
            # Below 0 an n-gram tells of the other clusters
            for number in np.flatnonzero(scores > 0):
                ngram = self.vocabulary.ngrams[number]
                ngrams[ngram] = float(scores[number])
            telling.append(ngrams)
        return telling

    def presence(self) -> Doubles:
        """k x V: how many members of a cluster have an n-gram."""
        rows = np.arange(len(self.labels))
        ones = np.ones(len(rows))
        shape = (self.k, len(rows))
        # 1 where a text is in a cluster: the product adds up the n-grams of its members
        members = csr_matrix((ones, (self.labels, rows)), shape=shape)
        has_ngram = self.weights != 0
        counts = members @ has_ngram
        return np.asarray(counts.toarray(), dtype=np.float64)

    def holders(self, ngram: str, cluster: int) -> set[int]:
        """The members of a cluster that have an n-gram."""
        number = self.vocabulary.index[ngram]
        column = self.weights[:, [number]].tocoo()
        rows = column.row
        own = rows[self.labels[rows] == cluster]
        return set(own.tolist())
