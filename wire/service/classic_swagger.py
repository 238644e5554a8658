"""The description of the classic service in Swagger 2.0, as the programs that read it need it.

The keys of the paths hold queries and stand in a fixed order: a known client takes the method from
the second path, and finds it by "/execute?".
"""

from typing import Any
from urllib.parse import urlsplit

from wire.service.classic_batch import JobState
from wire.service.requests import COLUMNS, NAMES, result_columns

EXAMPLE = {
    "Title": "Harbour Bank",
    "Category": "Financials",
    "Text": "A bank that lends to small businesses and takes deposits.",
}
JSON = ["application/json"]
# The contract's own word for it, and the one that generators of clients know
NULLABLE = {"x-ms-isnullable": True, "x-nullable": True}
# Of an object: it has no other properties
CLOSED = {"additionalProperties": False}


def _ref(definition: str) -> dict[str, str]:
    return {"$ref": f"#/definitions/{definition}"}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def _list(definition: str) -> dict[str, Any]:
    return {"type": "array", "items": _ref(definition)}


def _map(definition: str) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": _ref(definition)}


def _limit(name: str, most: int | None) -> dict[str, int]:
    if most is None:
        return {}
    return {name: most}


def _body(definition: str) -> dict[str, Any]:
    return {"name": "body", "in": "body", "required": True, "schema": _ref(definition)}


def _operation(
    name: str,
    summary: str,
    schema: Any,
    parameters: Any = (),
    **more: Any,
) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "parameters": list(parameters),
        "responses": {
            "200": {"description": "Done", "schema": schema},
            "default": {"description": "Refused", "schema": _ref("ErrorResponse")},
        },
        "security": [{"Bearer": []}],
        **more,
    }


ANY_OBJECT = {"type": "object"}
NO_PARAMETERS = {**ANY_OBJECT, **CLOSED}
TEXT = {"type": "string"}
JOB_ID = {
    "name": "job_id",
    "in": "path",
    "required": True,
    "type": "string",
    # As the site makes the ids of jobs
    "pattern": "^[0-9a-f]{32}$",
}
FILE_NAME = {
    "name": "name",
    "in": "query",
    "required": False,
    "type": "string",
    "default": "input.csv",
}
PATHS = {
    "/swagger.json": {
        "get": _operation("getSwaggerDocument", "This description", ANY_OBJECT, security=[]),
    },
    "/execute?api-version=2.0&format=swagger": {
        "post": _operation(
            "execute",
            "Score rows",
            _ref("ExecutionResults"),
            [_body("ExecutionRequest")],
        ),
    },
    "/jobs?api-version=2.0": {
        "post": _operation("submitJob", "Submit a batch job", TEXT, [_body("BatchRequest")]),
    },
    "/jobs/{job_id}/start?api-version=2.0": {
        "post": _operation("startJob", "Start a batch job", ANY_OBJECT, [JOB_ID]),
    },
    "/jobs/{job_id}?api-version=2.0": {
        "get": _operation("getJob", "The state of a batch job", _ref("BatchStatus"), [JOB_ID]),
        "delete": _operation(
            "deleteJob",
            "Cancel a batch job, or delete an ended one",
            ANY_OBJECT,
            [JOB_ID],
        ),
    },
    "/files?api-version=2.0": {
        "post": _operation(
            "newFile",
            "An address to PUT an input to",
            _ref("BlobReference"),
            [FILE_NAME],
        ),
    },
}
BATCH_DEFINITIONS = {
    "BlobReference": _object(
        {
            "ConnectionString": {**TEXT, **NULLABLE},
            "BaseLocation": TEXT,
            "RelativeLocation": TEXT,
            "SasBlobToken": TEXT,
        }
    ),
    "BatchRequest": _object(
        {
            "Inputs": _map("BlobReference"),
            "Outputs": _map("BlobReference"),
            # The older form, whose jobs start by themselves
            "Input": _ref("BlobReference"),
            "Output": _ref("BlobReference"),
            "GlobalParameters": ANY_OBJECT,
        }
    ),
    "BatchStatus": _object(
        {
            "StatusCode": {"type": "string", "enum": [state.value for state in JobState]},
            "Results": {**_map("BlobReference"), **NULLABLE},
            "Details": {**TEXT, **NULLABLE},
        }
    ),
}
ERROR_DEFINITIONS = {
    "ErrorResponse": _object({"error": _ref("Error")}),
    "Error": _object({"code": TEXT, "message": TEXT, "details": _list("ErrorDetail")}),
    "ErrorDetail": _object({"code": TEXT, "target": TEXT, "message": TEXT}),
}


def swagger(
    base_url: str,
    clusters: int,
    max_rows: int | None = None,
    max_text: int | None = None,
) -> dict[str, Any]:
    """The description of the service at `base_url`.

    `max_rows` and `max_text` are the most rows, and characters of a text, where there are limits.
    """
    address = urlsplit(base_url)
    return {
        "swagger": "2.0",
        "info": {
            "title": "SimilarCo",
            "version": "2.0",
            "description": "The cluster of similar companies to which a description belongs.",
        },
        "host": address.netloc,
        "basePath": address.path.rstrip("/") or "/",
        "schemes": [address.scheme],
        "consumes": JSON,
        "produces": JSON,
        "securityDefinitions": {
            "Bearer": {"type": "apiKey", "name": "Authorization", "in": "header"}
        },
        "paths": PATHS,
        "definitions": {
            **_execution_definitions(clusters, max_rows, max_text),
            **BATCH_DEFINITIONS,
            **ERROR_DEFINITIONS,
        },
    }


def _execution_definitions(
    clusters: int,
    max_rows: int | None,
    max_text: int | None,
) -> dict[str, Any]:
    columns: dict[str, Any] = {name: {"type": "string", "format": "string"} for name in COLUMNS}
    columns["Text"].update(_limit("maxLength", max_text))
    rows = {**_list("input1Item"), "minItems": 1, **_limit("maxItems", max_rows)}

    assignment, *distances = result_columns(clusters)
    whole = {"type": "integer", "format": "int32", **NULLABLE}
    number = {"type": "number", "format": "double", **NULLABLE}
    results = {assignment: whole, **dict.fromkeys(distances, number)}
    return {
        "ExecutionInputs": {
            **_object({NAMES.input: rows}),
            "required": [NAMES.input],
            **CLOSED,
        },
        "ExecutionOutputs": _object({NAMES.output: _list("output1Item")}),
        "input1Item": {**_object(columns), "required": ["Text"], "example": EXAMPLE},
        "output1Item": {
            **_object(results),
            "description": "Each column has the type given here; a reply writes its cells as text.",
        },
        "ExecutionRequest": {
            **_object({"Inputs": _ref("ExecutionInputs"), "GlobalParameters": NO_PARAMETERS}),
            "required": ["Inputs"],
            "example": {"Inputs": {NAMES.input: [EXAMPLE]}, "GlobalParameters": {}},
        },
        "ExecutionResults": _object({"Results": _ref("ExecutionOutputs")}),
    }
