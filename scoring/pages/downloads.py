"""Lists as files: `?format=csv`, `xlsx` or `json`, with the filters of the list's address."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import IO

from django.conf import settings
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from scoring.pages.limiter import Limiter
from scoring.pages.storage import CrowdedError
from scoring.tables import writing

CSV, JSON = "text/csv; charset=utf-8", "application/json; charset=utf-8"
JSON_LINES = "application/x-ndjson; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("csv", "xlsx", "json")
# Format -> what writes it line by line, and what it is called in a reply
TEXTS = {
    "csv": (writing.csv_lines, CSV),
    "json": (writing.json_lines, JSON),
    "jsonl": (writing.json_line_texts, JSON_LINES),
}

_on_their_way = Limiter()
# Computed as a whole before the first byte goes out: several at once would all be late, and pages
_workbooks = Limiter()


def asked_format(request: HttpRequest) -> str:
    """The format that the address asks for; empty for a page."""
    wanted = request.GET.get("format", "")
    if wanted in FORMATS:
        return wanted
    return ""


def place() -> ExitStack:
    """A place for one file on its way, which is given back when it is closed.

    A file may be long, and whoever fetches it slowly holds a thread: most of these are for pages.

    Raises:
        CrowdedError: there is none.
    """
    held = ExitStack()
    if not held.enter_context(_on_their_way.place(settings.WEB_THREADS // 4)):
        raise CrowdedError
    return held


def keep_until_sent(response: HttpResponseBase, held: ExitStack) -> None:
    """Give the place back once the reply is out, or has broken off."""
    # What Django closes with the reply
    response._resource_closers.append(held.pop_all().close)  # type: ignore[attr-defined]


def workbook(name: str, tables: Sequence[writing.Table]) -> HttpResponseBase:
    """Several tables as one workbook, each on a sheet of its own. Raises CrowdedError."""
    with place() as held:
        with _workbooks.turn(1):
            file = _xlsx_file(*tables)
        response = FileResponse(
            file,
            as_attachment=True,
            filename=f"{name}.xlsx",
            content_type=XLSX,
        )
        keep_until_sent(response, held)
    return response


def _xlsx_file(*tables: writing.Table) -> IO[bytes]:
    # What writes it is large, and most web processes are never asked for one
    from scoring.tables.sheets import xlsx_file

    return xlsx_file(*tables)


def reply(table: writing.Table, wanted: str) -> HttpResponseBase:
    """The table as a file in the wanted format. Raises CrowdedError."""
    name = f"{table.name}.{wanted}"
    response: HttpResponseBase
    with place() as held:
        if wanted == "xlsx":
            with _workbooks.turn(1):
                file = _xlsx_file(table)
            response = FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
        else:
            write, content_type = TEXTS[wanted]
            response = StreamingHttpResponse(
                write(table),
                content_type=content_type,
                headers={"Content-Disposition": f'attachment; filename="{name}"'},
            )
        keep_until_sent(response, held)
    return response
