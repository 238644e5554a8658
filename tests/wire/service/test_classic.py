"""The classic contract with SimilarCo as the service: requests, queries and errors."""

import json
from typing import Any

import pytest

from wire.service.classic import Query, check_query, error_body, read_request
from wire.service.errors import CODES, KINDS, Detail, ServiceError, service_error, unauthorized

ACME = {"Title": "Acme", "Category": "Banks", "Text": "lends"}
BOLT = {"Title": "Bolt", "Category": "", "Text": "screws"}


def table(columns: Any, *values: Any) -> dict[str, Any]:
    return {"ColumnNames": columns, "Values": list(values)}


def body(data: Any, name: str = "input1", **more: Any) -> bytes:
    return json.dumps({"Inputs": {name: data}, "GlobalParameters": {}, **more}).encode()


def refusal(request: bytes) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        read_request(request)
    return caught.value


def test_a_table_is_read_into_rows() -> None:
    request = body(
        table(["Title", "Category", "Text"], ["Acme", "Banks", "lends"], ["Bolt", "", "screws"])
    )

    assert read_request(request).rows == [ACME, BOLT]


def test_row_objects_are_read_into_rows_whatever_the_address_asks_for() -> None:
    assert read_request(body([ACME, BOLT])).rows == [ACME, BOLT]


@pytest.mark.parametrize("name", ["Input1", "INPUT1"])
def test_the_name_of_the_input_may_be_in_any_case(name: str) -> None:
    assert read_request(body([ACME], name)).rows == [ACME]


@pytest.mark.parametrize(
    "data",
    [
        table(["TEXT", "x", "title"], ["lends", 5, "Acme"]),
        [{"text": "lends", "x": 5, "TITLE": "Acme"}],
    ],
)
def test_columns_stand_anywhere_in_any_case_and_others_are_ignored(data: Any) -> None:
    assert read_request(body(data)).rows == [{"Title": "Acme", "Category": "", "Text": "lends"}]


@pytest.mark.parametrize("data", [table(["Text"], ["lends"]), [{"Text": "lends"}]])
def test_title_and_category_may_be_missing(data: Any) -> None:
    assert read_request(body(data)).rows == [{"Title": "", "Category": "", "Text": "lends"}]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("a", "a"),
        ("", ""),
        (None, ""),
        (True, "True"),
        (False, "False"),
        (5, "5"),
        (0.25, "0.25"),
        (float("nan"), ""),
    ],
)
def test_a_cell_of_any_simple_kind_is_text(cell: Any, text: str) -> None:
    assert read_request(body([{"Text": cell}])).rows[0]["Text"] == text


@pytest.mark.parametrize("parameters", [None, {}])
def test_no_global_parameters_are_fine(parameters: Any) -> None:
    assert read_request(body([ACME], GlobalParameters=parameters)).rows == [ACME]
    assert read_request(b'{"Inputs": {"input1": [{"Text": "a"}]}}').rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_body_may_be_in_any_encoding_of_json(encoding: str) -> None:
    text = '{"Inputs": {"input1": [{"Text": "Zürich"}]}}'

    assert read_request(text.encode(encoding)).rows[0]["Text"] == "Zürich"


BAD_REQUESTS: dict[str, tuple[bytes, str, str]] = {
    "nothing": (b"", "BadArgument", "RequestIsEmpty"),
    "a form": (b"Title=Acme&Text=lends", "BadArgument", "RequestBodyInvalid"),
    "half of it": (body([ACME])[:-10], "BadArgument", "RequestBodyInvalid"),
    "a list": (b"[1]", "BadArgument", "RequestBodyInvalid"),
    "nested 100,000 deep": (b'{"Inputs":' * 100_000, "BadArgument", "RequestBodyInvalid"),
    "an infinite number": (body([{"Text": float("inf")}]), "BadArgument", "RequestBodyInvalid"),
    "a number that is too large": (
        b'{"Inputs": {"input1": [{"Text": 1e400}]}}',
        "BadArgument",
        "RequestBodyInvalid",
    ),
    "no inputs": (b'{"GlobalParameters": {}}', "BadArgument", "MissingRequestInput"),
    "inputs of null": (b'{"Inputs": null}', "BadArgument", "MissingRequestInput"),
    "inputs that are a list": (b'{"Inputs": [1]}', "BadArgument", "RequestBodyInvalid"),
    "inputs without a name": (b'{"Inputs": {}}', "BadArgument", "InvalidInputNames"),
    "another input": (body([ACME], "input2"), "BadArgument", "InvalidInputNames"),
    "two inputs": (b'{"Inputs": {"input1": [], "input2": []}}', "BadArgument", "InvalidInputNames"),
    "the input twice": (
        b'{"Inputs": {"input1": [], "Input1": []}}',
        "BadArgument",
        "InvalidInputNames",
    ),
    "an input that is text": (body("Acme"), "BadUserArgument", "InputParseError"),
    "an input of null": (body(None), "BadUserArgument", "InputParseError"),
    "a parameter": (
        body([ACME], GlobalParameters={"k": 3}),
        "BadUserArgument",
        "UnexpectedParameter",
    ),
    "parameters in a list": (
        body([ACME], GlobalParameters=[1]),
        "BadArgument",
        "RequestBodyInvalid",
    ),
    "no rows in the table": (body(table(["Text"])), "BadArgument", "RequestIsEmpty"),
    "no row objects": (body([]), "BadArgument", "RequestIsEmpty"),
    "a table without values": (
        body({"ColumnNames": ["Text"]}),
        "BadUserArgument",
        "InputParseError",
    ),
    "a table without columns": (
        body({"Values": [["lends"]]}),
        "BadUserArgument",
        "InputParseError",
    ),
    "columns that are numbers": (
        body(table([1, 2], ["a", "b"])),
        "BadUserArgument",
        "InputParseError",
    ),
    "no text column": (
        body(table(["Title", "Txet"], ["a", "b"])),
        "BadUserArgument",
        "InputMismatchError",
    ),
    "no text in the second object": (
        body([ACME, {"Title": "a"}]),
        "BadUserArgument",
        "InputMismatchError",
    ),
    "two text columns": (
        body(table(["Text", "text"], ["a", "b"])),
        "BadUserArgument",
        "InputMismatchError",
    ),
    "a text twice in an object": (
        body([{"Text": "a", "TEXT": "b"}]),
        "BadUserArgument",
        "InputMismatchError",
    ),
    "a row that is too short": (
        body(table(["Title", "Text"], ["a", "b"], ["a"])),
        "BadUserArgument",
        "InputParseError",
    ),
    "a row that is too long": (
        body(table(["Text"], ["a", "b"])),
        "BadUserArgument",
        "InputParseError",
    ),
    "a row without cells": (body(table(["Text"], [])), "BadUserArgument", "InputParseError"),
    "a row that is text": (body(table(["Text"], "a")), "BadUserArgument", "InputParseError"),
    "an object among lists": (body([ACME, ["a"]]), "BadUserArgument", "InputParseError"),
    "a cell that is a list": (body([{"Text": ["a"]}]), "BadUserArgument", "InputParseError"),
    "a cell that is an object": (
        body(table(["Text"], [{"a": 1}])),
        "BadUserArgument",
        "InputParseError",
    ),
}


