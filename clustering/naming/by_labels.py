"""How well labels tell clusters apart, and the names that follow from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from clustering.naming.pool import CATEGORY, INDUSTRY, PART, Label, Truths
from clustering.naming.wording import LONGEST, as_name

# What a fit is multiplied by: the widest label that fits is the best name
BONUS = {CATEGORY: 1.05, INDUSTRY: 1.0, PART: 0.9}
OF_TWO = 0.95
# Of one label, and of two together
LEAST_PRECISION, LEAST_PRECISION_OF_TWO = 0.6, 0.5
# A sector's name is for most of the sector
LEAST_RECALL_OF_CATEGORY = 0.6
# What a second label must add: this part of the members, and so many of them
LEAST_GAIN, FEWEST_GAINED = 0.15, 2
LEAST_FIT = 0.38
# So many labels of a level are tried with each other
MOST_TRIED = 12


class Candidate(NamedTuple):
    """A name for a cluster, with how well it fits: 0 to about 1."""

    fit: float
    name: str


@dataclass(frozen=True)
class Cluster:
    """The rows of a cluster, and what is true of which rows everywhere."""

    members: set[int]
    truths: Truths

    def candidates(self) -> list[Candidate]:
        """The names that fit, the best first."""
        found = []
        for levels in ((CATEGORY,), (INDUSTRY, PART)):
            labels = self._frequent(*levels)
            found += [self._candidate(label) for label in labels]
            found += [self._candidate(*pair) for pair in self._pairs(labels)]
        fitting = {candidate for candidate in found if candidate and candidate.fit >= LEAST_FIT}
        return sorted(fitting, key=lambda candidate: (-candidate.fit, candidate.name))

    def _own(self, *labels: Label) -> set[int]:
        """The members of which one of the labels is true."""
        return self._everywhere(*labels) & self.members

    def _everywhere(self, *labels: Label) -> set[int]:
        return set().union(*(self.truths[label] for label in labels))

    def _frequent(self, *levels: str) -> list[Label]:
        """The labels of these levels that most members have, the most frequent first."""
        own = {label: len(self._own(label)) for label in self.truths if label.level in levels}
        frequent = sorted(own, key=lambda label: (-own[label], label))
        return [label for label in frequent if own[label]][:MOST_TRIED]

    def _pairs(self, labels: list[Label]) -> Iterator[tuple[Label, Label]]:
        """Two labels, of which the second says of enough members what the first does not."""
        for first, second in combinations(labels, 2):
            gained = len(self._own(second) - self._own(first))
            # Not "Insurance and insurance brokers"
            is_repeated = first.text.lower() in second.text.lower()
            enough = max(FEWEST_GAINED, LEAST_GAIN * len(self.members))
            if gained >= enough and not is_repeated:
                yield first, second

    def _candidate(self, *labels: Label) -> Candidate | None:
        """A name of one or two labels; None where it would say too little, or too much."""
        own = len(self._own(*labels))
        precision = own / len(self.members)
        recall = own / len(self._everywhere(*labels))
        if precision < (LEAST_PRECISION if len(labels) == 1 else LEAST_PRECISION_OF_TWO):
            return None
        if labels[0].level == CATEGORY:
            parts = [len(self._own(label)) / len(self.truths[label]) for label in labels]
            if min(parts) < LEAST_RECALL_OF_CATEGORY:
                return None
        name = as_name(*(label.text for label in labels))
        if len(name) > LONGEST:
            return None
        # F0.5: to be true of the members counts double
        fit = 1.25 * precision * recall / (0.25 * precision + recall)
        fit *= min(BONUS[label.level] for label in labels)
        if len(labels) > 1:
            fit *= OF_TWO
        return Candidate(fit, name)
