"""manage.py webservice makes a service at its first run, lists services later,
and takes old addresses over.
"""

import io
import json
import shlex
import socket
from typing import Any

import pytest
from django.test import Client

from scoring.models import ModelVersion, WebService
from tests.versions.small_site import refused, run
from tests.webservice.calls import BANK, Service, execute, read, rows_of, table

pytestmark = pytest.mark.django_db
OLD_KEY = "0ld/Key+of+the+studio0123456789=="


@pytest.fixture(autouse=True)
def address_of_the_site(settings: Any) -> None:
    settings.SITE_URL = "https://scores.example"


def given(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def shown(lines: list[str]) -> dict[str, str]:
    """What the first run shows, by its names."""
    named = (line.split(None, 1) for line in lines[:4])
    return {name: value for name, value in named}  # noqa: C416


def as_made(lines: list[str]) -> Service:
    return Service(
        WebService.objects.latest("pk"), shown(lines)["primary"], shown(lines)["secondary"]
    )


def test_the_first_run_makes_a_service_and_shows_its_keys_once(version: ModelVersion) -> None:
    answer = run("webservice")

    stored = WebService.objects.get()
    service = as_made(answer.out)
    base = f"https://scores.example/workspaces/{stored.workspace}/services/{stored.service}"
    assert shown(answer.out)["address"] == f"{base}/execute?api-version=2.0&details=true"
    assert shown(answer.out)["help"] == f"{base}/help"
    assert (len(stored.workspace), len(stored.service), stored.version) == (32, 32, version)
    assert "not kept" in "\n".join(answer.out)
    for key in (service.primary, service.secondary):
        assert rows_of(execute(service, table(BANK), authorization=f"Bearer {key}"))


def test_the_curl_line_of_the_first_run_works_as_it_is(version: ModelVersion) -> None:
    line = next(line for line in run("webservice").out if line.startswith("curl "))

    words = shlex.split(line)
    headers = dict(
        word.split(": ", 1)
        for word in words
        if word.startswith(("Authorization: ", "Content-Type: "))
    )
    address = next(word for word in words if word.startswith("https://")).removeprefix(
        "https://scores.example"
    )
    body = words[words.index("-d") + 1]
    sent = Client().post(
        address,
        body,
        content_type=headers["Content-Type"],
        headers={"authorization": headers["Authorization"]},
    )
    assert len(rows_of(read(sent))) == 1


def test_later_runs_list_services_without_secrets(service: Service) -> None:
    execute(service, table(BANK, BANK))
    stored = service.stored

    out = "\n".join(run("webservice").out)

    assert f"https://scores.example{stored.path}/execute?api-version=2.0&details=true" in out
    assert f"version {stored.version_id};" in out
    assert f"{stored.primary_key_made_at:%Y-%m-%d}" in out
    assert "1 calls, 2 rows" in out
    for secret in (
        service.primary,
        service.secondary,
        stored.primary_key_hash,
        stored.secondary_key_hash,
    ):
        assert secret not in out
    assert WebService.objects.count() == 1


def test_the_list_has_every_service_and_its_own_use(service: Service) -> None:
    run("webservice", "--workspace", "old")
    execute(service, table(BANK))

    out = run("webservice").out

    assert [line.split("; ")[-1] for line in out if line.startswith("  ")] == [
        "1 calls, 1 rows",
        "0 calls, 0 rows",
    ]


def test_an_old_client_goes_on_with_its_address_and_key(
    version: ModelVersion, monkeypatch: Any
) -> None:
    given(monkeypatch, f"{OLD_KEY}\n")

    out = run("webservice", "--workspace", "0A" * 16, "--service", "ff" * 16, "--key-stdin").out

    address = f"/workspaces/{'0a' * 16}/services/{'FF' * 16}/execute?details=true&api-version=2.0"
    sent = Client().post(
        address,
        json.dumps(table(BANK)),
        content_type="text/json",
        headers={"authorization": f"bearer {OLD_KEY}"},
    )
    assert len(rows_of(read(sent))) == 1
    assert shown(out)["primary"] == "as given"
    assert OLD_KEY not in "\n".join(out)
    assert rows_of(
        execute(as_made(out), table(BANK), authorization=f"Bearer {shown(out)['secondary']}")
    )


@pytest.mark.parametrize("line_end", ["", "\n", "\r\n", "  \n"])
def test_the_end_of_the_line_is_no_part_of_the_key(
    version: ModelVersion, monkeypatch: Any, line_end: str
) -> None:
    given(monkeypatch, OLD_KEY + line_end)

    service = as_made(run("webservice", "--key-stdin").out)

    assert rows_of(execute(service, table(BANK), authorization=f"Bearer {OLD_KEY}"))


@pytest.mark.parametrize("text", ["", "\n", "  \n", "\nthe key in the second line\n"])
def test_no_key_on_the_standard_input_is_refused(
    version: ModelVersion, monkeypatch: Any, text: str
) -> None:
    given(monkeypatch, text)

    assert "No key came" in refused("webservice", "--key-stdin")
    assert not WebService.objects.exists()


def test_a_short_key_is_refused_and_not_repeated(version: ModelVersion, monkeypatch: Any) -> None:
    given(monkeypatch, "hunter2hunter2!\n")

    said = refused("webservice", "--key-stdin")

    assert "15 characters" in said
    assert "hunter2" not in said
    assert not WebService.objects.exists()


@pytest.mark.parametrize(
    "wrong", ["a/b", "a b", "ü", "x" * 65, "..", "%41", "a?b", "new\nline", "end\n"]
)
@pytest.mark.parametrize("which", ["workspace", "service"])
def test_an_id_that_fits_in_no_address_is_refused(
    version: ModelVersion, which: str, wrong: str
) -> None:
    assert f"The {which} id" in refused("webservice", f"--{which}", wrong)
    assert not WebService.objects.exists()


def test_an_address_that_is_taken_is_refused_in_any_case_of_letters(version: ModelVersion) -> None:
    run("webservice", "--workspace", "Old", "--service", "Scores")

    said = refused("webservice", "--workspace", "oLD", "--service", "sCORES")

    assert "already" in said
    assert WebService.objects.count() == 1


def test_without_a_model_no_service_is_made(db: None) -> None:
    assert "manage.py prepare" in refused("webservice")
    assert "manage.py prepare" in refused("webservice", "--workspace", "old")
    assert not WebService.objects.exists()


def test_a_version_that_is_trained_but_not_active_makes_no_service(version: ModelVersion) -> None:
    ModelVersion.objects.update(is_active=False)

    assert "no trained model" in refused("webservice")


def test_a_wrong_key_name_is_refused(service: Service) -> None:
    assert "--new-key" in refused("webservice", "--new-key", "tertiary")


def test_an_address_at_which_nothing_answers_is_said(version: ModelVersion, settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as site:
        settings.SITE_URL = f"http://127.0.0.1:{site.getsockname()[1]}"
        served = run("webservice")
    closed = run("webservice")

    assert served.errors == []
    assert f"Nothing answers at {settings.SITE_URL} now" in closed.errors[0]
    assert "PORT" in closed.errors[0]
    assert closed.out[0].startswith(settings.SITE_URL)
