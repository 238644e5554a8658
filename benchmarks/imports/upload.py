"""From the click to the preview: a file of nearly 50 MB, sent to a site as a browser sends it.

Starts a site of its own with the Procfile's commands, on SQLite or in the PostgreSQL server whose
address is given. Beside the time stands that of the processor, which the site took with all its
processes, without that server: on a busy machine only that can be compared.
"""

import http.client
import os
import re
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from openpyxl import Workbook

from benchmarks import stored
from benchmarks.imports.tables import (
    HEADINGS,
    companies,
    write_csv,
    write_json_lines,
    write_json_list,
)
from benchmarks.writers import LONGEST, site

MOST_BYTES = 50 * 1024**2
TEXT = 600
# About 50 MB
WORKBOOK_ROWS = 170_000
TIMES = 3
# Seconds, where nothing else runs
MOST = 2.0
BOUNDARY = b"---------------------------7d9f1c"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [
            write_csv(folder / "ascii.csv", companies(TEXT), "ascii", MOST_BYTES),
            write_csv(folder / "utf-8.csv", companies(TEXT, "utf-8"), "utf-8", MOST_BYTES),
            write_csv(folder / "unclear.csv", companies(TEXT, "utf-8"), "cp1252", MOST_BYTES),
            write_json_lines(folder / "list.jsonl", companies(TEXT), MOST_BYTES),
            write_json_list(folder / "list.json", companies(TEXT), MOST_BYTES),
            write_workbook(folder / "list.xlsx"),
        ]
        with stored.database(*sys.argv[1:2]) as address, site(address) as port:
            cookie = signed_in(address)
            for file in files:
                measure(port, cookie, file)


def write_workbook(path: Path) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Companies")
    sheet.append(HEADINGS)
    for row in islice(companies(TEXT), WORKBOOK_ROWS):
        sheet.append(row)
    book.save(path)
    return path


def signed_in(address: str) -> str:
    """The cookie of a member's session on the site of a database."""
    stored.set_up(address)
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client

    member, _ = User.objects.get_or_create(username="ann")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(member)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def measure(port: int, cookie: str, file: Path) -> None:
    content = file.read_bytes()
    taken = []
    used = []
    for _ in range(TIMES):
        before = processor_seconds()
        taken.append(seconds(port, cookie, file.name, content))
        used.append(processor_seconds() - before)
    megabytes = len(content) / 1024**2
    print(
        f"{file.name}, {megabytes:.0f} MB: preview after {min(taken):.2f} s, at most {MOST:g}; "
        f"{min(used):.2f} s of the processor"
    )


def processor_seconds() -> float:
    """What the processes of the site have used so far, those that ended with them."""
    below = {os.getpid()}
    ticks = 0
    for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda path: int(path.name)):
        try:
            values = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            # It has ended meanwhile
            continue
        if int(values[1]) in below:
            below.add(int(folder.name))
            # Its own in user and system mode, then those of its children that have ended
            ticks += sum(map(int, values[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def seconds(port: int, cookie: str, name: str, content: bytes) -> float:
    """How long it takes to send a file, and to have the page with its preview."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    line.request("GET", "/import/", headers={"Cookie": cookie})
    form = line.getresponse()
    found = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', form.read())
    assert found, form.status
    token_cookie = str(form.getheader("Set-Cookie")).partition(";")[0]
    body = b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"'
    body += b"\r\n\r\n" + found[1] + b"\r\n--" + BOUNDARY
    body += b'\r\nContent-Disposition: form-data; name="file"; filename="' + name.encode()
    body += b'"\r\nContent-Type: text/csv\r\n\r\n' + content + b"\r\n--" + BOUNDARY + b"--\r\n"
    headers = {
        "Cookie": f"{cookie}; {token_cookie}",
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY.decode()}",
    }
    begun = time.perf_counter()
    line.request("POST", "/import/", body, headers)
    answer = line.getresponse()
    answer.read()
    assert answer.status == 302, answer.status
    line.request("GET", str(answer.getheader("Location")), headers={"Cookie": cookie})
    page = line.getresponse()
    page.read()
    assert page.status == 200, page.status
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
