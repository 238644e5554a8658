"""A file of companies: its rows and row errors, and what is stored of them."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import IO, NamedTuple

from django.conf import settings

from scoring.batches.forms import RowForm
from scoring.batches.mapping import Mapping as Fields
from scoring.batches.mapping import guess, is_known_name
from scoring.batches.rows import RowReader
from scoring.companies import submissions
from scoring.companies.correcting import FIELDS
from scoring.models import Submission
from scoring.models.collections import CATALOGUE_ID, OPEN_ID
from scoring.models.submissions import fingerprint
from scoring.own_columns.kept_names import kept_names, tags_and_note
from scoring.pages.messages import named_complaints
from scoring.tables.cuts import CUT_TEXT, before_cut
from scoring.tables.encodings import FileError
from scoring.tables.intake import Kept, parts_of, sheet_as_lines, take_in
from scoring.tables.layouts import first_rows, read_layout, rows_from, trouble_of
from scoring.tables.limits import Limits

CATALOGUE = settings.BASE_DIR / "data" / "companies.csv"
REQUIRED = ("title", "text")
COMPANIES_AT_ONCE = 500
# Of rows with errors; further ones are counted
MOST_NAMED = 1000
GUESSED_FROM = 100
# Column names in a message
MOST_TOLD = 20
# Whoever can run the command has the machine
UNLIMITED = Limits(
    bytes=100 * 1024**3,
    unpacked=100 * 1024**3,
    rows=10**9,
    columns=2000,
    cells=10**11,
)


@dataclass
class Report:
    """What became of the rows of a file."""

    stored: int = 0
    known: int = 0
    wrong: int = 0
    errors: list[str] = field(default_factory=list)
    # Columns of somebody's own file that are read for nothing
    not_kept: list[str] = field(default_factory=list)
    # Why the rest of the file could not be read; empty if it was
    stopped: str = ""

    @property
    def read(self) -> int:
        """The rows so far."""
        return self.stored + self.known + self.wrong

    def note_error(self, line: int, trouble: str) -> None:
        """Count a row that is left out, and name it unless very many are."""
        self.wrong += 1
        if self.wrong <= MOST_NAMED:
            self.errors.append(f"line {line}: {trouble}")


def source_of(path: Path) -> Submission.Source:
    """The file that ships with the project is the catalogue; any other is somebody's own."""
    if os.path.realpath(path) == os.path.realpath(CATALOGUE):
        return Submission.Source.CATALOGUE
    return Submission.Source.IMPORT


def collection_of(source: Submission.Source) -> int:
    """Where companies of a file are stored: what ships with the project in the catalogue."""
    if source == Submission.Source.CATALOGUE:
        return CATALOGUE_ID
    return OPEN_ID


class Chosen(NamedTuple):
    """What somebody says of a file instead of what would be told of it.

    An encoding, and fields with the names of their columns.
    """

    encoding: str = ""
    columns: Mapping[str, Sequence[str]] = MappingProxyType({})


AS_TOLD = Chosen()


def import_file(
    path: Path,
    source: Submission.Source,
    chosen: Chosen = AS_TOLD,
    show: Callable[[int], object] = lambda _: None,
    *,
    dry_run: bool = False,
) -> Report:
    """Store the good rows of a CSV as submissions; a row that is in its collection already is left
    alone.

    How many rows were read so far is shown now and then. Where the rest of a file cannot be read,
    the report says so.

    Raises:
        FileError: no such file, no CSV, or a column is missing.
    """
    report = Report()
    collection = collection_of(source)
    companies = read_companies(path, source, report, chosen)
    # A dry run stores nothing in which a company that comes again would be found
    seen: set[str] = set()
    while chunk := _next_chunk(companies, report):
        # What stands twice in a file is stored once
        by_fingerprint = {company.fingerprint: company for company in chunk}
        stored = Submission.objects.fingerprinted(collection, list(by_fingerprint))
        known = seen | stored
        new_companies = [by_fingerprint[mark] for mark in by_fingerprint if mark not in known]
        if source == Submission.Source.CATALOGUE:
            new_companies = mixed(new_companies)
        report.known += len(chunk) - len(new_companies)
        report.stored += len(new_companies)
        if dry_run:
            seen.update(by_fingerprint)
        else:
            submissions.store(new_companies)
        show(report.read)
    return report


