"""The rows of an index that are closest to what is asked for.

Of each part the likeliest rows are found by lists of who says what, of which no more is read among
a million rows than among some ten thousand: those entries that count most. What the places of the
rows count that are likeliest by these is added, and how close the best are is then told exactly.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from clustering.closeness import PARTS, WEIGHTS, Asked
from clustering.index.parts import LONGEST_LIST, Numbers, Part, rows_with, spread
from clustering.text.arrays import Doubles, Floats

# Entries of lists that are read for what is asked for, in all parts together, while any row may be
# found; where one of ten may be, ten times as many
MOST_READ = 200_000
# By so many of them, or a few more, it is told which are to be read
SOME = 4000
# So far beyond the last of these a list may be read
FINEST_STEP = 16
# Likely rows that may be looked at exactly: so many at least, and so many times as many as are
# asked for
LEAST_LOOKED_AT = 500
TIMES = 2
# The places of so many times as many are looked at, and again of ten times as many where one of ten
# may be found; of all rows while no more than these may be found
PLACED = 3
FEW_PLACES = 50_000
# What says anything of it counts more
ANYTHING = 1e-9
# What a sum of numbers of four bytes may be off
ROUNDED = 1e-5
# So many values are compared one by one
FEW_VALUES = 16
_WEIGHTS = WEIGHTS.astype(np.float32)


class Wanted(NamedTuple):
    """Which rows may be found.

    `allowed` has the values that a fact may have, by its number; `only` are the ids of all that may
    be found, None for any; none of the ids in `without` is found.
    """

    allowed: Mapping[int, Sequence[int]]
    without: Numbers
    only: Numbers | None = None

    def may_be_found(self, part: Part, dead: Numbers) -> NDArray[np.bool_]:
        """Which rows of a part may be found; those of the ids in `dead` are not there any more."""
        if self.only is None:
            found = np.ones(len(part.ids), np.bool_)
        else:
            found = np.zeros(len(part.ids), np.bool_)
            found[rows_with(part.ids, self.only)] = True
        for number, values in self.allowed.items():
            facts = part.facts[number]
            if len(values) > FEW_VALUES:
                found &= np.isin(facts, np.array(values, np.uint32))
                continue
            # Where there are few, `numpy.isin` takes twenty times as long
            has_one = np.zeros(len(facts), np.bool_)
            for value in values:
                has_one |= facts == value
            found &= has_one
        found[dead] = False
        found[rows_with(part.ids, self.without)] = False
        return found


class Found(NamedTuple):
    """Ids of rows, the closest first, and how close they are; of those that tie the lower id."""

    ids: Numbers
    closeness: Doubles


def nearest(
    parts: Sequence[tuple[Part, Numbers]],
    asked: Asked,
    wanted: Wanted,
    enough: int,
    decimals: int,
) -> Found:
    """The nearest rows of several parts, at most `enough`, without the dead rows of each.

    Closeness is rounded to so many decimals, so that equal texts tie wherever they stand.
    """
    [found] = nearest_to_each(parts, [asked], wanted, enough, decimals)
    return found


def nearest_to_each(
    parts: Sequence[tuple[Part, Numbers]],
    asked: Sequence[Asked],
    wanted: Wanted,
    enough: int,
    decimals: int,
) -> list[Found]:
    """As `nearest`, of each that is asked for."""
    choosing = [_Choosing(part, wanted.may_be_found(part, dead)) for part, dead in parts]
    return [_nearest(choosing, each, enough, decimals) for each in asked]


class _Choosing(NamedTuple):
    """A part, and which of its rows may be found."""

    part: Part
    may_be_found: NDArray[np.bool_]


class _Likely(NamedTuple):
    """Rows of a part, and about how close each is."""

    rows: Numbers
    about: Doubles

    def down_to(self, least: float) -> Self:
        is_close = self.about >= least
        return type(self)(self.rows[is_close], self.about[is_close])


def _nearest(
    choosing: Sequence[_Choosing],
    asked: Asked,
    enough: int,
    decimals: int,
) -> Found:
    likely = _likely(choosing, asked, enough)
    if not likely:
        return Found(np.zeros(0, np.int64), np.zeros(0))
    parts = []
    for (part, _), rows in zip(choosing, likely, strict=True):
        begins = part.starts[rows]
        sizes = part.starts[rows + 1] - begins
        parts.append((part.ids[rows], part.said[spread(begins, sizes)], sizes, part.places[rows]))
    ids, said, sizes, places = (np.concatenate(column) for column in zip(*parts, strict=True))
    closeness = np.round(asked.closeness(said, sizes, places), decimals)
    order = np.lexsort((ids, -closeness))
    best = order[:enough]
    return Found(ids[best], closeness[best])


def _likely(choosing: Sequence[_Choosing], asked: Asked, enough: int) -> list[Numbers]:
    """The rows of each part that may be among the nearest; all that may be found, if few may."""
    most = max(LEAST_LOOKED_AT, TIMES * enough)
    passing = sum(int(np.count_nonzero(may_be_found)) for _, may_be_found in choosing)
    if passing <= most:
        return [np.flatnonzero(may_be_found) for _, may_be_found in choosing]
    total = sum(len(part.ids) for part, _ in choosing)
    lists = [_Lists.of(part, asked) for part, _ in choosing]
    read = lists
    by_words: list[_Likely] = []
    if passing > FEW_PLACES:
        least_count = _least_count(lists, MOST_READ * total // passing)
        if least_count:
            read = [each.down_to(least_count) for each in lists]
        by_words = _by_words(choosing, read, PLACED * most * total // passing)
    if sum(len(each.rows) for each in by_words) < enough:
        # So few may be found, or say anything of it, that all places are looked at
        read = lists
        by_words = []
        for (_, may_be_found), of_part in zip(choosing, lists, strict=True):
            everybody = np.flatnonzero(may_be_found)
            by_words.append(_Likely(everybody, of_part.sums[everybody]))
    missing = max(each.missing for each in read)
    placed = []
    for (part, _), likely in zip(choosing, by_words, strict=True):
        of_places = part.places[likely.rows] @ asked.place
        placed.append(_Likely(likely.rows, likely.about + of_places))
    # None of the others can be as close as so many are, unless something was missed
    best = _best(placed, enough, missing + ROUNDED)
    return [each.rows for each in _best(best, most * total // passing)]


def _by_words(
    choosing: Sequence[_Choosing],
    lists: Sequence["_Lists"],
    most: int,
) -> list[_Likely]:
    """About so many rows of all parts, by what they say alone."""
    by_words = []
    best = np.zeros(0)
    least = ANYTHING
    for (_, may_be_found), each in zip(choosing, lists, strict=True):
        sums = each.sums
        rows = np.flatnonzero((sums >= least) & may_be_found)
        likely = _Likely(rows, sums[rows])
        by_words.append(likely)
        # Of the next part only those that are as close as the best of all before
        best = np.concatenate([best, likely.about])
        if len(best) > most:
            best = np.partition(best, -most)[-most:]
            least = float(best[0])
    return [each.down_to(least) for each in by_words]


def _best(likely: list[_Likely], most: int, margin: float = 0.0) -> list[_Likely]:
    """About so many of the rows of several parts, the closest, and those within a margin."""
    about = np.concatenate([each.about for each in likely])
    if len(about) <= most:
        return likely
    least = float(np.partition(about, -most)[-most]) - margin
    return [each.down_to(least) for each in likely]


class _Lists(NamedTuple):
    """The lists of a part that are asked for, as far as they are read.

    Where each begins, how long it is, how long all of it is, and what its n-gram or segment weighs.
    """

    part: Part
    begins: Numbers
    lengths: Numbers
    whole: Numbers
    weights: Floats

    @classmethod
    def of(cls, part: Part, asked: Asked) -> Self:
        keys, weights = asked.wanted
        at = np.searchsorted(part.terms, keys)
        inside = at < len(part.terms)
        likely = at[inside]
        # Of one that examples and counterexamples say as much, nothing is left
        is_listed = (part.terms[likely] == keys[inside]) & (weights[inside] != 0)
        lists = likely[is_listed]
        begins = part.begins[lists]
        lengths = part.begins[lists + 1] - begins
        return cls(
            part=part,
            begins=begins,
            lengths=lengths,
            whole=lengths,
            weights=weights[inside].astype(np.float32)[is_listed],
        )

    @property
    def sums(self) -> Doubles:
        """About how close each row is by what it says."""
        entries = self.part.listed[spread(self.begins, self.lengths)]
        products = _WEIGHTS[entries & PARTS] * np.repeat(self.weights, self.lengths)
        sums = np.bincount(entries >> 8, products, minlength=len(self.part.ids))
        # Counts, and no sums, where there is nothing to read
        return np.asarray(sums, np.float64)

    @property
    def missing(self) -> float:
        """At most so much counts what a row says that stands behind the ends."""
        is_cut = (self.lengths < self.whole) | (self.whole == LONGEST_LIST)
        last_entries = self.part.listed[self.begins[is_cut] + self.lengths[is_cut] - 1]
        return float(np.abs(self.weights[is_cut]) @ _WEIGHTS[last_entries & PARTS])

    def some_counts(self, every: int) -> Floats:
        """What each so-and-so-manieth entry counts."""
        ends = np.cumsum(self.lengths)
        places = np.arange(0, self.lengths.sum(), every)
        of_lists = np.searchsorted(ends, places, side="right")
        shifts = self.begins - (ends - self.lengths)
        entries = self.part.listed[places + shifts[of_lists]]
        return _WEIGHTS[entries & PARTS] * np.abs(self.weights)[of_lists]

    def down_to(self, least: float) -> Self:
        """The same with those entries alone that count so much, and a few more."""
        # The weights of a list fall; as they are stored
        least_parts = PARTS * np.sqrt(least / np.abs(self.weights))
        found = np.zeros_like(self.lengths)
        step = LONGEST_LIST
        while step >= FINEST_STEP:
            further = found + step
            inside = np.minimum(further, self.lengths)
            last = self.part.listed[self.begins + inside - 1] & PARTS
            found = np.where((inside == further) & (last >= least_parts), further, found)
            step //= 2
        return self._replace(lengths=np.minimum(found + FINEST_STEP, self.lengths))


def _least_count(lists: Sequence[_Lists], most: int) -> float:
    """What an entry counts at least that is among the first so many of all; 0 if all are."""
    total = sum(int(each.lengths.sum()) for each in lists)
    if total <= most:
        return 0.0
    counts = np.concatenate([each.some_counts(total // SOME + 1) for each in lists])
    among = len(counts) * most // total + 1
    return float(np.partition(counts, -among)[-among])
