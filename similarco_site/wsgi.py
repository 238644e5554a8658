"""The site as a WSGI application, for gunicorn."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from similarco_site.serving.charsets import without_strange_charset

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "similarco_site.settings")

_site = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, and before it what Django itself would stumble over."""
    environ["CONTENT_TYPE"] = without_strange_charset(environ.get("CONTENT_TYPE", ""))
    return _site(environ, start_response)
