"""A file of companies: its rows and row errors, and what is stored of them."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO

from django.conf import settings

from scoring.batches.forms import RowForm
from scoring.companies import submissions
from scoring.models import Submission
from scoring.models.collections import CATALOGUE_ID, OPEN_ID
from scoring.models.submissions import fingerprint
from scoring.pages.messages import named_complaints
from scoring.tables.encodings import CHUNK, FileError, encoding_of
from scoring.tables.reading import Lines, read_rows
from scoring.tables.writing import without_guard

CATALOGUE = settings.BASE_DIR / "data" / "companies.csv"
COLUMNS = ("title", "category", "industry", "text")
REQUIRED = ("title", "text")
COMPANIES_AT_ONCE = 500
# Of rows with errors; further ones are counted
MOST_NAMED = 1000


@dataclass
class Report:
    """What became of the rows of a file."""

    stored: int = 0
    known: int = 0
    wrong: int = 0
    errors: list[str] = field(default_factory=list)
    # Why the rest of the file could not be read; empty if it was
    stopped: str = ""

    def note_error(self, line: int, trouble: str) -> None:
        """Count a row that is left out, and name it unless very many are."""
        self.wrong += 1
        if self.wrong <= MOST_NAMED:
            self.errors.append(f"line {line}: {trouble}")


def source_of(path: Path) -> Submission.Source:
    """The file that ships with the project is the catalogue; any other is somebody's own."""
    if path.resolve() == CATALOGUE.resolve():
        return Submission.Source.CATALOGUE
    return Submission.Source.IMPORT


def collection_of(source: Submission.Source) -> int:
    """Where companies of a file are stored: what ships with the project in the catalogue."""
    return CATALOGUE_ID if source == Submission.Source.CATALOGUE else OPEN_ID


def import_file(path: Path, source: Submission.Source, *, dry_run: bool = False) -> Report:
    """Store the good rows of a CSV as submissions; a row that is in its collection already is left
    alone.

    Where the rest of a file cannot be read, the report says so.

    Raises:
        FileError: no such file, no CSV, or a column is missing.
    """
    report = Report()
    collection = collection_of(source)
    companies = read_companies(path, source, report)
    # A dry run stores nothing in which a company that comes again would be found
    seen: set[str] = set()
    while chunk := _next_chunk(companies, report):
        # What stands twice in a file is stored once
        by_fingerprint = {company.fingerprint: company for company in chunk}
        stored = Submission.objects.fingerprinted(collection, list(by_fingerprint))
        known = seen | stored
        new_companies = []
        for mark, company in by_fingerprint.items():
            if mark not in known:
                new_companies.append(company)
        report.known += len(chunk) - len(new_companies)
        report.stored += len(new_companies)
        if dry_run:
            seen.update(by_fingerprint)
        else:
            submissions.store(new_companies)
    return report


def _next_chunk(companies: Iterator[Submission], report: Report) -> list[Submission]:
    chunk: list[Submission] = []
    try:
        for company in islice(companies, COMPANIES_AT_ONCE):
            chunk.append(company)
    except FileError as error:
        # Where rows were stored before, they stay, and the report says what was not read
        is_first_row = not (report.stored or report.known or report.wrong or chunk)
        if is_first_row:
            raise
        report.stopped = str(error)
    return chunk


def read_companies(path: Path, source: Submission.Source, report: Report) -> Iterator[Submission]:
    """The good rows of a CSV as submissions that are not stored.

    The report says what is wrong with the others.

    Raises:
        FileError: no such file, no CSV, or a column is missing.
    """
    with _opened(path) as file:
        encoding = encoding_of(_parts(file), str(path))
        file.seek(0)
        lines = Lines(_parts(file), encoding)
        rows = read_rows(lines)
        header = next((row.cells for row in rows), [])
        places = _places(header)
        for row in rows:
            if row.trouble:
                left_out = f" Lines {row.line} to {row.last_line} are left out."
                more = left_out if row.last_line > row.line else ""
                report.note_error(row.line, f"{row.trouble}{more}")
            elif any(map(str.strip, row.cells[len(header) :])):
                report.note_error(
                    row.line,
                    f"{len(row.cells)} cells under {len(header)} columns; "
                    "put a text with commas in quotation marks.",
                )
            elif any(map(str.strip, row.cells)):
                # A short row has nothing in its last columns
                lacking = len(header) - len(row.cells)
                cells = row.cells + [""] * lacking
                typed = {name: without_guard(cells[place]) for name, place in places.items()}
                form = RowForm(typed)
                if form.is_valid():
                    values = form.cleaned_data
                    mark = fingerprint(values["title"], values["category"], values["text"])
                    where = collection_of(source)
                    yield Submission(**values, collection_id=where, source=source, fingerprint=mark)
                else:
                    report.note_error(row.line, named_complaints(form))


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """A file that can be read twice. Raises FileError when there is none."""
    try:
        with path.open("rb") as file, tempfile.TemporaryFile() as copy:
            if file.seekable():
                yield file
            else:
                # What comes through a pipe comes once
                shutil.copyfileobj(file, copy)
                copy.seek(0)
                yield copy
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}.") from error


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    while part := file.read(CHUNK):
        yield part


def _places(header: list[str]) -> dict[str, int]:
    """Where each known column stands, in any letter case; the first of two with one name."""
    names = [cell.strip().lower() for cell in header]
    missing = [name.capitalize() for name in REQUIRED if name not in names]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise FileError(
            "The first line must name the columns Title, Category, Industry and Text; "
            f"{' and '.join(missing)} {verb} missing."
        )
    return {name: names.index(name) for name in COLUMNS if name in names}
