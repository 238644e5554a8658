"""What kinds of business are learned from: the segments' own texts, and the catalogue's."""

import csv
from functools import lru_cache

from clustering.kinds.reader import Kinds
from clustering.training.kinds import KindRow, fit_kinds
from scoring.batches.importing import CATALOGUE
from scoring.kinds.data import described


@lru_cache(maxsize=1)
def kinds_of_business() -> Kinds:
    """What tells kinds of business apart; quick for a second version of the same process."""
    segments = [each.segment for each in described().values()]
    return fit_kinds(segments, [*_rows_of_segments(), *_rows_of_catalogue()])


def _rows_of_segments() -> list[KindRow]:
    rows = []
    for segment, definition, texts in described().values():
        for text in (*texts, definition):
            rows.append(KindRow(text, segment.name, segment.industry, segment.sector))
    return rows


def _rows_of_catalogue() -> list[KindRow]:
    """From the file, for a site may have deleted companies, or never loaded them."""
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        return [
            KindRow(row["Text"], "", row["Industry"], row["Category"])
            for row in csv.DictReader(file)
        ]
