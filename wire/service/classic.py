"""The classic request-response contract with SimilarCo as the service."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from wire import shortened
from wire.service.errors import ServiceError, service_error
from wire.service.requests import (
    MOST_ROWS,
    NAMES,
    Call,
    ResultValue,
    Score,
    json_object,
    result_columns,
    row_objects,
    row_values,
    rows_from_objects,
    rows_from_table,
)

API_VERSION = "2.0"


class Query(NamedTuple):
    """What the address asks for: types of the result columns, and the swagger form of the reply."""

    details: bool
    swagger: bool


def check_query(params: Mapping[str, str]) -> Query:
    """The query of an address, in any case. Parameters that the contract does not know are ignored.

    Raises:
        ServiceError: BadVersionCall, or InvalidQueryParameter.
    """
    lowered = {name.lower(): value.lower() for name, value in params.items()}
    check_version(lowered)
    details = lowered.get("details", "false")
    form = lowered.get("format", "")
    if details not in ("true", "false"):
        raise service_error(
            "InvalidQueryParameter",
            f"details must be true or false, not {shortened(details)}.",
        )
    if form not in ("", "swagger"):
        raise service_error(
            "InvalidQueryParameter",
            f"format must be swagger or absent, not {shortened(form)}.",
        )
    return Query(details == "true", form == "swagger")


def check_version(params: Mapping[str, str]) -> None:
    """Refuse a query without the version of the contract. Job addresses have no other parameter."""
    version = ""
    for name, value in params.items():
        if name.lower() == "api-version":
            version = value
            break
    if version != API_VERSION:
        came = "is missing"
        if version:
            came = f"is {shortened(version)}"
        raise service_error(
            "BadVersionCall",
            f"The query must have api-version={API_VERSION}; it {came}.",
        )


def read_request(body: bytes, most: int = MOST_ROWS) -> Call:
    """The rows of a request, as a table or as objects, whatever form the reply is to have.

    More than `most` are refused before anything is made of them.

    Raises:
        ServiceError: the body is no JSON, or its input, rows, columns or parameters do not fit this
            service.
    """
    request = json_object(body)
    check_parameters(request.get("GlobalParameters"))
    inputs = request.get("Inputs")
    if inputs is None:
        raise service_error("MissingRequestInput", "The request has no Inputs.")
    if not isinstance(inputs, dict):
        raise service_error("RequestBodyInvalid", "Inputs must be an object.")
    check_input_name(list(inputs))
    [data] = inputs.values()
    if isinstance(data, dict):
        return Call(rows_from_table(data.get("ColumnNames"), data.get("Values"), most))
    if isinstance(data, list):
        return Call(rows_from_objects(data, most))
    problem = f"{NAMES.input} must be a table of ColumnNames and Values, or a list of row objects."
    raise service_error("InputParseError", problem, NAMES.input)


def check_parameters(parameters: Any) -> None:
    """Refuse global parameters: this service has none."""
    if parameters is not None and not isinstance(parameters, dict):
        raise service_error("RequestBodyInvalid", "GlobalParameters must be an object.")
    if parameters:
        names = shortened(", ".join(parameters))
        raise service_error(
            "UnexpectedParameter",
            f"This service has no parameters; the request has: {names}.",
        )


def check_input_name(names: Sequence[str]) -> None:
    """Refuse any other input than the declared one, whose name may be in any case."""
    if [name.lower() for name in names] != [NAMES.input]:
        came = shortened(", ".join(names)) or "none"
        problem = f"The one input is {NAMES.input}; the request has: {came}."
        raise service_error("InvalidInputNames", problem, NAMES.input)


def write_answers(scores: Sequence[Score], clusters: int, details: bool) -> dict[str, Any]:
    """The reply as a table of strings, with column types for `details`.

    The cells of an unplaced row are null.
    """
    values = []
    for score in scores:
        values.append([_text(value) for value in row_values(score, clusters)])
    table: dict[str, Any] = {"ColumnNames": result_columns(clusters)}
    if details:
        types_of_distances = ["Double"] * clusters
        table["ColumnTypes"] = ["Int32", *types_of_distances]
    table["Values"] = values
    return {"Results": {NAMES.output: {"type": "table", "value": table}}}


def write_swagger_answers(scores: Sequence[Score], clusters: int) -> dict[str, Any]:
    """The reply as a list of row objects, with the same cells as in the table."""
    objects = []
    for row in row_objects(scores, clusters):
        objects.append({name: _text(value) for name, value in row.items()})
    return {"Results": {NAMES.output: objects}}


def error_body(error: ServiceError) -> dict[str, Any]:
    """The body of an error reply. A detail without a target has no such key."""
    details = []
    for detail in error.details:
        details.append({key: value for key, value in detail._asdict().items() if value})
    return {
        "error": {
            "code": error.code,
            "message": error.message,
            "details": details,
        }
    }


def number_text(number: float) -> str:
    """At most 15 significant digits, as .NET's G15 writes them: 0.25, 1E-05, 1.23E+20."""
    # Adding 0 takes the sign off a negative zero
    return f"{number + 0.0:.15G}"


def _text(value: ResultValue) -> str | None:
    if value is None:
        return None
    return number_text(value)
