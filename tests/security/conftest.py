"""A public site on https, and the settings that an environment gives."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

PUBLIC = {
    "SITE_URL": "https://similarco.example",
    "SECRET_KEY": "kX3-vb91_Qm7Zt0aLw5Rj2Ys8Hd4Ec6Uf" * 2,
}
HTTPS_SETTINGS = [
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "SECURE_SSL_REDIRECT",
    "SECURE_REDIRECT_EXEMPT",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_NAME",
]


def take_over(settings: Any, names: list[str], **environment: str) -> None:
    """Set what the settings come to be when the site starts in a given environment."""
    code = (
        "import json; from similarco_site import settings as s; "
        f"print(json.dumps([getattr(s, n) for n in {names}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=django_settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    for name, value in zip(names, json.loads(done.stdout), strict=True):
        setattr(settings, name, value)


@pytest.fixture
def https(settings: Any) -> Client:
    """A browser at a public site."""
    take_over(settings, HTTPS_SETTINGS, **PUBLIC)
    return Client(headers={"host": "similarco.example"})
