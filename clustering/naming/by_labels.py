"""How well labels tell clusters apart, and the names that follow from it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from clustering.naming.pool import CATEGORY, INDUSTRY, PART, Label, Truths
from clustering.naming.wording import LONGEST, as_name

# What a fit is multiplied by: the widest label that fits is the best name
BONUS = {CATEGORY: 1.05, INDUSTRY: 1.0, PART: 0.9}
OF_TWO = 0.95
# Of one label, and of two together
LEAST_PRECISION = 0.6
LEAST_PRECISION_OF_TWO = 0.5
# A sector's name is for most of the sector
LEAST_RECALL_OF_CATEGORY = 0.6
# What a second label must add: this part of the members, and so many of them
LEAST_GAIN = 0.15
FEWEST_GAINED = 2
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
        # Two pairs of labels may come to the same name
        fitting = set()
        for levels in ((CATEGORY,), (INDUSTRY, PART)):
            for labels in self._tried(levels):
                candidate = self._candidate(*labels)
                if candidate and candidate.fit >= LEAST_FIT:
                    fitting.add(candidate)
        return sorted(fitting, key=lambda candidate: (-candidate.fit, candidate.name))

    def _own(self, *labels: Label) -> set[int]:
        """The members of which one of the labels is true."""
        return self._everywhere(*labels) & self.members

    def _everywhere(self, *labels: Label) -> set[int]:
        """The rows of all clusters of which one of the labels is true."""
        rows: set[int] = set()
        for label in labels:
            rows |= self.truths[label]
        return rows

    def _tried(self, levels: Collection[str]) -> Iterator[tuple[Label, ...]]:
        """The labels of these levels that most members have, each alone and then in twos.

        Of two, the second says of enough members what the first does not.
        """
        own: dict[Label, set[int]] = {}
        for label in self.truths:
            if label.level in levels:
                own[label] = self._own(label)
        frequent = sorted(own, key=lambda label: (-len(own[label]), label))
        with_members = [label for label in frequent if own[label]]
        labels = with_members[:MOST_TRIED]

        for label in labels:
            yield (label,)
        enough = max(FEWEST_GAINED, LEAST_GAIN * len(self.members))
        for first, second in combinations(labels, 2):
            gained = own[second] - own[first]
            # Not "Insurance and insurance brokers"
            is_repeated = first.text.lower() in second.text.lower()
            if len(gained) >= enough and not is_repeated:
                yield first, second

    def _candidate(self, *labels: Label) -> Candidate | None:
        """A name of one or two labels; None where it would say too little, or too much."""
        own = len(self._own(*labels))
        precision = own / len(self.members)
        recall = own / len(self._everywhere(*labels))
        is_single = len(labels) == 1
        least_precision = LEAST_PRECISION if is_single else LEAST_PRECISION_OF_TWO
        if precision < least_precision:
            return None
        for label in labels:
            own_of_label = self._own(label)
            recall_of_label = len(own_of_label) / len(self.truths[label])
            if label.level == CATEGORY and recall_of_label < LEAST_RECALL_OF_CATEGORY:
                return None
        texts = [label.text for label in labels]
        name = as_name(*texts)
        if len(name) > LONGEST:
            return None
        # F0.5: to be true of the members counts double
        fit = 1.25 * precision * recall / (0.25 * precision + recall)
        # The narrower of two labels says how wide the name is
        fit *= min(BONUS[label.level] for label in labels)
        if not is_single:
            fit *= OF_TWO
        return Candidate(fit, name)
