"""What clusters of the catalogue are called, and would be by phrases alone."""

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from unittest.mock import patch

from benchmarks.rows import ROOT, read, training_rows
from clustering import training
from clustering.naming import Members, names
from clustering.settings import preset


def show(k: int) -> None:
    kept: list[Members] = []

    def keep(members: Members) -> Sequence[str]:
        kept.append(members)
        return names(members)

    rows = training_rows(read(ROOT / "data" / "companies.csv"))
    with patch("clustering.training.names", keep):
        training.train(rows, preset("similarco", k=k))
    members = kept[0]
    before = names(replace(members, categories=(), industries=()))
    begun = time.perf_counter()
    after = names(members)
    print(f"k = {k}, {1000 * (time.perf_counter() - begun):.0f} ms")
    for was, now in zip(before, after, strict=True):
        print(f"  {was:32} -> {now}")


if __name__ == "__main__":
    for asked in sys.argv[1:] or ("10", "11", "20"):
        show(int(asked))
