"""`POST /score` with `input_data`, as today's online endpoints take it; we are the service."""

from collections.abc import Sequence

from wire.service.errors import ServiceError, service_error
from wire.service.requests import (
    MOST_ROWS,
    Call,
    ResultValue,
    Score,
    json_object,
    row_objects,
    rows_from_objects,
    rows_from_table,
)


def read_request(body: bytes, most: int = MOST_ROWS) -> Call:
    """The rows in `input_data`; more than `most` are refused before anything is made of them.

    It is an object of `columns` and `data` (a data frame's split form), or a list of row objects.

    Raises:
        ServiceError: the body is no JSON, has no input_data, or its rows or columns do not fit this
            service.
    """
    data = json_object(body).get("input_data")
    if isinstance(data, dict):
        return Call(rows_from_table(data.get("columns"), data.get("data"), most))
    if isinstance(data, list):
        return Call(rows_from_objects(data, most))
    problem = (
        "The body must have input_data: an object of columns and data, or a list of row objects."
    )
    raise service_error("MissingRequestInput", problem)


def write_scores(scores: Sequence[Score], clusters: int) -> list[dict[str, ResultValue]]:
    """The reply to a score request: an object of numbers for each row, null where none is known."""
    return row_objects(scores, clusters)


def error_body(error: ServiceError) -> dict[str, str]:
    """The body of an error reply to a score request."""
    return {"message": str(error)}
