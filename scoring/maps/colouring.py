"""What a map can be coloured by instead of clusters."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from scoring.models import ShownClusters


class Colours(Protocol):
    """Groups of companies, drawn as clusters are."""

    @property
    def name(self) -> str: ...

    @property
    def groups(self) -> Sequence[Any]: ...

    @property
    def is_scale(self) -> bool: ...

    @property
    def shown(self) -> ShownClusters: ...

    def numbers_of(self, companies: Iterable[int]) -> dict[int, int]: ...

    def address(self, number: int) -> str: ...
