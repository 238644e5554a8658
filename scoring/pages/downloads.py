"""Lists as files: every list can be had as `?format=csv`, `xlsx` or `json`,
with the filters of its address.
"""

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from scoring.tables import writing

CSV, JSON = "text/csv; charset=utf-8", "application/json; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("csv", "xlsx", "json")


def asked_format(request: HttpRequest) -> str:
    """The format that the address asks for; empty for a page."""
    wanted = request.GET.get("format", "")
    return wanted if wanted in FORMATS else ""


def reply(table: writing.Table, wanted: str) -> HttpResponseBase:
    name = f"{table.name}.{wanted}"
    if wanted == "xlsx":
        return FileResponse(
            writing.xlsx_file(table), as_attachment=True, filename=name, content_type=XLSX
        )
    lines, kind = (
        (writing.csv_lines(table), CSV) if wanted == "csv" else (writing.json_lines(table), JSON)
    )
    return StreamingHttpResponse(
        lines, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
