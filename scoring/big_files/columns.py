"""Which columns of a file are what, and which ones a scored file gets."""

from collections.abc import Sequence

from django.conf import settings

from clustering.files.answers import COLUMNS
from clustering.files.companies import TEXT, CompanyReader
from scoring.batches.importing import MOST_TOLD
from scoring.batches.mapping import guess
from scoring.tables.encodings import FileError
from scoring.tables.headers import column_names

IS_THERE = "{out} is there already: name another place, or delete it."


def scoring_reader(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    has_guards: bool,
) -> CompanyReader:
    """For the text alone, which is all that scoring reads. Raises FileError without a column."""
    mapping = guess(columns, rows)
    if not mapping.text:
        there = ", ".join(columns[:MOST_TOLD]) or "none"
        raise FileError(f"No column is called as one for the text: there are {there}.")
    places = [columns.index(name) for name in mapping.text]
    return CompanyReader(
        {TEXT: places},
        least={TEXT: 1},
        most={TEXT: settings.IMPORT_TEXT_MAX_LENGTH},
        has_guards=has_guards,
    )


def added_columns(own: Sequence[str]) -> list[str]:
    """What the columns of answers are called beside those of a file."""
    both = [*own, *COLUMNS]
    names = column_names(both, len(both))
    return names[len(own) :]
