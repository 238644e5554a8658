"""The real-time endpoints of Azure ML designer: row objects in, row objects with numbers out."""

from collections.abc import Sequence
from typing import Any

from wire import Answer, Names, Row
from wire.client.reading import answers_from_objects, inside, parsed

NAMES = Names(input="WebServiceInput0", output="WebServiceOutput0")
# Newer versions renamed the input alone, and refuse the other name
INPUT1_NAMES = Names(input="input1", output="WebServiceOutput0")


def write_request(rows: Sequence[Row], names: Names = NAMES) -> dict[str, Any]:
    """The body for some rows."""
    objects = []
    for row in rows:
        objects.append(dict(zip(names.columns, row, strict=True)))
    return {"Inputs": {names.input: objects}, "GlobalParameters": {}}


def read_reply(body: bytes, rows: int, names: Names = NAMES) -> list[Answer]:
    """The answers in a reply body to a request of `rows` rows; appended input columns are ignored.

    Raises:
        WireError: it is no JSON, no reply of such an endpoint, or its numbers make no sense.
    """
    reply = parsed(body)
    output = inside(reply, "Results", names.output)

    def narrow(row: Any) -> Any:
        return {"Results": {names.output: [row]}}

    return answers_from_objects(output, rows, names, narrow)
