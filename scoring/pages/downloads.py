"""Lists as files: `?format=csv`, `xlsx` or `json`, with the filters of the list's address."""

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
    """The table as a file in the wanted format."""
    name = f"{table.name}.{wanted}"
    if wanted == "xlsx":
        file = writing.xlsx_file(table)
        return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    if wanted == "csv":
        lines, content_type = writing.csv_lines(table), CSV
    else:
        lines, content_type = writing.json_lines(table), JSON
    disposition = f'attachment; filename="{name}"'
    headers = {"Content-Disposition": disposition}
    return StreamingHttpResponse(lines, content_type=content_type, headers=headers)
