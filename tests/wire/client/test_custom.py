"""Any REST endpoint, as a JSON document describes it."""

import json
from typing import Any

import pytest

from wire import Row, WireError
from wire.client.custom import CustomService, DocumentError, read_document

ROWS = [Row("Acme", "Banks", "Lends {title}"), Row("Bolt", "", "Screws")]
MANY = {
    "request": {"model": 7, "items": "{rows}"},
    "row": {"name": "{title} ({category})", "about": "{text}", "tags": ["{category}", None]},
    "cluster": "items[].group",
    "distances": "items[].distances",
}
SINGLE = {"request": {"q": "{title}: {text}"}, "cluster": "result.group", "distances": "result.far"}


def service(document: dict[str, Any], **changes: Any) -> CustomService:
    return read_document(json.dumps({**document, **changes}).encode())


def test_a_template_for_many_rows_has_the_list_made_from_the_row_template() -> None:
    assert service(MANY).write_request(ROWS) == {
        "model": 7,
        "items": [
            {"name": "Acme (Banks)", "about": "Lends {title}", "tags": ["Banks", None]},
            {"name": "Bolt ()", "about": "Screws", "tags": ["", None]},
        ],
    }


def test_a_template_for_one_row_is_filled_inside_its_strings() -> None:
    assert service(SINGLE).write_request(ROWS[:1]) == {"q": "Acme: Lends {title}"}


def test_a_template_may_be_the_list_of_rows_or_the_text_itself() -> None:
    assert service(MANY, request="{rows}", row="{text}").write_request(ROWS) == [
        "Lends {title}",
        "Screws",
    ]
    assert service(SINGLE, request="{text}").write_request(ROWS[1:]) == "Screws"


def test_a_template_for_one_row_is_for_no_more() -> None:
    with pytest.raises(ValueError, match="for one row, not for 2"):
        service(SINGLE).write_request(ROWS)


def test_expressions_give_one_value_for_each_row() -> None:
    body = {
        "items": [
            {"group": "1", "distances": [0.5, 0.25]},
            {"group": 0, "distances": ["0.1", "0.9"]},
        ]
    }

    first, second = service(MANY).read_reply(json.dumps(body).encode(), 2)

    assert (first.cluster, first.distances) == (1, (0.5, 0.25))
    assert (second.cluster, second.distances) == (0, (0.1, 0.9))
    assert json.loads(second.raw) == {"cluster": 0, "distances": ["0.1", "0.9"]}


def test_expressions_give_the_values_themselves_for_a_template_of_one_row() -> None:
    (answer,) = service(SINGLE).read_reply(b'{"result": {"group": 1, "far": [0.5, 0.25]}}', 1)

    assert (answer.cluster, answer.distances) == (1, (0.5, 0.25))


def test_clusters_may_be_counted_from_one() -> None:
    counted = service(SINGLE, clusters_from=1)

    assert counted.read_reply(b'{"result": {"group": 2, "far": [0.5, 0.25]}}', 1)[0].cluster == 1
    with pytest.raises(WireError, match="from 1 to 2; it is 0"):
        counted.read_reply(b'{"result": {"group": 0, "far": [0.5, 0.25]}}', 1)


@pytest.mark.parametrize("document", [SINGLE, {"request": "{text}", "cluster": "result.group"}])
def test_a_service_of_one_row_may_tell_the_cluster_alone(document: dict[str, Any]) -> None:
    (answer,) = read_document(json.dumps(document).encode()).read_reply(
        b'{"result": {"group": 1}}', 1
    )

    assert (answer.cluster, answer.distances) == (1, ())


@pytest.mark.parametrize(
    ("rows", "distances"),
    [
        ([{"group": 1}, {"group": 0}], [(), ()]),
        ([{"group": 1, "distances": 0.2}, {"group": 0, "distances": [0.3]}], [(0.2,), (0.3,)]),
    ],
)
def test_many_rows_may_tell_no_distance_or_that_to_the_stated_cluster(
    rows: Any, distances: Any
) -> None:
    answers = service(MANY).read_reply(json.dumps({"items": rows}).encode(), 2)

    assert [answer.cluster for answer in answers] == [1, 0]
    assert [answer.distances for answer in answers] == distances


BAD_REPLIES: dict[str, tuple[Any, str]] = {
    "nothing there": ({"status": "ok"}, "Expected cluster at items.*group; the reply has none"),
    "one row": ({"items": [{"group": 1, "distances": [1, 2]}]}, "Expected 2 rows"),
    "a row without a group": (
        {"items": [{"group": 1, "distances": [1, 2]}, {"distances": [1, 2]}]},
        "Expected 2 rows in the reply; it has 1",
    ),
    "distances that are no list": (
        {"items": [{"group": 1, "distances": {"0": 1, "1": 2}}] * 2},
        "Expected a list of distances",
    ),
    "a row without distances": (
        {"items": [{"group": 1, "distances": [2, 1]}, {"group": 1}]},
        "Expected 2 rows in the reply; it has 1",
    ),
    "a group that is a word": (
        {"items": [{"group": "a", "distances": [1, 2]}] * 2},
        "a cluster number; it is a",
    ),
    "probabilities": (
        {"items": [{"group": 1, "distances": [0.1, 0.9]}] * 2},
        "but 0 is nearer, at 0.1",
    ),
}


