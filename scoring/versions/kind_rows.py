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
    segments = []
    rows = []
    for segment, definition, texts in described().values():
        segments.append(segment)
        for text in (*texts, definition):
            row = KindRow(text, segment.name, segment.industry, segment.sector)
            rows.append(row)
    # From the file, for a site may have deleted companies, or never loaded them
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        for company in csv.DictReader(file):
            row = KindRow(company["Text"], "", company["Industry"], company["Category"])
            rows.append(row)
    return fit_kinds(segments, rows)
