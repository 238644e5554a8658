"""The Open Inference Protocol as a client speaks it."""

import json
from typing import Any

import pytest

from wire import Names, Row, WireError
from wire.client.open_inference import read_reply, write_request

ASSIGNMENT = {"name": "assignment", "shape": [2], "datatype": "INT64", "data": [1, 0]}
DISTANCES = {
    "name": "distances",
    "shape": [2, 2],
    "datatype": "FP64",
    "data": [0.5, 0.25, 0.1, 0.9],
}


def reply(*outputs: Any) -> bytes:
    return json.dumps({"model_name": "m", "outputs": outputs}).encode()


def test_a_request_has_a_tensor_of_strings_for_each_column() -> None:
    body = write_request([Row("Acme", "Banks", "Lends"), Row("Bolt", "", "Screws")])

    tensor = {"shape": [2, 1], "datatype": "BYTES", "parameters": {"content_type": "str"}}
    assert body["inputs"] == [
        {"name": "title", **tensor, "data": ["Acme", "Bolt"]},
        {"name": "category", **tensor, "data": ["Banks", ""]},
        {"name": "text", **tensor, "data": ["Lends", "Screws"]},
    ]
    # By which MLServer makes a data frame of them
    assert body["parameters"] == {"content_type": "pd"}


def test_flat_distances_are_cut_into_rows() -> None:
    first, second = read_reply(reply(ASSIGNMENT, DISTANCES), 2)

    assert (first.cluster, first.distances) == (1, (0.5, 0.25))
    assert (second.cluster, second.distances) == (0, (0.1, 0.9))
    assert json.loads(second.raw)["outputs"][1] == {
        "name": "distances",
        "shape": [1, 2],
        "data": [0.1, 0.9],
    }


def test_nested_data_of_outputs_in_any_order_and_case_are_read_too() -> None:
    nested = {**DISTANCES, "name": "Distances", "data": [[0.5, 0.25], [0.1, 0.9]]}
    column = {**ASSIGNMENT, "name": "ASSIGNMENT", "shape": [2, 1], "data": [[1], [0]]}

    answers = read_reply(reply({"name": "extra"}, nested, column), 2)

    assert [answer.cluster for answer in answers] == [1, 0]


def test_outputs_are_found_by_the_names_that_a_service_was_given() -> None:
    names = Names(assignment="group", distance="far")

    answers = read_reply(
        reply({**ASSIGNMENT, "name": "group"}, {**DISTANCES, "name": "far"}), 2, names
    )

    assert [answer.cluster for answer in answers] == [1, 0]


def test_an_assignment_may_come_alone_or_with_one_distance() -> None:
    one_each = {**DISTANCES, "shape": [2], "data": [0.25, 0.1]}

    alone, with_one = read_reply(reply(ASSIGNMENT), 2), read_reply(reply(ASSIGNMENT, one_each), 2)

    assert [(answer.cluster, answer.distances) for answer in alone] == [(1, ()), (0, ())]
    assert [answer.distances for answer in with_one] == [(0.25,), (0.1,)]


BAD_REPLIES: dict[str, tuple[bytes, str]] = {
    "an error": (b'{"error": "no such model"}', "no outputs"),
    "outputs that are no list": (b'{"outputs": {}}', "a list of tensors"),
    "an output that is no object": (reply(3), "a name of its own"),
    "an output without a name": (reply({"data": []}), "a name of its own"),
    "two outputs of one name": (reply(ASSIGNMENT, ASSIGNMENT), "a name of its own"),
    "distances under another name": (
        reply(ASSIGNMENT, {**DISTANCES, "name": "far"}),
        r"Expected distances in an output distances; beside assignment there are \['far'\]",
    ),
    "no assignment": (reply(DISTANCES), "Expected an output assignment"),
    "a tensor without a shape": (
        reply({**ASSIGNMENT, "shape": None}, DISTANCES),
        "Expected a shape",
    ),
    "a shape of three numbers": (
        reply(ASSIGNMENT, {**DISTANCES, "shape": [2, 2, 1]}),
        "Expected a shape",
    ),
    "a shape without columns": (
        reply(ASSIGNMENT, {**DISTANCES, "shape": [10**9, 0], "data": []}),
        "Expected a shape",
    ),
    "a shape below zero": (reply({**ASSIGNMENT, "shape": [-1]}, DISTANCES), "Expected a shape"),
    "a true shape": (reply({**ASSIGNMENT, "shape": [True]}, DISTANCES), "Expected a shape"),
    "a shape that does not fit": (
        reply(ASSIGNMENT, {**DISTANCES, "shape": [2, 3]}),
        "Expected 6 values",
    ),
    "data that are no list": (
        reply({**ASSIGNMENT, "data": "10"}, DISTANCES),
        "Expected data, a list",
    ),
    "data in another place": (
        reply({**ASSIGNMENT, "data": None}, DISTANCES),
        "Expected data, a list",
    ),
    "too few rows": (
        reply({**ASSIGNMENT, "shape": [1], "data": [1]}, DISTANCES),
        "Expected 2 rows",
    ),
    "two assignments in a row": (
        reply({**DISTANCES, "name": "assignment"}, DISTANCES),
        "Expected one assignment",
    ),
    "a cluster past the last": (
        reply({**ASSIGNMENT, "data": [1, 2]}, DISTANCES),
        "from 0 to 1; it is 2",
    ),
    "no cluster": (reply({**ASSIGNMENT, "data": [1, -1]}, DISTANCES), "from 0 to 1; it is -1"),
    "data nested too far": (
        reply(ASSIGNMENT, {**DISTANCES, "data": [[[1], [2]], [[3], [4]]]}),
        r"it is \[1\]",
    ),
}


@pytest.mark.parametrize("name", BAD_REPLIES)
def test_a_reply_that_is_no_valid_answer_is_refused_with_what_came(name: str) -> None:
    body, message = BAD_REPLIES[name]

    with pytest.raises(WireError, match=message):
        read_reply(body, 2)
