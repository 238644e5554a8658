"""The classic request-response contract as pure functions."""

import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from tests.servers import reply
from wire import Names, Row, UnknownNamesError, WireError
from wire.client.classic import read_reply, write_request, write_swagger_request


def test_a_request_names_the_columns_and_lower_cases_the_text_alone() -> None:
    body = write_request([Row("Acme", "Banks", "We LEND Money")])

    assert body == {
        "Inputs": {
            "input1": {
                "ColumnNames": ["Title", "Category", "Text"],
                "Values": [["Acme", "Banks", "we lend money"]],
            }
        },
        "GlobalParameters": {},
    }


def test_a_swagger_request_has_an_object_for_each_row_with_the_text_alone_lower_cased() -> None:
    body = write_swagger_request([Row("Acme", "Banks", "We LEND"), Row("Bolt", "", "Screws")])

    assert body == {
        "Inputs": {
            "input1": [
                {"Title": "Acme", "Category": "Banks", "Text": "we lend"},
                {"Title": "Bolt", "Category": "", "Text": "screws"},
            ]
        },
        "GlobalParameters": {},
    }


@pytest.mark.parametrize("write", [write_request, write_swagger_request])
def test_a_request_uses_the_names_that_a_service_was_given(write: Callable[..., Any]) -> None:
    names = Names(columns=("Name", "Sector", "About"), input="companies")

    sent = json.dumps(write([Row("Acme", "Banks", "lends")], names))

    assert all(name in sent for name in ("Name", "Sector", "About", "companies"))
    assert "input1" not in sent


def test_a_reply_of_strings_becomes_a_cluster_and_its_distances() -> None:
    (answer,) = read_reply(reply([["1", "0.91", "0.25", "1.5"]]), 1)

    assert (answer.cluster, answer.distances) == (1, (0.91, 0.25, 1.5))


def test_numbers_and_whole_floats_are_taken_as_they_are_meant() -> None:
    (answer,) = read_reply(reply([["2.0", 1, 2.5, "3E-05"]]), 1)

    assert (answer.cluster, answer.distances) == (2, (1.0, 2.5, 3e-05))


def test_columns_are_found_by_name_wherever_they_stand() -> None:
    names = [
        "Title",
        "DistancesToClusterCenter no.1",
        "Assignments",
        "DistancesToClusterCenter no.0",
    ]
    body = {
        "Results": {
            "output1": {"value": {"ColumnNames": names, "Values": [["Acme", "0.2", "1", "0.9"]]}}
        }
    }

    (answer,) = read_reply(json.dumps(body).encode(), 1)

    assert (answer.cluster, answer.distances) == (1, (0.9, 0.2))


def test_cells_are_read_by_position_when_the_reply_names_no_columns() -> None:
    body = {"Results": {"output1": {"value": {"Values": [["0", "0.1", "0.2"]]}}}}

    (answer,) = read_reply(json.dumps(body).encode(), 1)

    assert (answer.cluster, answer.distances) == (0, (0.1, 0.2))


def test_each_answer_keeps_the_part_of_the_reply_that_is_about_its_row() -> None:
    first, second = read_reply(reply([["0", "0.1", "0.2"], ["1", "0.4", "0.3"]]), 2)

    assert json.loads(first.raw)["Results"]["output1"]["value"]["Values"] == [["0", "0.1", "0.2"]]
    assert json.loads(second.raw)["Results"]["output1"]["value"]["Values"] == [["1", "0.4", "0.3"]]


def swagger_reply(*rows: Any) -> bytes:
    return json.dumps({"Results": {"output1": rows}}).encode()


NEAR = {
    "DistancesToClusterCenter no.1": "0.25",
    "DistancesToClusterCenter no.0": "0.5",
    "Assignments": "1",
}
FAR = {"Title": "Acme", **NEAR, "DistancesToClusterCenter no.0": "0.1", "Assignments": "0"}


def test_a_swagger_reply_is_known_by_its_shape_and_read_by_its_column_names() -> None:
    first, second = read_reply(swagger_reply(NEAR, FAR), 2)

    assert (first.cluster, first.distances) == (1, (0.5, 0.25))
    assert (second.cluster, second.distances) == (0, (0.1, 0.25))
    assert json.loads(second.raw) == {"Results": {"output1": [FAR]}}


