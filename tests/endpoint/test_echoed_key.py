"""A service may repeat the key in whatever it says; no page, row or log does."""

import json
import logging
from typing import Any

import pytest
from django.test import Client

from tests import servers
from tests.conftest import KEY
from tests.endpoint.sent_companies import remote_row, send_company
from tests.servers import Behaviour, ScoringServer

pytestmark = pytest.mark.django_db


def error(text: str) -> Behaviour:
    body = json.dumps({"error": {"message": text}}).encode()
    return lambda handler, body_sent: servers.send(handler, 401, body)


def other_json(text: str) -> Behaviour:
    return servers.saying(json.dumps({"detail": text}).encode())


ECHOES: dict[str, Behaviour] = {
    "in an error": error(f"The key {KEY} is bad."),
    "in a challenge": lambda handler, body: servers.send(
        handler, 401, b"", WWW_Authenticate=f'Bearer error_description="{KEY} is bad"'
    ),
    "in a plain error": lambda handler, body: servers.send(
        handler, 401, f"The key {KEY} is bad.".encode()
    ),
    "in a text that is no JSON": servers.saying(f"The key {KEY} is bad.".encode()),
    "in another JSON": other_json(KEY),
    "as a cluster": servers.answering([KEY, "0.5", "0.25"]),
    "as an address": servers.refusing(302, Location=f"https://other.example/?key={KEY}"),
    # Where a long text is cut, a part of the key would be no longer the key
    "at the end of a long error": error("x" * 185 + KEY),
    "at the end of a long JSON": other_json("x" * 40 + KEY),
    "at the end of a long text": servers.saying(b"x" * 45 + KEY.encode()),
    "at the end of a long cluster": servers.answering(["x" * 45 + KEY, "0.5", "0.25"]),
}


@pytest.mark.parametrize("name", ECHOES)
def test_no_part_of_the_key_is_told(
    client: Client,
    remote: ScoringServer,
    company: dict[str, str],
    caplog: pytest.LogCaptureFixture,
    name: str,
) -> None:
    remote.behaviour = ECHOES[name]

    with caplog.at_level(logging.DEBUG):
        stored = send_company(client, company)
        page = client.get(stored.get_absolute_url()).content.decode()

    row = remote_row(stored)
    assert row.status == "failed"
    assert KEY[:8] not in row.reason + row.raw_reply + page + caplog.text


@pytest.mark.parametrize(
    "key", [KEY, 'quo"ted-key-0123456789', "back\\slashed-key-0123456789", "it's-a-key-0123456789"]
)
def test_the_key_in_a_good_reply_is_masked_whatever_characters_it_has(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any, key: str
) -> None:
    settings.AML_API_KEY = key
    good = json.loads(servers.reply([["1", "0.9", "0.2", key]]))
    good["Results"]["output1"]["value"]["ColumnNames"][-1] = key
    remote.behaviour = servers.saying(json.dumps(good).encode())

    row = remote_row(send_company(client, company))

    assert row.status == "scored"
    assert "[key]" in row.raw_reply
    assert key[-10:] not in row.raw_reply


STUDIO_KEY = "Ab+c/De0123456789=="
WRITINGS = {
    "JSON of .NET": r"Ab\u002Bc\u002FDe0123456789\u003D\u003d",
    "JSON of PHP": r"Ab+c\/De0123456789==",
    "JSON in escapes alone": "".join(f"\\u{ord(each):04x}" for each in STUDIO_KEY),
    "an address": "Ab%2Bc%2FDe0123456789%3D%3d",
    "a page": "Ab&#43;c&#x2F;De0123456789&#061;&#x3d;",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32-le"])
@pytest.mark.parametrize("writing", WRITINGS)
def test_the_key_is_masked_however_it_is_written(
    client: Client,
    remote: ScoringServer,
    company: dict[str, str],
    settings: Any,
    writing: str,
    encoding: str,
) -> None:
    settings.AML_API_KEY = STUDIO_KEY
    error = f'{{"error": {{"message": "The key {WRITINGS[writing]} is bad."}}}}'.encode(encoding)
    remote.behaviour = lambda handler, body: servers.send(handler, 401, error)

    row = remote_row(send_company(client, company))

    assert row.reason.endswith("It says: The key [key] is bad.")


def test_the_key_in_the_address_of_a_function_is_in_no_message(
    client: Client,
    remote: ScoringServer,
    company: dict[str, str],
    settings: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.AML_URL, settings.AML_API_KEY = remote.at(f"/score?code={KEY}"), ""
    with caplog.at_level(logging.INFO):
        for behaviour in (
            servers.refusing(401),
            servers.refusing(500),
            servers.saying(b"<h1>Welcome</h1>"),
            error(f"The key {KEY} is bad."),
            servers.answering([KEY, "0.5", "0.25"]),
        ):
            remote.behaviour = behaviour
            stored = send_company(client, company)
            row = remote_row(stored)
            assert KEY not in row.reason + row.raw_reply
            assert KEY not in client.get(stored.get_absolute_url()).content.decode()

    assert KEY not in caplog.text
