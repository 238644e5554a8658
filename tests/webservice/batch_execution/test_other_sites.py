"""An input on another site is fetched from hosts that the operator named, and from nowhere else."""

import logging
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from scoring.models import BatchExecution, Job, ServiceFile
from scoring.webservice import files
from similarco_site.environment import ImproperlyConfigured, host_names
from tests.servers import ScoringServer, refusing, saying, send, serving
from tests.webservice.batch_execution.other_sites import TOKEN, blob, started_at, submit
from tests.webservice.batch_execution.programs import (
    call,
    csv_of,
    fetched,
    job_body,
    rows_in,
    status,
    stored,
    work_while_due,
)
from tests.webservice.calls import TEXTS, Service, execute, rows_of, table

pytestmark = pytest.mark.django_db
CONNECTION = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=S3cretKey=="


def refused(service: Service, base: str) -> None:
    reply = submit(service, base)
    assert reply.error == (400, "BadArgument", "InvalidBlob")
    assert "S3cret" not in str(reply.body)
    assert not BatchExecution.objects.exists()


def test_the_table_is_fetched_and_scored(service: Service, store: ScoringServer) -> None:
    key = started_at(service, store.at("/"))
    work_while_due()

    assert rows_in(fetched(status(service, key))) == rows_of(execute(service, table(*TEXTS)))
    assert len(store.requests) == 1


