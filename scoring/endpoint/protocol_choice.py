"""Which protocol the configured endpoint speaks, and a scored chunk of rows by it.

With AML_PROTOCOL=auto the address says which to try, and the first that brings a valid answer is
remembered for all processes.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from scoring.endpoint import tries
from scoring.endpoint.errors import EndpointError
from scoring.models import RemoteEndpoint
from wire import Answer, Names, Row, WireError
from wire.client.protocols import PROTOCOLS, Protocol, candidates, custom_protocol

AUTO, CUSTOM = "auto", "custom"


def ask(endpoint: str, rows: Sequence[Row], seconds: float) -> tuple[Protocol, list[Answer]]:
    """The answers for some rows, one each, and the protocol that brought them; all calls take
    `seconds` together.

    Raises:
        EndpointError: with a reason for a person, and whether to try again.
    """
    end = time.monotonic() + seconds
    first: EndpointError | None = None
    before = known(endpoint)
    for protocol in possible(before):
        try:
            answers = list(_answers(protocol, rows, end))
        except EndpointError as error:
            first = first or error
            # Only a service that did not understand may understand another protocol
            understood = not (error.about_rows or (error.is_crash and not before))
            if understood or time.monotonic() >= end:
                break
        else:
            if settings.AML_PROTOCOL == AUTO and protocol.name != before:
                RemoteEndpoint.objects.update_or_create(
                    endpoint=endpoint, defaults={"protocol": protocol.name}
                )
            return protocol, answers
    raise first or EndpointError(
        "No protocol is known for this address. Set AML_PROTOCOL.", retry=False
    )


def known(endpoint: str) -> str:
    """The protocol that is set or was found out; empty until then."""
    if settings.AML_PROTOCOL != AUTO:
        return str(settings.AML_PROTOCOL)
    found = (
        RemoteEndpoint.objects.filter(endpoint=endpoint).values_list("protocol", flat=True).first()
    )
    return found if found in PROTOCOLS else ""


def possible(name: str = "") -> list[Protocol]:
    """The protocols to try, with the one that is set or was found out (the name) first."""
    if settings.AML_PROTOCOL == CUSTOM:
        return [custom()]
    if settings.AML_PROTOCOL != AUTO:
        return [PROTOCOLS[settings.AML_PROTOCOL]]
    # The others in case the service has changed
    found = [PROTOCOLS[name]] if name else []
    return found + [each for each in candidates(settings.AML_URL) if each not in found]


def most_rows() -> int | None:
    """How many rows one call may have; None without a limit."""
    return custom().most_rows if settings.AML_PROTOCOL == CUSTOM else None


def custom() -> Protocol:
    """The protocol of AML_CUSTOM. Raises ValueError (with the key to change) or OSError."""
    return _custom(settings.AML_CUSTOM)


@lru_cache(maxsize=2)
def _custom(path: str) -> Protocol:
    return custom_protocol(Path(path).read_bytes())


def _answers(protocol: Protocol, rows: Sequence[Row], end: float) -> Iterator[Answer]:
    """One call, or as many as a protocol needs that takes few rows at once."""
    names = names_of(protocol)
    most = protocol.most_rows or len(rows)
    for start in range(0, len(rows), most):
        part = rows[start : start + most]
        left = max(end - time.monotonic(), 0.01)
        body = tries.post(
            settings.AML_URL, settings.AML_API_KEY, protocol.write_request(part, names), left
        )
        try:
            yield from protocol.read_reply(body, len(part), names)
        except WireError as error:
            reason = f"The scoring service's reply is no valid answer. {error}"
            raise EndpointError(reason, retry=False, about_rows=True) from error


def names_of(protocol: Protocol) -> Names:
    """The names of a protocol, with those that the settings change."""
    names = protocol.names
    title, category, text = settings.AML_COLUMNS or names.columns
    assignment, distance = settings.AML_RESULT_COLUMNS or (names.assignment, names.distance)
    return replace(
        names,
        columns=(title, category, text),
        input=settings.AML_INPUT or names.input,
        output=settings.AML_OUTPUT or names.output,
        assignment=assignment,
        distance=distance,
    )
