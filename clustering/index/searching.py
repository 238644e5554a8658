"""The rows of an index that are closest to what is asked for.

Of each part the likeliest rows are found: by their places, all of them multiplied at once, together
with what the lists say of their n-grams and segments. How close those are is then told exactly.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clustering.closeness import PARTS, WEIGHTS, Asked
from clustering.index.parts import Numbers, Part, rows_with, spread
from clustering.text.arrays import Doubles, Floats

# Likely rows of each part that are looked at exactly: so many at least, and so many times as many
# as are asked for
LEAST_LOOKED_AT = 400
TIMES = 2
_WEIGHTS = WEIGHTS.astype(np.float32)


class Wanted(NamedTuple):
    """Which rows may be found.

    `allowed` has the values that a fact may have, by its number; `only` are the ids of all that may
    be found, None for any; none of the ids in `without` is found.
    """

    allowed: Mapping[int, Sequence[int]]
    without: Numbers
    only: Numbers | None = None


class Found(NamedTuple):
    """Ids of rows, the closest first, and how close they are; of those that tie the lower id."""

    ids: Numbers
    closeness: Doubles


def nearest(
    parts: Iterable[tuple[Part, Numbers]], asked: Asked, wanted: Wanted, enough: int, decimals: int
) -> Found:
    """The nearest rows of several parts, at most `enough`, without the dead rows of each.

    Closeness is rounded to so many decimals, so that equal texts tie wherever they stand.
    """
    ids, closeness = [np.zeros(0, np.int64)], [np.zeros(0)]
    for part, dead in parts:
        rows = _likely(part, dead, asked, wanted, enough)
        ids.append(part.ids[rows])
        closeness.append(np.round(closeness_of(part, rows, asked), decimals))
    all_ids, all_closeness = np.concatenate(ids), np.concatenate(closeness)
    order = np.lexsort((all_ids, -all_closeness))[:enough]
    return Found(all_ids[order], all_closeness[order])


def closeness_of(part: Part, rows: Numbers, asked: Asked) -> Doubles:
    """How close some rows of a part are, exactly."""
    begins = part.starts[rows]
    sizes = part.starts[rows + 1] - begins
    return asked.closeness(part.said[spread(begins, sizes)], sizes, part.places[rows])


def _likely(part: Part, dead: Numbers, asked: Asked, wanted: Wanted, enough: int) -> Numbers:
    """The rows that may be among the nearest; all that may be found, if these are few."""
    may_be_found = _may_be_found(part, dead, wanted)
    most = max(LEAST_LOOKED_AT, TIMES * enough)
    if np.count_nonzero(may_be_found) <= most:
        return np.flatnonzero(may_be_found)
    about = _about(part, asked)
    about[~may_be_found] = -np.inf
    return np.argpartition(-about, most)[:most]


def _may_be_found(part: Part, dead: Numbers, wanted: Wanted) -> NDArray[np.bool_]:
    if wanted.only is None:
        found = np.ones(len(part.ids), np.bool_)
    else:
        found = np.zeros(len(part.ids), np.bool_)
        found[rows_with(part.ids, wanted.only)] = True
    for number, values in wanted.allowed.items():
        found &= np.isin(part.facts[number], np.array(values, np.uint32))
    found[dead] = False
    found[rows_with(part.ids, wanted.without)] = False
    return found


def _about(part: Part, asked: Asked) -> Floats:
    """How close each row is, but for entries that are missing at the ends of long lists."""
    of_places = part.places @ asked.place
    keys, weights = asked.wanted if asked.shares.words else (np.zeros(0, np.uint32), np.zeros(0))
    at = np.searchsorted(part.terms, keys)
    inside = at < len(part.terms)
    at, keys, weights = at[inside], keys[inside], weights[inside].astype(np.float32)
    is_listed = part.terms[at] == keys
    at = at[is_listed]
    stretches = zip(part.begins[at], part.begins[at + 1], weights[is_listed], strict=True)
    of_words = np.zeros(len(part.ids), np.float32)
    # List by list, in little memory: where a process has to ask the system for room for all at
    # once, that takes longer than to add them; where it has room, both are as fast
    for begin, end, weight in stretches:
        entries = part.listed[begin:end].astype(np.intp)
        np.add.at(of_words, entries >> 8, weight * _WEIGHTS[entries & PARTS])
    return np.asarray(of_words + of_places, dtype=np.float32)
