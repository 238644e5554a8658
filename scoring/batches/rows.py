"""A row of somebody's table as a company: which cells make which field, and what was repaired."""

from collections.abc import Sequence

from clustering.files.cells import is_nothing, without_guard
from scoring.batches.forms import RowForm
from scoring.batches.mapping import FIELDS, KEY, TEXT, Mapping
from scoring.own_columns.kept_names import tags_and_note
from scoring.tables.cuts import before_cut
from scoring.tables.layouts import ROW_LINES, Layout

LONGEST_KEY = 200


def padded(cells: Sequence[str], columns: int) -> list[str]:
    """A cell for each of so many columns: what a row lacks is empty, what it has more is cut."""
    there = list(cells[:columns])
    lacking = columns - len(there)
    return there + [""] * lacking


class RowReader:
    """Makes companies of the cells of a table, as a mapping says."""

    def __init__(self, layout: Layout, mapping: Mapping) -> None:
        self.columns = layout.columns
        # Field -> the columns of which it is made
        self._made_of: dict[str, tuple[str, ...]] = {}
        for field in FIELDS:
            self._made_of[field] = (mapping.column_of(field),)
        self._made_of[TEXT] = mapping.text
        for field, column in tags_and_note(self.columns).items():
            self._made_of[field] = (column,)
        # In a workbook and in JSON nothing has to be guarded
        self._unguard = str if layout.encoding == ROW_LINES else without_guard
        place_of = {name: place for place, name in enumerate(self.columns)}
        self._places = {
            field: [place_of[name] for name in names if name in place_of]
            for field, names in self._made_of.items()
        }
        self._form = RowForm({})
        # What no column says is the same in every row, and checked once
        self._unsaid = {}
        for name, checked in list(self._form.fields.items()):
            if not checked.required and not any(self._made_of.get(name, ())):
                self._unsaid[name] = checked.clean("")
                del self._form.fields[name]

    def cells(self, row: Sequence[str]) -> list[str]:
        """A cell for each column, without what stands for nothing or guards a spreadsheet."""
        cells = []
        for cell in padded(row, len(self.columns)):
            cells.append("" if is_nothing(cell) else self._unguard(cell))
        return cells

    def form(self, cells: Sequence[str]) -> RowForm:
        """The company of a row's `cells`, checked as one that is typed; until the next row is.

        To make a form for each row would take longer than to check it.
        """
        self._form.data = self.typed(cells)
        self._form.full_clean()
        self._form.cleaned_data |= self._unsaid
        return self._form

    def typed(self, cells: Sequence[str]) -> dict[str, str]:
        """Field -> what the row says of it."""
        return {field: self._said(cells, field) for field in self._made_of}

    def _said(self, cells: Sequence[str], field: str) -> str:
        parts = [cells[place].strip() for place in self._places[field]]
        return "\n".join(filter(None, parts))

    def is_cut(self, row: Sequence[str]) -> bool:
        """Whether the text of a row is what a cell of a workbook held of a longer one."""
        return bool(before_cut(self._said(self.cells(row), TEXT)))

    def key(self, cells: Sequence[str]) -> str:
        """What the sender calls the company; empty where nothing says it."""
        words = self._said(cells, KEY).split()
        key = " ".join(words)
        if len(key) <= LONGEST_KEY:
            return key
        return ""

    def problem(self, form: RowForm) -> tuple[str, str]:
        """The column of the first field that is wrong, by its own name, and what to change."""
        field = next(iter(form.errors))
        column = ", ".join(self._made_of[field])
        messages = [str(message) for message in form.errors[field]]
        return column or field.capitalize(), " ".join(messages)


def repairs(rows: Sequence[Sequence[str]]) -> list[str]:
    """What is done with the cells of some rows before they are read, in sentences."""
    cells = [cell for row in rows for cell in row]
    nothing = {cell.strip() for cell in cells if is_nothing(cell)}
    written = sorted(nothing)[:5]
    said = []
    if written:
        words = ", ".join(f"“{word}”" for word in written)
        said.append(f"Cells with {words} count as empty.")
    if any(cell != without_guard(cell) for cell in cells):
        said.append("Apostrophes that guard a spreadsheet from formulas are left out.")
    return said
