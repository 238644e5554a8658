"""MLflow models, behind an Azure ML online endpoint or behind plain `mlflow models serve`."""

from collections.abc import Sequence
from typing import Any

from wire import CLASSIC_NAMES, Answer, Names, Row, WireError, shortened
from wire.client.reading import (
    alike,
    answer,
    answers_from_objects,
    answers_from_table,
    counted,
    parsed,
)


def write_request(rows: Sequence[Row], names: Names = CLASSIC_NAMES) -> dict[str, Any]:
    """The body for an Azure ML online endpoint."""
    return {"input_data": _split(rows, names)}


def write_serve_request(rows: Sequence[Row], names: Names = CLASSIC_NAMES) -> dict[str, Any]:
    """The body for plain `mlflow models serve`."""
    return {"dataframe_split": _split(rows, names)}


def read_reply(body: bytes, rows: int, names: Names = CLASSIC_NAMES) -> list[Answer]:
    """The answers in a reply body to a request of `rows` rows.

    A list of row objects, of lists or of cluster numbers alone (as plain k-means returns them), or
    an object of `columns` and `data`; each may stand in `predictions`.

    Raises:
        WireError: it is no JSON, none of these forms, or its numbers make no sense.
    """
    reply = parsed(body)
    if isinstance(reply, str):
        # A scoring script that writes JSON itself has it written as JSON once more, by its server
        reply = parsed(reply.encode("utf-8", "surrogatepass"))
    predictions = reply
    if isinstance(reply, dict):
        predictions = reply.get("predictions", reply)

    if isinstance(predictions, dict) and "data" in predictions:
        columns = predictions.get("columns")
        return answers_from_table(
            columns,
            predictions["data"],
            rows,
            names,
            lambda cells: {"columns": columns, "data": [cells]},
        )
    if not isinstance(predictions, list):
        raise WireError(f"Expected a list of predictions; the reply is {shortened(reply)}")
    if any(isinstance(row, dict) for row in predictions):
        return answers_from_objects(predictions, rows, names, lambda row: [row])
    are_labels = all(isinstance(row, str | int | float) for row in predictions)
    if predictions and are_labels:
        labels = counted(predictions, rows)
        return alike(answer(label, [], [label]) for label in labels)
    return answers_from_table(None, predictions, rows, names, lambda cells: [cells])


def _split(rows: Sequence[Row], names: Names) -> dict[str, Any]:
    """A pandas data frame's "split" form."""
    return {
        "columns": list(names.columns),
        "index": list(range(len(rows))),
        "data": [list(row) for row in rows],
    }
