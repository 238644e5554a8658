"""Today's contracts with SimilarCo as the service: POST /score, and Open Inference."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from wire import Answer, Row
from wire.client import mlflow, open_inference
from wire.service.errors import ServiceError, service_error
from wire.service.open_inference import error_body as infer_error_body
from wire.service.open_inference import (
    live_body,
    model_metadata,
    model_ready_body,
    ready_body,
    server_metadata,
    write_inference,
)
from wire.service.open_inference import read_request as read_infer_request
from wire.service.score import error_body as score_error_body
from wire.service.score import read_request as read_score_request
from wire.service.score import write_scores

ROWS = [Row("Acme", "Banks", "lends"), Row("Bolt", "", "screws")]
AS_DICTS = [
    {"Title": "Acme", "Category": "Banks", "Text": "lends"},
    {"Title": "Bolt", "Category": "", "Text": "screws"},
]
SCORES = [Answer(1, (0.5, 0.25), ""), Answer(0, (1 / 3, 0.9), "")]
UNPLACED = Answer(None, (), "")  # type: ignore[arg-type]
TEXT = {"name": "text", "shape": [2], "datatype": "BYTES", "data": ["lends", "screws"]}


def body(**parts: Any) -> bytes:
    return json.dumps(parts).encode()


def refusal(read: Callable[[bytes], Any], request: bytes) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        read(request)
    return caught.value


@pytest.mark.parametrize("data", [mlflow.write_request(ROWS)["input_data"], AS_DICTS])
def test_input_data_are_read_in_the_split_form_and_as_objects(data: Any) -> None:
    assert read_score_request(body(input_data=data)).rows == AS_DICTS


BAD_SCORE_REQUESTS: dict[str, tuple[bytes, str]] = {
    "another contract": (body(Inputs={"input1": AS_DICTS}), "MissingRequestInput"),
    "text": (body(input_data="lends"), "MissingRequestInput"),
    "no rows": (body(input_data=[]), "RequestIsEmpty"),
    "no rows in the split form": (
        body(input_data={"columns": ["Text"], "data": []}),
        "RequestIsEmpty",
    ),
    "no columns": (body(input_data={"data": [["lends"]]}), "InputParseError"),
    "no text": (body(input_data=[{"Title": "Acme"}]), "InputMismatchError"),
    "a list of lists": (body(input_data=[["Acme", "Banks", "lends"]]), "InputParseError"),
    "a column twice": (b'{"input_data": [{"Text": "a", "Text": "b"}]}', "RequestBodyInvalid"),
    "rows of other widths": (
        body(input_data={"columns": ["Text"], "data": [["a"], ["a", "b"]]}),
        "InputParseError",
    ),
}


@pytest.mark.parametrize("name", BAD_SCORE_REQUESTS)
def test_a_score_request_that_does_not_fit_is_refused(name: str) -> None:
    request, code = BAD_SCORE_REQUESTS[name]

    assert refusal(read_score_request, request).details[0].code == code


def test_scores_are_numbers_that_our_own_client_reads_in_full() -> None:
    written = json.dumps(write_scores(SCORES, 2)).encode()

    answers = mlflow.read_reply(written, 2)

    assert [answer[:2] for answer in answers] == [score[:2] for score in SCORES]


def test_a_row_that_cannot_be_placed_is_all_null() -> None:
    assert set(write_scores([UNPLACED], 2)[0].values()) == {None}


def test_a_score_error_is_one_message() -> None:
    error = service_error("InputMismatchError", "The column Text is missing.")

    message = "The input does not fit this service. The column Text is missing."
    assert score_error_body(error) == {"message": message}
    assert infer_error_body(error) == {"error": message}


def test_an_inference_request_of_our_own_client_is_read() -> None:
    call = read_infer_request(json.dumps(open_inference.write_request(ROWS)).encode())

    assert call.rows == AS_DICTS
    assert call.id == ""


@pytest.mark.parametrize(
    "tensor",
    [
        TEXT,
        {**TEXT, "shape": [2, 1]},
        {**TEXT, "shape": [2, 1], "data": [["lends"], ["screws"]]},
        {**TEXT, "name": "Text"},
    ],
)
def test_the_text_alone_is_enough_in_any_shape_and_case(tensor: Any) -> None:
    call = read_infer_request(body(inputs=[tensor, {"name": "other"}]))

    assert [row["Text"] for row in call.rows] == ["lends", "screws"]
    assert [row["Title"] for row in call.rows] == ["", ""]


BAD_INFERENCES: dict[str, tuple[bytes, str]] = {
    "no inputs": (body(id="1"), "MissingRequestInput"),
    "empty inputs": (body(inputs=[]), "MissingRequestInput"),
    "inputs that are an object": (body(inputs=TEXT), "InputParseError"),
    "an input without a name": (body(inputs=[{**TEXT, "name": None}]), "InputParseError"),
    "the text twice": (body(inputs=[TEXT, {**TEXT, "name": "TEXT"}]), "InputParseError"),
    "no text": (body(inputs=[{**TEXT, "name": "title"}]), "InputMismatchError"),
    "numbers": (body(inputs=[{**TEXT, "datatype": "INT64", "data": [1, 2]}]), "InputParseError"),
    "numbers among strings": (body(inputs=[{**TEXT, "data": ["lends", 2]}]), "InputParseError"),
    "binary data": (
        body(inputs=[{**TEXT, "data": None, "parameters": {"binary_data_size": 9}}]),
        "InputParseError",
    ),
    "too few texts": (body(inputs=[{**TEXT, "data": ["lends"]}]), "InputParseError"),
    "two texts in a row": (body(inputs=[{**TEXT, "shape": [1, 2]}]), "InputParseError"),
    "no rows": (body(inputs=[{**TEXT, "shape": [0], "data": []}]), "InputParseError"),
    "texts nested too far": (
        body(inputs=[{**TEXT, "data": [[["lends"]], [["screws"]]]}]),
        "InputParseError",
    ),
    "fewer titles than texts": (
        body(inputs=[TEXT, {**TEXT, "name": "title", "shape": [1], "data": ["Acme"]}]),
        "InputMismatchError",
    ),
    "an unknown output": (
        body(inputs=[TEXT], outputs=[{"name": "vector"}]),
        "InvalidOutputOverrideName",
    ),
    "outputs of names alone": (body(inputs=[TEXT], outputs=["assignment"]), "InputParseError"),
    "an id that is a number": (body(inputs=[TEXT], id=7), "RequestBodyInvalid"),
}


@pytest.mark.parametrize("name", BAD_INFERENCES)
def test_an_inference_request_that_does_not_fit_is_refused(name: str) -> None:
    request, code = BAD_INFERENCES[name]

    assert refusal(read_infer_request, request).details[0].code == code


def test_an_inference_has_the_clusters_and_flat_distances_that_our_own_client_reads() -> None:
    written = write_inference(SCORES, 2, read_infer_request(body(inputs=[TEXT], id="42")))

    assert (written["model_name"], written["id"]) == ("similarco", "42")
    assert written["outputs"][1]["shape"] == [2, 2]
    answers = open_inference.read_reply(json.dumps(written).encode(), 2)
    assert [answer[:2] for answer in answers] == [score[:2] for score in SCORES]


def test_an_inference_has_only_the_outputs_that_were_asked_for_and_no_id_without_one() -> None:
    call = read_infer_request(body(inputs=[TEXT], outputs=[{"name": "distances"}]))

    written = write_inference(SCORES, 2, call)

    assert [output["name"] for output in written["outputs"]] == ["distances"]
    assert "id" not in written


def test_a_row_that_cannot_be_placed_is_cluster_minus_one_in_a_tensor() -> None:
    written = write_inference([SCORES[0], UNPLACED], 2, read_infer_request(body(inputs=[TEXT])))

    assert [output["data"] for output in written["outputs"]] == [[1, -1], [0.5, 0.25, 0.0, 0.0]]


def test_metadata_say_what_the_model_takes_and_gives() -> None:
    described = model_metadata("4", 10)

    assert server_metadata("1.2") == {"name": "similarco", "version": "1.2", "extensions": []}
    assert (described["name"], described["versions"]) == ("similarco", ["4"])
    assert [(each["name"], each["datatype"]) for each in described["inputs"]] == [
        ("title", "BYTES"),
        ("category", "BYTES"),
        ("text", "BYTES"),
    ]
    assert [(each["name"], each["shape"]) for each in described["outputs"]] == [
        ("assignment", [-1]),
        ("distances", [-1, 10]),
    ]


@pytest.mark.parametrize("ready", [True, False])
def test_health_says_alive_and_ready(ready: bool) -> None:
    assert live_body() == {"live": True}
    assert ready_body(ready) == {"ready": ready}
    assert model_ready_body(ready) == {"name": "similarco", "ready": ready}
