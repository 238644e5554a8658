"""Somebody's own table with the answers: his rows, columns and order, and what is said of each."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from clustering.kinds.sureness import UNSURE
from scoring.kinds.names import readable
from scoring.kinds.sureness import in_words
from scoring.models import Assignment, Import, ImportRow, Scope, Submission
from scoring.models.kinds import NO_KIND
from scoring.own_columns.kept_names import ANSWERS
from scoring.similar.index.many import NearestOfMany, Neighbour
from scoring.similar.sources import Sources
from scoring.tables.headers import column_names
from scoring.tables.writing import Link, Table

FORMATS = ("csv", "xlsx", "jsonl")
ROWS_AT_ONCE = 500
NEAREST = 5
OF_NEAREST = ("company", "score", "both mention", "address")
Outcome = ImportRow.Outcome


def asked_format(request: HttpRequest) -> str:
    """The format that the address asks for; empty for a page."""
    wanted = request.GET.get("format", "")
    return wanted if wanted in FORMATS else ""


def table_of(made: Import, scope: Scope) -> Table:
    """The table with the nearest companies of a scope."""
    own = list(made.layout.get("columns", []))
    near = [f"Nearest {rank} {name}" for rank in range(1, NEAREST + 1) for name in OF_NEAREST]
    added = [*ANSWERS, *near, "Problem"]
    header = column_names([*own, *added], len(own) + len(added))
    return Table("answers", header, _rows(made, len(own), scope))


def bad_table(made: Import) -> Table:
    """The rows that were left out, as they were sent, with what to do."""
    own = list(made.layout.get("columns", []))
    header = column_names([*own, "Line", "Problem"], len(own) + 2)
    rows = made.rows.filter(outcome=Outcome.BAD).order_by("number")
    cells = (
        [*_filled(row, len(own)), row.line, _problem(row)]
        for row in rows.iterator(chunk_size=ROWS_AT_ONCE)
    )
    return Table("rows-to-mend", header, cells)


def _rows(made: Import, columns: int, scope: Scope) -> Iterator[list[Any]]:
    sources = Sources.read(scope)
    after = 0
    rows = made.rows.order_by("number").select_related("submission")
    nearest = NearestOfMany(sources)
    while chunk := list(rows.filter(number__gt=after)[:ROWS_AT_ONCE]):
        after = chunk[-1].number
        yield from _answered(chunk, columns, sources, nearest)


def _answered(
    chunk: Sequence[ImportRow], columns: int, sources: Sources, near: NearestOfMany
) -> Iterator[list[Any]]:
    # One that was moved may be where whoever fetches this may not look
    visible = sources.scope.visible
    companies = {
        row.submission.pk: row.submission
        for row in chunk
        if row.submission and row.submission.collection_id in visible
    }
    seen = Assignment.objects.visible_to(sources.scope.widest)
    placed = seen.filter(version=sources.active, submission__in=companies)
    answers = {row.submission_id: row for row in placed.defer("vector", "raw_reply")}
    nearest = near.of_each(list(companies.values()), NEAREST)
    for row in chunk:
        pk = row.submission_id or 0
        yield [
            *_filled(row, columns),
            *_answer(answers.get(pk), sources),
            *_nearest(nearest.get(pk, [])),
            _problem(row) or _state(companies.get(pk), answers.get(pk)),
        ]


def _filled(row: ImportRow, columns: int) -> list[str]:
    lacking = columns - len(row.cells)
    return [*row.cells[:columns], *[""] * lacking]


def _answer(row: Assignment | None, sources: Sources) -> list[Any]:
    kind = row.kind if row else NO_KIND
    cluster = sources.clusters.of_assignment(row)
    second = readable(kind.second_sector) if kind.answer == UNSURE else ""
    return [
        readable(kind.sector),
        readable(kind.segment),
        cluster.name if cluster else "",
        in_words(kind, cluster),
        kind.sector_probability,
        second,
    ]


def _nearest(neighbours: Sequence[Neighbour]) -> list[Any]:
    # Asked of Django for each company it would take longer than all others do
    above = settings.SITE_URL + reverse("history")
    cells: list[Any] = []
    for company, score, phrases in islice(neighbours, NEAREST):
        address = Link(f"{above}{company.pk}/")
        cells += [company.title, score, ", ".join(phrases), address]
    lacking = NEAREST * len(OF_NEAREST) - len(cells)
    return [*cells, *[""] * lacking]


def _problem(row: ImportRow) -> str:
    return f"{row.column}: {row.problem}" if row.column else row.problem


def _state(company: Submission | None, row: Assignment | None) -> str:
    """Why a row has no answer though nothing is wrong with it."""
    if company is None:
        return "The company was moved."
    if row is None or row.status == Assignment.Status.PENDING:
        return "The answer is still to come: download the table again."
    return row.reason if row.status == Assignment.Status.FAILED else ""
