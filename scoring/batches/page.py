"""What the pages of an import show: its columns with a preview, and how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from django.utils import timezone
from django.utils.text import capfirst

from scoring.batches.mapping import CATEGORY, INDUSTRY, KEY, TITLE, WEBSITE, Mapping
from scoring.batches.rows import RowReader, repairs
from scoring.batches.uploading import mapping_of, preview_of
from scoring.models import Assignment, Import, Scope, model_versions
from scoring.models.tallies import Tally
from scoring.own_columns.keeping import left_out
from scoring.own_columns.kept_names import kept_names, tags_and_note
from scoring.tables.layouts import trouble_of
from scoring.tables.reading import Row

LONGEST_CELL = 240
MOST_OWN = 5
LABELS = {
    TITLE: ("Title", "The company's name."),
    CATEGORY: ("Category", "Optional."),
    INDUSTRY: ("Industry", "Optional."),
    KEY: (
        "Your own key",
        "Optional. It says which company is which when a name or a text has changed.",
    ),
    WEBSITE: ("Website", "Optional."),
}


class Field(NamedTuple):
    """A field of a company, and the column that is chosen for it."""

    name: str
    label: str
    hint: str
    chosen: str


class Seen(NamedTuple):
    """A row as it would be stored, or what is wrong with it."""

    line: int
    title: str
    text: str
    category: str
    problem: str

    @classmethod
    def of(cls, row: Row, reader: RowReader) -> Self:
        cells = reader.cells(row.cells)
        typed = reader.typed(cells)
        problem = capfirst(trouble_of(row, reader.columns))
        if not problem:
            form = reader.form(cells)
            if not form.is_valid():
                problem = ": ".join(reader.problem(form))
        return cls(
            line=row.line,
            title=typed["title"][:LONGEST_CELL],
            text=typed["text"][:LONGEST_CELL],
            category=typed["category"][:LONGEST_CELL],
            problem=problem,
        )


class SheetChoice(NamedTuple):
    """A sheet of a workbook that may be read instead, or why it cannot be."""

    place: int
    name: str
    rows: int
    problem: str = ""


@dataclass(frozen=True)
class Draft:
    """A table whose columns are looked at before it is imported."""

    sheets: list[SheetChoice]
    unread: list[SheetChoice]
    columns: list[str]
    fields: list[Field]
    text_columns: tuple[str, ...]
    rows: list[Seen]
    repaired: list[str]
    kept_columns: list[str]
    left_out: list[str]
    missing: list[str]
    has_category: bool


def draft_of(made: Import) -> Draft:
    preview = preview_of(made)
    layout = preview.layout
    mapping = mapping_of(made)
    reader = RowReader(layout, mapping)
    names = kept_names(layout.columns, mapping.as_company, made.collection_id)
    own = list(names.values())
    no_room = left_out(made.collection_id, own)
    said = repairs([row.cells for row in preview.rows])
    if layout.repeated:
        repeated = ", ".join(f"“{name}”" for name in layout.repeated)
        said.insert(0, f"Several columns are called {repeated}: the later ones got a number.")
    if layout.line > 1:
        said.append(f"What stands above line {layout.line} is left out.")
    if tags_and_note(layout.columns):
        said.append("Tags and notes of this list become those of its companies.")
    cut = [row.line for row in preview.rows if reader.is_cut(row.cells)]
    if cut:
        lines = ", ".join(str(line) for line in cut)
        said.append(
            f"A cell of a workbook was too small for the text of {len(cut)} of these rows (line "
            f"{lines}). Such a row is left out, unless the collection has its whole text."
        )
    sheets = [SheetChoice(*values) for values in made.sheets]
    return Draft(
        sheets=[sheet for sheet in sheets if not sheet.problem],
        unread=[sheet for sheet in sheets if sheet.problem],
        columns=layout.columns,
        fields=[
            Field(name, label, hint, mapping.column_of(name))
            for name, (label, hint) in LABELS.items()
        ],
        text_columns=mapping.text,
        rows=[Seen.of(row, reader) for row in preview.rows],
        repaired=said,
        kept_columns=[name for name in own if name not in no_room],
        left_out=no_room,
        missing=missing(mapping),
        has_category=bool(mapping.category),
    )


def missing(mapping: Mapping) -> list[str]:
    """What has no column yet, and needs one."""
    names = {"a title": mapping.title, "a text": mapping.text}
    return [name for name, columns in names.items() if not columns]


class Progress(NamedTuple):
    """How far an import is: percent, rows a second, seconds left; and of its collection the
    companies that are not scored yet, and those whose texts say too little for an answer.
    """

    percent: int
    rate: int
    seconds_left: int | None
    unscored: int
    unplaced: int


def progress_of(made: Import) -> Progress:
    begin = int(made.layout.get("start", 0))
    bytes_read = made.position - begin
    share = bytes_read / max(made.size - begin, 1)
    percent = 100
    if made.state != Import.State.DONE:
        percent = min(round(100 * share), 99)
    elapsed = 0.0
    if made.started_at:
        ended = made.ended_at or timezone.now()
        elapsed = (ended - made.started_at).total_seconds()
    # As the kept counts of the collection have it
    of_collection = Scope.of_all((made.collection_id,))
    counts = Tally.objects.visible_to(of_collection)
    active = model_versions.active()
    statuses = (Assignment.Status.PENDING, Assignment.Status.UNPLACED)
    totals = dict.fromkeys(statuses, 0)
    told = counts.filter(version=active, status__in=statuses).values_list("status", "total")
    for status, total in told:
        totals[Assignment.Status(status)] += total
    seconds_left = None
    if share > 0:
        seconds_left = round(elapsed * (1 - share) / share)
    return Progress(
        percent=percent,
        rate=round(made.rows_done / elapsed) if elapsed > 0 else 0,
        seconds_left=seconds_left,
        unscored=totals[Assignment.Status.PENDING],
        unplaced=totals[Assignment.Status.UNPLACED],
    )


def chosen_mapping(asked: Sequence[tuple[str, list[str]]], columns: Sequence[str]) -> Mapping:
    """What somebody chose in the form, of the columns that there are."""
    names: dict[str, str | list[str]] = {}
    for field, values in asked:
        chosen = [value for value in values if value in columns]
        if field == "text":
            names[field] = chosen
        elif field in LABELS and chosen:
            names[field] = chosen[0]
    return Mapping.from_names(names)
