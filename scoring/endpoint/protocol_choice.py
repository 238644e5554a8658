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
from scoring.endpoint.failures import Failure
from scoring.models import RemoteEndpoint
from wire import Answer, Names, Row, WireError
from wire.client.protocols import PROTOCOLS, Protocol, candidates, custom_protocol

AUTO, CUSTOM = "auto", "custom"


def ask(endpoint: str, rows: Sequence[Row], seconds: float) -> tuple[Protocol, list[Answer]]:
    """The protocol that brought an answer, and the answers, one for each row.

    All calls together take `seconds` at most.

    Raises:
        EndpointError: what the most likely protocol met, with a reason for a person.
    """
    end = time.monotonic() + seconds
    remembered = known(endpoint)
    first_error: EndpointError | None = None
    for protocol in possible(remembered):
        try:
            answers = list(_answers(protocol, rows, end))
        except EndpointError as error:
            first_error = first_error or error
            # Only a service that did not understand may understand another protocol
            is_misunderstood = error.follows.blame.falls_on_rows(if_unsure=not remembered)
            if not is_misunderstood or time.monotonic() >= end:
                break
        else:
            if settings.AML_PROTOCOL == AUTO and protocol.name != remembered:
                found_out = {"protocol": protocol.name}
                RemoteEndpoint.objects.update_or_create(endpoint=endpoint, defaults=found_out)
            return protocol, answers
    raise first_error or EndpointError(
        "No protocol is known for this address. Set AML_PROTOCOL.", Failure.NO_PROTOCOL
    )


def known(endpoint: str) -> str:
    """The protocol that is set or was found out; empty until then."""
    if settings.AML_PROTOCOL != AUTO:
        return str(settings.AML_PROTOCOL)
    stored = RemoteEndpoint.objects.filter(endpoint=endpoint)
    name = stored.values_list("protocol", flat=True).first()
    return name if name in PROTOCOLS else ""


def possible(remembered: str = "") -> list[Protocol]:
    """The protocols to try, the most likely first."""
    if settings.AML_PROTOCOL == CUSTOM:
        return [custom()]
    if settings.AML_PROTOCOL != AUTO:
        return [PROTOCOLS[settings.AML_PROTOCOL]]
    likely = [PROTOCOLS[remembered]] if remembered else []
    # The others in case the service has changed
    others = [protocol for protocol in candidates(settings.AML_URL) if protocol not in likely]
    return likely + others


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
    rows_at_once = protocol.most_rows or len(rows)
    for start in range(0, len(rows), rows_at_once):
        sent = rows[start : start + rows_at_once]
        request = protocol.write_request(sent, names)
        seconds = max(end - time.monotonic(), 0.01)
        reply = tries.post(settings.AML_URL, settings.AML_API_KEY, request, seconds)
        try:
            yield from protocol.read_reply(reply, len(sent), names)
        except WireError as error:
            reason = f"The scoring service's reply is no valid answer. {error}"
            raise EndpointError(reason, Failure.INVALID_REPLY) from error


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
