"""Protocols by name, and which to try at an address."""

import json
from dataclasses import replace

import pytest

from wire import Row, WireError
from wire.client.custom import DocumentError
from wire.client.protocols import PROTOCOLS, Protocol, candidates, custom_protocol

ROWS = [Row("Acme", "Banks", "Lends"), Row("Bolt", "", "Screws")]
SERVICE = "https://ussouthcentral.services.azureml.net/workspaces/w/services/s"
EVERY = [
    "classic",
    "classic-swagger",
    "designer",
    "designer-input1",
    "mlflow",
    "mlflow-serve",
    "open-inference",
]
SCORE = ["designer", "designer-input1", "mlflow"]
DOCUMENT = b'{"request": "{text}", "cluster": "a", "distances": "b"}'


@pytest.mark.parametrize(
    ("url", "names"),
    [
        (f"{SERVICE}/execute?api-version=2.0&details=true", ["classic"]),
        (f"{SERVICE}/execute?api-version=2.0&format=swagger", ["classic-swagger"]),
        ("http://127.0.0.1:8000/Execute/?FORMAT=Swagger", ["classic-swagger"]),
        ("http://localhost/my/own/execute", ["classic"]),
        ("https://host/v2/models/companies/infer", ["open-inference"]),
        ("https://host/proxy/v2/models/companies/versions/3/infer", ["open-inference"]),
        ("http://localhost:5000/invocations", ["mlflow-serve"]),
        ("https://similar.westeurope.inference.ml.azure.com/score", SCORE),
        ("http://10.0.0.1/score/", SCORE),
        ("http://10.0.0.1/api/v1/service/similar/score", SCORE),
        ("https://host/v2/models/infer", EVERY),
        ("https://host/predict", EVERY),
        ("https://host/executed", EVERY),
        ("https://host/?next=/execute", EVERY),
        ("", EVERY),
        ("http://[half", EVERY),
    ],
)
def test_an_address_says_which_protocols_to_try(url: str, names: list[str]) -> None:
    assert [protocol.name for protocol in candidates(url)] == names


def test_every_protocol_is_known_by_its_name() -> None:
    assert list(PROTOCOLS) == EVERY
    assert all(protocol.name == name for name, protocol in PROTOCOLS.items())


@pytest.mark.parametrize("name", EVERY)
def test_every_protocol_sends_the_rows_under_its_own_names(name: str) -> None:
    protocol = PROTOCOLS[name]

    sent = json.dumps(protocol.write_request(ROWS, protocol.names))

    assert all(word in sent for word in ("Acme", "Banks", "Bolt", protocol.names.columns[2]))


@pytest.mark.parametrize("name", EVERY)
def test_every_protocol_takes_other_column_names(name: str) -> None:
    protocol = PROTOCOLS[name]

    sent = json.dumps(
        protocol.write_request(ROWS, replace(protocol.names, columns=("n", "c", "about_it")))
    )

    assert "about_it" in sent


@pytest.mark.parametrize("name", EVERY)
def test_every_protocol_refuses_what_is_no_reply(name: str) -> None:
    protocol = PROTOCOLS[name]

    with pytest.raises(WireError):
        protocol.read_reply(b'{"error": "no"}', 1, protocol.names)


def test_a_custom_protocol_says_how_many_rows_it_takes_at_once() -> None:
    many = b'{"request": "{rows}", "row": "{text}", "cluster": "[].c", "distances": "[].d"}'

    assert custom_protocol(DOCUMENT).most_rows == 1
    assert custom_protocol(many).most_rows is None


def test_a_custom_protocol_is_used_like_the_others() -> None:
    protocol = custom_protocol(DOCUMENT)

    assert protocol.write_request(ROWS[:1], protocol.names) == "Lends"
    assert protocol.read_reply(b'{"a": 1, "b": [2, 1]}', 1, protocol.names)[0].cluster == 1


def test_a_bad_document_makes_no_protocol() -> None:
    with pytest.raises(DocumentError, match="request"):
        custom_protocol(b"{}")


@pytest.mark.parametrize(
    ("protocol", "body"),
    [
        (custom_protocol(b'{"request": "{text}", "cluster": "cluster"}'), "%s"),
        (PROTOCOLS["mlflow"], '{"predictions": [%s]}'),
        (PROTOCOLS["classic-swagger"], '{"Results": {"output1": [%s]}}'),
    ],
)
def test_a_name_that_comes_twice_is_refused_rather_than_read_in_silence(
    protocol: Protocol, body: str
) -> None:
    names = replace(protocol.names, assignment="cluster")
    once, twice = (body % row for row in ('{"cluster": 1}', '{"cluster": 0, "cluster": 1}'))

    assert protocol.read_reply(once.encode(), 1, names)[0].cluster == 1
    with pytest.raises(WireError, match="each name once in an object; cluster is there twice"):
        protocol.read_reply(twice.encode(), 1, names)
