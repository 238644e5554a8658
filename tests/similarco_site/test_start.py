"""What `make run` starts, and what it leaves behind when it is killed: nothing."""

import os
import signal
import socket
import subprocess
import sys

import pytest
from django.conf import settings

from similarco_site import start
from tests.servers import unused_port

CHILD = (
    "import signal; from similarco_site.parent import end_with_parent; "
    "end_with_parent(); print('here', flush=True); signal.pause()"
)
PARENT = (
    "import os, subprocess, sys; os.environ['SIMILARCO_PARENT'] = str(os.getpid()); "
    f"subprocess.run([sys.executable, '-c', {CHILD!r}])"
)


def test_who_is_started_ends_with_a_killed_parent() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"here\n"
    os.kill(parent.pid, signal.SIGKILL)

    # The child holds it open as long as it lives
    said, _ = parent.communicate(timeout=20)
    assert said == b""


def test_a_port_that_somebody_keeps_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "SECONDS_TO_LEAVE", 0.0)
    port = unused_port()
    start.see_that_port_is_free(port)
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(SystemExit, match=f"PORT={port + 1} make run"),
    ):
        start.see_that_port_is_free(port)
