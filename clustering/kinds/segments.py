"""The kinds of business that can be told apart, sector by sector."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clustering.text.arrays import Floats, Indices


@dataclass(frozen=True)
class Segment:
    """A kind of business, as people call it, with the official names of what it is part of.

    The industry is empty where no stock index has it. A few lines may not tell the `trades` of a
    segment apart, but each has words of its own; most segments are one trade and have none.
    """

    name: str
    industry: str
    sector: str
    trades: tuple[str, ...] = ()


@dataclass(frozen=True)
class Segments:
    """S segments in a fixed order, of T trades. Raises ValueError when one stands twice, or none.

    Those of one industry stand together in a group; one without industry is a group of its own.
    """

    all: tuple[Segment, ...]

    def __post_init__(self) -> None:
        names = {segment.name for segment in self.all}
        if not self.all or len(names) < len(self.all):
            raise ValueError("There is no kind of business, or one stands twice.")

    @cached_property
    def sectors(self) -> tuple[str, ...]:
        return tuple(sorted({segment.sector for segment in self.all}))

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The industries, and the names of segments without one."""
        return tuple(sorted({_group(segment) for segment in self.all}))

    @cached_property
    def trades(self) -> tuple[tuple[str, str], ...]:
        """The segment and the name of each trade, segment by segment."""
        trades = []
        for segment in self.all:
            for trade in segment.trades:
                trades.append((segment.name, trade))
        return tuple(trades)

    @cached_property
    def segment_of(self) -> Indices:
        """T numbers: the place of each trade's segment."""
        segments = [segment for segment, _ in self.trades]
        return _places(segments, tuple(self.place))

    @cached_property
    def with_trades(self) -> Indices:
        """The places of the segments that have trades."""
        return np.flatnonzero([bool(segment.trades) for segment in self.all])

    @cached_property
    def first_trade(self) -> Indices:
        """Where the trades of each of `with_trades` begin."""
        return np.searchsorted(self.segment_of, self.with_trades)

    @cached_property
    def sector_of(self) -> Indices:
        """S numbers: the place of each segment's sector among `sectors`."""
        sectors = [segment.sector for segment in self.all]
        return _places(sectors, self.sectors)

    @cached_property
    def group_of(self) -> Indices:
        """S numbers: the place of each segment's group among `groups`."""
        groups = [_group(segment) for segment in self.all]
        return _places(groups, self.groups)

    @cached_property
    def in_sectors(self) -> Floats:
        """S x sectors: 1 where a segment is one of a sector, else 0."""
        return np.eye(len(self.sectors), dtype=np.float32)[self.sector_of]

    @cached_property
    def by_sector(self) -> Indices:
        """S numbers: the places of the segments, sector by sector."""
        return np.argsort(self.sector_of, kind="stable")

    @cached_property
    def first_of_sector(self) -> Indices:
        """Where each sector begins in `by_sector`."""
        ordered = self.sector_of[self.by_sector]
        return np.searchsorted(ordered, np.arange(len(self.sectors)))

    @cached_property
    def place(self) -> dict[str, int]:
        """The place of each segment by its name."""
        return {segment.name: number for number, segment in enumerate(self.all)}

    def __len__(self) -> int:
        return len(self.all)


def _group(segment: Segment) -> str:
    # An industry and a segment may have the same name
    return segment.industry or f"{segment.sector}: {segment.name}"


def _places(names: Sequence[str], among: Sequence[str]) -> Indices:
    place = {name: number for number, name in enumerate(among)}
    return np.array([place[name] for name in names], dtype=np.intp)
