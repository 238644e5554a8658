"""The rows that one step of an import reads, each looked at."""

from typing import Any, NamedTuple, Self

from django.utils import timezone

from scoring.batches.rows import RowReader
from scoring.batches.storing import Good
from scoring.batches.uploading import mapping_of
from scoring.models import Import, ImportRow
from scoring.models.database.inserting import another
from scoring.tables.encodings import FileError
from scoring.tables.layouts import Layout, rows_from, trouble_of

Outcome = ImportRow.Outcome
ROWS_A_STEP = 1_000
# Of a file with longer texts fewer rows are read in a step, for two pieces are in memory at once
BYTES_A_STEP = 4_000_000


class Place(NamedTuple):
    """A place in a file: its byte, its line, and how many rows stand before it."""

    position: int
    line: int
    rows_done: int

    @classmethod
    def of(cls, made: Import) -> Self:
        """How far an import is."""
        return cls(made.position, made.line, made.rows_done)


class Piece(NamedTuple):
    """Some rows of a file, where they end, and why no more can be read; empty if they can."""

    rows: list[ImportRow]
    goods: list[Good]
    end: Place
    is_last: bool
    stopped: str

    @classmethod
    def read(cls, made: Import, start: Place) -> Self:
        """The next rows that have anything in them, each looked at."""
        layout = Layout(**made.layout)
        reader = RowReader(layout, mapping_of(made))
        rows: list[ImportRow] = []
        goods: list[Good] = []
        blank = ImportRow(file=made, outcome=Outcome.BAD)
        end, line, done = start
        stopped = ""
        is_last = False
        try:
            for taken, row in enumerate(rows_from(made.content, layout, end, line)):
                if taken == ROWS_A_STEP or end - start.position >= BYTES_A_STEP:
                    break
                end = row.end
                line = row.last_line
                if not row.trouble and not any(map(str.strip, row.cells)):
                    continue
                kept = another(blank)
                kept.line = row.line
                kept.number = done + len(rows) + 1
                rows.append(kept)
                kept.problem = trouble_of(row, reader.columns)
                cells = row.cells
                if kept.problem:
                    # Of a row with too many cells none is lost to whoever mends it
                    last = len(reader.columns) - 1
                    cells = [*cells[:last], layout.mark.join(cells[last:])]
                kept.cells = reader.cells(cells)
                if kept.problem:
                    continue
                if values := judge(kept, reader):
                    goods.append(Good(kept, values))
            else:
                is_last = True
        except FileError as error:
            stopped = str(error)
            is_last = True
        return cls(rows, goods, Place(end, line, done + len(rows)), is_last, stopped)

    def count_in(self, held: Import) -> None:
        """Note in an import how far it is with these rows."""
        for row in self.rows:
            name = str(row.outcome)
            before = getattr(held, name)
            setattr(held, name, before + 1)
        held.position = self.end.position
        held.line = self.end.line
        held.stopped = self.stopped
        if self.is_last:
            held.state = Import.State.DONE
            held.ended_at = timezone.now()
            held.parts.all().delete()
        held.save()


def judge(kept: ImportRow, reader: RowReader) -> dict[str, Any]:
    """The values of a row that is a company; empty where something is wrong, which is noted."""
    kept.key = reader.key(kept.cells)
    form = reader.form(kept.cells)
    if form.is_valid():
        return dict(form.cleaned_data)
    column, kept.problem = reader.problem(form)
    kept.column = column[:200]
    return {}
