"""Further companies that stand beside others: made up by a seeded script, as the model tells them.

Each says part of what two texts say, and lies between them. The texts are sentences of the
catalogue in another order (`many_rows`), and the catalogue itself. To score a text takes
milliseconds, to mix what two say microseconds.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks import many_rows
from benchmarks.rows import ROOT, column, read
from clustering.closeness import Said
from clustering.model import Model
from clustering.text.arrays import Floats
from clustering.vectors import unit

TEXTS = 2_000
# Shares of what the one and the other text say: together about 70 n-grams
SHARES = (0.35, 0.15)
AT_ONCE = 50_000


class Further(NamedTuple):
    """n companies: what the first says are the first `sizes[0]` numbers of `said`."""

    said: Said
    sizes: NDArray[np.int64]
    vectors: Floats


def further_companies(model: Model, total: int) -> Iterator[Further]:
    """So many companies, AT_ONCE of them at a time; the same ones each time."""
    texts = many_rows.made_up(TEXTS).texts + column(read(ROOT / "data" / "companies.csv"), "Text")
    scores = [score for score in model.place(texts) if score.vector.any()]
    chance = np.random.default_rng(0)
    for start in range(0, total, AT_ONCE):
        one, other = chance.integers(len(scores), size=(2, min(AT_ONCE, total - start)))
        said = [score.said for score in scores]
        numbers, sizes = mixed([_some(said, one, 0, chance), _some(said, other, 1, chance)])
        vectors = np.array([score.vector for score in scores])
        share = chance.random((len(one), 1), dtype=np.float32)
        yield Further(numbers, sizes, unit(share * vectors[one] + (1 - share) * vectors[other]))


def _some(
    said: list[Said], chosen: NDArray[np.int64], which: int, chance: np.random.Generator
) -> tuple[NDArray[np.uint64], int]:
    """Company and number, in one of eight bytes, of part of what each chosen text says."""
    told = np.concatenate([said[text] for text in chosen]).astype(np.uint64)
    rows = np.repeat(np.arange(len(chosen)), [len(said[text]) for text in chosen])
    is_kept = chance.random(len(told), dtype=np.float32) < SHARES[which]
    return (rows[is_kept].astype(np.uint64) << np.uint64(32)) | told[is_kept], len(chosen)


def mixed(parts: list[tuple[NDArray[np.uint64], int]]) -> tuple[Said, NDArray[np.int64]]:
    """What two say, each n-gram once."""
    both = np.sort(np.concatenate([numbers for numbers, _ in parts]))
    is_first = np.append(True, np.diff(both >> np.uint64(8)) > 0)
    both = both[is_first]
    sizes = np.bincount((both >> np.uint64(32)).astype(np.int64), minlength=parts[0][1])
    return (both & np.uint64(0xFFFFFFFF)).astype(np.uint32), sizes
