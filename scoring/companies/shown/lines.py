"""Rows of a list with the cells of the columns that it shows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from scoring.companies.rows import CELLS, NOTHING, SURE_UNSEEN, Row

# Tags of a company in its row
MOST_TAGS = 3
CHIP = '<span class="chip"><bdi>{}</bdi></span>'
# Cells that stand for others while there is no column for how sure each cluster is
TOLD = {"clusters": "marked_clusters"}
# Without being asked for it a list has that column only in its order
UNASKED = tuple(name for name in CELLS if name != "word")


def telling_columns(rows: Sequence[Row], names: Iterable[str]) -> list[str]:
    """Of these CELLS those that tell rows apart: none says the same in every row.

    But for a guess, which is told even where all rows are the same one.
    """
    if len(rows) == 1:
        return [name for name in names if name != "source"]
    columns = []
    for name in names:
        different = {getattr(row, TOLD.get(name, name)) for row in rows}
        if len(different) > 1 or any("unsure" in cell for cell in different):
            columns.append(name)
    return columns


def lines_of(
    rows: Sequence[Row],
    columns: Sequence[str],
    tags: Mapping[int, Sequence[str]],
    own: Mapping[str, SafeString],
) -> Iterator[tuple[Any, ...]]:
    """Rows as the template takes them apart, with the cells of these columns as one piece.

    Those of a company's own columns come behind, by its number.
    """
    # What all rows would say is said above them
    all_say = {row.mark for row in rows}
    told = {} if "word" in columns or all_say == {SURE_UNSEEN} else TOLD
    openings = [(told.get(name, name), CELLS[name]) for name in columns]
    for row in rows:
        cells = [f"{opening}{getattr(row, name)}</td>" for name, opening in openings]
        piece = "".join(cells) + own.get(row.number, "")
        chips = NOTHING
        if tags_of_row := tags.get(int(row.number)):
            # The first ones, and how many more it has
            shown = [CHIP.format(escape(tag)) for tag in tags_of_row[:MOST_TAGS]]
            if more := len(tags_of_row) - len(shown):
                shown.append(f'<span class="chip">{more} more</span>')
            chips = SafeString(f'<span class="chips">{" ".join(shown)}</span>')
        yield (*row[:6], chips, SafeString(piece))
