"""What the readers of all reply formats share.

Every refusal is a WireError: what was expected, and what came.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn

from wire import Answer, Names, WireError, json_body, shortened

NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
# The reply as it would have been for one row alone, made from that row
Narrow = Callable[[Any], Any]
# Where the assignment stands in a row, and where each distance
Places = tuple[int, list[int]]


def parsed(body: bytes) -> Any:
    """The JSON of a reply's body, without NaN or infinite numbers,
    and nested no deeper than is safe to walk.
    """
    try:
        return json_body.loaded(body, _refuse_constant)
    except WireError:
        raise
    except ValueError:
        came = shortened(body[:400].decode("utf-8", "replace"))
        raise WireError(
            f"Expected JSON; the reply begins with: {came or 'nothing at all'}"
        ) from None


def inside(reply: Any, *path: str) -> Any:
    """What stands in the reply under some keys, one inside the other."""
    found = reply
    for key in path:
        if not isinstance(found, dict) or key not in found:
            raise WireError(
                f"Expected {'.'.join(path)}; the reply has no {key}: {shortened(reply)}"
            )
        found = found[key]
    return found


def answers_from_table(
    columns: Any, values: Any, rows: int, names: Names, narrow: Narrow
) -> list[Answer]:
    """One answer for each list of cells in `values`;
    `columns` names the cells, or is None or an empty list.
    """
    places = _places(columns, names) if columns and isinstance(columns, list) else None
    width = len(columns) if places else None
    return alike(_answer(cells, places, width, narrow) for cells in counted(values, rows))


def answers_from_objects(objects: Any, rows: int, names: Names, narrow: Narrow) -> list[Answer]:
    """One answer for each object, which maps column names to cells."""
    return alike(_answer_from_object(row, names, narrow) for row in counted(objects, rows))


def counted(values: Any, rows: int) -> list[Any]:
    """A list of as many rows as were sent."""
    if not isinstance(values, list):
        raise WireError(f"Expected a list of rows; the reply has {shortened(values)}")
    if len(values) != rows:
        raise WireError(f"Expected {rows} rows in the reply; it has {len(values)}.")
    return values


def alike(answers: Iterable[Answer]) -> list[Answer]:
    """The answers, all with the same number of distances."""
    found = list(answers)
    widths = {len(answer.distances) for answer in found}
    if len(widths) > 1:
        raise WireError(f"Expected as many distances in each row; the rows have {sorted(widths)}.")
    return found


def answer(cluster: Any, distances: Sequence[Any], reply: Any, counted_from: int = 0) -> Answer:
    """An answer from a cell with the cluster number, cells with the distances,
    and the reply about this row.
    """
    numbers = tuple(finite_number(cell, "a distance") for cell in distances)
    if len(numbers) < 2:
        raise WireError(f"Expected at least two distances in each row; one has {len(numbers)}.")
    if min(numbers) < 0:
        raise WireError(f"Expected distances of 0 or more; one is {min(numbers)}.")
    return Answer(cluster_number(cluster, len(numbers), counted_from), numbers, _words(reply))


def cluster_number(cell: Any, count: int, counted_from: int = 0) -> int:
    """The number, from 0, of one of `count` clusters,
    which the service counts from `counted_from`.
    """
    number = finite_number(cell, "a cluster number")
    if number != int(number) or not 0 <= number - counted_from < count:
        last = counted_from + count - 1
        raise WireError(
            f"Expected a cluster number from {counted_from} to {last}; it is {shortened(cell)}."
        )
    return int(number) - counted_from


def finite_number(cell: Any, what: str) -> float:
    """The number in a cell, which is a number or a string that holds one;
    `what` says in messages what it is.
    """
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise WireError(f"Expected {what}; it is {shortened(cell)}.")
    # float() alone takes "1_000" and "nan" too
    if isinstance(cell, str) and not NUMBER.fullmatch(cell.strip()):
        raise WireError(f"Expected {what}; it is {shortened(cell) or 'empty'}.")
    try:
        number = float(cell)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise WireError(f"Expected {what} that is finite; it is {shortened(cell)}.")
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise WireError(f"Expected finite numbers; the reply has {name}.")


def _answer(cells: Any, places: Places | None, width: int | None, narrow: Narrow) -> Answer:
    if not isinstance(cells, list) or not cells:
        raise WireError(f"Expected a list of cells for each row; one is {shortened(cells)}")
    if width is not None and len(cells) != width:
        raise WireError(f"Expected {width} cells in each row; one has {len(cells)}.")
    first, rest = places or (0, list(range(1, len(cells))))
    return answer(cells[first], [cells[place] for place in rest], narrow(cells))


def _answer_from_object(row: Any, names: Names, narrow: Narrow) -> Answer:
    if not isinstance(row, dict) or not row:
        raise WireError(
            f"Expected an object of columns and cells for each row; one is {shortened(row)}"
        )
    cells = list(row.values())
    return _answer(cells, _places(list(row), names), len(cells), lambda _: narrow(row))


def _places(columns: list[Any], names: Names) -> Places | None:
    """By column name; None where no column has a name that we know, so that the position counts."""
    found = [
        (number, place)
        for place, name in enumerate(columns)
        if (number := _centre(name, names)) is not None
    ]
    if names.assignment not in columns and not found:
        return None
    if columns.count(names.assignment) != 1:
        raise WireError(
            f"Expected one column {names.assignment}; the columns are {shortened(columns)}"
        )
    if sorted(number for number, _ in found) != list(range(len(found))):
        numbers = shortened(sorted(number for number, _ in found))
        raise WireError(
            f"Expected distance columns numbered from 0 without a gap; they are {numbers}."
        )
    return columns.index(names.assignment), [place for _, place in sorted(found)]


def _centre(column: Any, names: Names) -> int | None:
    """The number in the name of a distance column."""
    if not isinstance(column, str) or not column.startswith(names.distance):
        return None
    number = column.removeprefix(names.distance)
    return int(number) if re.fullmatch("[0-9]{1,6}", number) else None


def _words(reply: Any) -> str:
    """JSON that every database takes:
    half a surrogate pair cannot be encoded, but its escape can.
    """
    return json.dumps(reply, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
