"""Services that speak one protocol each, and refuse every other."""

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests import servers
from tests.servers import CLASSIC_PATH, Behaviour

COLUMNS = ["Title", "Category", "Text"]
SCORED = {
    "Assignments": 1,
    "DistancesToClusterCenter no.0": 0.91,
    "DistancesToClusterCenter no.1": 0.25,
}
CELLS = [1, 0.91, 0.25]
# What a request must be for one protocol, and the reply for it; KeyError or AssertionError: it is
# another's
Speaker = Callable[[Any], Any]


def table(
    body: Any, columns: list[str] = COLUMNS, source: str = "input1", output: str = "output1"
) -> Any:
    data = body["Inputs"][source]
    assert data["ColumnNames"] == columns
    values = [[str(cell) for cell in CELLS] for _ in data["Values"]]
    return {
        "Results": {
            output: {"type": "table", "value": {"ColumnNames": list(SCORED), "Values": values}}
        }
    }


def objects(source: str, output: str, columns: list[str] = COLUMNS) -> Speaker:
    def speak(body: Any) -> Any:
        rows = body["Inputs"][source]
        assert set(body["Inputs"]) == {source}
        assert all(list(row) == columns for row in rows)
        return {"Results": {output: [{**row, **SCORED} for row in rows]}}

    return speak


def data_frame(key: str, columns: list[str] = COLUMNS) -> Speaker:
    def speak(body: Any) -> Any:
        frame = body[key]
        assert frame["columns"] == columns
        return (
            {"predictions": [SCORED for _ in frame["data"]]}
            if key == "dataframe_split"
            else [SCORED] * len(frame["data"])
        )

    return speak


def tensors(body: Any, columns: list[str] = ["title", "category", "text"]) -> Any:  # noqa: B006
    assert [tensor["name"] for tensor in body["inputs"]] == columns
    rows = body["inputs"][0]["shape"][0]
    return {
        "model_name": "companies",
        "outputs": [
            {"name": "assignment", "datatype": "INT32", "shape": [rows, 1], "data": [1] * rows},
            {"name": "distances", "datatype": "FP64", "shape": [rows, 2], "data": CELLS[1:] * rows},
        ],
    }


def speaking(speak: Speaker, refusal: int = 400) -> Behaviour:
    def behave(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        try:
            answer = speak(body)
        except (KeyError, TypeError, AssertionError):
            servers.refusing(refusal)(handler, body)
        else:
            servers.send(handler, 200, json.dumps(answer).encode())

    return behave


# The path of a fitting address, what the service there speaks, and how many requests find it out
PROTOCOL_SERVERS: dict[str, tuple[str, Speaker, int]] = {
    "classic": (CLASSIC_PATH, table, 1),
    "classic-swagger": (f"{CLASSIC_PATH}&format=swagger", objects("input1", "output1"), 1),
    "designer": ("/score", objects("WebServiceInput0", "WebServiceOutput0"), 1),
    "designer-input1": ("/score", objects("input1", "WebServiceOutput0"), 2),
    "mlflow": ("/score", data_frame("input_data"), 3),
    "mlflow-serve": ("/invocations", data_frame("dataframe_split"), 1),
    "open-inference": ("/v2/models/companies/infer", tensors, 1),
}
