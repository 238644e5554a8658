"""A part of an index: some texts, what they say and where they lie, and lists by what is said.

The lists are inverted: for each n-gram and segment the texts that have it, those first for which it
weighs most. An entry is a number of four bytes: three say which row of the part, the last one the
root of the weight in parts of 255, as in `clustering/closeness.py`.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clustering.closeness import PARTS, Said
from clustering.text.arrays import Floats

# A part has no more rows than this, and so no more than three bytes can say
MOST_ROWS = 100_000
# Of one n-gram in one part; whatever else has it is found by what else it says
LONGEST_LIST = 4096

Numbers = NDArray[np.int64]


class Rows(NamedTuple):
    """n texts in order of their ids, each once.

    `facts` (n x f) are numbers by which rows are chosen, `places` (n x g) are of length 1; what the
    first text says are the first `sizes[0]` numbers of `said`.
    """

    ids: Numbers
    facts: NDArray[np.uint32]
    places: Floats
    said: Said
    sizes: Numbers


class Part(NamedTuple):
    """Rows with their lists: that of `terms[i]` are `listed[begins[i]:begins[i + 1]]`.

    `starts` (n + 1) says where what each row says begins; facts are f x n.
    """

    ids: Numbers
    facts: NDArray[np.uint32]
    places: Floats
    said: Said
    starts: Numbers
    terms: NDArray[np.uint32]
    begins: Numbers
    listed: NDArray[np.uint32]


def part_of(rows: Rows) -> Part:
    """Rows, at most MOST_ROWS of them, with their lists."""
    all_rows = np.arange(len(rows.ids), dtype=np.uint64)
    numbers = np.repeat(all_rows, rows.sizes)
    keys = (rows.said >> 8).astype(np.uint64)
    weights = (rows.said & PARTS).astype(np.uint64)
    # In order of the n-gram, then of the weight from the greatest down, then of the row
    lightness = PARTS - weights
    entries = (keys << np.uint64(40)) | (lightness << np.uint64(32)) | numbers
    entries.sort()
    terms, first, lengths = np.unique(entries >> 40, return_index=True, return_counts=True)
    first_of_list = np.repeat(first, lengths)
    places_in_list = np.arange(len(entries)) - first_of_list
    kept = entries[places_in_list < LONGEST_LIST]
    lightness_of_kept = kept >> np.uint64(32) & np.uint64(PARTS)
    rows_of_kept = kept & np.uint64(0xFFFFFFFF)
    listed = (rows_of_kept << np.uint64(8)) | (PARTS - lightness_of_kept)
    return Part(
        ids=rows.ids,
        facts=np.ascontiguousarray(rows.facts.T),
        places=rows.places,
        said=rows.said,
        starts=_starts(rows.sizes),
        terms=terms.astype(np.uint32),
        begins=_starts(np.minimum(lengths, LONGEST_LIST)),
        listed=listed.astype(np.uint32),
    )


def rows_of(part: Part, chosen: NDArray[np.bool_]) -> Rows:
    """The chosen rows of a part (n truth values)."""
    sizes = np.diff(part.starts)
    return Rows(
        ids=part.ids[chosen],
        facts=part.facts[:, chosen].T,
        places=part.places[chosen],
        said=part.said[np.repeat(chosen, sizes)],
        sizes=sizes[chosen],
    )


def piece_of(rows: Rows, start: int, most: int) -> Rows:
    """At most so many rows, from one on."""
    begins = _starts(rows.sizes)
    end = min(start + most, len(rows.ids))
    return Rows(
        ids=rows.ids[start:end],
        facts=rows.facts[start:end],
        places=rows.places[start:end],
        said=rows.said[begins[start] : begins[end]],
        sizes=rows.sizes[start:end],
    )


def joined(parts: Sequence[Rows]) -> Rows:
    """Rows of several parts as one, in order of their ids."""
    columns = zip(*parts, strict=True)
    ids, facts, places, said, sizes = (np.concatenate(column) for column in columns)
    order = np.argsort(ids, kind="stable")
    sizes_in_order = sizes[order]
    begins = _starts(sizes)[order]
    taken = spread(begins, sizes_in_order)
    return Rows(
        ids=ids[order],
        facts=facts[order],
        places=places[order],
        said=said[taken],
        sizes=sizes_in_order,
    )


def spread(begins: Numbers, lengths: Numbers) -> Numbers:
    """All places of stretches, one after the other."""
    before = np.cumsum(lengths) - lengths
    shifts = np.repeat(begins - before, lengths)
    return np.arange(lengths.sum()) + shifts


def rows_with(part_ids: Numbers, ids: Numbers) -> Numbers:
    """The rows of a part (its ids ascend) that have one of some ids."""
    at = np.searchsorted(part_ids, ids)
    inside = at < len(part_ids)
    likely = at[inside]
    is_there = part_ids[likely] == ids[inside]
    return likely[is_there]


def _starts(sizes: Numbers) -> Numbers:
    """Where each of several stretches begins, and where the last one ends."""
    ends = np.cumsum(sizes)
    return np.concatenate([[0], ends]).astype(np.int64)
