"""What works of the configured remote endpoint, step by step and in plain words."""

import socket
import ssl
import time
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from scoring.endpoint import circuit, key_masking, protocol_choice, tries
from scoring.endpoint.errors import EndpointError
from scoring.endpoint.failures import Step
from scoring.endpoint.time_limits import result_within
from scoring.models.model_versions import endpoint_hash
from wire import Row

SAMPLE = Row(
    title="Rivertown Savings",
    category="Financials",
    text="We are a bank and lend money to small businesses.",
)
NOT_SET = "AML_URL is not set: the embedded model scores, and no endpoint is called."
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
    url = settings.AML_URL
    end = time.monotonic() + seconds
    if not url:
        yield Finding("address", True, NOT_SET)
        return
    if tries.is_retired(url):
        yield Finding("address", False, tries.RETIRED)
        return
    steps = {"address": _host, "connection": _connection}
    for what, step in steps.items():
        left = max(end - time.monotonic(), 0.01)
        finding = result_within(left, partial(step, url))
        if finding is None:
            finding = Finding(what, False, f"Nothing came within {left:.2g} seconds.")
        yield finding
        if not finding.is_well:
            return
    yield from _sample(url, end)


def _host(url: str) -> Finding:
    host = urlsplit(url).hostname or ""
    try:
        found = socket.getaddrinfo(host, None)
    except (OSError, UnicodeError):
        problem = f"There is no host {host}. Check AML_URL for a typing mistake."
        return Finding("address", False, problem)
    # An address comes once for each kind of socket
    addresses = {str(socket_address[0]) for *_, socket_address in found}
    first_addresses = sorted(addresses)[:3]
    listed = ", ".join(first_addresses)
    return Finding("address", True, f"{host} is {listed}.")


def _connection(url: str) -> Finding:
    parts = urlsplit(url)
    is_plain = parts.scheme == "http"
    host = parts.hostname or ""
    usual_port = 80 if is_plain else 443
    port = parts.port or usual_port
    begun = time.monotonic()
    try:
        with socket.create_connection((host, port), timeout=settings.AML_TIMEOUT) as plain:
            if is_plain:
                how = "without TLS"
            else:
                tls = ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH)
                with tls.wrap_socket(plain, server_hostname=host) as secured:
                    how = f"with {secured.version()} and a trusted certificate"
            return Finding("connection", True, f"Port {port} answers in {_since(begun)}, {how}.")
    except ssl.SSLError as error:
        problem = f"The certificate or TLS is not right: {error.reason or error}."
    except OSError as error:
        problem = f"Port {port} does not answer: {error.strerror or error}."
    return Finding("connection", False, problem)


def _sample(url: str, end: float) -> Iterator[Finding]:
    """What one made-up company tells of key, protocol and columns."""
    endpoint = endpoint_hash(url)
    begun = time.monotonic()
    try:
        left = max(end - begun, 0.01)
        protocol, [answer] = protocol_choice.ask(endpoint, [SAMPLE], left)
    except EndpointError as error:
        yield from _refused(error, begun)
        return
    circuit.note_answer(endpoint)
    yield Finding("key", True, _key(", and was accepted."))
    is_found_out = settings.AML_PROTOCOL == protocol_choice.AUTO
    how = "found out by itself" if is_found_out else "set by AML_PROTOCOL"
    yield Finding("protocol", True, f"{protocol.name}, {how}.")
    names = protocol_choice.names_of(protocol)
    sent = ", ".join(names.columns)
    if protocol.name == protocol_choice.CUSTOM:
        sent = "What AML_CUSTOM says"
    came_back = "a cluster came back without distances, so “sure” stays empty"
    if answer.clusters:
        came_back = f"a cluster and {answer.clusters} distances came back"
    elif answer.distances:
        came_back = "a cluster and the distance to its centre came back, so “sure” stays empty"
    yield Finding("columns", True, f"{sent} went out; {came_back}.")
    of_all = ""
    if answer.clusters:
        of_all = f" of {answer.clusters}"
    cluster = f"“{SAMPLE.text}” is in cluster {answer.cluster}{of_all}, in {_since(begun)}."
    yield Finding("sample", True, cluster)


def _key(what_came_of_it: str) -> str:
    if not settings.AML_API_KEY:
        is_in_address = any(key_masking.keys_sent())
        return f"The key in AML_URL is sent{what_came_of_it}" if is_in_address else NO_KEY
    is_usual = settings.AML_AUTH_HEADER.lower() == "authorization"
    where = "" if is_usual else f" as {settings.AML_AUTH_HEADER}"
    return f"AML_API_KEY is sent{where}{what_came_of_it}"


def _refused(error: EndpointError, begun: float) -> Iterator[Finding]:
    problem = f"{error} ({_since(begun)})"
    step = error.follows.step
    if step is Step.KEY:
        if settings.AML_API_KEY:
            header = settings.AML_AUTH_HEADER
            problem += f" The key goes out as {header}; AML_AUTH_HEADER names another."
        yield Finding("key", False, problem)
        return
    yield Finding("key", True, _key("; nothing was said against it."))
    if step is Step.PROTOCOL:
        tried = ", ".join(protocol.name for protocol in protocol_choice.possible())
        is_custom = settings.AML_PROTOCOL == protocol_choice.CUSTOM
        settings_to_check = "AML_CUSTOM" if is_custom else "AML_PROTOCOL, AML_COLUMNS"
        advice = f"None of these brought an answer: {tried}. Check {settings_to_check}."
        yield Finding("protocol", False, advice)
    yield Finding("sample", False, problem)


def _since(begun: float) -> str:
    seconds = time.monotonic() - begun
    return f"{1000 * seconds:.0f} ms"
