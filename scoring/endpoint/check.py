"""What works of the configured remote endpoint, step by step and in plain words."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from scoring.endpoint import circuit, protocol_choice, tries
from scoring.endpoint.errors import EndpointError
from scoring.models.model_versions import endpoint_hash
from wire import Row

SAMPLE = Row("Rivertown Savings", "Financials", "We are a bank and lend money to small businesses.")
KEY_REFUSED = {401, 403}
NO_KEY = "AML_API_KEY is not set: no key is sent."


class Finding(NamedTuple):
    """One step: what was looked at, whether it is well, and what was seen."""

    what: str
    is_well: bool
    seen: str


def check(seconds: float) -> Iterator[Finding]:
    """The steps up to the first that fails, within some seconds.

    Only what all calls note of the endpoint is stored.
    """
    url, end = settings.AML_URL, time.monotonic() + seconds
    if not url:
        yield Finding(
            "address",
            True,
            "AML_URL is not set: the embedded model scores, and no endpoint is called.",
        )
        return
    if tries.is_retired(url):
        yield Finding("address", False, tries.RETIRED)
        return
    for what, step in (("address", _name), ("connection", _connection)):
        finding = _within(what, partial(step, url), end)
        yield finding
        if not finding.is_well:
            return
    yield from _sample(url, end)


def _within(what: str, step: Callable[[], Finding], end: float) -> Finding:
    """What a step finds; one that hangs is left behind."""
    found: list[Finding] = []
    left = max(end - time.monotonic(), 0.01)
    thread = threading.Thread(target=lambda: found.append(step()), daemon=True)
    thread.start()
    thread.join(left)
    return found[0] if found else Finding(what, False, f"Nothing came within {left:.2g} seconds.")


def _name(url: str) -> Finding:
    host = urlsplit(url).hostname or ""
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return Finding(
            "address", False, f"There is no host {host}. Check AML_URL for a typing mistake."
        )
    return Finding("address", True, f"{host} is {', '.join(sorted(map(str, found))[:3])}.")


def _connection(url: str) -> Finding:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    begun = time.monotonic()
    try:
        with socket.create_connection((host, port), timeout=settings.AML_TIMEOUT) as plain:
            if parts.scheme == "http":
                return Finding(
                    "connection", True, f"Port {port} answers in {_since(begun)}, without TLS."
                )
            with ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH).wrap_socket(
                plain, server_hostname=host
            ) as secured:
                seen = (
                    f"Port {port} answers in {_since(begun)}, with {secured.version()} and a "
                    "trusted certificate."
                )
                return Finding("connection", True, seen)
    except ssl.SSLError as error:
        return Finding(
            "connection", False, f"The certificate or TLS is not right: {error.reason or error}."
        )
    except OSError as error:
        return Finding(
            "connection", False, f"Port {port} does not answer: {error.strerror or error}."
        )


def _sample(url: str, end: float) -> Iterator[Finding]:
    """What one made-up company tells of key, protocol and columns."""
    endpoint = endpoint_hash(url)
    begun = time.monotonic()
    try:
        protocol, [answer] = protocol_choice.ask(endpoint, [SAMPLE], max(end - begun, 0.01))
    except EndpointError as error:
        yield from _refused(error, begun)
        return
    circuit.note_answer(endpoint)
    yield Finding(
        "key", True, "AML_API_KEY is sent, and was accepted." if settings.AML_API_KEY else NO_KEY
    )
    how = (
        "found out by itself"
        if settings.AML_PROTOCOL == protocol_choice.AUTO
        else "set by AML_PROTOCOL"
    )
    yield Finding("protocol", True, f"{protocol.name}, {how}.")
    sent = ", ".join(protocol_choice.names_of(protocol).columns)
    sent = "What AML_CUSTOM says" if protocol.name == protocol_choice.CUSTOM else sent
    k = len(answer.distances)
    yield Finding("columns", True, f"{sent} went out; a cluster and {k} distances came back.")
    yield Finding(
        "sample",
        True,
        f"“{SAMPLE.text}” is in cluster {answer.cluster} of {k}, in {_since(begun)}.",
    )


def _refused(error: EndpointError, begun: float) -> Iterator[Finding]:
    if error.status in KEY_REFUSED:
        yield Finding("key", False, f"{error} ({_since(begun)})")
        return
    yield Finding(
        "key",
        True,
        "AML_API_KEY is sent; nothing was said against it." if settings.AML_API_KEY else NO_KEY,
    )
    if error.about_rows:
        tried = ", ".join(protocol.name for protocol in protocol_choice.possible())
        yield Finding(
            "protocol",
            False,
            f"None of these brought an answer: {tried}. Check AML_PROTOCOL, AML_COLUMNS.",
        )
    yield Finding("sample", False, f"{error} ({_since(begun)})")


def _since(begun: float) -> str:
    return f"{1000 * (time.monotonic() - begun):.0f} ms"
