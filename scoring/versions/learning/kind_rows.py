"""What kinds of business are learned from: texts of segments, the catalogue, reviewers' words."""

import csv
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from clustering.kinds.reader import Kinds
from clustering.kinds.segments import Segment
from clustering.text.ngrams import Analyser
from clustering.training.corpus import Corpus, read
from clustering.training.kinds import KindRow, fit_kinds
from scoring.batches.importing import CATALOGUE
from scoring.kinds.data import described
from scoring.review.taught import Taught

# How much a text counts beside one of a segment's; found on texts of other writers
OF_THE_CATALOGUE = 4.0
OF_WORDS = 3.0


@lru_cache(maxsize=1)
def kinds_of_business() -> Kinds:
    """What tells kinds of business apart; quick for a second version of the same process."""
    return kinds_with([])


def kinds_with(taught: Sequence[Taught]) -> Kinds:
    """The same with what reviewers said, which stands in place of what a text is listed under."""
    return fit_kinds(*_learned_from(taught))


def kinds_of_others(taught: Sequence[Taught]) -> Callable[[Collection[str]], Kinds]:
    """As `kinds_with`, to be had without some of the texts, again and again."""
    segments, rows = _learned_from(taught)

    @lru_cache(maxsize=1)
    def corpus() -> Corpus:
        """All texts taken apart once, which takes longest."""
        return read([row.text for row in rows], Analyser())

    def kinds_without(texts: Collection[str]) -> Kinds:
        others = [place for place, row in enumerate(rows) if row.text not in texts]
        own = [rows[place] for place in others]
        return fit_kinds(segments, own, corpus=corpus().take(others))

    return kinds_without


def segments_known(taught: Sequence[Taught]) -> dict[str, str]:
    """Text -> segment, of the catalogue and of what reviewers said; those without one left out."""
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        known = {company["Text"]: company["Segment"] for company in csv.DictReader(file)}
    known |= {each.text: each.segment for each in taught}
    return {text: segment for text, segment in known.items() if segment}


def _learned_from(taught: Sequence[Taught]) -> tuple[list[Segment], list[KindRow]]:
    segments = []
    rows = []
    for each in described().values():
        segment = each.segment
        segments.append(segment)
        kind = (segment.name, segment.industry, segment.sector)
        rows += [KindRow(text, *kind) for text in each.texts]
        rows.append(KindRow(each.definition, *kind, begins_with_it=True))
        rows += [KindRow(text, *kind, trade=trade) for text, trade in each.pitches]
        rows += [KindRow(text, *kind, begins_with_it=True) for text in each.slogans]
        for words, trade in each.words:
            rows.append(KindRow(words, *kind, OF_WORDS, trade, is_said=False))
    corrected = {each.text for each in taught}
    # From the file, for a site may have deleted companies, or never loaded them
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        for company in csv.DictReader(file):
            if company["Text"] in corrected:
                continue
            row = KindRow(
                text=company["Text"],
                segment=company["Segment"],
                industry=company["Industry"],
                sector=company["Category"],
                share=OF_THE_CATALOGUE,
            )
            rows.append(row)
    for said in taught:
        industry = ""
        if said.segment:
            industry = described()[said.segment].segment.industry
        row = KindRow(
            text=said.text,
            segment=said.segment,
            industry=industry,
            sector=said.sector,
            share=OF_THE_CATALOGUE,
        )
        rows.append(row)
    return segments, rows


def right_unseen(taught: Sequence[Taught]) -> int:
    """How many sectors are told as reviewers said, by kinds that learned from the other half."""
    right = 0
    for half in (0, 1):
        kinds = kinds_with(taught[1 - half :: 2])
        asked = taught[half::2]
        told = kinds.read([each.text for each in asked])
        for each, kind in zip(asked, told, strict=True):
            right += kind is not None and kind.sectors[0].name == each.sector
    return right
