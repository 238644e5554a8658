"""Programs that were written for other services work with this one, over real connections;
so does SimilarCo's own.
"""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from django.test import Client

from clustering.model import Model
from scoring.endpoint import protocol_choice
from scoring.endpoint.errors import EndpointError
from scoring.endpoint.failures import Failure
from scoring.models import ModelVersion
from tests.endpoint.sent_companies import remote_row, send_company
from tests.webservice.calls import (
    BANK,
    TEXTS,
    Service,
    made,
    objects,
    over_http,
    rows_of,
    table,
    used,
)
from wire import Answer, Row

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = [Row("Rivertown", "Financials", text) for text in TEXTS]
EXECUTE = "{path}/execute?api-version=2.0&details=true"
ADDRESSES = {
    "classic": EXECUTE,
    "classic-swagger": "{path}/execute?api-version=2.0&format=swagger",
    "mlflow": "/score",
    "open-inference": "/v2/models/similarco/infer",
}


def configure(settings: Any, at: str, service: Service, address: str) -> None:
    settings.AML_URL, settings.AML_API_KEY = (
        at + address.format(path=service.address),
        service.primary,
    )
    settings.AML_TIMEOUT = settings.AML_PAGE_WAIT = 10.0


@pytest.mark.parametrize("query", ["api-version=2.0", "api-version=2.0&details=true"])
def test_a_plain_program_reads_the_first_row_by_its_places(
    model: ModelVersion, at: str, query: str
) -> None:
    service = made()
    body = {
        "Inputs": {
            "input1": {
                "ColumnNames": ["Title", "Category", "Text"],
                "Values": [["A bank", "", BANK.lower()]],
            }
        },
        "GlobalParameters": {},
    }
    headers = {"Content-Type": "application/json", "Authorization": "Bearer " + service.primary}
    request = urllib.request.Request(
        at + service.execute_address(query), str.encode(json.dumps(body)), headers
    )

    with urllib.request.urlopen(request, timeout=20) as response:
        row = json.loads(response.read())["Results"]["output1"]["value"]["Values"][0]

    # The program of 2016 takes the characters of the first cell one by one
    (cluster,) = list(row[0])
    distances = [float(cell) for cell in row[1:]]
    assert len(distances) == model.k == 11
    assert distances.index(min(distances)) == int(cluster)


def test_a_plain_program_with_a_wrong_key_is_told_401_in_json(service: Service, at: str) -> None:
    reply = over_http(at + service.execute_address(), table(BANK), service.primary[::-1])

    assert reply.error == (401, "Unauthorized", "ScoreRequestUnauthorized")
    assert reply.headers["Content-Type"].startswith("application/json")


def test_a_plain_program_that_sends_too_much_is_told_so(service: Service, at: str) -> None:
    body = b" " * (11 * 1024 * 1024)

    assert over_http(at + service.execute_address(), body, service.primary).error[0] in (400, 413)


def test_a_plain_program_that_only_asks_is_told_to_post(service: Service, at: str) -> None:
    with (
        pytest.raises(urllib.error.HTTPError) as refusal,
        urllib.request.urlopen(at + service.execute_address()),
    ):
        pass

    with refusal.value as error:
        assert "POST" in json.load(error)["error"]["details"][0]["message"]


def test_both_forms_say_the_same_over_a_real_connection(service: Service, at: str) -> None:
    plain = over_http(at + service.execute_address(), table(*TEXTS), service.secondary)
    swagger = over_http(
        at + service.execute_address("api-version=2.0&details=true&format=swagger"),
        objects(*TEXTS),
        service.primary,
    )

    assert [list(row.values()) for row in swagger.body["Results"]["output1"]] == rows_of(plain)


@pytest.mark.parametrize("protocol", ADDRESSES)
@pytest.mark.parametrize("setting", ["as set", "found out"])
def test_our_own_client_gets_what_the_model_says(
    service: Service, small_model: Model, at: str, settings: Any, protocol: str, setting: str
) -> None:
    configure(settings, at, service, ADDRESSES[protocol])
    settings.AML_PROTOCOL = protocol if setting == "as set" else "auto"

    spoken, answers = protocol_choice.ask("e" * 64, ROWS, seconds=10)

    assert spoken.name == protocol
    assert_alike(answers, small_model)
    assert used(service)[-1][1] == 3


def assert_alike(answers: list[Answer], model: Model) -> None:
    scores = model.place(TEXTS)
    assert [answer.cluster for answer in answers] == [score.cluster for score in scores]
    for answer, score in zip(answers, scores, strict=True):
        assert answer.distances == pytest.approx(score.distances, rel=1e-14, abs=0)


@pytest.mark.parametrize("protocol", ADDRESSES)
def test_our_own_client_reads_why_its_key_is_refused(
    service: Service, at: str, settings: Any, protocol: str
) -> None:
    configure(settings, at, service, ADDRESSES[protocol])
    settings.AML_API_KEY, settings.AML_PROTOCOL = "another-key-than-the-right-one", protocol

    with pytest.raises(EndpointError, match=r"did not accept the key \(401\)") as refusal:
        protocol_choice.ask("e" * 64, ROWS, seconds=10)

    assert "Invalid credentials provided." in str(refusal.value)
    assert refusal.value.failure is Failure.KEY_REFUSED


@pytest.mark.parametrize("protocol", ["classic", "classic-swagger"])
def test_our_own_client_reads_that_there_is_no_such_workspace(
    service: Service, at: str, settings: Any, protocol: str
) -> None:
    configure(
        settings, at, service, ADDRESSES[protocol].replace("{path}", "/workspaces/w/services/s")
    )
    settings.AML_PROTOCOL = protocol

    with pytest.raises(EndpointError, match=r"\(404\).*no such workspace"):
        protocol_choice.ask("e" * 64, ROWS, seconds=10)


def test_a_site_that_scores_by_another_stores_what_that_one_says(
    service: Service,
    small_model: Model,
    at: str,
    settings: Any,
    client: Client,
    company: dict[str, str],
) -> None:
    configure(settings, at, service, EXECUTE)

    row = remote_row(send_company(client, company))

    (score,) = small_model.place([company["text"]])
    assert (row.status, row.cluster) == ("scored", score.cluster)
    assert row.distances == pytest.approx(score.distances)
    assert used(service) == [(1, 1)]