@pytest.mark.parametrize("name", BAD_REPLIES)
def test_a_reply_that_is_no_valid_answer_is_refused_with_what_came(name: str) -> None:
    body, message = BAD_REPLIES[name]

    with pytest.raises(WireError, match=message):
        service(MANY).read_reply(json.dumps(body).encode(), 2)


@pytest.mark.parametrize(
    "expression", ["sort(items)", "items[::0]", "max_by(items, &group)", "sum(items)"]
)
def test_an_expression_that_fails_on_a_reply_is_a_bad_reply(expression: str) -> None:
    body = b'{"items": [{"group": {}}, {"group": 1}, "x"]}'

    with pytest.raises(WireError):
        service(MANY, cluster=expression).read_reply(body, 2)


BAD_DOCUMENTS: dict[str, tuple[Any, str]] = {
    "a list": ([1], "no JSON object"),
    "no request": ({"cluster": "a", "distances": "b"}, "lacks the key request"),
    "no cluster": ({"request": "{text}", "distances": "b"}, "lacks the key cluster"),
    "a misspelt key": (
        {**SINGLE, "clusters_form": 1},
        "unknown key clusters_form; known are cluster, clusters_from",
    ),
    "an unknown placeholder": (
        {**SINGLE, "request": "{txet} {text}"},
        "key request has the unknown placeholder {txet}",
    ),
    "a placeholder in capitals": (
        {**MANY, "row": "{Text}"},
        "key row has the unknown placeholder {Text}",
    ),
    "no text": ({**SINGLE, "request": "{title}"}, "key request has no {text}"),
    "no text in the row": ({**MANY, "row": {"a": "{title}"}}, "key row has no {text}"),
    "rows without a row": ({**SINGLE, "request": ["{rows}"]}, "needs the key row"),
    "a row without rows": ({**SINGLE, "row": "{text}"}, "request needs a string that is"),
    "rows inside a string": ({**MANY, "request": ["{rows}", "x {rows}"]}, "it must stand alone"),
    "a text outside the row": (
        {**MANY, "request": ["{rows}", "{text}"]},
        "unknown placeholder {text}; known: rows",
    ),
    "rows in a row": ({**MANY, "row": "{rows}{text}"}, "unknown placeholder {rows}"),
    "a bad expression": (
        {**SINGLE, "cluster": "result["},
        "key cluster is a bad JMESPath expression",
    ),
    "an empty expression": (
        {**SINGLE, "distances": ""},
        "key distances is a bad JMESPath expression",
    ),
    "an unknown function": ({**SINGLE, "cluster": "nearest(@)"}, "key cluster is a bad .* nearest"),
    "a function with too much": ({**SINGLE, "cluster": "length(@, @)"}, "key cluster is a bad"),
    "an expression that is a number": (
        {**SINGLE, "cluster": 3},
        "key cluster must be a JMESPath expression",
    ),
    "clusters from 2": ({**SINGLE, "clusters_from": 2}, "clusters_from must be 0 or 1; it is 2"),
    "clusters from true": (
        {**SINGLE, "clusters_from": True},
        "clusters_from must be 0 or 1; it is True",
    ),
    "clusters from a word": ({**SINGLE, "clusters_from": "1"}, "clusters_from must be 0 or 1"),
    "a NaN": ({**SINGLE, "clusters_from": float("nan")}, "NaN"),
}


@pytest.mark.parametrize("name", BAD_DOCUMENTS)
def test_a_document_that_is_of_no_use_is_refused_by_the_key_to_change(name: str) -> None:
    document, message = BAD_DOCUMENTS[name]

    with pytest.raises(DocumentError, match=message):
        read_document(json.dumps(document).encode())


@pytest.mark.parametrize(
    "document", [b"", b"{'request': 1}", b'{"request": }', b"\xff", b"[" * 200_000]
)
def test_a_document_that_is_no_json_is_refused(document: bytes) -> None:
    with pytest.raises(DocumentError, match="no JSON"):
        read_document(document)


def test_an_expression_that_only_a_real_reply_satisfies_is_taken() -> None:
    assert service(SINGLE, cluster="length(result.before)").read_reply(
        b'{"result": {"before": [1], "far": [0.5, 0.25]}}', 1
    )
