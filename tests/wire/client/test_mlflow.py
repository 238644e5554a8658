"""MLflow models behind an online endpoint, and behind plain `mlflow models serve`."""

import json
from typing import Any

import pytest

from wire import Names, Row, UnnamedDistanceError, WireError
from wire.client.mlflow import read_reply, write_request, write_serve_request

SPLIT = {
    "columns": ["Title", "Category", "Text"],
    "index": [0, 1],
    "data": [["Acme", "Banks", "Lends"], ["Bolt", "", "Screws"]],
}
ROWS = [Row("Acme", "Banks", "Lends"), Row("Bolt", "", "Screws")]
OBJECT = {
    "Assignments": 1,
    "DistancesToClusterCenter no.0": 0.5,
    "DistancesToClusterCenter no.1": 0.25,
}
CELLS = [1, 0.5, 0.25]


def test_an_online_endpoint_gets_the_split_form_as_input_data() -> None:
    assert write_request(ROWS) == {"input_data": SPLIT}


def test_plain_serving_gets_the_split_form_as_dataframe_split() -> None:
    assert write_serve_request(ROWS) == {"dataframe_split": SPLIT}


def test_a_request_uses_the_column_names_of_the_model() -> None:
    body = write_request(ROWS, Names(columns=("name", "sector", "about")))

    assert body["input_data"]["columns"] == ["name", "sector", "about"]


REPLIES: dict[str, Any] = {
    "a list of objects": [OBJECT],
    "a list of lists": [CELLS],
    "predictions of objects": {"predictions": [OBJECT]},
    "predictions of lists": {"predictions": [CELLS]},
    "a split form": {"columns": list(OBJECT), "data": [CELLS]},
    "a split form in another order": {
        "columns": ["Text", *reversed(OBJECT)],
        "index": [0],
        "data": [["a", *CELLS[::-1]]],
    },
    "a split form without columns": {"data": [CELLS]},
    "predictions in a split form": {"predictions": {"columns": list(OBJECT), "data": [CELLS]}},
    "JSON inside a JSON string": json.dumps([CELLS]),
}


@pytest.mark.parametrize("name", REPLIES)
def test_every_form_of_reply_is_read(name: str) -> None:
    (answer,) = read_reply(json.dumps(REPLIES[name]).encode(), 1)

    assert (answer.cluster, answer.distances) == (1, (0.5, 0.25))


def test_each_answer_keeps_the_part_of_the_reply_that_is_about_its_row() -> None:
    other = {**OBJECT, "Assignments": 0, "DistancesToClusterCenter no.0": 0.1}
    body = {"predictions": [OBJECT, other]}

    answers = read_reply(json.dumps(body).encode(), 2)

    assert [json.loads(answer.raw)[0]["Assignments"] for answer in answers] == [1, 0]


BAD_REPLIES: dict[str, tuple[Any, str]] = {
    "bare words": (["retail"], "a cluster number; it is retail"),
    "bare distances": ([0.25], "a cluster number from 0 to 9999; it is 0.25"),
    "nothing": ([], "Expected 1 rows in the reply; it has 0"),
    "an error": (
        {"error_code": "BAD_REQUEST", "message": "schema"},
        "Expected a list of predictions",
    ),
    "predictions that are text": ({"predictions": "1"}, "Expected a list of predictions"),
    "a string that is no JSON": ("clusters", "Expected JSON"),
    "a string in a string in a string": (
        json.dumps(json.dumps([CELLS])),
        "Expected a list of predictions",
    ),
    "too many rows": ([CELLS, CELLS], "it has 2"),
    "a row among objects that is none": ([OBJECT, CELLS], "it has 2"),
    "rows of the split form that are no list": (
        {"columns": [], "data": 3},
        "Expected a list of rows",
    ),
    "a true cluster": ([[True, 0.5, 0.25]], "Expected a cluster number; it is True"),
    "a missing row": ([None], "Expected a list of cells"),
    "columns with half of the names": (
        {"columns": ["Assignments", "a", "b"], "data": [CELLS]},
        "Expected distances in columns DistancesToClusterCenter no.0",
    ),
}


@pytest.mark.parametrize("name", BAD_REPLIES)
def test_a_reply_that_is_no_valid_answer_is_refused_with_what_came(name: str) -> None:
    body, message = BAD_REPLIES[name]

    with pytest.raises(WireError, match=message):
        read_reply(json.dumps(body).encode(), 1)


@pytest.mark.parametrize("reply", [[1, 0], {"predictions": ["1", "0"]}, [[1], [0]]])
def test_plain_k_means_says_cluster_numbers_alone(reply: Any) -> None:
    answers = read_reply(json.dumps(reply).encode(), 2)

    assert [(answer.cluster, answer.distances) for answer in answers] == [(1, ()), (0, ())]


def test_a_row_without_names_may_have_its_distances_in_a_list() -> None:
    assert read_reply(b"[[1, [0.5, 0.25]]]", 1)[0].distances == (0.5, 0.25)


@pytest.mark.parametrize("reply", [b'{"predictions": [[1, 0.25]]}', b"[[1, [0.25]]]"])
def test_one_distance_without_a_name_is_taken_only_where_a_name_is_set(reply: bytes) -> None:
    (answer,) = read_reply(reply, 1, Names(assignment="cluster", distance="distance"))
    assert (answer.cluster, answer.distances) == (1, (0.25,))

    for names in (Names(), Names(assignment="cluster", distance="")):
        with pytest.raises(UnnamedDistanceError, match="one cell without a name"):
            read_reply(reply, 1, names)


def test_rows_of_two_kinds_are_refused() -> None:
    with pytest.raises(WireError, match="Expected an object"):
        read_reply(json.dumps([OBJECT, CELLS]).encode(), 2)
