"""What kinds of business are learned from: the segments' own texts, and the catalogue's."""

import csv
from functools import lru_cache

from clustering.kinds.reader import Kinds
from clustering.training.kinds import KindRow, fit_kinds
from scoring.batches.importing import CATALOGUE
from scoring.kinds.data import described

# How much a text counts beside one of a segment's; found on texts of other writers
OF_THE_CATALOGUE = 4.0


@lru_cache(maxsize=1)
def kinds_of_business() -> Kinds:
    """What tells kinds of business apart; quick for a second version of the same process."""
    segments = []
    rows = []
    for each in described().values():
        segments.append(each.segment)
        kind = (each.segment.name, each.segment.industry, each.segment.sector)
        rows += [KindRow(text, *kind) for text in each.texts]
        rows.append(KindRow(each.definition, *kind, begins_with_it=True))
        rows += [KindRow(text, *kind, trade=trade) for text, trade in each.pitches]
        rows += [KindRow(text, *kind, begins_with_it=True) for text in each.slogans]
    # From the file, for a site may have deleted companies, or never loaded them
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        for company in csv.DictReader(file):
            kind = (company["Segment"], company["Industry"], company["Category"])
            rows.append(KindRow(company["Text"], *kind, OF_THE_CATALOGUE))
    return fit_kinds(segments, rows)
