"""Files are sent to and fetched from signed addresses:
each opens one file, one way, for a while.
"""

import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.core import signing
from django.test import Client

from scoring.models import FilePart, ServiceFile
from scoring.webservice import files
from tests.webservice.batch_execution.programs import (
    VERSION,
    Blob,
    address,
    call,
    csv_of,
    fetched,
    job_body,
    new_file,
    outcome,
    put,
    started,
    status,
    submitted,
    uploaded,
    work_while_due,
)
from tests.webservice.calls import BANK, HOSPITAL, Service, made, read

pytestmark = pytest.mark.django_db
DENIED = (401, "Unauthorized", "ScoreRequestUnauthorized")
INVALID = (400, "BadArgument", "InvalidBlob")


class OldSigner(signing.TimestampSigner):
    """Signs as if it were some seconds ago."""

    seconds = 0.0

    def timestamp(self) -> str:
        return str(signing.b62_encode(signing.b62_decode(super().timestamp()) - int(self.seconds)))


def signed_ago(file: ServiceFile, permission: str, seconds: float) -> str:
    """The address of a file as it was signed that long ago."""
    signer = OldSigner(sep=".", salt=f"service-file-{permission}")
    signer.seconds = seconds
    signature = signer.sign(file.key).partition(".")[2]
    return f"{file.path}?{urlencode({'sp': permission, 'sig': signature})}"


def with_token(place: str, **changes: str) -> str:
    """An address with another token."""
    path, _, query = place.partition("?")
    token = {name: values[0] for name, values in parse_qs(query).items()}
    return f"{path}?{urlencode({**token, **changes})}"


def get(place: str) -> Any:
    return Client(raise_request_exception=False).get(place)


def send(place: str, content: bytes = b"Text\nx\n") -> Any:
    return Client(enforce_csrf_checks=True, raise_request_exception=False).put(
        place, content, content_type="text/csv"
    )


def content_of(blob: Blob) -> bytes:
    response = get(address(blob))
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_head_says_how_long_a_file_is(service: Service) -> None:
    place = address(uploaded(service, b"Text\nbank\n"))

    headed, fetched_file = Client().head(place), Client().get(place)

    assert (headed.status_code, b"".join(headed.streaming_content)) == (200, b"")
    assert headed["Content-Length"] == fetched_file["Content-Length"] == "10"
    assert headed["Content-Disposition"] == fetched_file["Content-Disposition"]


def test_what_was_sent_can_be_read_again(service: Service) -> None:
    content = csv_of([BANK] * 40_000)
    assert len(content) > 3 * 1024 * 1024

    assert content_of(uploaded(service, content)) == content
    assert FilePart.objects.count() == 4


def test_an_address_is_a_reference_that_a_job_takes_as_it_is(service: Service) -> None:
    blob = new_file(service, "companies of May.csv")

    assert set(blob) == {"ConnectionString", "BaseLocation", "RelativeLocation", "SasBlobToken"}
    assert blob["RelativeLocation"].endswith("/companies-of-May.csv")
    put(blob, csv_of())
    assert submitted(service, blob)


@pytest.mark.parametrize("name", ["table.xlsx", "table", "csv", "", "table.csv.zip"])
def test_only_tables_get_an_address(service: Service, name: str) -> None:
    refusal = call(service, "POST", "files", query=f"{VERSION}&name={name}")

    assert refusal.error == (400, "BadArgument", "InvalidBlobExtension")
    assert not ServiceFile.objects.exists()


@pytest.mark.parametrize(
    "change", [{"sig": "x"}, {"sig": ""}, {"sig": "\x00"}, {"sp": "w"}, {"sp": ""}, {"sp": "r"}]
)
def test_a_changed_token_opens_nothing(service: Service, change: dict[str, str]) -> None:
    place = with_token(address(uploaded(service)), **change)

    assert read(get(place)).error == DENIED
    assert read(send(place)).error == DENIED


def test_without_a_token_a_key_opens_nothing_either(service: Service) -> None:
    path = address(uploaded(service)).partition("?")[0]
    headers = {"authorization": f"Bearer {service.primary}"}

    assert read(Client().get(path, headers=headers)).error == DENIED
    assert read(Client().put(path, b"x", headers=headers)).error == DENIED


def test_the_token_of_one_file_opens_no_other(service: Service) -> None:
    one, other = address(uploaded(service)), address(uploaded(service))

    assert read(get(f"{one.partition('?')[0]}?{other.partition('?')[2]}")).error == DENIED


def test_an_address_for_reading_takes_no_content(service: Service) -> None:
    result = address(outcome(service, csv_of())["Results"]["output1"])
    before = b"".join(get(result).streaming_content)

    assert read(send(result)).error == DENIED
    assert read(send(with_token(result, sp="rw"))).error == DENIED
    assert b"".join(get(result).streaming_content) == before


def test_an_address_for_sending_ends_after_an_hour(service: Service) -> None:
    uploaded(service)
    file = ServiceFile.objects.get()

    assert send(signed_ago(file, "rw", 3500)).status_code == 201
    assert read(send(signed_ago(file, "rw", 3700))).error == DENIED
    assert read(get(signed_ago(file, "rw", 3700))).error == DENIED


