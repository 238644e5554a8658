"""Real-time endpoints of Azure ML designer."""

import json
from typing import Any

import pytest

from wire import Row, WireError
from wire.client.designer import INPUT1_NAMES, read_reply, write_request

SCORED = {
    "Title": "Acme",
    "Text": "Lends",
    "Assignments": 1,
    "DistancesToClusterCenter no.0": 0.5,
    "DistancesToClusterCenter no.1": 0.25,
}


def reply(*rows: Any) -> bytes:
    return json.dumps({"Results": {"WebServiceOutput0": rows}}).encode()


def test_a_request_has_an_object_for_each_row_under_the_input_of_designer() -> None:
    body = write_request([Row("Acme", "Banks", "We LEND")])

    rows = [{"Title": "Acme", "Category": "Banks", "Text": "We LEND"}]
    assert body == {"Inputs": {"WebServiceInput0": rows}, "GlobalParameters": {}}


def test_newer_endpoints_call_the_input_input1_and_the_output_as_before() -> None:
    body = write_request([Row("Acme", "Banks", "Lends")], INPUT1_NAMES)

    assert list(body["Inputs"]) == ["input1"]
    assert read_reply(reply(SCORED), 1, INPUT1_NAMES)[0].cluster == 1


def test_numbers_are_read_after_the_input_columns_that_are_put_before_them() -> None:
    (answer,) = read_reply(reply(SCORED), 1)

    assert (answer.cluster, answer.distances) == (1, (0.5, 0.25))
    assert json.loads(answer.raw) == {"Results": {"WebServiceOutput0": [SCORED]}}


BAD_REPLIES: dict[str, tuple[bytes, str]] = {
    "a page": (b"<html>", "begins with: <html>"),
    "the output of the classic service": (b'{"Results": {"output1": []}}', "no WebServiceOutput0"),
    "an error": (
        b'{"error": {"code": 400, "message": "Input Data Error.", "details": ""}}',
        "no Results",
    ),
    "no rows": (reply(), "Expected 1 rows in the reply; it has 0"),
    "too many rows": (reply(SCORED, SCORED), "it has 2"),
    "rows that are no list": (
        b'{"Results": {"WebServiceOutput0": {"a": 1}}}',
        "Expected a list of rows",
    ),
    "a row that is a list": (reply([1, 0.5, 0.25]), "Expected an object"),
    "a blank assignment": (
        reply({**SCORED, "Assignments": None}),
        "Expected a cluster number; it is None",
    ),
    "a blank distance": (
        reply({**SCORED, "DistancesToClusterCenter no.0": ""}),
        "a distance; it is empty",
    ),
    "a cluster between two": (reply({**SCORED, "Assignments": 2.5}), "from 0 to 1; it is 2.5"),
    "a distance below zero": (reply({**SCORED, "DistancesToClusterCenter no.0": -1}), "0 or more"),
}


@pytest.mark.parametrize("name", BAD_REPLIES)
def test_a_reply_that_is_no_valid_answer_is_refused_with_what_came(name: str) -> None:
    body, message = BAD_REPLIES[name]

    with pytest.raises(WireError, match=message):
        read_reply(body, 1)


def test_rows_with_other_numbers_of_distances_are_refused() -> None:
    more = {**SCORED, "DistancesToClusterCenter no.2": 1}

    with pytest.raises(WireError, match=r"the rows have \[2, 3\]"):
        read_reply(reply(SCORED, more), 2)
