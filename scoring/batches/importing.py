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
from scoring.pages.messages import named_complaints
from scoring.tables.reading import FileError, csv_reader, lines, read_text

CATALOGUE = settings.BASE_DIR / "data" / "companies.csv"
COLUMNS = ("title", "category", "industry", "text")
REQUIRED = ("title", "text")
COMPANIES_AT_ONCE = 500


@dataclass
class Report:
    """What became of the rows of a file."""

    stored: int = 0
    known: int = 0
    errors: list[str] = field(default_factory=list)
    # Fingerprints of companies that are stored, or stood further up in the file
    seen: set[str] = field(default_factory=set, repr=False)


def source_of(path: Path) -> Submission.Source:
    """The file that ships with the project is the catalogue; any other is somebody's own."""
    if path.resolve() == CATALOGUE.resolve():
        return Submission.Source.CATALOGUE
    return Submission.Source.IMPORT


def import_file(path: Path, source: Submission.Source, *, dry_run: bool = False) -> Report:
    """Store the good rows of a CSV as submissions; a row that is stored already is left alone.

    Raises:
        FileError: no such file, no CSV, or a column is missing.
    """
    report = Report()
    companies = read_rows(path, source, report)
    while chunk := list(islice(companies, COMPANIES_AT_ONCE)):
        # A company that stands in the chunk twice is there once
        by_fingerprint = {company.fingerprint: company for company in chunk}
        report.seen |= Submission.objects.fingerprinted(list(by_fingerprint))
        new_companies = []
        for mark, company in by_fingerprint.items():
            if mark not in report.seen:
                new_companies.append(company)
        report.seen.update(by_fingerprint)
        report.known += len(chunk) - len(new_companies)
        report.stored += len(new_companies)
        if not dry_run:
            submissions.store(new_companies)
    return report


def read_rows(path: Path, source: Submission.Source, report: Report) -> Iterator[Submission]:
    """The good rows of a CSV as submissions that are not stored.

    The report says what is wrong with the others.

    Raises:
        FileError: no such file, no CSV, or a column is missing.
    """
    reader = csv_reader(read_text(path))
    rows = lines(reader)
    header = next(rows, [])
    places = _places(header)
    for cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        line = f"line {reader.line_num}"
        if any(cell.strip() for cell in cells[len(header) :]):
            report.errors.append(
                f"{line}: {len(cells)} cells under {len(header)} columns; "
                "put a text with commas in quotation marks."
            )
            continue
        # A short row has nothing in its last columns
        cells += [""] * (len(header) - len(cells))
        form = RowForm({name: cells[place] for name, place in places.items()})
        if form.is_valid():
            values = form.cleaned_data
            mark = fingerprint(values["title"], values["category"], values["text"])
            yield Submission(**values, source=source, fingerprint=mark)
        else:
            report.errors.append(f"{line}: {named_complaints(form)}")


def _places(header: list[str]) -> dict[str, int]:
    """Where each known column stands; a name counts in any letter case."""
    names = [cell.strip().lower() for cell in header]
    missing = [name.capitalize() for name in REQUIRED if name not in names]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise FileError(
            "The first line must name the columns Title, Category, Industry and Text; "
            f"{' and '.join(missing)} {verb} missing."
        )
    return {name: names.index(name) for name in COLUMNS if name in names}
