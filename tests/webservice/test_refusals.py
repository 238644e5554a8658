"""A request that the service cannot answer is refused in JSON that says what to change,
and counts nowhere.
"""

from typing import Any

import pytest
from django.test import Client

from scoring.models import ServiceUse
from tests.webservice.calls import (
    BANK,
    COLUMNS,
    Service,
    everything_stored,
    execute,
    get,
    objects,
    read,
    rows_of,
    table,
    with_input,
)
from wire.service import requests

pytestmark = pytest.mark.django_db
ARGUMENT, INPUT = "BadArgument", "BadUserArgument"

QUERIES = {
    "": "BadVersionCall",
    "api-version=": "BadVersionCall",
    "api-version=1.0": "BadVersionCall",
    "api-version=2": "BadVersionCall",
    "api-version=2.0&api-version=3.0": "BadVersionCall",
    "details=true&format=swagger": "BadVersionCall",
    "api-version=2.0&details=yes": "InvalidQueryParameter",
    "api-version=2.0&details=": "InvalidQueryParameter",
    "api-version=2.0&format=json": "InvalidQueryParameter",
    "api-version=2.0&format=%00%0d%0aX-Evil:1": "InvalidQueryParameter",
}


@pytest.mark.parametrize("query", QUERIES)
def test_the_query_must_be_of_the_contract(service: Service, query: str) -> None:
    assert execute(service, table(BANK), query).error == (400, ARGUMENT, QUERIES[query])


def test_the_version_that_came_is_named(service: Service) -> None:
    asked = "The query must have api-version=2.0; it"

    assert execute(service, table(BANK), "").said == f"{asked} is missing."
    assert execute(service, table(BANK), "api-version=1.0").said == f"{asked} is 1.0."


def test_more_values_than_a_call_has_memory_for_are_refused(service: Service) -> None:
    reply = execute(service, with_input([{}] * 250_000))

    assert reply.error == (413, "MemoryQuotaViolation", "OutOfMemoryLimit")
    assert "more than 450,000 values" in reply.said


