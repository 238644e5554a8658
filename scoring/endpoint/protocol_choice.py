"""Which protocol the configured endpoint speaks, and a scored chunk of rows by it.

With AML_PROTOCOL=auto the address says which to try, and the first that brings a valid answer is
remembered for all processes.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from scoring.endpoint import key_masking, tries
from scoring.endpoint.errors import EndpointError
from scoring.endpoint.failures import Failure
from scoring.endpoint.transport import Key, Reply
from scoring.models import RemoteEndpoint
from wire import (
    Answer,
    Names,
    Row,
    UnknownNamesError,
    UnnamedDistanceError,
    WireError,
    WrongValueError,
)
from wire.client.protocols import PROTOCOLS, Protocol, candidates, custom_protocol
from wire.client.reading import alike, refuse_more_clusters

AUTO = "auto"
CUSTOM = "custom"
ACCEPTED = 202
# Characters of what was said of one row, kept to be shown: the distances of the most clusters
MOST_OF_A_REPLY = 50_000


def ask(endpoint: str, rows: Sequence[Row], seconds: float) -> tuple[Protocol, list[Answer]]:
    """The protocol that brought an answer, and the answers, one for each row.

    All calls together take `seconds` at most.

    Raises:
        EndpointError: what the most likely protocol met, with a reason for a person.
    """
    end = time.monotonic() + seconds
    remembered = known(endpoint)
    likeliest: EndpointError | None = None
    for protocol in possible(remembered):
        try:
            answers = _answers(protocol, rows, end)
        except EndpointError as error:
            # One whose reply is readable but for its names or a value is the right one
            if likeliest is None or (_has_its_form(error) and not _has_its_form(likeliest)):
                likeliest = error
            # Only a service that did not understand may understand another protocol
            is_misunderstood = error.follows.blame.falls_on_rows(if_unsure=not remembered)
            if not is_misunderstood or time.monotonic() >= end:
                break
        else:
            if settings.AML_PROTOCOL == AUTO and protocol.name != remembered:
                found_out = {"protocol": protocol.name}
                RemoteEndpoint.objects.update_or_create(endpoint=endpoint, defaults=found_out)
            return protocol, answers
    raise likeliest or EndpointError(
        "No protocol is known for this address. Set AML_PROTOCOL.",
        Failure.NO_PROTOCOL,
    )


def _has_its_form(error: EndpointError) -> bool:
    """Whether the reply that was refused has the form of the protocol by which it was read."""
    return isinstance(error.__cause__, UnknownNamesError | WrongValueError)


def known(endpoint: str) -> str:
    """The protocol that is set or was found out; empty until then."""
    if settings.AML_PROTOCOL != AUTO:
        return str(settings.AML_PROTOCOL)
    stored = RemoteEndpoint.objects.filter(endpoint=endpoint)
    name = stored.values_list("protocol", flat=True).first()
    if name in PROTOCOLS:
        return name
    return ""


def possible(remembered: str = "") -> list[Protocol]:
    """The protocols to try, the most likely first."""
    if settings.AML_PROTOCOL == CUSTOM:
        return [custom()]
    if settings.AML_PROTOCOL != AUTO:
        return [PROTOCOLS[settings.AML_PROTOCOL]]
    likely = []
    if remembered:
        likely = [PROTOCOLS[remembered]]
    # The others in case the service has changed
    others = []
    for protocol in candidates(settings.AML_URL):
        if protocol not in likely:
            others.append(protocol)
    return likely + others


def most_rows() -> int | None:
    """How many rows one call may have; None without a limit."""
    if settings.AML_PROTOCOL != CUSTOM:
        return None
    return custom().most_rows


def custom() -> Protocol:
    """The protocol of AML_CUSTOM. Raises ValueError (with the key to change) or OSError."""
    return _custom(settings.AML_CUSTOM)


@lru_cache(maxsize=2)
def _custom(path: str) -> Protocol:
    return custom_protocol(Path(path).read_bytes())


def _answers(protocol: Protocol, rows: Sequence[Row], end: float) -> list[Answer]:
    """One call, or as many as a protocol needs that takes few rows at once."""
    names = names_of(protocol)
    rows_at_once = protocol.most_rows or len(rows)
    answers: list[Answer] = []
    for start in range(0, len(rows), rows_at_once):
        sent = rows[start : start + rows_at_once]
        request = protocol.write_request(sent, names)
        seconds = max(end - time.monotonic(), 0.01)
        reply = tries.post(settings.AML_URL, key(), request, seconds)
        try:
            answers += _read(protocol, reply, len(sent), names)
            # The model may have changed between two calls
            alike(answers)
            refuse_more_clusters(answers, settings.MOST_CLUSTERS)
        except WireError as error:
            if reply.status == ACCEPTED:
                reason = (
                    "The scoring service took the request, but its answer is to come later (202). "
                    "Only an answer in the reply itself can be read."
                )
                wait = tries.wait_asked_for(reply)
                raise EndpointError(reason, Failure.ACCEPTED, wait) from error
            reason = f"The scoring service's reply is no valid answer. {error}"
            reason += _advice(error)
            raise EndpointError(reason, Failure.INVALID_REPLY) from error
    return answers


def _advice(error: WireError) -> str:
    if isinstance(error, UnnamedDistanceError):
        return (
            " If it is the distance to the centre of that cluster, set "
            "AML_RESULT_COLUMNS=cluster,distance."
        )
    if isinstance(error, UnknownNamesError):
        return " If they have other names, say which in AML_RESULT_COLUMNS."
    return ""


def _read(
    protocol: Protocol,
    reply: Reply,
    rows: int,
    names: Names,
) -> list[Answer]:
    """The answers in a reply. Neither they nor the reason why it is none tell of the key."""
    try:
        answers = protocol.read_reply(reply.content, rows, names)
    except WireError as error:
        reason = key_masking.without_keys(str(error), MOST_OF_A_REPLY)
        raise type(error)(reason) from None
    return [
        answer._replace(raw=key_masking.without_keys(answer.raw, MOST_OF_A_REPLY))
        for answer in answers
    ]


def key() -> Key | None:
    """The key as it is sent."""
    if not settings.AML_API_KEY:
        return None
    return Key(settings.AML_API_KEY, settings.AML_AUTH_HEADER)


def names_of(protocol: Protocol) -> Names:
    """The names of a protocol, with those that the settings change."""
    names = protocol.names
    title, category, text = settings.AML_COLUMNS or names.columns
    assignment = names.assignment
    distance = names.distance
    if settings.AML_RESULT_COLUMNS:
        # Without a second name the reply may have no distances
        assignment, distance = (*settings.AML_RESULT_COLUMNS, "")[:2]
    return replace(
        names,
        columns=(title, category, text),
        input=settings.AML_INPUT or names.input,
        output=settings.AML_OUTPUT or names.output,
        assignment=assignment,
        distance=distance,
    )