@pytest.mark.parametrize(
    "row",
    [
        {"Cluster": "1", "d0": "0.5", "d1": "0.25"},
        {"Assignments": "1", "DistancesToClusterCenter no.x": "1", "b": "2"},
        {"Assignments": "1", "Mean": "0.5"},
    ],
)
def test_columns_of_other_names_are_not_read_by_position(row: dict[str, str]) -> None:
    table = {"ColumnNames": list(row), "Values": [list(row.values())]}
    as_table = json.dumps({"Results": {"output1": {"value": table}}}).encode()

    for body in (swagger_reply(row), as_table):
        with pytest.raises(UnknownNamesError):
            read_reply(body, 1)


LABELS_ALONE = [
    ({"Assignments": "1"}, Names()),
    ({"Assignments": 1.0, "title": "Acme"}, Names()),
    ({"group": 1, "employees": 12}, Names(assignment="group", distance="")),
]


@pytest.mark.parametrize(("row", "names"), LABELS_ALONE)
def test_a_cluster_needs_no_distances(row: dict[str, Any], names: Names) -> None:
    (answer,) = read_reply(swagger_reply(row), 1, names)

    assert (answer.cluster, answer.distances, answer.clusters) == (1, (), None)


def test_one_column_may_hold_all_distances_or_that_to_the_stated_cluster() -> None:
    names = Names(assignment="group", distance="far")

    all_of_them, own = (
        read_reply(swagger_reply({"group": 1, "far": far}), 1, names)[0]
        for far in ([0.5, 0.25], 0.25)
    )

    assert (all_of_them.distances, all_of_them.clusters) == ((0.5, 0.25), 2)
    assert (own.distances, own.clusters) == ((0.25,), None)


@pytest.mark.parametrize("distances", [["0.2", "0.25"], ["0.75", "0.8"]])
def test_a_cluster_that_is_not_the_nearest_is_a_wrong_reading(distances: list[str]) -> None:
    with pytest.raises(WireError, match="says 1, at 0.*, but 0 is nearer, at 0"):
        read_reply(reply([["1", *distances]]), 1)


def test_a_tie_and_numbers_that_were_rounded_have_a_nearest_cluster() -> None:
    assert read_reply(reply([["1", "0.25", "0.25"], ["1", "0.2500001", "0.2500003"]]), 2)


def test_a_reply_is_read_by_the_names_that_a_service_was_given() -> None:
    names = Names(output="clusters", assignment="Group", distance="Distance ")
    body = {
        "Results": {
            "clusters": [{"Distance 1": 0.25, "Title": "Acme", "Distance 0": 0.5, "Group": 1}]
        }
    }

    (answer,) = read_reply(json.dumps(body).encode(), 1, names)

    assert (answer.cluster, answer.distances) == (1, (0.5, 0.25))


def test_the_words_of_a_reply_can_be_stored_even_with_half_a_surrogate_pair() -> None:
    (answer,) = read_reply(swagger_reply({**NEAR, "Title": "\ud83d and \x00"}), 1)

    assert json.loads(answer.raw.encode())["Results"]["output1"][0]["Title"] == "\ud83d and \x00"


