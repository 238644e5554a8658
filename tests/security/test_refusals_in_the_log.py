"""A refusal is one line in the log, and HEAD is none."""

import io
import logging
from collections.abc import Iterator
from wsgiref.util import setup_testing_defaults

import pytest
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from scoring.models import ModelVersion
from similarco_site import logs

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log of the site, as its settings have it written."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(logs.RefusalsInOneLine())
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def test_a_page_for_others_is_one_line(client: Client, log: io.StringIO) -> None:
    client.force_login(User.objects.create_user("member"))

    assert client.get("/review/").status_code == 403

    assert log.getvalue().splitlines() == ["WARNING Forbidden (Permission denied): /review/"]


def test_a_request_that_cannot_be_read_is_one_line(client: Client, log: io.StringIO) -> None:
    form = "multipart/form-data; boundary="

    assert client.generic("POST", "/", b"x", content_type=form).status_code == 400

    assert len(log.getvalue().splitlines()) == 1


def test_a_file_in_a_form_that_takes_none_is_one_warning(client: Client, log: io.StringIO) -> None:
    assert client.post("/", {"file": io.BytesIO(b"x")}).status_code == 400

    assert log.getvalue().splitlines() == ["WARNING This form takes no files."]


def test_the_answer_to_head_has_the_length_of_the_page_and_no_body(
    model: ModelVersion,
) -> None:
    # Django's own test client would leave the body out by itself
    for address in ("/about/", "/nowhere", "/v2/health/live", "/clusters/", "/submissions/"):
        length, body = answered("GET", address)
        assert length == str(len(body))
        assert answered("HEAD", address) == (length, b""), address
    for query in ("format=csv", "format=xlsx", "format=json"):
        assert answered("HEAD", "/submissions/", query)[1] == b""


def answered(method: str, address: str, query: str = "") -> tuple[str, bytes]:
    environment = {"REQUEST_METHOD": method, "PATH_INFO": address, "QUERY_STRING": query}
    setup_testing_defaults(environment)
    headers: dict[str, str] = {}
    answer = WSGIHandler()(environment, lambda status, sent: headers.update(sent))
    body = b"".join(answer)
    answer.close()
    return headers.get("Content-Length", ""), body


def test_the_lines_of_runserver_show_no_key(log: io.StringIO) -> None:
    line = logging.LogRecord(
        "django.server", logging.INFO, "", 0, '"%s" %s', ("GET /a/?key=s3cret&b=1", "302"), None
    )

    logs.WithoutKeys().filter(line)

    assert line.getMessage() == '"GET /a/?key=…&b=1" 302'
    assert "keys" in logs.SETTINGS["loggers"]["django.server"]["filters"]
