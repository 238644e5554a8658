"""What the settings cannot say by themselves."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured


@checks.register()
def remote_endpoint(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    found: list[checks.CheckMessage] = []
    if settings.AML_API_KEY and not settings.AML_URL:
        found.append(
            checks.Warning(
                "AML_API_KEY is set but AML_URL is not.",
                hint="Set AML_URL, or remove the key.",
                id="scoring.W001",
            )
        )
    if (
        urlsplit(settings.AML_URL).scheme == "http"
        and settings.AML_API_KEY
        and not _is_local(settings.AML_URL)
    ):
        found.append(
            checks.Warning(
                "AML_URL is not https: the key travels in the clear.",
                hint="Use https.",
                id="scoring.W002",
            )
        )
    return found


def refuse_bad_custom_protocol() -> None:
    """Stop the start where AML_CUSTOM describes no protocol:
    system checks don't run under gunicorn.
    """
    if settings.AML_PROTOCOL != "custom":
        return
    from scoring.endpoint import protocol_choice

    try:
        protocol_choice.custom()
    except ValueError as error:
        raise ImproperlyConfigured(f"AML_CUSTOM describes no protocol: {error}") from error


def _is_local(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")
