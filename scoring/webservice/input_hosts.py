"""The other sites from which batch execution may fetch its input:
nobody reads other addresses through this one.
"""

from urllib.parse import urlsplit

from django.conf import settings

DEFAULT_PORTS = {"http": 80, "https": 443}


def is_allowed(url: str) -> bool:
    """Whether the operator named the host;
    without a port in the setting, for the usual ports alone.
    """
    try:
        address = urlsplit(url)
        usual = DEFAULT_PORTS.get(address.scheme)
        port = usual if address.port is None else address.port
    except ValueError:
        return False
    if usual is None or not address.hostname or "@" in address.netloc:
        return False
    names = {f"{address.hostname}:{port}"} | ({address.hostname} if port == usual else set())
    return not names.isdisjoint(settings.BATCH_INPUT_HOSTS)
