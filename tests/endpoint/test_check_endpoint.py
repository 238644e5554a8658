"""The command and the admin's page say step by step what works of the endpoint."""

import socket
import ssl
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.test import Client
from django.utils.html import escape

from scoring.models import Assignment, ModelVersion, RemoteEndpoint, Submission
from tests import servers
from tests.conftest import KEY
from tests.endpoint.misbehaviours import hang
from tests.endpoint.protocol_servers import PROTOCOL_SERVERS, data_frame, speaking
from tests.servers import ScoringServer

pytestmark = pytest.mark.django_db
PAGE = "/admin/scoring/modelversion/endpoint/"
SAMPLE = "“We are a bank and lend money to small businesses.” is in cluster 1 of 3, in "


class Seen(NamedTuple):
    """What the command said, and with which exit code."""

    code: int
    lines: list[str]


@pytest.fixture
def checked(
    client: Client,
    staff: User,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> Any:
    """Run the command and see the page: both say the same, and neither tells the key."""

    def check() -> Seen:
        code = 0
        try:
            call_command("check_endpoint")
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        client.force_login(staff)
        response = client.get(PAGE)
        assert response.status_code == 200
        page = response.content.decode()
        assert KEY not in said.out + said.err + page + caplog.text
        assert page.count('<th scope="row">') == len(said.out.splitlines())
        assert ("<strong>bad</strong>" in page) == bool(code)
        assert not Submission.objects.exists()
        assert not Assignment.objects.exists()
        return Seen(code, said.out.splitlines())

    return check


def test_a_good_endpoint(checked: Any, remote: ScoringServer) -> None:
    code, (address, connection, key, protocol, columns, sample) = checked()

    assert code == 0
    assert address == "good address: 127.0.0.1 is 127.0.0.1."
    assert connection.startswith(f"good connection: Port {remote.server_port} answers in ")
    assert connection.endswith(" ms, without TLS.")
    assert key == "good key: AML_API_KEY is sent, and was accepted."
    assert protocol == "good protocol: classic, found out by itself."
    assert (
        columns
        == "good columns: Title, Category, Text went out; a cluster and 3 distances came back."
    )
    assert sample.startswith(f"good sample: {SAMPLE}")
    assert sample.endswith(" ms.")
    assert RemoteEndpoint.objects.get().protocol == "classic"
    assert not ModelVersion.objects.exists()


def test_the_page_shows_the_findings_in_a_table(
    client: Client, staff: User, remote: ScoringServer
) -> None:
    client.force_login(staff)

    page = client.get(PAGE).content.decode()

    assert "Remote endpoint" in page
    for words in ("Address", "Connection", "Key", "Protocol", "Columns", "Sample", escape(SAMPLE)):
        assert words in page


def test_a_protocol_that_is_found_out(checked: Any, remote: ScoringServer, settings: Any) -> None:
    settings.AML_URL = remote.at("/score")
    remote.behaviour = speaking(PROTOCOL_SERVERS["mlflow"][1])

    seen = checked()

    assert seen.code == 0
    assert "good protocol: mlflow, found out by itself." in seen.lines


def test_a_protocol_and_columns_of_the_settings(
    checked: Any, remote: ScoringServer, settings: Any
) -> None:
    settings.AML_PROTOCOL, settings.AML_COLUMNS = "mlflow", ["Name", "Sector", "About"]
    remote.behaviour = speaking(data_frame("input_data", settings.AML_COLUMNS))

    seen = checked()

    assert "good protocol: mlflow, set by AML_PROTOCOL." in seen.lines
    assert (
        "good columns: Name, Sector, About went out; a cluster and 2 distances came back."
        in seen.lines
    )


def test_a_service_that_takes_no_protocol(
    checked: Any, remote: ScoringServer, settings: Any
) -> None:
    settings.AML_URL = remote.at("/score")
    remote.behaviour = servers.refusing(400)

    code, (_, _, key, protocol, sample) = checked()

    assert code == 1
    assert key == "good key: AML_API_KEY is sent; nothing was said against it."
    assert protocol.startswith(
        "BAD  protocol: None of these brought an answer: designer, designer-input1, mlflow."
    )
    assert "did not accept the request (400)" in sample


def test_no_address(checked: Any) -> None:
    assert checked() == Seen(
        0,
        ["good address: AML_URL is not set: the embedded model scores, and no endpoint is called."],
    )


def test_no_key(checked: Any, remote: ScoringServer, settings: Any) -> None:
    settings.AML_API_KEY = ""

    seen = checked()

    assert seen.code == 0
    assert "good key: AML_API_KEY is not set: no key is sent." in seen.lines
    assert "Authorization" not in remote.requests[0][0]


def test_an_unknown_host(checked: Any, settings: Any) -> None:
    settings.AML_URL = "https://scoring.invalid/score"

    assert checked() == Seen(
        1, ["BAD  address: There is no host scoring.invalid. Check AML_URL for a typing mistake."]
    )


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "scoring..example"])
def test_a_host_name_that_cannot_be_one(checked: Any, settings: Any, host: str) -> None:
    settings.AML_URL = f"https://{host}/score"

    assert checked() == Seen(
        1, [f"BAD  address: There is no host {host}. Check AML_URL for a typing mistake."]
    )


