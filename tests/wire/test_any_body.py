"""Whatever stands in a body, a reader answers or refuses; nothing else is ever raised."""

import json
import math
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wire.strategies import bodies, changed, json_values, quick
from wire import Answer, Names, Row, WireError
from wire.client.custom import DocumentError, read_document
from wire.client.errors import error_sentence
from wire.client.protocols import PROTOCOLS, Protocol, custom_protocol
from wire.client.reading import MOST_LABELS
from wire.service.classic import read_request
from wire.service.classic_batch import read_job
from wire.service.errors import ServiceError, service_error
from wire.service.open_inference import InferCall, write_inference
from wire.service.open_inference import read_request as read_infer_request
from wire.service.requests import COLUMNS
from wire.service.score import read_request as read_score_request

REPLY_WORDS = (
    "Results",
    "output1",
    "WebServiceOutput0",
    "value",
    "ColumnNames",
    "Values",
    "Assignments",
    "predictions",
)
TENSOR_WORDS = (
    "name",
    "shape",
    "datatype",
    "data",
    "inputs",
    "outputs",
    "columns",
    "input_data",
    "id",
)
REQUEST_WORDS = (
    "Inputs",
    "input1",
    "GlobalParameters",
    "ColumnNames",
    "Values",
    "Title",
    "Category",
    "Text",
)
JOB_WORDS = (
    "Input",
    "Inputs",
    "Outputs",
    "input1",
    "output1",
    "BaseLocation",
    "RelativeLocation",
    "SasBlobToken",
)
CUSTOM = custom_protocol(
    b'{"request": "{text}", "cluster": "[0] || cluster", "distances": "[1] || distances"}'
)
DEEP = b'{"Inputs":' + b"[" * 200_000
TOO_DEEP_TO_WALK = b'{"Inputs":' + b"[" * 500 + b"]" * 500 + b"}"
HUGE_INTEGER = b"[" + b"9" * 5000 + b"]"

OBJECT = {
    "Assignments": "1",
    "DistancesToClusterCenter no.0": "0.5",
    "DistancesToClusterCenter no.1": 0.25,
}
TABLE = {"ColumnNames": list(OBJECT), "Values": [list(OBJECT.values())]}
VALID_REPLIES: list[tuple[Protocol, Any]] = [
    (PROTOCOLS["classic"], {"Results": {"output1": {"type": "table", "value": TABLE}}}),
    (PROTOCOLS["classic-swagger"], {"Results": {"output1": [OBJECT]}}),
    (PROTOCOLS["designer"], {"Results": {"WebServiceOutput0": [OBJECT]}}),
    (PROTOCOLS["mlflow"], {"columns": list(OBJECT), "data": [[1, 0.5, 0.25]]}),
    (PROTOCOLS["mlflow"], {"predictions": [OBJECT]}),
    (PROTOCOLS["mlflow-serve"], {"predictions": [[1, 0.5, 0.25]]}),
    (
        PROTOCOLS["open-inference"],
        write_inference(
            [Answer(1, (0.5, 0.25), "")], 2, InferCall([], "", ("assignment", "distances"))
        ),
    ),
    (CUSTOM, [1, [0.5, 0.25]]),
]
BLOB = {
    "BaseLocation": "https://example.com",
    "RelativeLocation": "in/a.csv",
    "SasBlobToken": "?sig=x",
}
ROWS = [Row("Acme", "Banks", "We lend money.")]
VALID_REQUESTS: list[tuple[Callable[[bytes], Any], Any]] = [
    (read_request, PROTOCOLS["classic"].write_request(ROWS, Names())),
    (read_request, PROTOCOLS["classic-swagger"].write_request(ROWS, Names())),
    (read_score_request, PROTOCOLS["mlflow"].write_request(ROWS, Names())),
    (
        read_infer_request,
        PROTOCOLS["open-inference"].write_request(ROWS, PROTOCOLS["open-inference"].names),
    ),
    (read_job, {"Inputs": {"input1": BLOB}, "Outputs": {"output1": BLOB}, "GlobalParameters": {}}),
]

PROTOCOLS_AND_CUSTOM = [*PROTOCOLS.values(), CUSTOM]
SERVICES = [read_request, read_score_request, read_infer_request, read_job]

readers = pytest.mark.parametrize(
    "protocol", PROTOCOLS_AND_CUSTOM, ids=lambda protocol: protocol.name
)
services = pytest.mark.parametrize("read", SERVICES)


def check_reply(protocol: Protocol, body: bytes) -> None:
    """It is refused in few words, or its one answer is whole."""
    refusal = ""
    try:
        (answer,) = protocol.read_reply(body, 1, protocol.names)
    except WireError as error:
        refusal = str(error)
    else:
        assert 0 <= answer.cluster < (answer.clusters or MOST_LABELS)
        assert not answer.clusters or min(answer.distances) == answer.distances[answer.cluster]
        assert all(0 <= distance < math.inf for distance in answer.distances)
        json.loads(answer.raw.encode())
    assert len(refusal) < 400
    assert refusal.isprintable()