@pytest.mark.parametrize("name", BAD_REQUESTS)
def test_a_request_that_does_not_fit_is_refused_under_the_codes_of_the_contract(name: str) -> None:
    request, kind, code = BAD_REQUESTS[name]

    error = refusal(request)

    assert (error.status, error.code, error.details[0].code) == (400, kind, code)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            body(table(["Title", "Txet"], ["a", "b"])),
            "The column Text is missing; the columns are: Title, Txet.",
        ),
        (
            body(table(["Title", "Text"], ["a", "b"], ["a"])),
            "Row 2 has 1 cells; there are 2 columns.",
        ),
        (body([ACME], "data"), "The one input is input1; the request has: data."),
        (
            body([ACME], GlobalParameters={"k": 3}),
            "This service has no parameters; the request has: k.",
        ),
    ],
)
def test_the_message_says_what_to_change(request_: bytes, message: str) -> None:
    assert refusal(request_).details[0].message == message


def test_no_error_repeats_a_body_that_is_no_json() -> None:
    assert "secret" not in str(refusal(b'{"key": secret'))


@pytest.mark.parametrize(
    ("params", "query"),
    [
        ({"api-version": "2.0"}, Query(details=False, swagger=False)),
        ({"api-version": "2.0", "details": "true"}, Query(details=True, swagger=False)),
        (
            {"details": "True", "format": "swagger", "API-Version": "2.0"},
            Query(details=True, swagger=True),
        ),
        (
            {"api-version": "2.0", "details": "false", "subscription-key": "x"},
            Query(details=False, swagger=False),
        ),
    ],
)
def test_the_query_says_which_form_the_reply_has(params: dict[str, str], query: Query) -> None:
    assert check_query(params) == query


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({}, "BadVersionCall"),
        ({"api-version": ""}, "BadVersionCall"),
        ({"api-version": "1.0", "details": "true"}, "BadVersionCall"),
        ({"api-version": "2"}, "BadVersionCall"),
        ({"api-version": "2.0", "details": "yes"}, "InvalidQueryParameter"),
        ({"api-version": "2.0", "details": ""}, "InvalidQueryParameter"),
        ({"api-version": "2.0", "format": "xml"}, "InvalidQueryParameter"),
    ],
)
def test_a_wrong_query_is_a_bad_argument(params: dict[str, str], code: str) -> None:
    with pytest.raises(ServiceError) as caught:
        check_query(params)

    assert (caught.value.status, caught.value.code, caught.value.details[0].code) == (
        400,
        "BadArgument",
        code,
    )


def test_an_error_body_has_a_code_a_message_and_a_list_of_details() -> None:
    error = ServiceError(
        400, "BadArgument", "Not valid.", [Detail("A", "One."), Detail("B", "Two.", "input1")]
    )

    assert error_body(error) == {
        "error": {
            "code": "BadArgument",
            "message": "Not valid.",
            "details": [
                {"code": "A", "message": "One."},
                {"code": "B", "message": "Two.", "target": "input1"},
            ],
        }
    }


def test_a_refused_key_has_the_words_that_clients_match_on() -> None:
    error = unauthorized()

    assert error.status == 401
    assert error_body(error)["error"]["code"] == "Unauthorized"
    assert error_body(error)["error"]["details"] == [
        {"code": "ScoreRequestUnauthorized", "message": "Invalid credentials provided."}
    ]


@pytest.mark.parametrize(
    ("kind", "code"), [(kind, code) for kind, codes in CODES.items() for code in codes]
)
def test_every_code_belongs_to_a_kind_with_its_status(kind: str, code: str) -> None:
    error = service_error(code, "Why.")

    assert (error.code, error.status) == (kind, KINDS[kind][0])
    assert error_body(error)["error"]["details"] == [{"code": code, "message": "Why."}]


def test_a_busy_service_says_503_and_never_429() -> None:
    assert service_error("RequestThrottled", "Too many.").status == 503
    assert 429 not in {status for status, _ in KINDS.values()}
