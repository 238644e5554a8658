"""Every protocol of a remote scoring service by name, and which ones to try at an address."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from wire import CLASSIC_NAMES, Answer, Names, Row, tensors
from wire.client import classic, custom, designer, mlflow, open_inference


@dataclass(frozen=True)
class Protocol:
    """One protocol.

    `write_request` makes the JSON body for some rows; `read_reply` makes one answer for each row
    that was sent from the body of the reply, and raises WireError where it is no valid answer.
    `names` are those that services of this protocol use unless somebody changed them: pass them, or
    a changed copy. `most_rows` is None without a limit.
    """

    name: str
    write_request: Callable[[Sequence[Row], Names], Any]
    read_reply: Callable[[bytes, int, Names], list[Answer]]
    names: Names = CLASSIC_NAMES
    most_rows: int | None = None


CLASSIC = Protocol("classic", classic.write_request, classic.read_reply)
CLASSIC_SWAGGER = Protocol("classic-swagger", classic.write_swagger_request, classic.read_reply)
DESIGNER = Protocol("designer", designer.write_request, designer.read_reply, designer.NAMES)
DESIGNER_INPUT1 = Protocol(
    "designer-input1",
    designer.write_request,
    designer.read_reply,
    designer.INPUT1_NAMES,
)
MLFLOW = Protocol("mlflow", mlflow.write_request, mlflow.read_reply)
MLFLOW_SERVE = Protocol("mlflow-serve", mlflow.write_serve_request, mlflow.read_reply)
OPEN_INFERENCE = Protocol(
    "open-inference",
    open_inference.write_request,
    open_inference.read_reply,
    tensors.NAMES,
)
# By name, in the order in which they are tried
PROTOCOLS = {
    protocol.name: protocol
    for protocol in (
        CLASSIC,
        CLASSIC_SWAGGER,
        DESIGNER,
        DESIGNER_INPUT1,
        MLFLOW,
        MLFLOW_SERVE,
        OPEN_INFERENCE,
    )
}


def custom_protocol(document: bytes) -> Protocol:
    """The protocol that a JSON document describes; it has no use for names.

    Raises:
        custom.DocumentError: with the key to change.
    """
    service = custom.read_document(document)
    return Protocol(
        "custom",
        lambda rows, names: service.write_request(rows),
        lambda body, rows, names: service.read_reply(body, rows),
        most_rows=1 if service.row is None else None,
    )


def candidates(url: str) -> list[Protocol]:
    """The protocols that a service at this address may speak, likeliest first.

    All of them where the address tells nothing, as one that is no address does.
    """
    try:
        parts = urlsplit(url.lower())
    except ValueError:
        # An address that cannot be read tells nothing
        return list(PROTOCOLS.values())
    path = parts.path.rstrip("/")
    if path.endswith("/execute"):
        query = dict(parse_qsl(parts.query))
        return [CLASSIC_SWAGGER if query.get("format") == "swagger" else CLASSIC]
    if re.search(r"/v2/models/[^/]+(/versions/[^/]+)?/infer$", path):
        return [OPEN_INFERENCE]
    if path.endswith("/invocations"):
        return [MLFLOW_SERVE]
    if path.endswith("/score"):
        return [DESIGNER, DESIGNER_INPUT1, MLFLOW]
    return list(PROTOCOLS.values())
