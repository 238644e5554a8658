"""A machine that is busy: the clock of a call goes off late,
and the message is still that of a slow service.
"""

import threading
from typing import Any

import pytest

from scoring.endpoint import transport
from scoring.endpoint.errors import EndpointError
from scoring.endpoint.failures import Failure
from tests import servers
from tests.endpoint import misbehaviours

SECONDS = 0.3
LATE = 0.5


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Timers go off late, and whoever waits for a thread waits longer."""
    timer, join = threading.Timer, threading.Thread.join

    def wait(self: threading.Thread, timeout: float | None = None) -> None:
        join(self, timeout and timeout + LATE)

    monkeypatch.setattr(threading, "Timer", lambda seconds, call: timer(seconds + 2 * LATE, call))
    monkeypatch.setattr(threading.Thread, "join", wait)


@pytest.mark.parametrize(
    "slow", [misbehaviours.hang, misbehaviours.hang_within_headers, misbehaviours.hang_within_body]
)
def test_a_socket_s_own_time_out_is_told_as_the_call_s(busy: None, slow: Any) -> None:
    with (
        servers.serving(slow) as service,
        pytest.raises(EndpointError, match="did not answer within 0.3") as error,
    ):
        transport.exchange(service.url, "", {}, SECONDS)
    assert error.value.failure is Failure.TIMED_OUT
