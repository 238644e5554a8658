"""Somebody's own table with the answers: his rows, columns and order, and what is said of each."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from clustering.kinds.sureness import UNSURE
from scoring.batches.rows import padded
from scoring.kinds.names import readable
from scoring.kinds.sureness import in_words
from scoring.models import Assignment, Import, ImportRow, Scope, Submission
from scoring.models.kinds import NO_KIND
from scoring.own_columns.kept_names import ANSWERS, PAGE, TO_MEND
from scoring.own_columns.reading_cells import Style, as_cell, number_in, style_of
from scoring.similar.index.many import NearestOfMany, Neighbour
from scoring.similar.sources import Sources
from scoring.tables.headers import column_names
from scoring.tables.writing import Link, Table

FORMATS = ("csv", "xlsx", "jsonl")
ROWS_AT_ONCE = 500
NEAREST = 5
OF_NEAREST = ("company", "score", "both mention", "address")
# As the page of the company says it
UNPLACED = (
    "The text says too little to go by: it takes two different words or more, in English, four in "
    "ten of them familiar."
)
Outcome = ImportRow.Outcome


def asked_format(request: HttpRequest) -> str:
    """The format that the address asks for; empty for a page."""
    wanted = request.GET.get("format", "")
    if wanted in FORMATS:
        return wanted
    return ""


def table_of(made: Import, scope: Scope) -> Table:
    """The table with the nearest companies of a scope."""
    own = list(made.layout.get("columns", []))
    names = [*own, *ANSWERS, PAGE]
    for rank in range(1, NEAREST + 1):
        names += [f"Nearest {rank} {name}" for name in OF_NEAREST]
    names.append("Problem")
    header = column_names(names, len(names))
    return Table("answers", header, _rows(made, len(own), scope))


def bad_table(made: Import) -> Table:
    """The rows that were left out, as they were sent, with what to do."""
    own = list(made.layout.get("columns", []))
    names = [*own, *TO_MEND]
    header = column_names(names, len(names))
    bad = made.rows.filter(outcome=Outcome.BAD).order_by("number")

    def cells() -> Iterator[list[Any]]:
        styles = _styles_of(bad[:ROWS_AT_ONCE], len(own))
        for row in bad.iterator(chunk_size=ROWS_AT_ONCE):
            yield [*_sent(row, styles), row.line, _problem(row)]

    return Table("rows-to-mend", header, cells())


def _rows(made: Import, columns: int, scope: Scope) -> Iterator[list[Any]]:
    sources = Sources.read(scope)
    near = NearestOfMany(sources)
    rows = made.rows.order_by("number").select_related("submission")
    seen = Assignment.objects.visible_to(sources.scope.widest)
    styles = _styles_of(rows[:ROWS_AT_ONCE], columns)
    # Asked of Django for each row it would take longer than its cells do
    above = settings.SITE_URL + reverse("history")
    after = 0
    while chunk := list(rows.filter(number__gt=after)[:ROWS_AT_ONCE]):
        after = chunk[-1].number
        companies: dict[int, Submission] = {}
        for row in chunk:
            company = row.submission
            # One that was moved may be where whoever fetches this may not look
            if company and company.collection_id in sources.scope.visible:
                companies[company.pk] = company
        placed = seen.filter(version=sources.active, submission__in=companies)
        light = placed.defer("vector", "raw_reply")
        answers = {answer.submission_id: answer for answer in light}
        nearest = near.of_each(list(companies.values()), NEAREST)
        for row in chunk:
            pk = row.submission_id or 0
            answer = answers.get(pk)
            problem = _problem(row) or _state(companies.get(pk), answer)
            yield [
                *_sent(row, styles),
                *_answer(answer, sources),
                Link(f"{above}{pk}/") if pk in companies else "",
                *_nearest(nearest.get(pk, []), above),
                problem,
            ]


def _styles_of(rows: Iterable[ImportRow], columns: int) -> list[Style]:
    """How numbers of each column are written, told from the first rows."""
    cells = [padded(row.cells, columns) for row in rows]
    return [style_of(column) for column in zip(*cells, strict=True)]


def _sent(row: ImportRow, styles: Sequence[Style]) -> list[str | int | float]:
    """The cells of a row as they came: what was a number of a workbook is one again."""
    cells = padded(row.cells, len(styles))
    return [
        as_cell(text, number_in(text, style)) for text, style in zip(cells, styles, strict=True)
    ]


def _answer(row: Assignment | None, sources: Sources) -> list[Any]:
    kind = row.kind if row else NO_KIND
    cluster = sources.clusters.of_assignment(row)
    second = ""
    if kind.answer == UNSURE:
        second = readable(kind.second_sector)
    return [
        readable(kind.sector),
        readable(kind.segment),
        cluster.name if cluster else "",
        in_words(kind, cluster),
        kind.sector_probability,
        second,
    ]


def _nearest(neighbours: Sequence[Neighbour], above: str) -> list[Any]:
    """Cells of the nearest, whose pages are below an address."""
    cells: list[Any] = []
    for company, score, phrases in neighbours[:NEAREST]:
        address = Link(f"{above}{company.pk}/")
        shared = ", ".join(phrases)
        cells += [company.title, score, shared, address]
    lacking = NEAREST * len(OF_NEAREST) - len(cells)
    return cells + [""] * lacking


def _problem(row: ImportRow) -> str:
    if row.column:
        return f"{row.column}: {row.problem}"
    return row.problem


def _state(company: Submission | None, row: Assignment | None) -> str:
    """Why a row has no answer though nothing is wrong with it."""
    if company is None:
        return "The company was moved."
    if row is None or row.status == Assignment.Status.PENDING:
        return "The answer is still to come: download the table again."
    if row.status == Assignment.Status.FAILED:
        return row.reason
    if row.status == Assignment.Status.UNPLACED:
        return UNPLACED
    return ""
