"""The kept counts of a list, by what its filters can leave out."""

from functools import cached_property
from typing import Any

from scoring.models import ModelVersion, Scope, Tally
from scoring.models.database.written import WrittenOnce

# A filter, and what it is called in the kept counts
DIMENSIONS = {
    "category": "category",
    "cluster": "cluster",
    "status": "status",
    "answer": "answer",
    "source": "source",
    "review": "verdict",
    "sector": "sector",
}
KEPT = WrittenOnce(
    lambda collections, version: (
        Tally.objects.visible_to(Scope.of_all(collections))
        .filter(version=version, total__gt=0)
        .values_list(*DIMENSIONS.values(), "total")
    )
)


class KeptCounts:
    """Those under a version, read once and not before they are asked for."""

    def __init__(self, version: ModelVersion, scope: Scope) -> None:
        self.key = f"{version.pk}-{scope.key}"
        self._values = (scope.collections, version.pk)

    @cached_property
    def rows(self) -> list[tuple[Any, ...]]:
        """The values of DIMENSIONS, and how many companies have them."""
        return KEPT.read(*self._values)
