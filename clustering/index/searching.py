"""The rows of an index that are closest to what is asked for.

Of each part the likeliest rows are found: by their places, all of them multiplied at once, together
with what the lists say of their n-grams and segments. How close those are is then told exactly.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clustering.closeness import PARTS, WEIGHTS, Asked
from clustering.index.parts import LONGEST_LIST, Numbers, Part, rows_with, spread
from clustering.text.arrays import Doubles, Floats

# Likely rows of each part that may be looked at exactly: so many at least, and so many times as
# many as are asked for
LEAST_LOOKED_AT = 400
TIMES = 2
# Of those that are asked for, whose places are multiplied at once
ASKED_AT_ONCE = 32
# So many values are compared one by one
FEW_VALUES = 16
# What a sum of numbers of four bytes may be off
ROUNDED = 1e-5
# Of the closeness of all rows, of which the largest are looked for
STRETCHES = 2_048
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
    parts: Iterable[tuple[Part, Numbers]],
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
    parts: Iterable[tuple[Part, Numbers]],
    asked: Sequence[Asked],
    wanted: Wanted,
    enough: int,
    decimals: int,
) -> list[Found]:
    """As `nearest`, of each that is asked for."""
    found = [Found(np.zeros(0, np.int64), np.zeros(0)) for _ in asked]
    for part, dead in parts:
        may_be_found = wanted.may_be_found(part, dead)
        for start in range(0, len(asked), ASKED_AT_ONCE):
            some = asked[start : start + ASKED_AT_ONCE]
            places = np.array([each.place for each in some])
            about = places @ part.places.T
            for number, (each, about_each) in enumerate(zip(some, about, strict=True), start):
                rows = _likely(part, may_be_found, each, about_each, enough)
                closeness = np.round(closeness_of(part, rows, each), decimals)
                # Among those of the parts before this one
                before = found[number]
                all_ids = np.concatenate([before.ids, part.ids[rows]])
                all_closeness = np.concatenate([before.closeness, closeness])
                order = np.lexsort((all_ids, -all_closeness))
                best = order[:enough]
                found[number] = Found(all_ids[best], all_closeness[best])
    return found


def closeness_of(part: Part, rows: Numbers, asked: Asked) -> Doubles:
    """How close some rows of a part are, exactly."""
    begins = part.starts[rows]
    sizes = part.starts[rows + 1] - begins
    said = part.said[spread(begins, sizes)]
    return asked.closeness(said, sizes, part.places[rows])


def _likely(
    part: Part,
    may_be_found: NDArray[np.bool_],
    asked: Asked,
    about: Floats,
    enough: int,
) -> Numbers:
    """The rows that may be among the nearest; all that may be found, if these are few.

    `about` has what the place of each row counts; what its words count is added.
    """
    most = max(LEAST_LOOKED_AT, TIMES * enough)
    if np.count_nonzero(may_be_found) <= most:
        return np.flatnonzero(may_be_found)
    missing = _add_words(part, asked, about)
    about[~may_be_found] = -np.inf
    # So many rows are at least this close, and none below can be as close as they are
    least = _largest(about, enough) - missing
    rows = np.flatnonzero(about >= least)
    if len(rows) <= most:
        return rows
    return np.argpartition(-about, most)[:most]


def _largest(values: Floats, number: int) -> float:
    """The value of which this number, itself among them, are as large or larger.

    Of stretches the largest are compared first: as many values are no smaller than theirs, and to
    partition all of them takes ten times as long.
    """
    width = len(values) // STRETCHES
    if number > STRETCHES or not width:
        return float(np.partition(values, -number)[-number])
    even = values[: STRETCHES * width].reshape(width, STRETCHES)
    largest = np.partition(even.max(axis=0), -number)[-number]
    candidates = values[values >= largest]
    return float(np.partition(candidates, -number)[-number])


def _add_words(part: Part, asked: Asked, about: Floats) -> float:
    """Add to each row how close it is by what it says; returns what may be missing of a row.

    That is what stands behind the ends of long lists, which weighs no more than their last entry.
    """
    if not asked.shares.words:
        return ROUNDED
    keys, weights = asked.wanted
    at = np.searchsorted(part.terms, keys)
    inside = at < len(part.terms)
    likely = at[inside]
    is_listed = part.terms[likely] == keys[inside]
    lists = likely[is_listed]
    weights_of_lists = weights[inside].astype(np.float32)[is_listed]
    begins = part.begins[lists]
    ends = part.begins[lists + 1]
    lengths = ends - begins
    if not len(lists):
        return ROUNDED
    # There are some dozens, each of them long: to copy stretches is sooner done than to say where
    # each entry of all stands
    stretches = zip(begins.tolist(), ends.tolist(), strict=True)
    entries = np.concatenate([part.listed[begin:end] for begin, end in stretches])
    products = _WEIGHTS[entries & PARTS] * np.repeat(weights_of_lists, lengths)
    about += np.bincount(entries >> 8, products, minlength=len(about))
    is_long = lengths == LONGEST_LIST
    last_entries = part.listed[ends[is_long] - 1]
    last = _WEIGHTS[last_entries & PARTS]
    return float(np.abs(weights_of_lists[is_long]) @ last) + ROUNDED
