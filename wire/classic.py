"""The request-response contract of Azure ML Studio (classic)."""

import json
import math
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from wire import Answer, Row, WireError, shortened

COLUMNS = ("Title", "Category", "Text")
ASSIGNMENT_COLUMN = "Assignments"
DISTANCE_COLUMN = re.compile(r"DistancesToClusterCenter no\.(\d+)")


def write_request(rows: Sequence[Row]) -> dict[str, Any]:
    """The body for some rows. Texts are lower-cased, as the original client sent them."""
    values = [[row.title, row.category, row.text.lower()] for row in rows]
    return {"Inputs": {"input1": {"ColumnNames": list(COLUMNS), "Values": values}}, "GlobalParameters": {}}


def read_reply(body: bytes, rows: int) -> list[Answer]:
    """The answers in a reply body to a request of `rows` rows.

    Raises:
        WireError: it is no JSON, no table of the contract, or its numbers make no sense.
    """
    table = _table(_parsed(body))
    names, values = table.get("ColumnNames"), table.get("Values")
    if not isinstance(values, list):
        raise WireError("Expected Results.output1.value.Values, a list of rows; the reply has none.")
    if len(values) != rows:
        raise WireError(f"Expected {rows} rows in the reply; it has {len(values)}.")
    places = _places(names)
    answers = [_answer(cells, names, places) for cells in values]
    widths = {len(answer.distances) for answer in answers}
    if len(widths) > 1:
        raise WireError(f"Expected as many distances in each row; the rows have {sorted(widths)}.")
    return answers


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body, parse_constant=_refuse_constant)
    except WireError:
        raise
    except RecursionError:
        raise WireError("Expected JSON; the reply is nested too deeply to read.") from None
    except (ValueError, UnicodeDecodeError):
        came = shortened(body[:400].decode("utf-8", "replace"))
        raise WireError(f"Expected JSON; the reply begins with: {came or 'nothing at all'}") from None


def _refuse_constant(name: str) -> NoReturn:
    raise WireError(f"Expected finite numbers; the reply has {name}.")


def _table(reply: Any) -> dict[str, Any]:
    found = reply
    for step in ("Results", "output1", "value"):
        if not isinstance(found, dict) or step not in found:
            raise WireError(f"Expected Results.output1.value; the reply has no {step}: {shortened(reply)}")
        found = found[step]
    if not isinstance(found, dict):
        raise WireError(f"Expected a table at Results.output1.value; it is {shortened(found)}")
    return found


def _places(names: Any) -> tuple[int, list[int]] | None:
    """Where the assignment and each distance stand, by column name; None where there are no names."""
    if not isinstance(names, list) or ASSIGNMENT_COLUMN not in names:
        return None
    numbered = {}
    for place, name in enumerate(names):
        match = DISTANCE_COLUMN.fullmatch(name) if isinstance(name, str) else None
        if match:
            numbered[int(match[1])] = place
    if sorted(numbered) != list(range(len(numbered))):
        raise WireError(f"Expected distance columns numbered from 0 without a gap; they are {sorted(numbered)}.")
    return names.index(ASSIGNMENT_COLUMN), [numbered[number] for number in sorted(numbered)]


def _answer(cells: Any, names: Any, places: tuple[int, list[int]] | None) -> Answer:
    if not isinstance(cells, list) or not cells:
        raise WireError(f"Expected a list of cells for each row; one is {shortened(cells)}")
    first, rest = places or (0, list(range(1, len(cells))))
    if max([first, *rest]) >= len(cells):
        raise WireError(f"Expected {len(names)} cells in each row; one has {len(cells)}.")
    distances = tuple(_number(cells[place], "a distance") for place in rest)
    if len(distances) < 2:
        raise WireError(f"Expected a cluster and at least two distances; a row has {len(cells)} cells.")
    if min(distances) < 0:
        raise WireError(f"Expected distances of 0 or more; one is {min(distances)}.")
    return Answer(_cluster(cells[first], len(distances)), distances, _narrowed(names, cells))


def _cluster(cell: Any, count: int) -> int:
    number = _number(cell, "a cluster number")
    if number != int(number) or not 0 <= number < count:
        raise WireError(f"Expected a cluster number from 0 to {count - 1}; it is {shortened(cell)}.")
    return int(number)


def _number(cell: Any, what: str) -> float:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise WireError(f"Expected {what}; it is {shortened(cell)}.")
    try:
        number = float(cell)
    except (ValueError, OverflowError):
        raise WireError(f"Expected {what}; it is {shortened(cell)}.") from None
    if not math.isfinite(number):
        raise WireError(f"Expected {what} that is finite; it is {shortened(cell)}.")
    return number


def _narrowed(names: Any, cells: list[Any]) -> str:
    """The reply as it would have been for this row alone."""
    value = {"ColumnNames": names, "Values": [cells]} if names is not None else {"Values": [cells]}
    return json.dumps({"Results": {"output1": {"type": "table", "value": value}}}, ensure_ascii=False)