def mixed(companies: Sequence[Submission]) -> list[Submission]:
    """The same with the categories side by side, those of each in their order.

    The file has one sector after the other, and a list of the newest would begin with one alone.
    """
    of_category = Counter(company.category for company in companies)
    before: Counter[str] = Counter()
    places = []
    for company in companies:
        category = company.category
        places.append((before[category] + 0.5) / of_category[category])
        before[category] += 1
    order = sorted(range(len(companies)), key=places.__getitem__)
    return [companies[at] for at in order]


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


def read_companies(
    path: Path,
    source: Submission.Source,
    report: Report,
    chosen: Chosen = AS_TOLD,
) -> Iterator[Submission]:
    """The good rows of a file as submissions that are not stored.

    The report says what is wrong with the others.

    Raises:
        FileError: no such file, it cannot be read, or a column is missing.
    """
    with opened(path) as file, kept_of(file, path, chosen.encoding) as kept:

        def content(start: int) -> Iterator[bytes]:
            return parts_of(kept.file, start)

        layout = read_layout(content, kept.encoding, is_known_name, UNLIMITED)
        rows = [row.cells for row in first_rows(content, layout, GUESSED_FROM)]
        mapping = with_chosen(guess(layout.columns, rows), chosen, layout.columns)
        if source == Submission.Source.IMPORT:
            own = kept_names(layout.columns, mapping.as_company, OPEN_ID)
            report.not_kept = [*own.values(), *tags_and_note(layout.columns).values()]
        reader = RowReader(layout, mapping)
        for row in rows_from(content, layout, layout.start, layout.line):
            trouble = trouble_of(row, layout.columns)
            if trouble:
                report.note_error(row.line, trouble)
            elif any(map(str.strip, row.cells)):
                form = reader.form(reader.cells(row.cells))
                if not form.is_valid():
                    report.note_error(row.line, named_complaints(form))
                elif before_cut(form.cleaned_data["text"]):
                    report.note_error(row.line, CUT_TEXT)
                else:
                    yield _company(form, source)


def _company(form: RowForm, source: Submission.Source) -> Submission:
    """The checked company of a row, not stored."""
    values = {name: form.cleaned_data[name] for name in FIELDS}
    mark = fingerprint(values["title"], values["category"], values["text"])
    return Submission(
        **values,
        source=source,
        collection_id=collection_of(source),
        fingerprint=mark,
    )


@contextmanager
def kept_of(file: IO[bytes], path: Path, encoding: str) -> Iterator[Kept]:
    """What is read of a file. Raises FileError, also where its encoding is not clear."""
    kept = take_known(file, path, encoding)
    if kept.book:
        kept = Kept(sheet_as_lines(file, kept.book.chosen.place, UNLIMITED), kept.encoding)
    try:
        yield kept
    finally:
        kept.file.close()


def take_known(file: IO[bytes], path: Path, encoding: str) -> Kept:
    """A file of whatever size, in the encoding that it has or that somebody says.

    Raises:
        FileError: it cannot be read, or its encoding is not clear.
    """
    try:
        "".encode(encoding or "utf-8")
    except LookupError:
        raise FileError(f"There is no encoding {encoding}.") from None
    kept = take_in(file, str(path), UNLIMITED, encoding)
    if not kept.encoding:
        raise FileError(
            f"The encoding of {path} is not clear. Save it as CSV with UTF-8 encoding, or name it "
            "with --encoding."
        )
    return kept


def with_chosen(guessed: Fields, chosen: Chosen, columns: Sequence[str]) -> Fields:
    """Which columns are what. Raises FileError when there is none for the title or the text."""
    for names in chosen.columns.values():
        for name in names:
            if name not in columns:
                there = ", ".join(columns)
                raise FileError(f"The file has no column {name}, but {there}.")
    mapping = guessed.changed(chosen.columns)
    missing = [name.capitalize() for name in REQUIRED if not mapping.column_of(name)]
    if missing:
        lacking = " and ".join(missing)
        verb = "is" if len(missing) == 1 else "are"
        there = ", ".join(columns[:MOST_TOLD]) or "none"
        options = " ".join(f"--map {name.lower()}=COLUMN" for name in missing)
        raise FileError(
            f"{lacking} {verb} missing among the columns {there}. Rename what is meant, or import "
            f"with {options}."
        )
    return mapping


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
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
