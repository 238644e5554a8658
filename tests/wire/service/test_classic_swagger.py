"""The description of the classic service, by the rules of the programs that read it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from wire.service.classic import read_request
from wire.service.classic_batch import JobState
from wire.service.classic_swagger import swagger

DOCUMENT = swagger("https://similar.example:8443/workspaces/w/services/s/", 3)


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from references(part)


def test_the_address_is_taken_apart() -> None:
    assert (DOCUMENT["host"], DOCUMENT["basePath"]) == (
        "similar.example:8443",
        "/workspaces/w/services/s",
    )
    assert DOCUMENT["schemes"] == ["https"]
    assert swagger("http://localhost:8000", 3)["basePath"] == "/"


def test_the_paths_stand_in_the_order_that_a_client_counts_on() -> None:
    assert list(DOCUMENT["paths"]) == [
        "/swagger.json",
        "/execute?api-version=2.0&format=swagger",
        "/jobs?api-version=2.0",
        "/jobs/{job_id}/start?api-version=2.0",
        "/jobs/{job_id}?api-version=2.0",
        "/files?api-version=2.0",
    ]


def test_a_client_learns_the_method_from_the_second_path() -> None:
    (execute,) = [path for path in DOCUMENT["paths"] if "/execute?" in path]

    assert list(list(DOCUMENT["paths"].values())[1]) == ["post"]
    assert "post" in DOCUMENT["paths"][execute]


def test_the_description_itself_needs_no_key_and_everything_else_does() -> None:
    operations = [operation for path in DOCUMENT["paths"].values() for operation in path.values()]

    assert [bool(operation["security"]) for operation in operations] == [
        False,
        True,
        True,
        True,
        True,
        True,
        True,
    ]
    assert len({operation["operationId"] for operation in operations}) == 7


def test_a_job_may_be_sent_in_both_forms_and_its_states_are_named() -> None:
    definitions = DOCUMENT["definitions"]

    assert set(definitions["BatchRequest"]["properties"]) == {
        *("Inputs", "Outputs", "Input", "Output", "GlobalParameters")
    }
    assert definitions["BatchStatus"]["properties"]["StatusCode"]["enum"] == [
        state.value for state in JobState
    ]


def test_input_columns_have_a_type_and_a_format() -> None:
    columns = DOCUMENT["definitions"]["input1Item"]["properties"]

    assert list(columns) == ["Title", "Category", "Text"]
    assert all(column["type"] == column["format"] == "string" for column in columns.values())


def test_output_columns_are_a_whole_number_and_k_numbers() -> None:
    columns = DOCUMENT["definitions"]["output1Item"]["properties"]

    assert [(name, each["type"], each["format"]) for name, each in columns.items()] == [
        ("Assignments", "integer", "int32"),
        ("DistancesToClusterCenter no.0", "number", "double"),
        ("DistancesToClusterCenter no.1", "number", "double"),
        ("DistancesToClusterCenter no.2", "number", "double"),
    ]


def test_the_example_is_a_request_that_the_service_reads() -> None:
    example = DOCUMENT["definitions"]["ExecutionRequest"]["example"]

    (row,) = read_request(json.dumps(example).encode()).rows

    assert row == example["Inputs"]["input1"][0]
    assert all(row.values())


def test_every_reference_leads_to_a_definition_and_none_is_left_over() -> None:
    targets = {reference.removeprefix("#/definitions/") for reference in references(DOCUMENT)}

    assert targets == set(DOCUMENT["definitions"])


def test_what_a_request_must_have_is_told() -> None:
    definitions = DOCUMENT["definitions"]

    names = ("ExecutionRequest", "ExecutionInputs", "input1Item")
    assert [definitions[name]["required"] for name in names] == [["Inputs"], ["input1"], ["Text"]]
    assert definitions["ExecutionInputs"]["properties"]["input1"]["minItems"] == 1


def test_other_inputs_and_parameters_are_ruled_out_and_other_columns_are_not() -> None:
    definitions = DOCUMENT["definitions"]

    assert definitions["ExecutionInputs"]["additionalProperties"] is False
    assert (
        definitions["ExecutionRequest"]["properties"]["GlobalParameters"]["additionalProperties"]
        is False
    )
    assert "additionalProperties" not in definitions["input1Item"]


def test_what_may_be_null_says_so_to_every_generator_of_clients() -> None:
    output, status = (
        DOCUMENT["definitions"][name]["properties"] for name in ("output1Item", "BatchStatus")
    )

    nullable = [*output.values(), status["Results"], status["Details"]]
    assert all(each["x-nullable"] is each["x-ms-isnullable"] is True for each in nullable)
    assert "x-nullable" not in status["StatusCode"]


def test_the_id_of_a_job_is_32_hexadecimal_digits() -> None:
    operations = [
        each
        for path, all_ in DOCUMENT["paths"].items()
        if "{job_id}" in path
        for each in all_.values()
    ]

    for operation in operations:
        (job,) = operation["parameters"]
        assert re.search(job["pattern"], "0123456789abcdef" * 2)
        assert not re.search(job["pattern"], "0123456789abcdef" * 2 + "0")


@pytest.mark.parametrize(
    ("limits", "found"), [({}, (None, None)), ({"max_rows": 100, "max_text": 1000}, (100, 1000))]
)
def test_limits_are_told_where_there_are_any(
    limits: dict[str, int], found: tuple[int | None, int | None]
) -> None:
    definitions = swagger("http://localhost", 2, **limits)["definitions"]

    rows, text = (
        definitions["ExecutionInputs"]["properties"]["input1"],
        definitions["input1Item"]["properties"]["Text"],
    )
    assert (rows.get("maxItems"), text.get("maxLength")) == found


def test_the_description_is_json() -> None:
    assert json.loads(json.dumps(DOCUMENT)) == DOCUMENT
