"""Values of own columns are stored, corrected, and moved with their companies."""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import NamedTuple, Self

from django.db.models import F

from scoring.models import OwnColumn, OwnValue
from scoring.models.database.inserting import write
from scoring.own_columns.reading_cells import Told, style_of, tell
from scoring.tables.cuts import is_cut_of

# Of a collection; of further ones a file still comes back with all that it had
MOST_COLUMNS = 50
ROWS_AT_ONCE = 500
# Company -> name of a column -> text
Texts = Mapping[int, Mapping[str, str]]


class _Read(NamedTuple):
    """A cell of a company, and what it tells."""

    company: int
    name: str
    text: str
    told: Told

    @classmethod
    def read_all(cls, texts: Texts) -> list[Self]:
        by_column: dict[str, list[str]] = {}
        for row in texts.values():
            for name, text in row.items():
                by_column.setdefault(name, []).append(text)
        styles = {name: style_of(column) for name, column in by_column.items()}
        cells = []
        for company, row in texts.items():
            for name, text in row.items():
                if text:
                    told = tell(text, styles[name])
                    cells.append(cls(company, name, text, told))
        return cells


def keep(
    collection: int,
    texts: Texts,
    names: Sequence[str] = (),
    new_companies: Set[int] = frozenset(),
) -> set[int]:
    """Store what companies of one collection have in own columns; returns those it changed.

    New columns stand in the order of the `names` of their table. An empty text changes nothing: who
    says less of a company does not unsay the rest. Of `new_companies` there can be nothing yet.
    Within a transaction that holds the collection, so that no two make a column of one name.
    """
    stored = OwnValue.objects.filter(submission__in=texts.keys() - new_companies)
    fields = stored.values_list("pk", "submission", "column__name", "text")
    before = {(company, name): (pk, text) for pk, company, name, text in fields}
    new: list[_Read] = []
    other: dict[int, _Read] = {}
    for cell in _Read.read_all(texts):
        place = (cell.company, cell.name)
        if place not in before:
            new.append(cell)
            continue
        pk, text = before[place]
        # Of what a workbook cut, nothing is taken away
        if text != cell.text and not is_cut_of(cell.text, text):
            other[pk] = cell
    filled = {cell.name for cell in new}
    in_order = [name for name in names if name in filled]
    in_no_table = filled.difference(in_order)
    columns = _columns(collection, [*in_order, *in_no_table])
    added = [cell for cell in new if cell.name in columns]
    _add(columns, added)
    changed = OwnValue.objects.in_bulk(other)
    for pk, value in changed.items():
        value.text = other[pk].text
        value.beginning, value.number, value.day = other[pk].told
    fields_told = ["text", *Told._fields]
    OwnValue.objects.bulk_update(changed.values(), fields_told, batch_size=ROWS_AT_ONCE)
    _count(columns, [*new, *other.values()])
    return {cell.company for cell in (*added, *other.values())}


def _columns(collection: int, names: Sequence[str]) -> dict[str, OwnColumn]:
    """The columns of these names; new ones are made as long as there are not too many."""
    own = OwnColumn.objects.filter(collection=collection)
    there = {column.name: column for column in own}
    new = [name for name in dict.fromkeys(names) if name not in there]
    if not new:
        return there
    refused = left_out(collection, names)
    made = []
    for name in new:
        if name not in refused:
            made.append(OwnColumn(collection_id=collection, name=name))
    OwnColumn.objects.bulk_create(made)
    return {column.name: column for column in own.all()}


def left_out(collection: int, names: Sequence[str]) -> list[str]:
    """Those of these names for which a collection has no column and no room."""
    own = OwnColumn.objects.filter(collection=collection)
    there = set(own.values_list("name", flat=True))
    room = max(MOST_COLUMNS - own.filled().count(), 0)
    new = []
    for name in dict.fromkeys(names):
        if name not in there:
            new.append(name)
    return new[room:]


def _add(columns: Mapping[str, OwnColumn], cells: Iterable[_Read]) -> None:
    """Without Django's objects: to make them takes longer than to store the values."""
    values = []
    for cell in cells:
        column = columns[cell.name].pk
        values.append((column, cell.company, cell.text, *cell.told))
    write(OwnValue, ("column_id", "submission_id", "text", *Told._fields), values)


def _count(columns: Mapping[str, OwnColumn], cells: Iterable[_Read]) -> None:
    """Take down of what kind the cells of each column are."""
    counts: dict[str, list[int]] = {}
    for cell in cells:
        count = counts.setdefault(cell.name, [0, 0, 0])
        count[0] += 1
        count[1] += cell.told.number is not None
        count[2] += cell.told.day is not None
    for name, (told, numbers, days) in counts.items():
        if name in columns:
            stored = OwnColumn.objects.filter(pk=columns[name].pk)
            stored.update(
                told=F("told") + told,
                numbers=F("numbers") + numbers,
                days=F("days") + days,
            )


def move(companies: Iterable[int], target: int) -> None:
    """Have the values of companies stand in the columns of another collection.

    There may be more than fifty then: nothing that somebody has of a company is lost.
    """
    moved = OwnValue.objects.filter(submission__in=companies)
    columns = OwnColumn.objects.filter(pk__in=moved.values("column"))
    for column in columns:
        there, _ = OwnColumn.objects.get_or_create(collection_id=target, name=column.name)
        going = moved.filter(column=column)
        told = []
        for number, day in going.values_list("number", "day"):
            # Only what is counted of a cell
            said = Told("", number, day)
            told.append(_Read(0, column.name, "", said))
        _count({column.name: there}, told)
        going.update(column=there)