def test_a_refused_port(checked: Any, settings: Any) -> None:
    port = servers.unused_port()
    settings.AML_URL = f"http://127.0.0.1:{port}/score"

    code, (_, connection) = checked()

    assert code == 1
    assert connection == f"BAD  connection: Port {port} does not answer: Connection refused."


def test_a_certificate_that_cannot_be_trusted(
    checked: Any, settings: Any, tls: ssl.SSLContext
) -> None:
    with servers.serving(servers.healthy, tls=tls) as server:
        settings.AML_URL, settings.AML_API_KEY = server.url, KEY
        code, (_, connection) = checked()

    assert code == 1
    assert connection.startswith(
        "BAD  connection: The certificate or TLS is not right: CERTIFICATE_VERIFY_FAILED"
    )
    assert server.requests == []


def test_the_check_trusts_the_certificates_that_the_calls_trust(
    checked: Any,
    settings: Any,
    tls: ssl.SSLContext,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The system's certificates, to which somebody added their own
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with servers.serving(servers.healthy, tls=tls) as server:
        settings.AML_URL = server.url
        seen = checked()

    assert [line.split(":")[0] for line in seen.lines if line.startswith("BAD")] in (
        [],
        ["BAD  connection"],
    )


def test_a_port_that_speaks_no_tls(checked: Any, settings: Any, remote: ScoringServer) -> None:
    settings.AML_URL = remote.url.replace("http:", "https:")

    code, (_, connection) = checked()

    assert code == 1
    assert connection.startswith("BAD  connection: The certificate or TLS is not right: ")


@pytest.mark.parametrize(
    ("status", "step", "advice"),
    [
        (401, "key", "Check AML_API_KEY."),
        (403, "key", "Check AML_API_KEY."),
        (404, "sample", "Check AML_URL."),
    ],
)
def test_a_bad_key_and_a_bad_path(
    checked: Any, remote: ScoringServer, status: int, step: str, advice: str
) -> None:
    echo = b'{"error": {"message": "%s"}}' % KEY.encode()
    remote.behaviour = lambda handler, body: servers.send(handler, status, echo)

    seen = checked()

    assert seen.code == 1
    assert seen.lines[-1].startswith(f"BAD  {step}: ")
    assert advice in seen.lines[-1]
    assert "[key]" in seen.lines[-1]


def test_a_service_that_hangs(checked: Any, remote: ScoringServer, settings: Any) -> None:
    settings.AML_TIMEOUT = 0.3
    remote.behaviour = hang

    seen = checked()

    assert seen.code == 1
    assert "did not answer within" in seen.lines[-1]


def test_a_reply_that_is_no_answer(checked: Any, remote: ScoringServer) -> None:
    remote.behaviour = servers.saying(b"<h1>Welcome</h1>")

    seen = checked()

    assert seen.code == 1
    assert "no valid answer. Expected JSON" in seen.lines[-1]


def test_a_name_look_up_that_hangs(
    checked: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.AML_URL, settings.AML_TIMEOUT = "https://scoring.invalid/score", 0.2

    def look_up(*rest: Any, **more: Any) -> None:
        time.sleep(0.5)
        raise socket.gaierror("nobody knows")

    with monkeypatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", look_up)
        assert checked() == Seen(1, ["BAD  address: Nothing came within 0.2 seconds."])
    # What was left behind ends with the test
    time.sleep(0.4)


def test_the_page_is_there_within_five_seconds(
    client: Client, staff: User, remote: ScoringServer, settings: Any
) -> None:
    settings.AML_TIMEOUT = 30.0
    remote.behaviour = lambda handler, body: servers.pause(handler, 10)
    client.force_login(staff)

    begun = time.monotonic()
    page = client.get(PAGE).content.decode()

    assert time.monotonic() - begun < 5
    assert "did not answer within" in page


@pytest.mark.parametrize(
    "host",
    [
        "studio.azureml.net",
        "ussouthcentral.services.azureml.net",
        "EUROPEWEST.Services.AzureML.net",
    ],
)
def test_a_retired_address_is_named_with_its_date(checked: Any, settings: Any, host: str) -> None:
    settings.AML_URL = f"https://{host}/workspaces/w/services/s/execute?api-version=2.0"

    code, (address,) = checked()

    assert code == 1
    assert address.startswith(
        "BAD  address: This is an address of Azure ML Studio (classic), which was switched off"
    )
    assert "31 August 2024" in address


# Who may see it


def test_a_visitor_must_sign_in(client: Client, remote: ScoringServer) -> None:
    response = client.get(PAGE)

    assert response.status_code == 302
    assert "/login/" in response["Location"]
    assert remote.requests == []


@pytest.mark.parametrize(
    ("permission", "status"), [("view_modelversion", 403), ("add_modelversion", 200)]
)
def test_who_may_train_may_check(
    client: Client, remote: ScoringServer, permission: str, status: int
) -> None:
    person = User.objects.create_user("person", password="a long enough password", is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename=permission))
    client.force_login(person)

    response = client.get(PAGE)

    assert response.status_code == status
    assert len(remote.requests) == (1 if status == 200 else 0)


def test_the_list_of_versions_leads_to_it(client: Client, staff: User) -> None:
    client.force_login(staff)

    assert "endpoint/" in client.get("/admin/scoring/modelversion/").content.decode()
