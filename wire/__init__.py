"""Scoring web-service formats as pure functions: no Django, no HTTP.

In `client` (`protocols` lists the formats) a request is written from rows, and a reply is read into
answers, one for each row and in the same order. In `service` a request is read into rows, and a
reply or an error body is written.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple


class Row(NamedTuple):
    """One company as it is sent."""

    title: str
    category: str
    text: str


class Answer(NamedTuple):
    """What a service said of one row.

    `cluster` is a number from 0; `distances` are to every centre, or one to the cluster's own, or
    none; `raw` is the service's own words.
    """

    cluster: int
    distances: tuple[float, ...]
    raw: str

    @property
    def clusters(self) -> int | None:
        """How many clusters the service tells apart; None where the answer does not say."""
        if len(self.distances) > 1:
            return len(self.distances)
        return None


@dataclass(frozen=True)
class Names:
    """What a service calls its input, its output and their columns.

    `columns` are those of title, category and text. A column named `distance` and a number from 0
    holds the distances to that centre; one named `distance` alone holds a list of all, or the one
    to the stated cluster's centre. An empty `distance` says that the reply may have none. Open
    Inference calls columns tensors; its one tensor `distance` holds all distances.
    """

    columns: tuple[str, str, str] = ("Title", "Category", "Text")
    input: str = "input1"
    output: str = "output1"
    assignment: str = "Assignments"
    distance: str = "DistancesToClusterCenter no."


CLASSIC_NAMES = Names()


class WireError(ValueError):
    """A reply that is no valid answer; the message says what was expected and what came."""


class UnknownNamesError(WireError):
    """A reply whose columns have other names than those that were expected."""


class WrongValueError(WireError):
    """A reply of the right form, with a value that makes no sense in its place."""


class UnnamedDistanceError(UnknownNamesError):
    """A reply with one number without a name where distances are expected."""


def shortened(value: Any, limit: int = 60) -> str:
    """A foreign value in a message: printable, on one line, and never long."""
    # What is cut off here is cut off below too, unless nearly all of it is white space
    beginning = str(value)[: limit * 4]
    printable = "".join(sign if sign.isprintable() else " " for sign in beginning)
    text = " ".join(printable.split())
    if len(text) <= limit:
        return text
    return f"{text[:limit]}…"