def test_an_address_of_a_result_ends_after_a_day_and_another_one_is_made(service: Service) -> None:
    said = outcome(service, csv_of())
    result = ServiceFile.objects.latest("pk")

    assert get(signed_ago(result, "r", 86_000)).status_code == 200
    assert read(get(signed_ago(result, "r", 87_000))).error == DENIED
    assert fetched(said)


def test_a_job_takes_no_input_by_an_old_or_changed_address(service: Service) -> None:
    blob = uploaded(service)
    old = signed_ago(ServiceFile.objects.get(), "rw", 3700).partition("?")[2]

    for token in (f"?{old}", "?sp=rw&sig=x", "", None):
        refusal = call(service, "POST", "jobs", job_body({**blob, "SasBlobToken": token}))
        assert refusal.error == INVALID
        assert "SasBlobToken is wrong or old" in refusal.said


def test_a_job_takes_no_file_of_another_service(service: Service) -> None:
    blob = uploaded(made())

    assert call(service, "POST", "jobs", job_body(blob)).error == INVALID


@pytest.mark.parametrize("relative", ["healthz/x.csv", "files/x.csv", f"files/{'0' * 32}/x.csv"])
def test_a_job_takes_nothing_else_of_this_site(
    service: Service, settings: Any, relative: str
) -> None:
    settings.BATCH_INPUT_HOSTS = ["127.0.0.1", "127.0.0.1:8000"]
    blob = {
        "BaseLocation": settings.SITE_URL,
        "RelativeLocation": relative,
        "SasBlobToken": "?sp=r&sig=x",
    }

    assert call(service, "POST", "jobs", job_body(blob)).error == INVALID


def test_the_result_of_one_job_can_be_the_input_of_another_but_has_no_texts(
    service: Service,
) -> None:
    result = outcome(service, csv_of())["Results"]["output1"]
    key = started(service, result)
    work_while_due()

    assert "The column Text is missing" in status(service, key)["Details"]


def test_a_new_upload_takes_the_place_of_an_earlier_one(service: Service) -> None:
    blob = uploaded(service, csv_of([BANK] * 40_000))
    put(blob, csv_of([HOSPITAL]))
    key = submitted(service, blob)
    assert put(blob, csv_of([BANK, HOSPITAL])).status_code == 201
    call(service, "POST", f"jobs/{key}/start")
    work_while_due()

    assert len(fetched(status(service, key)).splitlines()) == 3


@pytest.mark.parametrize("is_carried_out", [False, True])
def test_a_file_that_a_job_began_with_takes_no_other_content(
    service: Service, is_carried_out: bool
) -> None:
    blob = uploaded(service)
    started(service, blob)
    if is_carried_out:
        work_while_due()

    refusal = read(put(blob, b"Text\nother\n"))

    assert refusal.error == INVALID
    assert "A job has begun" in refusal.said
    assert content_of(blob) == csv_of()


def test_an_upload_that_is_too_large_is_refused_unread(service: Service) -> None:
    blob = new_file(service)

    refusal = read(put(blob, b"Text\nx\n", CONTENT_LENGTH=str(files.LARGEST + 1)))

    assert refusal.error == INVALID
    assert "larger than 50 MB" in refusal.said
    assert not FilePart.objects.exists()


@pytest.mark.parametrize("length", ["", "x", "-1", "9" * 5000])
def test_an_upload_needs_its_length(service: Service, length: str) -> None:
    refusal = read(put(new_file(service), b"Text\nx\n", CONTENT_LENGTH=length))

    assert refusal.error == INVALID
    assert "Content-Length" in refusal.said


def test_a_part_of_an_upload_is_not_taken_for_all_of_it(service: Service) -> None:
    blob = uploaded(service)
    block = {**blob, "SasBlobToken": f"{blob['SasBlobToken']}&comp=block&blockid=MDAx"}

    for reply in (put(block, b"Text\n"), put(blob, b"Te", HTTP_CONTENT_RANGE="bytes 0-1/9")):
        refusal = read(reply)
        assert refusal.error == INVALID
        assert "a file as a whole" in refusal.said
    assert content_of(blob) == csv_of()


def test_an_empty_upload_is_refused_and_leaves_what_was_there(service: Service) -> None:
    blob = uploaded(service)

    assert read(put(blob, b"")).error == INVALID
    assert content_of(blob) == csv_of()


def test_nothing_that_was_sent_and_no_key_is_in_an_error(service: Service) -> None:
    place = with_token(address(uploaded(service)), sig="S3cretSignature")

    for reply in (read(get(place)), read(send(place))):
        assert "S3cret" not in str(reply.body)


@pytest.fixture
def connection(at: str) -> Iterator[socket.socket]:
    parts = urlsplit(at)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connected:
        yield connected


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_breaks_off_is_not_stored(
    connection: socket.socket, service: Service
) -> None:
    blob = new_file(service)
    head = f"PUT {address(blob)} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 500000\r\n\r\n"

    connection.sendall(head.encode() + csv_of())
    connection.shutdown(socket.SHUT_WR)

    assert b"was cut off on its way" in b"".join(iter(lambda: connection.recv(65536), b""))
    assert not FilePart.objects.exists()
