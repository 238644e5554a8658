"""What the readers of all reply formats share.

Every refusal is a WireError: what was expected, and what came.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, NoReturn

from wire import (
    CLASSIC_NAMES,
    Answer,
    Names,
    UnknownNamesError,
    UnnamedDistanceError,
    WireError,
    WrongValueError,
    json_body,
    shortened,
)

NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
CENTRE = re.compile("[0-9]{1,6}")
# The reply as it would have been for one row alone, made from that row
Narrow = Callable[[Any], Any]
# A label beyond is some other number; the site that calls may allow fewer
MOST_LABELS = 10_000
# Services compute the nearest centre and the distances in two ways, and may differ in a near tie
TIE = 1e-4


class Places(NamedTuple):
    """Where the assignment stands in a row of cells, and where each distance."""

    assignment: int
    distances: list[int]


def parsed(body: bytes) -> Any:
    """The JSON of a reply's body.

    No NaN, no infinite numbers, no name twice in an object, nested no deeper than is safe.
    """

    def refuse_constant(name: str) -> NoReturn:
        raise WireError(f"Expected finite numbers; the reply has {name}.")

    try:
        return json_body.loaded(body, refuse_constant, json_body.with_each_name_once)
    except WireError:
        raise
    except ValueError:
        came = shortened(body[:400].decode("utf-8", "replace"))
        raise WireError(
            f"Expected JSON; the reply begins with: {came or 'nothing at all'}"
        ) from None


def inside(reply: Any, *path: str) -> Any:
    """What stands in the reply under some keys, one inside the other."""
    value = reply
    for key in path:
        if not isinstance(value, dict) or key not in value:
            whole_path = ".".join(path)
            raise WireError(f"Expected {whole_path}; the reply has no {key}: {shortened(reply)}")
        value = value[key]
    return value


def answers_from_table(
    columns: Any,
    values: Any,
    rows: int,
    names: Names,
    narrow: Narrow,
) -> list[Answer]:
    """One answer for each list of cells in `values`.

    `columns` names the cells, or is None or an empty list.
    """
    if columns and not isinstance(columns, list):
        raise WireError(f"Expected a list of column names; it is {shortened(columns)}")
    places = _places(columns, names) if columns else None
    width = len(columns) if columns else None
    answers = []
    for cells in counted(values, rows):
        reply_of_row = narrow(cells)
        if places is None:
            _refuse_lone_distance(cells, names)
        answers.append(_answer(cells, places, width, reply_of_row))
    return alike(answers)


def answers_from_objects(
    objects: Any,
    rows: int,
    names: Names,
    narrow: Narrow,
) -> list[Answer]:
    """One answer for each object, which maps column names to cells."""
    answers = []
    for row in counted(objects, rows):
        if not isinstance(row, dict) or not row:
            raise WireError(
                f"Expected an object of columns and cells for each row; one is {shortened(row)}"
            )
        places = _places(list(row), names)
        cells = list(row.values())
        reply_of_row = narrow(row)
        answers.append(_answer(cells, places, len(cells), reply_of_row))
    return alike(answers)


def counted(values: Any, rows: int) -> list[Any]:
    """A list of as many rows as were sent."""
    if not isinstance(values, list):
        raise WireError(f"Expected a list of rows; the reply has {shortened(values)}")
    if len(values) != rows:
        raise WireError(f"Expected {rows} rows in the reply; it has {len(values)}.")
    return values


def alike(answers: Iterable[Answer]) -> list[Answer]:
    """The answers, all with the same number of distances."""
    checked = list(answers)
    widths = {len(answer.distances) for answer in checked}
    if len(widths) > 1:
        raise WireError(f"Expected as many distances in each row; the rows have {sorted(widths)}.")
    return checked


def refuse_more_clusters(answers: Iterable[Answer], most: int) -> None:
    """Each distance is one of a cluster, and whoever stores them is made for so many.

    Raises:
        WireError: the answers speak of more.
    """
    clusters = 0
    for answer in answers:
        clusters = max(clusters, len(answer.distances), answer.cluster + 1)
    if clusters > most:
        raise WireError(f"It speaks of {clusters:,} clusters; MOST_CLUSTERS allows {most:,}.")


def answer(cluster: Any, distances: Sequence[Any], reply: Any, counted_from: int = 0) -> Answer:
    """An answer from a cell with the cluster number and cells with the distances.

    These are to every centre, to the cluster's own alone, or none. `reply` is what the service said
    of this row; it counts clusters from `counted_from`.
    """
    numbers = tuple(finite_number(cell, "a distance") for cell in distances)
    least = min(numbers, default=0.0)
    if least < 0:
        raise WrongValueError(f"Expected distances of 0 or more; one is {least}.")
    are_to_all = len(numbers) > 1
    count = len(numbers) if are_to_all else MOST_LABELS
    number = cluster_number(cluster, count, counted_from)
    # A cluster that is not the nearest tells that the numbers mean something else
    if are_to_all and not math.isclose(numbers[number], least, rel_tol=TIE, abs_tol=1e-6):
        said = number + counted_from
        nearest = numbers.index(least) + counted_from
        raise WrongValueError(
            f"Expected the nearest cluster; the reply says {said}, at {numbers[number]:.4g}, "
            f"but {nearest} is nearer, at {least:.4g}. So its numbers are read wrongly: "
            "they may be probabilities, in another order, or of clusters counted from another "
            "number."
        )
    # JSON that every database takes: half a surrogate pair cannot be encoded, but its escape can
    raw = json.dumps(reply, ensure_ascii=False)
    encoded = raw.encode("utf-8", "backslashreplace")
    return Answer(number, numbers, encoded.decode())


def cluster_number(cell: Any, count: int, counted_from: int = 0) -> int:
    """The number, from 0, of one of `count` clusters; the service's first is `counted_from`."""
    written = ""
    if isinstance(cell, str):
        written = cell.strip()
    if written and not NUMBER.fullmatch(written):
        raise WrongValueError(
            f"Expected a cluster number; it is {shortened(cell)}. "
            "Have the service send the number, not a name."
        )
    number = finite_number(cell, "a cluster number")
    last = counted_from + count - 1
    is_whole = number == int(number)
    if not is_whole or not counted_from <= number <= last:
        raise WrongValueError(
            f"Expected a cluster number from {counted_from} to {last}; it is {shortened(cell)}."
        )
    return int(number) - counted_from


