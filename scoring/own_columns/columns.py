"""The own columns of the companies that somebody looks at: names, kinds, values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Self

from django.db import connection

from scoring.models import OwnColumn, OwnValue, Scope, Submission
from scoring.models.batches.own_columns import MOST_OF_ALL
from scoring.models.database.written import WrittenOnce
from scoring.own_columns.reading_cells import as_cell

Kind = OwnColumn.Kind
# Of all collections that somebody looks at; whoever wants others looks at fewer collections
MOST_COLUMNS = 50
MOST_READ = 1000
FILLED = WrittenOnce(
    lambda collections: (
        OwnColumn.objects.visible_to(Scope.of_all(collections)).filled().order_by("pk")[:MOST_READ]
    )
)
OF_COMPANY = WrittenOnce(
    lambda company: (
        OwnValue.objects.filter(submission=company)
        .order_by("column")
        .values_list("column__name", "text", "number")
    )
)
# A column with more different values has no list of choices
MOST_CHOICES = 20
# The field of a value by which a column is put in order, and filtered
FIELDS = {
    Kind.WORDS: "beginning",
    Kind.NUMBERS: "number",
    Kind.DAYS: "day",
}
# The first values of each column, each found behind the one before by the index
CHOICES = """
WITH RECURSIVE steps(own_column, beginning, place) AS (
    SELECT id, (SELECT MIN(beginning) FROM scoring_ownvalue WHERE column_id = own.id), 1
        FROM scoring_owncolumn AS own WHERE id IN ({keys})
    UNION ALL
    SELECT own_column, (
            SELECT MIN(beginning) FROM scoring_ownvalue
            WHERE column_id = steps.own_column AND beginning > steps.beginning
        ), place + 1
        FROM steps WHERE beginning IS NOT NULL AND place <= {most}
)
SELECT own_column, beginning, (
    SELECT text FROM scoring_ownvalue
    WHERE column_id = steps.own_column AND beginning = steps.beginning LIMIT 1
) FROM steps WHERE beginning IS NOT NULL
"""


class Column(NamedTuple):
    """The columns of one name in the collections that are looked at, by their keys."""

    name: str
    kind: Kind
    keys: tuple[int, ...]

    @property
    def field(self) -> str:
        """Of an `OwnValue`, by which the column is sorted."""
        return FIELDS[self.kind]

    @property
    def alias(self) -> str:
        """By which a query of companies knows the value in this column."""
        return f"own_{self.keys[0]}"


class Value(NamedTuple):
    """What a company has in a column, as it was sent, and the number that it is."""

    name: str
    text: str
    number: float | None = None

    @property
    def cell(self) -> str | int | float:
        """For a file."""
        return as_cell(self.text, self.number)

    @property
    def is_address(self) -> bool:
        """Whether it is one to click on: of the web, and whole."""
        return self.text.startswith(("https://", "http://")) and " " not in self.text


class WithCompanies(NamedTuple):
    """What some companies have in own columns, for a file."""

    names: list[str]
    values: dict[int, dict[str, Value]]

    def cells(self, company: int) -> list[str | int | float]:
        """One for each name, empty where the company has nothing."""
        own = self.values.get(company, {})
        cells: list[str | int | float] = []
        for name in self.names:
            value = own.get(name)
            cells.append(value.cell if value else "")
        return cells

    def texts(self, company: int) -> dict[str, str]:
        own = self.values.get(company, {})
        return {name: value.text for name, value in own.items()}


class OwnColumns(Mapping[str, Column]):
    """The columns in which any company of a scope has a value, by their names."""

    def __init__(self, scope: Scope, columns: Iterable[Column]) -> None:
        self.scope = scope
        self._by_name = {column.name: column for column in columns}

    @classmethod
    def of_scope(cls, scope: Scope) -> Self:
        """With one query."""
        by_name: dict[str, list[OwnColumn]] = {}
        for column in FILLED.read(scope.collections):
            by_name.setdefault(column.name, []).append(column)
        columns = []
        for name, same in by_name.items():
            told = sum(column.told for column in same)
            numbers = sum(column.numbers for column in same)
            days = sum(column.days for column in same)
            least = MOST_OF_ALL * told
            kind = Kind.WORDS
            if told and numbers >= least:
                kind = Kind.NUMBERS
            elif told and days >= least:
                kind = Kind.DAYS
            keys = tuple(column.pk for column in same)
            columns.append(Column(name, kind, keys))
        return cls(scope, columns[:MOST_COLUMNS])

    def __getitem__(self, name: str) -> Column:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def values_of(
        self, companies: Iterable[int], columns: Iterable[Column]
    ) -> dict[int, dict[str, Value]]:
        """Company -> name of a column -> value; without those that have none."""
        keys = [key for column in columns for key in column.keys]
        found: dict[int, dict[str, Value]] = {}
        if not keys:
            return found
        visible = OwnValue.objects.visible_to(self.scope)
        stored = visible.filter(submission__in=companies, column__in=keys)
        told = stored.values_list("submission", "column__name", "text", "number")
        for company, name, text, number in told:
            of_company = found.setdefault(company, {})
            of_company[name] = Value(name, text, number)
        return found

    def with_companies(self, companies: Sequence[int]) -> WithCompanies:
        """With what some companies have; without the columns in which none has anything."""
        values = self.values_of(companies, self.values())
        filled: set[str] = set()
        for own in values.values():
            filled.update(own)
        return WithCompanies([name for name in self if name in filled], values)

    def choices(self) -> dict[str, dict[str, str]]:
        """Name of a column -> beginning of a value -> how it is written; of few values alone."""
        names = {key: column.name for column in self.values() for key in column.keys}
        if not names:
            return {}
        keys = ", ".join(str(key) for key in names)
        query = CHOICES.format(keys=keys, most=MOST_CHOICES)
        found: dict[str, dict[str, str]] = {name: {} for name in self}
        with connection.cursor() as cursor:
            cursor.execute(query)
            for key, beginning, text in cursor.fetchall():
                choices = found[names[key]]
                choices.setdefault(beginning, text)
        return {
            name: choices
            for name, choices in found.items()
            if 1 < len(choices) <= MOST_CHOICES and self[name].kind != Kind.DAYS
        }


def own_values(company: Submission) -> list[Value]:
    """What a company has in its columns, in the order of the table that it came in."""
    return [Value(*value) for value in OF_COMPANY.read(company.pk)]
