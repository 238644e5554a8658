"""The Open Inference Protocol, version 2: KServe, Triton, MLServer."""

from collections.abc import Sequence
from typing import Any

from wire import Answer, Names, Row, UnknownNamesError, WireError, shortened, tensors
from wire.client.reading import alike, answer, check_labels_alone, counted, inside, parsed
from wire.tensors import NAMES


def write_request(rows: Sequence[Row], names: Names = NAMES) -> dict[str, Any]:
    """The body for some rows: one tensor of strings, n x 1, for each column.

    MLServer makes a data frame with texts of it, and other servers pass over `content_type`.
    """
    inputs = []
    for place, name in enumerate(names.columns):
        tensor = {
            "name": name,
            "shape": [len(rows), 1],
            "datatype": "BYTES",
            "parameters": {"content_type": "str"},
            "data": [row[place] for row in rows],
        }
        inputs.append(tensor)
    return {"parameters": {"content_type": "pd"}, "inputs": inputs}


def read_reply(body: bytes, rows: int, names: Names = NAMES) -> list[Answer]:
    """The answers in a reply body to a request of `rows` rows.

    They come from two tensors, whose names may be in any case; that of the distances may be
    missing.

    Raises:
        WireError: it is no JSON, lacks a tensor, or its shapes or numbers make no sense.
    """
    reply = parsed(body)
    listed = inside(reply, "outputs")
    outputs = tensors.by_name(listed, "outputs")
    clusters = _rows(outputs, names.assignment, rows)
    if names.distance.lower() in outputs:
        distances = _rows(outputs, names.distance, rows)
    else:
        check_labels_alone(outputs, names, f"an output {names.distance}")
        distances = [[] for _ in clusters]
    if len(clusters[0]) != 1:
        raise WireError(
            f"Expected one {names.assignment} for each row; one row has {len(clusters[0])}."
        )
    answers = []
    for (cluster,), row in zip(clusters, distances, strict=True):
        assignment = {
            "name": names.assignment,
            "shape": [1],
            "data": [cluster],
        }
        outputs_of_row = [assignment]
        if row:
            tensor = {
                "name": names.distance,
                "shape": [1, len(row)],
                "data": row,
            }
            outputs_of_row.append(tensor)
        answers.append(answer(cluster, row, {"outputs": outputs_of_row}))
    return alike(answers)


def _rows(outputs: dict[str, tensors.Tensor], name: str, rows: int) -> list[list[Any]]:
    """The cells of the output with a name, row by row."""
    tensor = outputs.get(name.lower())
    if tensor is None:
        raise UnknownNamesError(
            f"Expected an output {name}; the outputs are {shortened(list(outputs))}."
        )
    return counted(tensors.rows_of(tensor), rows)
