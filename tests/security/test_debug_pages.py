"""The page of an error under DEBUG shows no key and no password of the settings."""

from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory
from django.views.debug import technical_500_response

SECRET = "S3cret+key"


def connect(dsn: str) -> None:
    raise ValueError(f"cannot connect: {dsn}")


@pytest.mark.parametrize("accept", ["text/html", "text/plain"])
def test_a_debug_page_shows_no_secret_of_the_settings(
    settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, accept: str
) -> None:
    settings.DEBUG = True
    settings.AML_URL = f"https://scoring.example/score?code={SECRET}"
    settings.AML_API_KEY = settings.SECRET_KEY = settings.EMAIL_HOST_PASSWORD = SECRET
    database = settings.DATABASES["default"]
    monkeypatch.setitem(database, "PASSWORD", SECRET)
    monkeypatch.setitem(database, "OPTIONS", {"password": f"{SECRET}'2"})
    settings.CACHES = {
        **settings.CACHES,
        "other": {"BACKEND": "x", "LOCATION": f"redis://:{SECRET}@cache"},
    }

    # As runserver has the environment, and a driver the password, in a variable and in a message
    environment = dict.fromkeys(
        ("DATABASE_URL", "CACHE_URL", "URL"), f"postgres://user:{SECRET}@host/site"
    )
    settings.OWNER_KEY_FILE = tmp_path / "owner_key"
    settings.OWNER_KEY_FILE.write_text(f"{SECRET}3")
    request = RequestFactory(headers={"accept": accept}).get(f"/?key={SECRET}3", **environment)
    try:
        connect(dsn=f"user=site password={SECRET}'2")
    except ValueError as error:
        page = technical_500_response(request, ValueError, error, error.__traceback__)

    assert page.status_code == 500
    assert "AML_URL" in page.content.decode()
    assert SECRET not in page.content.decode()
