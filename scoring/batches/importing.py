"""A file of companies: its rows and row errors, and what is stored of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.conf import settings

from scoring.batches.forms import RowForm
from scoring.companies import submissions
from scoring.models import Submission
from scoring.models.submissions import fingerprint
from scoring.tables.reading import FileError, csv_reader, lines, read_text

CATALOGUE = settings.BASE_DIR / "data" / "companies.csv"
COLUMNS = ("title", "category", "industry", "text")
REQUIRED = ("title", "text")
CHUNK = 500


@dataclass
class Report:
    """What became of the rows of a file."""

    stored: int = 0
    known: int = 0
    errors: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set, repr=False)


def source_of(path: Path) -> Submission.Source:
    """The file that ships with the project is the catalogue; any other is somebody's own."""
    return (
        Submission.Source.CATALOGUE
        if path.resolve() == CATALOGUE.resolve()
        else Submission.Source.IMPORT
    )


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
    """The good rows of a CSV as submissions that are not stored; the report says what is wrong with
    the others.

    Raises:
        FileError: no such file, no CSV, or a column is missing.
    """
    return _clean_rows(read_text(path), source, report)


def _clean_rows(content: str, source: Submission.Source, report: Report) -> Iterator[Submission]:
    reader = csv_reader(content)
    header = next(lines(reader), [])
    places = _places(header)
    for cells in lines(reader):
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(header) :]):
            report.errors.append(f"line {reader.line_num}: {_too_many_cells(cells, header)}")
            continue
        values = {
            name: cells[place] if place < len(cells) else "" for name, place in places.items()
        }
        form = RowForm(values)
        if form.is_valid():
            yield _submission(form.cleaned_data, source)
        else:
            report.errors.append(f"line {reader.line_num}: {_in_one_line(form)}")


def _places(header: list[str]) -> dict[str, int]:
    """Where each known column stands; a name counts in any letter case."""
    names = [name.strip().lower() for name in header]
    missing = [name.capitalize() for name in REQUIRED if name not in names]
    if missing:
        raise FileError(
            "The first line must name the columns Title, Category, Industry and Text; "
            f"{' and '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing."
        )
    return {name: names.index(name) for name in COLUMNS if name in names}


def _too_many_cells(cells: list[str], header: list[str]) -> str:
    return (
        f"{len(cells)} cells under {len(header)} columns; put a text with commas in quotation "
        "marks."
    )


def _submission(values: dict[str, str], source: Submission.Source) -> Submission:
    return Submission(
        **values,
        source=source,
        fingerprint=fingerprint(values["title"], values["category"], values["text"]),
    )


def _in_one_line(form: RowForm) -> str:
    return " ".join(
        f"{form[name].label}: {' '.join(map(str, messages))}"
        for name, messages in form.errors.items()
    )


def _fresh(chunk: list[Submission], report: Report) -> list[Submission]:
    """The rows that are not stored yet, each once."""
    by_fingerprint = {company.fingerprint: company for company in chunk}
    report.seen |= Submission.objects.fingerprinted(list(by_fingerprint))
    fresh = [company for mark, company in by_fingerprint.items() if mark not in report.seen]
    report.seen |= set(by_fingerprint)
    report.known += len(chunk) - len(fresh)
    return fresh
