"""What the formats of our own scoring service share: bodies into rows, scores into cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from wire import Names, WireError, json_body, shortened
from wire.service.errors import service_error

# What our service declares
NAMES = Names()
COLUMNS = NAMES.columns
NEEDED_COLUMN = COLUMNS[2]
# A value of a result, missing where a row has no cluster
ResultValue = int | float | None
MOST_ROWS = 100_000
# Of a reply, which takes 200 bytes of memory for each
MOST_CELLS = 500_000


class Score(Protocol):
    """The score of one row: a cluster from 0 and k distances.

    None and no distances where nothing is known.
    """

    @property
    def cluster(self) -> int | None: ...
    @property
    def distances(self) -> tuple[float, ...]: ...


@dataclass(frozen=True)
class Call:
    """A request to score rows, each a dict with every declared column.

    A missing cell is an empty string.
    """

    rows: list[dict[str, str]]


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object of a body, with NaN read as a missing value.

    An error never repeats a body, which has secrets.

    Raises:
        ServiceError: RequestIsEmpty, OutOfMemoryLimit (too many values), or RequestBodyInvalid: it
            is no JSON object, nested too deeply, or has a name twice in an object.
    """

    def missing(name: str) -> None:
        # One Python client sends NaN for a missing cell; an infinite number is nobody's text
        if name != "NaN":
            raise WireError(f"Expected finite numbers; the body has {name}.")

    if not body.strip():
        raise service_error("RequestIsEmpty", "The request has no body.")
    try:
        value = json_body.loaded(body, missing, json_body.with_each_name_once)
    except json_body.TooManyValuesError as error:
        raise service_error("OutOfMemoryLimit", str(error)) from None
    except WireError as error:
        raise service_error("RequestBodyInvalid", str(error)) from None
    except ValueError:
        raise service_error("RequestBodyInvalid", "The body is no JSON that can be read.") from None
    if not isinstance(value, dict):
        raise service_error("RequestBodyInvalid", "The body must be a JSON object.")
    return value


def rows_from_table(columns: Any, values: Any, most: int) -> list[dict[str, str]]:
    """Rows from column names and lists of cells; so many at most.

    Raises:
        ServiceError: InputParseError (no table), InputMismatchError (its columns), RequestIsEmpty
            (no rows), OutOfMemoryLimit (too many).
    """
    if not isinstance(columns, list) or not all(isinstance(name, str) for name in columns):
        raise service_error(
            "InputParseError",
            f"The column names must be a list of strings: {', '.join(COLUMNS)}.",
        )
    places = _places(columns)
    rows = []
    for number, cells in enumerate(_listed(values, most), 1):
        if not isinstance(cells, list):
            raise service_error("InputParseError", f"Row {number} must be a list of cells.")
        if len(cells) != len(columns):
            problem = f"Row {number} has {len(cells)} cells; there are {len(columns)} columns."
            raise service_error("InputParseError", problem)
        rows.append(_row(cells, places))
    return rows


def rows_from_objects(objects: Any, most: int) -> list[dict[str, str]]:
    """Rows from objects that map column names to cells; raises as rows_from_table does."""
    rows = []
    for number, wire_row in enumerate(_listed(objects, most), 1):
        if not isinstance(wire_row, dict):
            raise service_error(
                "InputParseError",
                f"Row {number} must be an object of column names and cells.",
            )
        places = _places(list(wire_row))
        rows.append(_row(list(wire_row.values()), places))
    return rows


def most_rows(clusters: int) -> int:
    """How many rows a call may have where so many clusters are told apart."""
    return min(MOST_ROWS, MOST_CELLS // (1 + clusters))


def check_number(rows: int, most: int) -> None:
    """Refuse more rows than one reply can have."""
    if rows > most:
        problem = (
            f"The request has {rows:,} rows; {most:,} is the most. "
            "Send fewer, or use batch execution."
        )
        raise service_error("OutOfMemoryLimit", problem)


def cell_text(cell: Any) -> str:
    """A cell as text, empty where it is missing; what cannot be encoded is "?".

    Raises:
        ServiceError: InputParseError for a list or an object.
    """
    if cell is None:
        return ""
    if isinstance(cell, list | dict):
        raise service_error(
            "InputParseError",
            "A cell must be a string, a number, true, false or null.",
        )
    return str(cell).encode("utf-8", "replace").decode()


def row_values(score: Score, clusters: int) -> list[ResultValue]:
    """The assignment and the distances of a row: 1 + `clusters` values.

    All are None where no cluster is known.

    Raises:
        ValueError: the score has another number of distances, which is no fault of the request.
    """
    if score.cluster is None:
        return [None] * (1 + clusters)
    if len(score.distances) != clusters:
        raise ValueError(f"A score has {len(score.distances)} distances, not {clusters}.")
    return [score.cluster, *score.distances]


def row_objects(scores: Sequence[Score], clusters: int) -> list[dict[str, ResultValue]]:
    """Every row as an object of result columns and values."""
    columns = result_columns(clusters)
    objects = []
    for score in scores:
        values = row_values(score, clusters)
        objects.append(dict(zip(columns, values, strict=True)))
    return objects


def result_columns(clusters: int) -> list[str]:
    """The names of the result columns."""
    distances = [f"{NAMES.distance}{number}" for number in range(clusters)]
    return [NAMES.assignment, *distances]


def _listed(values: Any, most: int) -> list[Any]:
    """The rows of a request, when they are a list of one or more and not too many."""
    if not isinstance(values, list):
        raise service_error("InputParseError", "The rows must be a list.")
    if not values:
        raise service_error("RequestIsEmpty", "The request has no rows.")
    check_number(len(values), most)
    return values


def _places(columns: list[str]) -> dict[str, int]:
    """Where each declared column stands, in whatever case; other columns are ignored."""
    lowered = [name.lower() for name in columns]
    places = {}
    for name in COLUMNS:
        count = lowered.count(name.lower())
        if count > 1:
            raise service_error("InputMismatchError", f"The column {name} is there twice.")
        if count == 1:
            places[name] = lowered.index(name.lower())
    if NEEDED_COLUMN not in places:
        came = shortened(", ".join(columns)) or "none"
        raise service_error(
            "InputMismatchError",
            f"The column {NEEDED_COLUMN} is missing; the columns are: {came}.",
        )
    return places


def _row(cells: list[Any], places: dict[str, int]) -> dict[str, str]:
    """A row with every declared column."""
    row = dict.fromkeys(COLUMNS, "")
    for name, place in places.items():
        row[name] = cell_text(cells[place])
    return row
