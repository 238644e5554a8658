"""The sites that batch execution may fetch from; nobody reads others through this one."""

from urllib.parse import urlsplit

from django.conf import settings

DEFAULT_PORTS = {"http": 80, "https": 443}


def is_allowed(url: str) -> bool:
    """Whether the operator named the host; without a port in the setting, for the usual ports."""
    try:
        address = urlsplit(url)
        given_port = address.port
    except ValueError:
        return False
    usual_port = DEFAULT_PORTS.get(address.scheme)
    # Before an @ stands a name for signing in, which may look like an allowed host
    if usual_port is None or not address.hostname or "@" in address.netloc:
        return False
    port = usual_port if given_port is None else given_port
    names = {f"{address.hostname}:{port}"}
    if port == usual_port:
        names.add(address.hostname)
    return not names.isdisjoint(settings.BATCH_INPUT_HOSTS)
