"""Whether the site answers where a command believes it to be."""

import socket
from urllib.parse import urlsplit

from django.conf import settings

HERE = ("127.0.0.1", "localhost", "::1")


def nobody_there() -> str:
    """A line for the operator where the site has another port, so that addresses lead nowhere."""
    site = urlsplit(settings.SITE_URL)
    if site.hostname not in HERE:
        return ""
    try:
        socket.create_connection((site.hostname, site.port or 80), timeout=1).close()
    except OSError:
        mend = "start the site, or give this command the PORT or SITE_URL that the site has"
        return f"Nothing answers at {settings.SITE_URL} now: {mend}.\n"
    return ""
