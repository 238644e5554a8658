"""What the settings cannot say by themselves."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from scoring.endpoint.key_masking import keys_sent


@checks.register()
def remote_endpoint(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warnings of `manage.py check` where settings of the endpoint do not go together."""
    warnings: list[checks.CheckMessage] = []
    if settings.AML_API_KEY and not settings.AML_URL:
        warnings.append(
            checks.Warning(
                "AML_API_KEY is set but AML_URL is not.",
                hint="Set AML_URL, or remove the key.",
                id="scoring.W001",
            )
        )
    address = urlsplit(settings.AML_URL)
    is_local = address.hostname in ("127.0.0.1", "localhost", "::1")
    if address.scheme == "http" and any(keys_sent()) and not is_local:
        warnings.append(
            checks.Warning(
                "AML_URL is not https: the key travels in the clear.",
                hint="Use https.",
                id="scoring.W002",
            )
        )
    return warnings


def refuse_bad_custom_protocol() -> None:
    """Stop the start where AML_CUSTOM describes no protocol.

    System checks don't run under gunicorn.
    """
    if settings.AML_PROTOCOL != "custom":
        return
    from scoring.endpoint import protocol_choice

    try:
        protocol_choice.custom()
    except ValueError as error:
        raise ImproperlyConfigured(f"AML_CUSTOM describes no protocol: {error}") from error
