"""Which rows are at fault where a service refuses a chunk or crashes on it.

Its halves are asked for, until bad rows stand alone.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from scoring.endpoint.errors import EndpointError
from scoring.endpoint.failures import Blame
from scoring.models import Assignment

# Calls that are all refused before a service is taken to refuse everything: enough to come down
# from 200 rows to single ones, and to ask for seven of them alone
PATIENCE = 25
# After this the worker looks after its other work, and comes back
SECONDS = 60


class Part(NamedTuple):
    """Rows that get no score from these calls, and why."""

    rows: Sequence[Assignment]
    error: EndpointError


def failures(
    chunk: Sequence[Assignment],
    error: EndpointError,
    ask: Callable[[Sequence[Assignment]], None],
) -> Iterator[Part]:
    """Ask for the halves of a refused chunk, and for theirs; yield what fails.

    `ask` stores what is accepted. Both halves are asked for before one of them is halved: that soon
    finds a row that is accepted. As long as there is none, it ends after PATIENCE calls. Once there
    is one, nothing is halved after SECONDS; rows that were then neither accepted nor yielded are
    for another time. A crash ends it, as any trouble of the service does, unless it began with one.
    """
    end = time.monotonic() + SECONDS
    began_with_crash = error.follows.blame is Blame.PERHAPS
    refused = [Part(chunk, error)]
    calls = 1
    some_accepted = False
    while refused:
        # Down to single rows until one is accepted; from then on the larger parts first, which free
        # more rows
        part = refused.pop(0 if some_accepted else -1)
        # A service that refuses everything has a fault of its own, and is not asked for each row
        all_refused = calls >= PATIENCE and not some_accepted
        if len(part.rows) == 1 or all_refused:
            yield part
            continue
        if some_accepted and time.monotonic() >= end:
            continue
        middle = len(part.rows) // 2
        for start, stop in ((0, middle), (middle, len(part.rows))):
            calls += 1
            try:
                ask(part.rows[start:stop])
            except EndpointError as problem:
                if not problem.follows.blame.falls_on_rows(if_unsure=began_with_crash):
                    yield from _unasked([*refused, Part(part.rows[start:], problem)], problem)
                    return
                refused.append(Part(part.rows[start:stop], problem))
            else:
                some_accepted = True


def _unasked(parts: list[Part], problem: EndpointError) -> Iterator[Part]:
    """What becomes of the rest when the search ends: a row alone has its own reason already."""
    for part in parts:
        yield part if len(part.rows) == 1 else Part(part.rows, problem)
