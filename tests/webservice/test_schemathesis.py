"""The service does what its swagger.json says: schemathesis makes requests out of the description,
fit and unfit ones.

Whatever operation is described is called.
"""

import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.webservice.calls import Service, used

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = r"^-?\d+(\.\d+)?(E[+-]\d+)?$"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
few = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=10,
    suppress_health_check=list(HealthCheck),
)
fit_and_unfit = pytest.mark.parametrize("mode", GenerationMode)


@pytest.fixture
def document(service: Service, at: str) -> Any:
    """The description as a client fetches it, with one change.

    A cell of a reply is described by the type of its column, as clients need it, and written as
    text, as the contract has it. The queries in the keys of the paths stay: schemathesis sends them
    as they stand.
    """
    with urllib.request.urlopen(f"{at}{service.address}/swagger.json", timeout=20) as response:
        found = json.load(response)
    columns = found["definitions"]["output1Item"]["properties"]
    for name in columns:
        columns[name] = {"type": "string", "pattern": NUMBER}
    return found


@pytest.fixture
def described(document: Any) -> BaseSchema:
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(
        base_url=f"{document['schemes'][0]}://{document['host']}{document['basePath']}"
    )
    return schema


@pytest.fixture
def key(service: Service, described: BaseSchema) -> dict[str, str]:
    """The header with a right key; none is made up."""
    described.config.generation.update(with_security_parameters=False)
    return {"Authorization": f"Bearer {service.primary}"}


def call_all(
    described: BaseSchema,
    mode: GenerationMode,
    call: Callable[[Case], None],
    examples: settings = few,
) -> None:
    """Call every operation; nothing is unfit for one without parameters."""
    for found in described.get_all_operations():
        operation = found.ok()
        if mode.is_positive or operation.definition.raw["parameters"]:
            examples(given(operation.as_strategy(generation_mode=mode))(call))()


def test_the_description_is_swagger_and_every_operation_in_it_is_called(
    document: Any, described: BaseSchema
) -> None:
    described.validate()

    called = {found.ok().label for found in described.get_all_operations()}

    assert called == {
        f"{method.upper()} {path}" for path, each in document["paths"].items() for method in each
    }
    assert "POST /execute?api-version=2.0&format=swagger" in called


@fit_and_unfit
def test_every_reply_to_a_right_key_is_as_described(
    described: BaseSchema, key: dict[str, str], mode: GenerationMode
) -> None:
    def call(case: Case) -> None:
        response = case.call_and_validate(headers=key, checks=[*CHECKS, ignored_auth])
        assert response.status_code not in (401, 403)

    call_all(described, mode, call)


@fit_and_unfit
def test_without_a_right_key_only_the_description_itself_is_answered(
    described: BaseSchema, service: Service, mode: GenerationMode
) -> None:
    def call(case: Case) -> None:
        response = case.call_and_validate(checks=CHECKS)
        assert response.status_code == (401 if case.operation.definition.raw["security"] else 200)

    # Whatever is sent, it is turned away unread
    call_all(described, mode, call, settings(few, max_examples=4))

    assert used(service) == []


def test_every_request_that_fits_the_description_is_scored_row_by_row(
    described: BaseSchema, key: dict[str, str]
) -> None:
    def call(case: Case) -> None:
        rows = case.body["Inputs"]["input1"]
        # Swagger has no words for it: names of columns count in any case of letters
        assume(all(len({name.lower() for name in row}) == len(row) for row in rows))
        response = case.call_and_validate(headers=key, checks=CHECKS)
        assert len(response.json()["Results"]["output1"]) == len(rows)

    call_all(described.include(operation_id="execute"), GenerationMode.POSITIVE, call)
