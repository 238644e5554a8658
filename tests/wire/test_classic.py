"""The classic request-response contract as pure functions."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers import reply
from wire import Row, WireError
from wire.classic import read_reply, write_request


def test_a_request_names_the_columns_and_lower_cases_the_text_alone() -> None:
    body = write_request([Row("Acme", "Banks", "We LEND Money")])

    assert body == {
        "Inputs": {
            "input1": {"ColumnNames": ["Title", "Category", "Text"], "Values": [["Acme", "Banks", "we lend money"]]}
        },
        "GlobalParameters": {},
    }


def test_a_reply_of_strings_becomes_a_cluster_and_its_distances() -> None:
    (answer,) = read_reply(reply([["1", "0.91", "0.25", "1.5"]]), 1)

    assert (answer.cluster, answer.distances) == (1, (0.91, 0.25, 1.5))


def test_numbers_and_whole_floats_are_taken_as_they_are_meant() -> None:
    (answer,) = read_reply(reply([["2.0", 1, 2.5, "3E-05"]]), 1)

    assert (answer.cluster, answer.distances) == (2, (1.0, 2.5, 3e-05))


def test_columns_are_found_by_name_wherever_they_stand() -> None:
    names = ["Title", "DistancesToClusterCenter no.1", "Assignments", "DistancesToClusterCenter no.0"]
    body = {"Results": {"output1": {"value": {"ColumnNames": names, "Values": [["Acme", "0.2", "1", "0.9"]]}}}}

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


BAD_REPLIES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "nothing at all"),
    "a page": (b"<html><h1>Welcome</h1></html>", "begins with: <html>"),
    "half of it": (reply([["1", "0.1", "0.2"]])[:-20], "Expected JSON"),
    "not UTF-8": (b"\xff\xfe\xfa", "Expected JSON"),
    "far too deep": (b"[" * 200_000, "nested too deeply"),
    "another shape": (b'{"predictions": [1]}', "no Results"),
    "a list": (b"[1, 2]", "no Results"),
    "no rows": (b'{"Results": {"output1": {"value": {"ColumnNames": []}}}}', "a list of rows"),
    "fewer rows": (reply([]), "Expected 1 rows in the reply; it has 0"),
    "more rows": (reply([["1", "0.1", "0.2"]] * 2), "it has 2"),
    "cells that are no list": (b'{"Results": {"output1": {"value": {"Values": ["1"]}}}}', "a list of cells"),
    "no distances": (b'{"Results": {"output1": {"value": {"Values": [["1"]]}}}}', "at least two distances"),
    "a negative cluster": (reply([["-3", "0.1", "0.2"]]), "from 0 to 1; it is -3"),
    "a cluster past the last": (reply([["999999999", "0.1", "0.2"]]), "it is 999999999"),
    "a cluster between two": (reply([["0.5", "0.1", "0.2"]]), "it is 0.5"),
    "a cluster that is a word": (reply([["banana", "0.1", "0.2"]]), "it is banana"),
    "a cluster that is true": (reply([[True, "0.1", "0.2"]]), "it is True"),
    "a missing distance": (reply([["1", "0.1", None]]), "Expected a distance; it is None"),
    "an infinite distance": (reply([["1", "0.1", "1e400"]]), "finite; it is 1e400"),
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


def test_what_came_is_shortened_to_one_line() -> None:
    body = b"<html>\n\n" + b"x" * 5000

    with pytest.raises(WireError) as caught:
        read_reply(body, 1)

    assert len(str(caught.value)) < 200
    assert "\n" not in str(caught.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["Results", "output1", "value", "Values"]), inner),
)


@given(json_values)
def test_no_json_value_gets_past_the_checks_or_raises_anything_else(value: Any) -> None:
    try:
        answers = read_reply(json.dumps(value).encode(), 1)
    except WireError:
        return
    assert all(0 <= answer.cluster < len(answer.distances) for answer in answers)
