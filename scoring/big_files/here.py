"""A file scored on this machine, block by block, into a CSV."""

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from clustering.files.answers import Counts, answers
from clustering.files.companies import Company
from clustering.model import Model
from scoring.batches.importing import GUESSED_FROM, UNLIMITED, kept_of, opened
from scoring.batches.mapping import is_known_name
from scoring.batches.rows import padded
from scoring.big_files.columns import IS_THERE, added_columns, scoring_reader
from scoring.tables.encodings import FileError
from scoring.tables.intake import Kept, parts_of
from scoring.tables.layouts import ROW_LINES, first_rows, read_layout, rows_from, trouble_of

PARQUET_BEGINS = b"PAR1"
ROWS_AT_ONCE = 1_000
Progress = Callable[[int], object]


def score_file(
    path: Path,
    out: Path,
    model: Model,
    names: list[str],
    show: Progress,
) -> Counts:
    """Write a file with its columns and what the model says of each row; the file is whole or not
    there. `show` is told how many rows were done further.

    Raises:
        FileError: it cannot be read, has no column of texts or no rows; or `out` is there already,
            or cannot be written.
    """
    with opened(path) as file:
        beginning = file.read(len(PARQUET_BEGINS))
        if beginning == PARQUET_BEGINS:
            raise FileError(f"{path} is Parquet, which is not read here: save it as CSV.")
        file.seek(0)
        with (
            _written(out) as target,
            kept_of(file, path, "") as kept,
            target.open("w", encoding="utf-8", newline="") as written,
        ):
            return _score(kept, csv.writer(written), model, names, show)


@contextmanager
def _written(out: Path) -> Iterator[Path]:
    """Where to write what becomes `out` once it is whole."""
    part = out.with_name(f"{out.name}.part")
    try:
        part.open("xb").close()
    except FileExistsError:
        raise FileError(f"{part} is there already: another scoring is at work, or died.") from None
    except OSError as error:
        raise FileError(f"{out} cannot be written: {error.strerror}.") from error
    try:
        # Not before: another scoring may have ended since
        if out.exists():
            raise FileError(IS_THERE.format(out=out))
        yield part
        part.rename(out)
    finally:
        part.unlink(missing_ok=True)


def _score(kept: Kept, writer: Any, model: Model, names: list[str], show: Progress) -> Counts:
    def content(start: int) -> Iterator[bytes]:
        return parts_of(kept.file, start)

    layout = read_layout(content, kept.encoding, is_known_name, UNLIMITED)
    columns = layout.columns
    first = [row.cells for row in first_rows(content, layout, GUESSED_FROM)]
    reader = scoring_reader(columns, first, has_guards=layout.encoding != ROW_LINES)
    writer.writerow([*columns, *added_columns(columns)])
    rows = problems = 0
    stopped = ""
    read = rows_from(content, layout, layout.start, layout.line)
    filled = (row for row in read if row.trouble or any(map(str.strip, row.cells)))
    while True:
        kept_cells: list[list[str]] = []
        companies: list[Company] = []
        try:
            for row in islice(filled, ROWS_AT_ONCE):
                trouble = trouble_of(row, columns)
                company = Company(problem=trouble) if trouble else reader.company(row.cells)
                companies.append(company)
                kept_cells.append(padded(row.cells, len(columns)))
        except FileError as error:
            stopped = str(error)
        told = answers(model, names, companies)
        for cells, answer in zip(kept_cells, told, strict=True):
            added = [json.dumps(value) if isinstance(value, list) else value for value in answer]
            writer.writerow([*cells, *added])
            problems += answer.problem is not None
        rows += len(companies)
        show(len(companies))
        if not companies:
            return Counts(rows, problems, stopped)
