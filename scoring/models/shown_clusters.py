"""The clusters of a version as reviewers have them shown: renamed, hidden, merged."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Self

from .assignments import Assignment
from .database.written import MadeOnce
from .model_versions import Cluster, ModelVersion

OF_VERSION = MadeOnce(lambda version: Cluster.objects.filter(version=version))


class ShownClusters:
    """The clusters that pages show, in order of their numbers; merged ones are one.

    A number of the model leads to the cluster that it is shown as: its own, or the one that
    reviewers merged it into. Stored rows keep the model's number, so a merge rewrites none of them
    and is undone in a moment.
    """

    def __init__(self, clusters: Iterable[Cluster]) -> None:
        """From the clusters of one version as they are stored."""
        self._own = {cluster.number: cluster for cluster in clusters}

    @classmethod
    def of_version(cls, version: ModelVersion | None) -> Self:
        """Read with one query; without a version there are none."""
        return cls(OF_VERSION.read(version.pk) if version else [])

    def __iter__(self) -> Iterator[Cluster]:
        for number in sorted(self._own):
            if self._own[number].merged_into is None:
                yield self._own[number]

    def __getitem__(self, number: int) -> Cluster:
        """What a number of the model is shown as. Raises KeyError for any other."""
        own = self._own[number]
        if own.merged_into is None:
            return own
        return self._own[own.merged_into]

    def get(self, number: int | None) -> Cluster | None:
        """What a number is shown as; None for none, and for one that the model does not have."""
        if number not in self._own:
            return None
        return self[number]

    def of_assignment(self, assignment: Assignment | None) -> Cluster | None:
        """The cluster that a company is shown in."""
        if not assignment:
            return None
        return self.get(assignment.shown_cluster)

    def own(self, number: int) -> Cluster | None:
        """The cluster of the model itself, whatever it is merged into."""
        return self._own.get(number)

    def merged_into(self, number: int) -> list[Cluster]:
        """The clusters whose companies this one shows beside its own."""
        return [own for own in self._own.values() if own.merged_into == number]

    def numbers_in(self, number: int) -> list[int]:
        """The numbers whose companies a shown cluster has: its own, and those merged into it."""
        return [number, *(merged.number for merged in self.merged_into(number))]

    @property
    def all_own(self) -> list[Cluster]:
        """Every cluster of the model, whatever it is merged into."""
        return list(self._own.values())

    @property
    def all_numbers(self) -> list[int]:
        """Every number of the model."""
        return list(self._own)

    @property
    def names(self) -> dict[int, str]:
        """What choices say of each, and the same of none two.

        One that has no name, or shares it, is told apart by its number.
        """
        how_many = Counter(cluster.name for cluster in self)
        found = {}
        for cluster in self:
            is_shared = cluster.name and how_many[cluster.name] > 1
            found[cluster.number] = f"{cluster} ({cluster.number})" if is_shared else str(cluster)
        return found

    @property
    def told(self) -> list[tuple[str, list[int]]]:
        """What is seen of them in a picture: it is drawn anew once this is another."""
        return [
            (
                f"{cluster.number} {cluster.name}",
                [merged.number for merged in self.merged_into(cluster.number)],
            )
            for cluster in self
        ]

    def without_hidden(self) -> "ShownClusters":
        """Those that overviews show; what is merged into a hidden one leads nowhere."""
        visible = []
        for number, own in self._own.items():
            if not self[number].is_hidden:
                visible.append(own)
        return ShownClusters(visible)