def test_a_reply_has_no_more_cells_than_a_call_has_memory_for(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = 1 + (service.stored.version.k or 0)
    monkeypatch.setattr(requests, "MOST_CELLS", 3 * cells)

    assert execute(service, table(*[BANK] * 3)).status == 200
    # Before any row is looked at
    assert "4 rows; 3 is the most" in execute(service, table(*[BANK] * 3, [])).said


@pytest.mark.parametrize("body", [table, objects])
def test_more_rows_than_a_reply_can_have_are_refused(service: Service, body: Any) -> None:
    reply = execute(service, body(*[""] * 100_001))

    assert reply.error == (413, "MemoryQuotaViolation", "OutOfMemoryLimit")
    assert "100,001 rows; 100,000 is the most" in reply.said
    assert not ServiceUse.objects.exists()


WRONG_KEYS: dict[str, str | None] = {
    "no header": None,
    "another key": "Bearer bm90IHRoZSBrZXkgb2YgdGhpcyBzZXJ2aWNlIGF0IGFsbA==",
    "no key": "Bearer ",
    "a scheme of passwords": "Basic {key}",
    "no scheme": "{key}",
    "too much": "Bearer {key}x",
    "too little": "Bearer {part}",
    "in other letters": "Bearer {swapped}",
    "two keys": "Bearer {key} {key}",
    "not of ASCII": "Bearer Schlüssel-{key}",
    "the hash of the key": "Bearer {hash}",
    "in quotes": 'Bearer "{key}"',
}


@pytest.mark.parametrize("why", WRONG_KEYS)
def test_a_call_without_a_key_of_the_service_is_refused_in_the_words_of_the_contract(
    service: Service, why: str
) -> None:
    key = service.primary
    form = WRONG_KEYS[why]
    authorization = form and form.format(
        key=key, part=key[:-1], swapped=key.swapcase(), hash=service.stored.primary_key_hash
    )

    reply = execute(service, table(BANK), authorization=authorization)

    assert reply.error == (401, "Unauthorized", "ScoreRequestUnauthorized")
    assert reply.said == "Invalid credentials provided."
    assert key not in str(reply.body)


def test_the_key_is_no_part_of_the_query_or_the_body(service: Service) -> None:
    query = f"api-version=2.0&key={service.primary}&Authorization=Bearer+{service.primary}"
    body = {**table(BANK), "Authorization": f"Bearer {service.primary}"}

    assert execute(service, body, query, authorization=None).status == 401


@pytest.mark.parametrize(
    "address",
    [
        *(
            "/workspaces/{w}/services/nothing",
            "/workspaces/nothing/services/{s}",
            "/workspaces/{s}/services/{w}",
        ),
        *(
            "/workspaces/%25/services/%25",
            "/workspaces/{w}/services/{s}%20",
            "/workspaces/{w}/services/{s}%00",
        ),
        *("/workspaces/{w}/services/" + "_" * 32, "/workspaces/{w}/services/" + "x" * 5000),
    ],
)
def test_other_ids_lead_to_no_service(service: Service, address: str) -> None:
    wrong = address.format(w=service.stored.workspace, s=service.stored.service)

    unknown = "WebServiceNotFound" if "{w}/" in address else "WorkspaceNotFound"
    assert execute(service, table(BANK), address=wrong).error == (404, "NotFound", unknown)
    assert get(f"{wrong}/swagger.json").error == (404, "NotFound", unknown)


BODIES: dict[str, tuple[Any, str]] = {
    "empty": (b"", "RequestIsEmpty"),
    "blank": (b" \r\n\t", "RequestIsEmpty"),
    "no JSON": (b"Inputs=1", "RequestBodyInvalid"),
    "cut off": (b'{"Inputs": {"input1": {"ColumnNames": ["Te', "RequestBodyInvalid"),
    "no text": (b"\x00\xff\xfe\x80" * 9, "RequestBodyInvalid"),
    "of Latin-1": ('{"Inputs": "ü"}'.encode("latin-1"), "RequestBodyInvalid"),
    "compressed": (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", "RequestBodyInvalid"),
    "a list": ([table(BANK)], "RequestBodyInvalid"),
    "null": (None, "RequestBodyInvalid"),
    "a string": ("Inputs", "RequestBodyInvalid"),
    "an infinite number": (b'{"Inputs": {"input1": [{"Text": Infinity}]}}', "RequestBodyInvalid"),
    "a huge number": (b'{"Inputs": {"input1": [{"Text": 1e999}]}}', "RequestBodyInvalid"),
    "a number of many digits": (
        b'{"Inputs": {"input1": [{"Text": 1' + b"0" * 9999 + b"}]}}",
        "RequestBodyInvalid",
    ),
    "200,000 lists deep": (b"[" * 200_000 + b"]" * 200_000, "RequestBodyInvalid"),
    "200,000 lists deep and cut off": (b"[" * 200_000, "RequestBodyInvalid"),
    "100,000 objects deep": (b'{"Inputs":' * 100_000 + b"1" + b"}" * 100_000, "RequestBodyInvalid"),
    "200 lists in a cell": (
        b'{"Inputs": {"input1": [{"Text": ' + b"[" * 200 + b"]" * 200 + b"}]}}",
        "RequestBodyInvalid",
    ),
    "no inputs": ({"GlobalParameters": {}}, "MissingRequestInput"),
    "inputs of null": ({"Inputs": None}, "MissingRequestInput"),
    "inputs in a list": ({"Inputs": [{"Text": BANK}]}, "RequestBodyInvalid"),
    "inputs without any": ({"Inputs": {}}, "InvalidInputNames"),
    "another input": (with_input([{"Text": BANK}], "input2"), "InvalidInputNames"),
    "two inputs": ({"Inputs": {"input1": [{"Text": BANK}], "input2": []}}, "InvalidInputNames"),
    "parameters in a list": ({**table(BANK), "GlobalParameters": []}, "RequestBodyInvalid"),
    "no rows in the table": (table(), "RequestIsEmpty"),
    "no row objects": (objects(), "RequestIsEmpty"),
}


@pytest.mark.parametrize("why", BODIES)
def test_a_body_that_is_no_request_is_refused(service: Service, why: str) -> None:
    body, code = BODIES[why]

    assert execute(service, body).error == (400, ARGUMENT, code)


INPUTS: dict[str, tuple[Any, str]] = {
    "a string": ("Text", "InputParseError"),
    "null": (None, "InputParseError"),
    "no column names": ({"Values": [[BANK]]}, "InputParseError"),
    "no values": ({"ColumnNames": COLUMNS}, "InputParseError"),
    "column names of numbers": (
        {"ColumnNames": [1, 2, 3], "Values": [[1, 2, 3]]},
        "InputParseError",
    ),
    "a row of too few cells": ({"ColumnNames": COLUMNS, "Values": [["", BANK]]}, "InputParseError"),
    "a row of too many cells": (
        {"ColumnNames": ["Text"], "Values": [["", BANK]]},
        "InputParseError",
    ),
    "an object as a row": ({"ColumnNames": COLUMNS, "Values": [{"Text": BANK}]}, "InputParseError"),
    "a string as a row": ({"ColumnNames": ["Text"], "Values": ["x"]}, "InputParseError"),
    "a list as a row object": ([["", "", BANK]], "InputParseError"),
    "a list as a cell": ([{"Text": [BANK]}], "InputParseError"),
    "an object as a cell": ([{"Text": {"type": "str", "value": BANK}}], "InputParseError"),
    "no text column": (
        {"ColumnNames": ["Title", "Category"], "Values": [["", ""]]},
        "InputMismatchError",
    ),
    "no columns at all": ({"ColumnNames": [], "Values": [[]]}, "InputMismatchError"),
    "no text in an object": ([{"Title": "", "Category": ""}], "InputMismatchError"),
    "no text in the second object": ([{"Text": BANK}, {"Title": BANK}], "InputMismatchError"),
    "two text columns": (
        {"ColumnNames": ["Text", "text"], "Values": [[BANK, BANK]]},
        "InputMismatchError",
    ),
}


@pytest.mark.parametrize("why", INPUTS)
def test_an_input_that_does_not_fit_is_refused(service: Service, why: str) -> None:
    value, code = INPUTS[why]

    assert execute(service, with_input(value)).error == (400, INPUT, code)


def test_a_missing_text_column_is_named_with_those_that_came(service: Service) -> None:
    said = execute(
        service, with_input({"ColumnNames": ["Title", "Description"], "Values": [["", BANK]]})
    ).said

    assert "Text" in said
    assert "Title, Description" in said


def test_parameters_that_the_service_does_not_have_are_refused(service: Service) -> None:
    body = {**table(BANK), "GlobalParameters": {"Number of clusters": "5"}}

    assert execute(service, body).error == (400, INPUT, "UnexpectedParameter")


def test_a_body_over_ten_megabytes_is_refused_with_what_to_do(service: Service) -> None:
    start, end = b'{"Inputs": {"input1": [{"Text": "bank", "Note": "', b'"}]}}'
    fill = 10 * 1024 * 1024 - len(start) - len(end)

    assert rows_of(execute(service, start + b"x" * fill + end))
    reply = execute(service, start + b"x" * (fill + 1) + end)

    assert reply.error == (400, ARGUMENT, "RequestBodyInvalid")
    assert "10 MB" in reply.said


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_execute_takes_posts_only(service: Service, method: str) -> None:
    headers = {"authorization": f"Bearer {service.primary}"}
    call = Client(enforce_csrf_checks=True).generic

    reply = read(
        call(method, service.execute_address(), b"{}", "application/json", headers=headers)
    )

    assert reply.error == (405, "MethodNotAllowed", "MethodNotAllowed")
    assert reply.headers["Allow"] == "POST"
    assert "POST" in reply.said


def test_a_message_stays_short_and_on_one_line_whatever_came(service: Service) -> None:
    names = ["\n\x1b[31m" + "x" * 100_000, "<script>alert(1)</script>"]
    bodies = [
        with_input({"ColumnNames": names, "Values": [["", ""]]}),
        {"Inputs": dict.fromkeys(names)},
        {**table(BANK), "GlobalParameters": dict.fromkeys(names)},
    ]

    for said in [execute(service, body).said for body in bodies]:
        assert len(said) < 300
        assert said.isprintable()


def test_what_is_refused_is_neither_counted_nor_stored(service: Service) -> None:
    before = everything_stored()

    for body in (b"", b"[", table(), with_input([{"Title": BANK}])):
        assert execute(service, body).status == 400
    assert execute(service, table(BANK), "").status == 400
    assert execute(service, table(BANK), authorization=None).status == 401

    assert not ServiceUse.objects.exists()
    assert everything_stored() == before


@pytest.mark.parametrize("column", ["Title", "Category"])
def test_a_title_or_category_over_the_limit_of_the_form_is_refused(
    service: Service, column: str
) -> None:
    reply = execute(service, with_input([{"Text": BANK, column: "x" * 200}, {"Text": BANK}]))
    assert reply.status == 200

    reply = execute(service, with_input([{"Text": BANK}, {"Text": BANK, column: "x" * 201}]))

    assert reply.status == 400
    said = f"Row 2 has a {column.lower()} of 201 characters; 200 is the most."
    assert said in str(reply.body)


def test_a_text_over_the_limit_of_files_is_refused(service: Service, settings: Any) -> None:
    settings.IMPORT_TEXT_MAX_LENGTH = 50

    reply = execute(service, table("a bank", "we lend money " * 4))

    assert reply.status == 400
    assert "Row 2 has a text of 56 characters; 50 is the most." in str(reply.body)
