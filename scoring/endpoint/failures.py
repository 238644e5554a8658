"""What can go wrong with a call of the scoring service, and what follows from each kind.

All that depends on a kind of failure asks this table; docs/endpoint.md prints it.
"""

from enum import StrEnum
from typing import NamedTuple


class Failure(StrEnum):
    """A kind of failure, in the words of the documentation."""

    RESTING = "the circuit is open"
    UNREACHABLE = "no connection, or it broke off"
    TIMED_OUT = "no answer in time"
    BUSY = "408, 429, 503, 504"
    BAD_GATEWAY = "502"
    CRASHED = "500"
    IN_TROUBLE = "any other 5xx"
    UNTRUSTED = "wrong certificate or no TLS"
    IMPOSSIBLE_HOST = "a host name that cannot be"
    ROWS_REFUSED = "400, 413, 422, 424"
    ACCEPTED = "202 without an answer"
    INVALID_REPLY = "a reply that is no valid answer"
    KEY_REFUSED = "401, 403"
    REFUSED = "any other status, redirects too"
    TOO_LARGE = "a reply over 10 MB"
    RETIRED = "an address of the studio that was switched off"
    NO_PROTOCOL = "no protocol for the address"
    OTHER_MODEL = "another number of clusters"
    NO_MODEL = "the embedded model cannot be read"
    INSIDE = "a fault inside SimilarCo"


class Blame(StrEnum):
    """Whether what was sent is to blame: another protocol or fewer rows may then be accepted."""

    NO = "no"
    # Or the service is in trouble whatever is sent
    PERHAPS = "perhaps"
    YES = "yes"

    def falls_on_rows(self, *, if_unsure: bool) -> bool:
        if self is Blame.PERHAPS:
            return if_unsure
        return self is Blame.YES


class Rows(StrEnum):
    """What becomes of the rows that were sent."""

    WAIT = "wait"
    FAIL = "fail"


class Circuit(StrEnum):
    """What the failure tells of the service's health."""

    UNTOUCHED = "nothing"
    ALIVE = "alive"
    FAILED = "failed"
    # Among several rows a crash may be the fault of one of them
    FAILED_IF_ALONE = "failed, after one row alone"
    # A page may just not have waited long enough
    FAILED_IF_PATIENT = "failed, unless only a page gave up"


class Step(StrEnum):
    """Which step of a check of the endpoint the failure belongs to."""

    SAMPLE = "sample"
    PROTOCOL = "protocol"
    KEY = "key"


class Consequences(NamedTuple):
    """What follows from a failure of one kind: one line of the table.

    `again_now`: it may be over within seconds, so the same call tries again.
    `blame`: whether what was sent may be the reason, so that another protocol is asked and a chunk
    is halved.
    `rows`: whether they wait for their turn, or fail until the service has answered since.
    `circuit`: what it says of the service's health, for those who call it next.
    `step`: where `check_endpoint` shows it.
    """

    again_now: bool
    blame: Blame
    rows: Rows
    circuit: Circuit
    step: Step = Step.SAMPLE


PASSING = Consequences(True, Blame.NO, Rows.WAIT, Circuit.FAILED)
LASTING = Consequences(False, Blame.NO, Rows.WAIT, Circuit.FAILED)
NOT_CALLED = Consequences(False, Blame.NO, Rows.WAIT, Circuit.UNTOUCHED)
CRASH = Consequences(False, Blame.PERHAPS, Rows.WAIT, Circuit.FAILED_IF_ALONE)
FINAL = Consequences(False, Blame.NO, Rows.FAIL, Circuit.ALIVE)
NOT_UNDERSTOOD = Consequences(False, Blame.YES, Rows.FAIL, Circuit.ALIVE, Step.PROTOCOL)

# Each kind is one of the lines above, or differs from it in what is named beside it
CONSEQUENCES = {
    Failure.RESTING: NOT_CALLED,
    Failure.UNREACHABLE: PASSING,
    Failure.TIMED_OUT: LASTING._replace(circuit=Circuit.FAILED_IF_PATIENT),
    Failure.BUSY: PASSING,
    Failure.BAD_GATEWAY: CRASH._replace(again_now=True),
    Failure.CRASHED: CRASH,
    Failure.IN_TROUBLE: LASTING,
    Failure.UNTRUSTED: LASTING,
    Failure.IMPOSSIBLE_HOST: LASTING,
    Failure.ROWS_REFUSED: NOT_UNDERSTOOD,
    Failure.ACCEPTED: NOT_CALLED._replace(circuit=Circuit.ALIVE),
    Failure.INVALID_REPLY: NOT_UNDERSTOOD,
    Failure.KEY_REFUSED: FINAL._replace(step=Step.KEY),
    Failure.REFUSED: FINAL,
    Failure.TOO_LARGE: FINAL,
    Failure.RETIRED: FINAL,
    Failure.NO_PROTOCOL: FINAL,
    Failure.OTHER_MODEL: FINAL,
    Failure.NO_MODEL: NOT_CALLED,
    Failure.INSIDE: NOT_CALLED._replace(blame=Blame.PERHAPS),
}

# What other statuses mean follows from their first figure alone
BY_STATUS = {
    202: Failure.ACCEPTED,
    **dict.fromkeys((400, 413, 422, 424), Failure.ROWS_REFUSED),
    **dict.fromkeys((401, 403), Failure.KEY_REFUSED),
    **dict.fromkeys((408, 429, 503, 504), Failure.BUSY),
    500: Failure.CRASHED,
    502: Failure.BAD_GATEWAY,
}


def failure_of(status: int) -> Failure:
    """The kind of failure that a reply with this status is.

    200 to 299 are none, but for a 202 that has no answer.
    """
    other = Failure.IN_TROUBLE if status >= 500 else Failure.REFUSED
    return BY_STATUS.get(status, other)
