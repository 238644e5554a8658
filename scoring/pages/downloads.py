"""Lists as files: `?format=csv`, `xlsx` or `json`, with the filters of the list's address."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from scoring.pages.limiter import Limiter
from scoring.pages.storage import CrowdedError
from scoring.tables import sheets, writing

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
    return _sent(sheets.xlsx_parts(*tables), f"{name}.xlsx", XLSX)


def reply(table: writing.Table, wanted: str) -> HttpResponseBase:
    """The table as a file in the wanted format. Raises CrowdedError."""
    name = f"{table.name}.{wanted}"
    if wanted == "xlsx":
        return _sent(sheets.xlsx_parts(table), name, XLSX)
    write, content_type = TEXTS[wanted]
    return _sent(write(table), name, content_type)


def _sent(parts: Iterator[bytes] | Iterator[str], name: str, kind: str) -> HttpResponseBase:
    """A file that goes out while it is written. Raises CrowdedError."""
    with place() as held:
        response = StreamingHttpResponse(
            parts,
            content_type=kind,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
        keep_until_sent(response, held)
    return response
