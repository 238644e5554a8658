"""A file of companies: its rows and row errors, and what is stored of them."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from charset_normalizer import from_bytes
from django.conf import settings

from scoring.companies import submissions
from scoring.companies.forms import RowForm
from scoring.models import Submission
from scoring.models.submissions import fingerprint

CATALOGUE = settings.BASE_DIR / "data" / "companies.csv"
COLUMNS = ("title", "category", "industry", "text")
REQUIRED = ("title", "text")
# One of each script: among its Western cousins a short text is mostly taken for the wrong one
ENCODINGS = ["cp1252", "cp1251", "cp1253", "cp1255", "cp1256", "cp932", "gb18030", "big5", "cp949"]
CHUNK = 500
BYTE_ORDER_MARK = "\ufeff"
LONGEST_CELL = 10_000_000


class FileError(ValueError):
    """A file that cannot be read at all; the message says what to change."""


@dataclass
class Report:
    """What became of the rows of a file."""

    stored: int = 0
    known: int = 0
    errors: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set, repr=False)


def source_of(path: Path) -> Submission.Source:
    """The file that ships with the project is the catalogue; any other is somebody's own."""
    return Submission.Source.CATALOGUE if path.resolve() == CATALOGUE.resolve() else Submission.Source.IMPORT


def import_file(path: Path, source: Submission.Source, *, dry_run: bool = False) -> Report:
    """Store the good rows of a CSV as submissions; a row that is stored already is left alone.

    Raises:
        FileError: no such file, no CSV, or a column is missing.
    """
    report = Report()
    rows = read_rows(path, source, report)
    while chunk := list(islice(rows, CHUNK)):
        fresh = _fresh(chunk, report)
        report.stored += len(fresh)
        if not dry_run:
            submissions.store(fresh)
    return report


def read_rows(path: Path, source: Submission.Source, report: Report) -> Iterator[Submission]:
    """The good rows of a CSV as submissions that are not stored; the report says what is wrong with the others.

    Raises:
        FileError: no such file, no CSV, or a column is missing.
    """
    return _clean_rows(_read(path), source, report)


def _read(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}.") from error
    return decoded(data, str(path))


def decoded(data: bytes, name: str) -> str:
    """The text of a file. Raises FileError when its encoding is not clear."""
    return data.decode(encoding(data, name)).removeprefix(BYTE_ORDER_MARK)


def encoding(data: bytes, name: str) -> str:
    """The encoding of a file: UTF-8, or whatever it seems to be. Raises FileError when that is not clear."""
    if b"\0" in data[:4096]:
        raise FileError(f"{name} is no text file. Save it as CSV with UTF-8 encoding.")
    try:
        data.decode()
    except UnicodeDecodeError:
        guess = from_bytes(data, cp_isolation=ENCODINGS).best()
    else:
        return "utf-8"
    if guess is None:
        raise FileError(f"The encoding of {name} is not clear. Save it as CSV with UTF-8 encoding.")
    return guess.encoding


def _clean_rows(content: str, source: Submission.Source, report: Report) -> Iterator[Submission]:
    reader = _reader(content)
    header = next(_lines(reader), [])
    places = _places(header)
    for cells in _lines(reader):
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(header) :]):
            report.errors.append(f"line {reader.line_num}: {_too_many_cells(cells, header)}")
            continue
        values = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
        form = RowForm(values)
        if form.is_valid():
            yield _submission(form.cleaned_data, source)
        else:
            report.errors.append(f"line {reader.line_num}: {_in_one_line(form)}")


def _reader(content: str) -> Any:
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(io.StringIO(content, newline=""), delimiter=delimiter(content), strict=True)


def delimiter(content: str) -> str:
    """The mark that the first line uses most: spreadsheets write semicolons or tabs in some countries."""
    header = re.split(r"[\r\n]", content, maxsplit=1)[0]
    return max(",;\t", key=header.count)


def _lines(reader: Any) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise FileError(f"Line {reader.line_num} is no valid CSV: {error}.") from error


def _places(header: list[str]) -> dict[str, int]:
    """Where each known column stands; a name counts in any letter case."""
    names = [name.strip().lower() for name in header]
    missing = [name.capitalize() for name in REQUIRED if name not in names]
    if missing:
        raise FileError(
            f"The first line must name the columns Title, Category, Industry and Text; {' and '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing."
        )
    return {name: names.index(name) for name in COLUMNS if name in names}


def _too_many_cells(cells: list[str], header: list[str]) -> str:
    return f"{len(cells)} cells under {len(header)} columns; put a text with commas in quotation marks."


def _submission(values: dict[str, str], source: Submission.Source) -> Submission:
    return Submission(
        **values, source=source, fingerprint=fingerprint(values["title"], values["category"], values["text"])
    )


def _in_one_line(form: RowForm) -> str:
    return " ".join(f"{form[name].label}: {' '.join(map(str, messages))}" for name, messages in form.errors.items())


def _fresh(chunk: list[Submission], report: Report) -> list[Submission]:
    """The rows that are not stored yet, each once."""
    by_fingerprint = {company.fingerprint: company for company in chunk}
    report.seen |= Submission.objects.fingerprinted(list(by_fingerprint))
    fresh = [company for mark, company in by_fingerprint.items() if mark not in report.seen]
    report.seen |= set(by_fingerprint)
    report.known += len(chunk) - len(fresh)
    return fresh