BAD_REPLIES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "nothing at all"),
    "a page": (b"<html><h1>Welcome</h1></html>", "begins with: <html>"),
    "half of it": (reply([["1", "0.1", "0.2"]])[:-20], "Expected JSON"),
    "not UTF-8": (b"\xff\xfe\xfa", "Expected JSON"),
    "far too deep": (b"[" * 200_000, "nested too deeply"),
    "another shape": (b'{"predictions": [1]}', "no Results"),
    "a list": (b"[1, 2]", "no Results"),
    "another output": (b'{"Results": {"output2": []}}', "the reply has no output1"),
    "an output that is text": (b'{"Results": {"output1": "x"}}', "no value"),
    "a table that is text": (b'{"Results": {"output1": {"value": "x"}}}', "Expected a table"),
    "a swagger row that is no object": (swagger_reply(["1", "0.1", "0.2"]), "Expected an object"),
    "a swagger row without cells": (swagger_reply({}), "Expected an object"),
    "distances without an assignment": (
        swagger_reply({name: cell for name, cell in NEAR.items() if name != "Assignments"}),
        "Expected one column Assignments",
    ),
    "one distance column of one number": (
        swagger_reply({"Assignments": "0", "DistancesToClusterCenter no.0": "1"}),
        "two at least",
    ),
    "names that are text": (
        b'{"Results": {"output1": {"value": {"ColumnNames": "a", "Values": [["1"]]}}}}',
        "a list of column names; it is a",
    ),
    "a label far beyond all": (
        b'{"Results": {"output1": {"value": {"Values": [["84016"]]}}}}',
        "from 0 to 9999; it is 84016",
    ),
    "no rows": (b'{"Results": {"output1": {"value": {"ColumnNames": []}}}}', "a list of rows"),
    "fewer rows": (reply([]), "Expected 1 rows in the reply; it has 0"),
    "more rows": (reply([["1", "0.1", "0.2"]] * 2), "it has 2"),
    "cells that are no list": (
        b'{"Results": {"output1": {"value": {"Values": ["1"]}}}}',
        "a list of cells",
    ),
    "a negative cluster": (reply([["-3", "0.1", "0.2"]]), "from 0 to 1; it is -3"),
    "a cluster past the last": (reply([["999999999", "0.1", "0.2"]]), "it is 999999999"),
    "a cluster between two": (reply([["0.5", "0.1", "0.2"]]), "it is 0.5"),
    "a cluster that is a word": (
        reply([["banana", "0.1", "0.2"]]),
        "it is banana. Have the service send the number",
    ),
    "a cluster that is true": (reply([[True, "0.1", "0.2"]]), "it is True"),
    "an empty distance": (reply([["1", "0.1", ""]]), "Expected a distance; it is empty"),
    "a distance as Python writes it": (reply([["1", "0.1", "1_000"]]), "it is 1_000"),
    "a distance with a comma": (reply([["1", "0.1", "0,2"]]), "it is 0,2"),
    "a distance called nan": (reply([["1", "0.1", "nan"]]), "it is nan"),
    "a distance that is a list": (reply([["1", "0.1", [1]]]), r"it is \[1\]"),
    "a missing distance": (reply([["1", "0.1", None]]), "Expected a distance; it is None"),
    "an infinite distance": (reply([["1", "0.1", "1e400"]]), "finite; it is 1e400"),
    "a number of 400 digits": (reply([["1", "0.1", 10**400]]), "finite"),
    "a literal that is too large": (
        reply([["1", "0.1", "x"]]).replace(b'"x"', b"1e400"),
        "has 1e400",
    ),
    "a literal infinity": (reply([["1", "0.1", math.inf]]), "the reply has Infinity"),
    "a literal NaN": (reply([["1", "0.1", math.nan]]), "the reply has NaN"),
    "a distance below zero": (reply([["1", "0.1", "-0.2"]]), "0 or more; one is -0.2"),
}


@pytest.mark.parametrize("name", BAD_REPLIES)
def test_a_reply_that_is_no_valid_answer_is_refused_with_what_came(name: str) -> None:
    body, message = BAD_REPLIES[name]

    with pytest.raises(WireError, match=message.replace("(", r"\(")):
        read_reply(body, 1)


def test_rows_of_different_widths_are_refused() -> None:
    body = {"Results": {"output1": {"value": {"Values": [["0", 1, 2], ["0", 1, 2, 3]]}}}}

    with pytest.raises(WireError, match="as many distances in each row"):
        read_reply(json.dumps(body).encode(), 2)


def test_distance_columns_with_a_gap_are_refused() -> None:
    names = ["Assignments", "DistancesToClusterCenter no.0", "DistancesToClusterCenter no.2"]
    body = {"Results": {"output1": {"value": {"ColumnNames": names, "Values": [["0", "1", "2"]]}}}}

    with pytest.raises(WireError, match="without a gap"):
        read_reply(json.dumps(body).encode(), 1)


def test_a_column_that_is_named_twice_is_refused() -> None:
    names = ["Assignments", "DistancesToClusterCenter no.0", "DistancesToClusterCenter no.0"]
    body = {"Results": {"output1": {"value": {"ColumnNames": names, "Values": [["0", "1", "2"]]}}}}

    with pytest.raises(WireError, match="without a gap"):
        read_reply(json.dumps(body).encode(), 1)


def test_a_row_with_fewer_cells_than_named_columns_is_refused() -> None:
    names = ["Assignments", "DistancesToClusterCenter no.0", "DistancesToClusterCenter no.1"]
    body = {"Results": {"output1": {"value": {"ColumnNames": names, "Values": [["0", "1"]]}}}}

    with pytest.raises(WireError, match="Expected 3 cells in each row; one has 2"):
        read_reply(json.dumps(body).encode(), 1)


def test_what_came_is_shortened_to_one_line() -> None:
    body = b"<html>\n\n" + b"x" * 5000

    with pytest.raises(WireError) as caught:
        read_reply(body, 1)

    assert len(str(caught.value)) < 200
    assert "\n" not in str(caught.value)
