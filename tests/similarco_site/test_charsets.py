"""Charsets that a request names, and that are none."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.test import RequestFactory

from similarco_site.serving.charsets import without_strange_charset
from similarco_site.wsgi import application


@pytest.mark.django_db
@pytest.mark.parametrize(
    "charset", ["base64", "rot13", "uu", "zlib", "punycode", "undefined", "idna", "x\0", "no-such"]
)
def test_a_charset_of_no_texts_is_passed_over(charset: str) -> None:
    asked = RequestFactory().get("/healthz?a=1", content_type=f"text/plain; charset={charset}")
    statuses: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> None:
        statuses.append(status)

    body: Iterable[bytes] = application(
        {**asked.environ, "CONTENT_TYPE": f"text/plain; charset={charset}"}, start
    )

    assert b"".join(body)
    assert statuses == ["200 OK"]


def test_the_query_is_not_read_by_the_charset_of_a_body_in_utf_16() -> None:
    assert without_strange_charset("application/json; charset=utf-16le") == "application/json"


@pytest.mark.parametrize("charset", ["utf-8", "ISO-8859-15", "windows-1252", "latin-1", "Big5"])
def test_a_charset_of_texts_stays(charset: str) -> None:
    said = f"application/x-www-form-urlencoded; charset={charset}"

    assert without_strange_charset(said) == said