def finite_number(cell: Any, what: str) -> float:
    """The number in a cell, which is a number or a string that holds one.

    `what` says in messages what it is.
    """
    # True is a number for Python
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise WrongValueError(f"Expected {what}; it is {shortened(cell)}.")
    # float() alone takes "1_000" and "nan" too
    if isinstance(cell, str) and not NUMBER.fullmatch(cell.strip()):
        raise WrongValueError(f"Expected {what}; it is {shortened(cell) or 'empty'}.")
    try:
        number = float(cell)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise WrongValueError(f"Expected {what} that is finite; it is {shortened(cell)}.")
    return number


def _answer(cells: Any, places: Places | None, width: int | None, reply: Any) -> Answer:
    """The answer of one row; without places its first cell is the cluster, the others distances."""
    if not isinstance(cells, list) or not cells:
        raise WireError(f"Expected a list of cells for each row; one is {shortened(cells)}")
    if width is not None and len(cells) != width:
        raise WireError(f"Expected {width} cells in each row; one has {len(cells)}.")
    if places is None:
        places = Places(0, list(range(1, len(cells))))
    distances = [cells[place] for place in places.distances]
    # One column may hold the list of all
    if len(distances) == 1 and isinstance(distances[0], list):
        distances = distances[0]
    return answer(cells[places.assignment], distances, reply)


def _refuse_lone_distance(cells: Any, names: Names) -> None:
    """Refuse a number without a name beside the cluster, unless somebody has said what it is.

    It may be a probability or a count just as well as a distance.
    """
    is_said = names.distance not in ("", CLASSIC_NAMES.distance)
    if is_said or not isinstance(cells, list) or len(cells) != 2:
        return
    _, other = cells
    if not isinstance(other, list) or len(other) == 1:
        raise UnnamedDistanceError(
            "Expected distances to two centres at least; beside the cluster a row has one cell "
            f"without a name, {shortened(other)}."
        )


def _places(columns: list[Any], names: Names) -> Places:
    """By the names of the columns."""
    if columns.count(names.assignment) != 1:
        raise UnknownNamesError(
            f"Expected one column {names.assignment}; the columns are {shortened(columns)}."
        )
    assignment = columns.index(names.assignment)
    # A pair (number of the centre, place) for each distance column
    numbered: list[tuple[int, int]] = []
    for place, column in enumerate(columns):
        if isinstance(column, str) and column.startswith(names.distance):
            number = column.removeprefix(names.distance)
            if CENTRE.fullmatch(number):
                numbered.append((int(number), place))
    if not numbered:
        if names.distance and names.distance in columns:
            return Places(assignment, [columns.index(names.distance)])
        # None where the reply has no distances
        check_labels_alone(columns, names, f"columns {names.distance}0, {names.distance}1 …")
        return Places(assignment, [])
    numbered.sort()
    numbers = [number for number, _ in numbered]
    if numbers != list(range(len(numbers))) or len(numbers) < 2:
        raise WrongValueError(
            "Expected distance columns, two at least, numbered from 0 without a gap; "
            f"they are {shortened(numbers)}."
        )
    return Places(assignment, [place for _, place in numbered])


def check_labels_alone(found: Iterable[Any], names: Names, expected: str) -> None:
    """Refuse a reply without distances where columns of other names may be just these."""
    familiar = {name.lower() for name in (names.assignment, *names.columns)}
    others = [name for name in found if str(name).lower() not in familiar]
    if names.distance and others:
        raise UnknownNamesError(
            f"Expected distances in {expected}; beside {names.assignment} there are "
            f"{shortened(others)}."
        )