def check_request(read: Callable[[bytes], Any], body: bytes) -> None:
    """It is read, or refused under a code and in words that fit on one line."""
    refusal = service_error("UnknownError", "")
    try:
        read(body)
    except ServiceError as error:
        refusal = error
    assert refusal.details[0].message.isprintable()
    assert refusal.status in (400, 500)


@pytest.mark.parametrize(("protocol", "valid"), VALID_REPLIES)
def test_the_valid_replies_are_read_before_they_are_changed(protocol: Protocol, valid: Any) -> None:
    (answer,) = protocol.read_reply(json.dumps(valid).encode(), 1, protocol.names)

    assert (answer.cluster, answer.distances) == (1, (0.5, 0.25))


@given(st.one_of(st.tuples(st.just(protocol), changed(valid)) for protocol, valid in VALID_REPLIES))
@settings(quick, max_examples=250)
def test_a_reply_with_one_part_exchanged_is_a_whole_answer_or_refused(
    reply: tuple[Protocol, bytes],
) -> None:
    check_reply(*reply)


@given(bodies(*REPLY_WORDS, *TENSOR_WORDS))
@quick
def test_any_reply_is_a_whole_answer_or_refused(body: bytes) -> None:
    for protocol in PROTOCOLS_AND_CUSTOM:
        check_reply(protocol, body)


@pytest.mark.parametrize(("read", "valid"), VALID_REQUESTS)
def test_the_valid_requests_are_read_before_they_are_changed(
    read: Callable[[bytes], Any], valid: Any
) -> None:
    assert read(json.dumps(valid).encode())


@given(st.one_of(st.tuples(st.just(read), changed(valid)) for read, valid in VALID_REQUESTS))
@settings(quick, max_examples=200)
def test_a_request_with_one_part_exchanged_is_read_or_refused(
    request_: tuple[Callable[[bytes], Any], bytes],
) -> None:
    check_request(*request_)


@given(bodies(*REQUEST_WORDS, *TENSOR_WORDS, *JOB_WORDS))
@quick
def test_any_request_is_read_or_refused(body: bytes) -> None:
    for read in SERVICES:
        check_request(read, body)


@readers
@pytest.mark.parametrize(
    "body", [DEEP, TOO_DEEP_TO_WALK, HUGE_INTEGER, b"\xff\xfe\xfa", b"", b"null"]
)
def test_a_hostile_reply_is_refused(protocol: Protocol, body: bytes) -> None:
    with pytest.raises(WireError):
        protocol.read_reply(body, 1, protocol.names)


@services
@pytest.mark.parametrize(
    "body", [DEEP, TOO_DEEP_TO_WALK, HUGE_INTEGER, b"\xff\xfe\xfa", b"not JSON", b"[]", b"null"]
)
def test_a_body_that_is_no_json_object_is_invalid(
    read: Callable[[bytes], Any], body: bytes
) -> None:
    with pytest.raises(ServiceError) as caught:
        read(body)

    assert caught.value.details[0].code == "RequestBodyInvalid"


@services
@pytest.mark.parametrize("body", [b"", b" \r\n"])
def test_a_request_without_a_body_is_empty(read: Callable[[bytes], Any], body: bytes) -> None:
    with pytest.raises(ServiceError) as caught:
        read(body)

    assert caught.value.details[0].code == "RequestIsEmpty"


@given(value=json_values("Text", "text", "Title"))
@quick
def test_any_row_that_is_read_has_every_column_as_text_that_can_be_stored(value: Any) -> None:
    body = json.dumps({"Inputs": {"input1": [{"Text": "bank", "Title": value}]}}).encode()
    try:
        (row,) = read_request(body).rows
    except ServiceError:
        return
    assert tuple(row) == COLUMNS
    assert all(isinstance(cell.encode(), bytes) for cell in row.values())


@given(body=bodies("error", "message", "details", "code"))
@quick
def test_an_error_body_gives_one_short_line_at_most(body: bytes) -> None:
    sentence = error_sentence(body)

    assert len(sentence) <= 201
    assert sentence.isprintable()


@given(value=json_values("request", "row", "cluster", "distances", "clusters_from"))
@quick
def test_any_document_is_taken_or_refused(value: Any) -> None:
    for document in (value, {"request": value, "cluster": "a", "distances": "b"}):
        with suppress(DocumentError):
            assert read_document(json.dumps(document).encode()).row is None


@pytest.mark.filterwarnings("ignore:deprecated string literal syntax")
@given(expression=st.text("ab[]*.`\"'&|@()01:,{}?=<>!- ", max_size=12))
@quick
def test_an_expression_is_taken_or_refused(expression: str) -> None:
    document = {"request": "{text}", "cluster": expression, "distances": "b"}
    with suppress(DocumentError, WireError):
        read_document(json.dumps(document).encode()).read_reply(b'{"a": [1, {"b": "2"}]}', 1)
