"""The page of an error under DEBUG shows no key and no password of the settings."""

from typing import Any

import pytest
from django.test import RequestFactory
from django.views.debug import technical_500_response

SECRET = "S3cret+key"


@pytest.mark.parametrize("accept", ["text/html", "text/plain"])
def test_a_debug_page_shows_no_secret_of_the_settings(settings: Any, accept: str) -> None:
    settings.DEBUG = True
    settings.AML_URL = f"https://scoring.example/score?code={SECRET}"
    settings.AML_API_KEY = settings.SECRET_KEY = SECRET
    settings.CACHES = {
        **settings.CACHES,
        "other": {"BACKEND": "x", "LOCATION": f"redis://:{SECRET}@cache"},
    }

    page = technical_500_response(
        RequestFactory(headers={"accept": accept}).get("/"), ValueError, ValueError("x"), None
    )

    assert page.status_code == 500
    assert "AML_URL" in page.content.decode()
    assert SECRET not in page.content.decode()
