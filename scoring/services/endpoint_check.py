"""What works of the configured remote endpoint, step by step and in plain words."""

import hashlib
import socket
import ssl
import time
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from scoring.services import protocols, remote
from scoring.services.errors import EndpointError
from wire import Row

SAMPLE = Row("Rivertown Savings", "Financials", "We are a bank and lend money to small businesses.")


class Finding(NamedTuple):
    """One step: what was looked at, whether it is well, and what was seen."""

    what: str
    is_well: bool
    seen: str


def check() -> Iterator[Finding]:
    """The steps up to the first that fails. Nothing is stored but the protocol that was found out."""
    url = settings.AML_URL
    if not url:
        yield Finding("address", True, "AML_URL is not set: the embedded model scores, and no endpoint is called.")
        return
    if remote.is_retired(url):
        yield Finding("address", False, remote.RETIRED)
        return
    for step in (_name, _connection):
        finding = step(url)
        yield finding
        if not finding.is_well:
            return
    key = "AML_API_KEY is set and is sent." if settings.AML_API_KEY else "AML_API_KEY is not set: no key is sent."
    yield Finding("key", True, key)
    yield _sample(url)


def _name(url: str) -> Finding:
    host = urlsplit(url).hostname or ""
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return Finding("address", False, f"There is no host {host}. Check AML_URL for a typing mistake.")
    return Finding("address", True, f"{host} is {', '.join(sorted(map(str, found))[:3])}.")


def _connection(url: str) -> Finding:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    begun = time.monotonic()
    try:
        with socket.create_connection((host, port), timeout=settings.AML_TIMEOUT) as plain:
            if parts.scheme == "http":
                return Finding("connection", True, f"Port {port} answers in {_since(begun)}, without TLS.")
            with ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH).wrap_socket(
                plain, server_hostname=host
            ) as secured:
                seen = f"Port {port} answers in {_since(begun)}, with {secured.version()} and a trusted certificate."
                return Finding("connection", True, seen)
    except ssl.SSLError as error:
        return Finding("connection", False, f"The certificate or TLS is not right: {error.reason or error}.")
    except OSError as error:
        return Finding("connection", False, f"Port {port} does not answer: {error.strerror or error}.")


def _sample(url: str) -> Finding:
    endpoint = hashlib.sha256(url.encode()).hexdigest()
    begun = time.monotonic()
    try:
        protocol, [answer] = protocols.ask(endpoint, [SAMPLE], settings.AML_TIMEOUT)
    except EndpointError as error:
        return Finding("sample", False, f"{error} ({_since(begun)})")
    return Finding(
        "sample",
        True,
        f"“{SAMPLE.text}” is in cluster {answer.cluster} of {len(answer.distances)}, by the protocol {protocol.name}, "
        f"in {_since(begun)}.",
    )


def _since(begun: float) -> str:
    return f"{1000 * (time.monotonic() - begun):.0f} ms"
