"""The Open Inference Protocol, version 2, with SimilarCo as the service."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wire import WireError, shortened, tensors
from wire.service.errors import ServiceError, service_error
from wire.service.requests import (
    COLUMNS,
    MOST_ROWS,
    NEEDED_COLUMN,
    Call,
    Score,
    cell_text,
    check_number,
    json_object,
    row_values,
)

MODEL = "similarco"
ASSIGNMENT = tensors.NAMES.assignment
DISTANCES = tensors.NAMES.distance
# A tensor has no null
NO_CLUSTER = -1
NO_DISTANCE = 0.0


@dataclass(frozen=True)
class InferCall(Call):
    """An Open Inference request: also its own id, or an empty string, and the outputs it wants."""

    id: str
    outputs: tuple[str, ...]


def read_request(
    body: bytes,
    most: int = MOST_ROWS,
    *,
    json_length: int | None = None,
) -> InferCall:
    """The rows in an inference request.

    They are tensors of strings named as the columns, of shape [n] or [n, 1]. With `json_length` the
    JSON is so many bytes of the body, and binary tensors follow. More rows than `most` are refused.

    Raises:
        ServiceError: the body is no JSON, lacks the text, or its tensors or outputs do not fit this
            service.
    """
    request = json_object(body[:json_length])
    request_id = request.get("id") or ""
    if not isinstance(request_id, str):
        raise service_error("RequestBodyInvalid", "The id must be a string.")
    rows = _rows(request.get("inputs"), most)
    wanted: tuple[str, ...] = (ASSIGNMENT, DISTANCES)
    if request.get("outputs"):
        wanted = tuple(_tensors(request["outputs"], "outputs"))
    if not set(wanted) <= {ASSIGNMENT, DISTANCES}:
        came = shortened(", ".join(wanted))
        raise service_error(
            "InvalidOutputOverrideName",
            f"The outputs are {ASSIGNMENT} and {DISTANCES}, not: {came}.",
        )
    return InferCall(rows, cell_text(request_id), wanted)


def write_inference(scores: Sequence[Score], clusters: int, call: InferCall) -> dict[str, Any]:
    """The reply to an inference request.

    A row without a cluster has assignment -1 and all distances 0.
    """
    assignments: list[int | float] = []
    distances: list[int | float] = []
    for score in scores:
        cluster, *row_distances = row_values(score, clusters)
        assignments.append(NO_CLUSTER if cluster is None else cluster)
        distances += [NO_DISTANCE if cell is None else cell for cell in row_distances]
    tensors_by_name = {
        ASSIGNMENT: {
            "shape": [len(scores)],
            "datatype": "INT64",
            "data": assignments,
        },
        DISTANCES: {
            "shape": [len(scores), clusters],
            "datatype": "FP64",
            "data": distances,
        },
    }
    reply: dict[str, Any] = {"model_name": MODEL}
    if call.id:
        reply["id"] = call.id
    reply["outputs"] = [{"name": name, **tensors_by_name[name]} for name in call.outputs]
    return reply


def error_body(error: ServiceError) -> dict[str, str]:
    """The body of an error reply to an Open Inference request."""
    return {"error": str(error)}


def server_metadata(version: str) -> dict[str, Any]:
    """The reply to GET /v2. It names no extension: binary tensors are refused."""
    return {"name": MODEL, "version": version, "extensions": []}


def model_metadata(version: str, clusters: int) -> dict[str, Any]:
    """The reply to GET /v2/models/similarco.

    It takes any number of rows, and gives a distance to each of `clusters` centres.
    """
    inputs = [
        {
            "name": name.lower(),
            "datatype": "BYTES",
            "shape": [-1, 1],
        }
        for name in COLUMNS
    ]
    outputs = [
        {"name": ASSIGNMENT, "datatype": "INT64", "shape": [-1]},
        {
            "name": DISTANCES,
            "datatype": "FP64",
            "shape": [-1, clusters],
        },
    ]
    return {
        "name": MODEL,
        "versions": [version],
        "platform": "similarco",
        "inputs": inputs,
        "outputs": outputs,
    }


def live_body() -> dict[str, bool]:
    """The reply to GET /v2/health/live."""
    return {"live": True}


def ready_body(ready: bool) -> dict[str, bool]:
    """The reply to GET /v2/health/ready."""
    return {"ready": ready}


def model_ready_body(ready: bool) -> dict[str, str | bool]:
    """The reply to GET /v2/models/similarco/ready."""
    return {"name": MODEL, "ready": ready}


def _rows(inputs: Any, most: int) -> list[dict[str, str]]:
    """Rows from tensors; a column without a tensor is empty in all of them."""
    if not inputs:
        raise service_error("MissingRequestInput", "The body must have inputs, a list of tensors.")
    named = _tensors(inputs, "inputs")
    if NEEDED_COLUMN.lower() not in named:
        came = shortened(", ".join(named))
        raise service_error(
            "InputMismatchError",
            f"The input {NEEDED_COLUMN.lower()} is missing; there are: {came}.",
        )
    columns = {}
    for name in COLUMNS:
        if name.lower() in named:
            columns[name] = _strings(named[name.lower()])
    heights = {len(cells) for cells in columns.values()}
    if len(heights) > 1:
        raise service_error(
            "InputMismatchError",
            f"All inputs must have as many rows; they have {sorted(heights)}.",
        )
    # One there is, for the needed column has been found
    [height] = heights
    check_number(height, most)
    rows = [dict.fromkeys(COLUMNS, "") for _ in range(height)]
    for name, cells in columns.items():
        for row, cell in zip(rows, cells, strict=True):
            row[name] = cell
    return rows


def _tensors(value: Any, what: str) -> dict[str, tensors.Tensor]:
    try:
        return tensors.by_name(value, what)
    except WireError as error:
        raise service_error("InputParseError", str(error)) from None


def _strings(tensor: tensors.Tensor) -> list[str]:
    """The cells of a tensor of strings."""
    name = shortened(tensor["name"])
    if tensor.get("datatype") != "BYTES":
        raise service_error("InputParseError", f"The input {name} must have datatype BYTES.")
    parameters = tensor.get("parameters")
    if isinstance(parameters, dict) and "binary_data_size" in parameters:
        problem = (
            f"The input {name} is a binary tensor, and this service reads JSON alone. "
            "Send its cells in data; with tritonclient, set_data_from_numpy(…, binary_data=False)."
        )
        raise service_error("InputParseError", problem)
    try:
        rows = tensors.rows_of(tensor)
    except WireError as error:
        raise service_error("InputParseError", str(error)) from None
    strings = []
    for row in rows:
        if len(row) != 1 or not isinstance(row[0], str):
            raise service_error(
                "InputParseError",
                f"The input {name} must have one string for each row.",
            )
        strings.append(cell_text(row[0]))
    return strings