def test_the_parts_of_the_address_are_joined_and_no_key_is_sent(
    service: Service, store: ScoringServer
) -> None:
    asked = []

    def keep(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        asked.append((handler.path, handler.headers.get("Authorization")))
        send(handler, 200, csv_of())

    store.behaviour = keep
    started_at(service, store.at("/deep/"))
    work_while_due()

    assert asked == [(f"/deep/box/in.csv{TOKEN}", None)]


def test_the_token_is_kept_no_longer_than_until_the_table_was_read(
    service: Service, store: ScoringServer
) -> None:
    key = started_at(service, store.at("/"))
    assert "S3cret" in stored(key).input_url

    work_while_due()

    assert stored(key).input_url == ""
    assert "S3cret" not in str(
        [*BatchExecution.objects.values(), *Job.objects.values(), *ServiceFile.objects.values()]
    )


@pytest.mark.parametrize("ending", ["cancelled", "failed"])
def test_the_token_of_a_job_that_came_to_nothing_is_not_kept(
    service: Service, store: ScoringServer, ending: str
) -> None:
    store.behaviour = refusing(404)
    key = started_at(service, store.at("/"))
    if ending == "cancelled":
        call(service, "DELETE", f"jobs/{key}")
    work_while_due()

    assert stored(key).state.lower() == ending
    assert stored(key).input_url == ""


@pytest.mark.parametrize(
    "reference", [{}, {"RelativeLocation": "box/in.csv"}, blob("https://old.example")]
)
def test_a_connection_string_is_refused_and_nowhere_repeated(
    service: Service, reference: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    reply = call(service, "POST", "jobs", job_body({**reference, "ConnectionString": CONNECTION}))

    assert reply.error == (400, "BadArgument", "InvalidBlob")
    assert "ConnectionString is not accepted" in reply.said
    assert "S3cret" not in str(reply.body) + caplog.text
    assert not BatchExecution.objects.exists()


def test_no_host_is_allowed_without_the_setting(
    service: Service, store: ScoringServer, settings: Any
) -> None:
    settings.BATCH_INPUT_HOSTS = []

    refused(service, store.at("/"))
    assert store.requests == []


@pytest.mark.parametrize(
    "base",
    [
        "https://other.example/",
        "http://store.example:8080/",
        "https://store.example:80/",
        "http://store.example:443/",
        "https://store.example:0/",
        "https://store.example:/@other.example:444/x@",
        "https://store.example:x/",
        "https://store.example:99999/",
        "https://store.example.other.example/",
        "https://other.example/store.example",
        "https://store.example@other.example/",
        "https://other.example\\@store.example/",
        "https://other.example#@store.example/",
        "https://other.example?@store.example/",
        "https://user:password@store.example/",
        "https://store.example./",
        "https://store。example/",
        "https://store%2eexample/",
        "http://169.254.169.254/",
        "http://[::1]/",
        "http://2130706433/",
        "http://localhost/",
        "ftp://store.example/",
        "file:///etc/",
        "//store.example/",
    ],
)
def test_any_other_host_or_port_is_refused_however_it_is_dressed(
    service: Service, settings: Any, base: str
) -> None:
    settings.BATCH_INPUT_HOSTS = ["store.example", "named.example:8443"]

    refused(service, base)


@pytest.mark.parametrize(
    "base",
    [
        "https://store.example/",
        "http://STORE.example",
        "https://store.example:443/box/",
        "https://named.example:8443/",
    ],
)
def test_the_named_hosts_are_allowed(service: Service, settings: Any, base: str) -> None:
    settings.BATCH_INPUT_HOSTS = ["store.example", "named.example:8443"]

    assert submit(service, base).status == 200


def test_a_host_with_a_port_is_allowed_with_that_port_alone(
    service: Service, settings: Any
) -> None:
    settings.BATCH_INPUT_HOSTS = ["named.example:8443"]

    refused(service, "https://named.example/")


def test_a_host_that_is_taken_off_the_list_is_not_asked_any_more(
    service: Service, store: ScoringServer, settings: Any
) -> None:
    key = started_at(service, store.at("/"))
    settings.BATCH_INPUT_HOSTS = []
    work_while_due()

    assert status(service, key)["StatusCode"] == "Failed"
    assert "BATCH_INPUT_HOSTS" in status(service, key)["Details"]
    assert store.requests == []


def test_this_site_is_no_other_site(service: Service, settings: Any) -> None:
    settings.BATCH_INPUT_HOSTS = ["127.0.0.1:8000"]
    settings.SITE_URL = "http://127.0.0.1:8000"

    refused(service, "http://127.0.0.1:8000/")


def test_a_redirect_is_not_followed(service: Service, store: ScoringServer) -> None:
    with serving(saying(csv_of())) as inner:
        store.behaviour = refusing(302, Location=inner.at("/secrets.csv"))
        key = started_at(service, store.at("/"))
        work_while_due()

        assert (
            status(service, key)["Details"]
            == "The input could not be fetched: 127.0.0.1 answered 302."
        )
        assert inner.requests == []


def test_a_job_says_nothing_of_the_token_where_it_is_printed(
    service: Service, store: ScoringServer
) -> None:
    execution = stored(started_at(service, store.at("/")))

    assert (
        "S3cret"
        not in f"{execution} {execution!r} {Job.objects.get()!r} {Job.objects.get().options}"
    )


def test_an_input_of_another_job_that_was_deleted_is_missed(
    service: Service, store: ScoringServer
) -> None:
    key = started_at(service, store.at("/"))
    BatchExecution.objects.update(input_url="")
    work_while_due()

    assert status(service, key)["Details"] == "The input is no longer there."


@pytest.mark.parametrize("largest", [150, len(csv_of())])
def test_the_largest_size_counts_for_other_sites_too(
    service: Service, store: ScoringServer, monkeypatch: pytest.MonkeyPatch, largest: int
) -> None:
    monkeypatch.setattr(files, "LARGEST", largest)
    key = started_at(service, store.at("/"))
    work_while_due()

    assert status(service, key)["StatusCode"] == (
        "Finished" if largest == len(csv_of()) else "Failed"
    )


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    def read(value: str) -> list[str]:
        monkeypatch.setenv("BATCH_INPUT_HOSTS", value)
        return host_names("BATCH_INPUT_HOSTS")

    return read


def test_the_setting_is_a_list_of_hosts(hosts: Callable[[str], list[str]]) -> None:
    assert hosts("") == []
    assert hosts(" Store.Example , named.example:8443,") == ["store.example", "named.example:8443"]


@pytest.mark.parametrize(
    "value", ["https://store.example", "store.example/box", "*", "a b", "a@b", "store:x", "a:0"]
)
def test_a_value_that_is_no_host_stops_the_start(
    hosts: Callable[[str], list[str]], value: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match="BATCH_INPUT_HOSTS must be host names"):
        hosts(value)
