"""A row that was left out, mended on its page and stored after all."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from clustering.files.cells import plain_text
from scoring.batches.pieces import judge
from scoring.batches.rows import RowReader, padded
from scoring.batches.storing import Good, store
from scoring.batches.uploading import mapping_of
from scoring.models import Collection, Import, ImportRow
from scoring.own_columns.kept_names import tags_and_note
from scoring.tables.layouts import Layout


class MendedCell(NamedTuple):
    """A cell that can be mended: its place, the column's own name, what stands there."""

    place: int
    column: str
    value: str
    is_text: bool

    @property
    def name(self) -> str:
        """Of its field in the form."""
        return f"cell-{self.place}"


def bad_row(made: Import, number: str) -> ImportRow | None:
    """The row of that number that was left out; None where there is none."""
    is_number = number.isascii() and number.isdigit()
    if not is_number or len(number) >= 10:
        return None
    bad = made.rows.filter(outcome=ImportRow.Outcome.BAD)
    return bad.filter(number=int(number)).first()


def cells_to_mend(made: Import, row: ImportRow) -> list[MendedCell]:
    """The cells of which the company is made, in the order of the table.

    All cells where the row as such was wrong: then none may stand in its own column.
    """
    mapping = mapping_of(made)
    columns = made.layout["columns"]
    shown = mapping.used.union(tags_and_note(columns).values())
    if not row.column:
        shown.update(columns)
    cells = padded(row.cells, len(columns))
    return [
        MendedCell(place, name, cells[place], name in mapping.text or "\n" in cells[place])
        for place, name in enumerate(columns)
        if name in shown
    ]


@transaction.atomic
def mend(made: Import, row: ImportRow, typed: Mapping[str, str]) -> bool:
    """Store a row with other cells; false where something is still wrong, which it says then.

    What was typed is kept either way.
    """
    # As a step of the worker does, so that no two store the same company
    Collection.objects.select_for_update(no_key=True).filter(pk=made.collection_id).first()
    rows = made.rows.select_for_update(of=("self",))
    held = rows.filter(pk=row.pk, outcome=row.outcome).first()
    if held is None:
        # Pressed twice
        return True
    layout = Layout(**made.layout)
    held.cells = padded(held.cells, len(layout.columns))
    for cell in cells_to_mend(made, held):
        held.cells[cell.place] = plain_text(typed.get(cell.name, cell.value))
    held.column = held.problem = ""
    values = judge(held, RowReader(layout, mapping_of(made)))
    if values:
        store(made, [Good(held, values)])
    is_stored = held.outcome != ImportRow.Outcome.BAD
    if is_stored:
        outcome = str(held.outcome)
        counts = {
            outcome: F(outcome) + 1,
            "bad": F("bad") - 1,
        }
        Import.objects.filter(pk=made.pk).update(**counts)
    held.save()
    return is_stored
