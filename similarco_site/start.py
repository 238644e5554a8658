"""`python -m similarco_site.start`: what `make run` does; one of it in a folder."""

import fcntl
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from similarco_site.command_line import trouble_in_a_sentence
from similarco_site.parent import PARENT

BIN = Path(sys.executable).parent
# supervisord closes what is open from 5 on; a lock below that lasts as long as it runs
LOCK_HANDLE = 3
# Until those that a killed start left behind have noticed and let go of the port
SECONDS_TO_LEAVE = 5.0


def main() -> None:
    """See that folder and port are free, prepare the site, and become supervisord."""
    # They may be refused themselves
    from similarco_site.settings import BASE_DIR, PORT, VAR_DIR

    lock_folder(VAR_DIR, PORT)
    see_that_port_is_free(PORT)
    prepared = subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=BASE_DIR,
        check=False,
    )
    if prepared.returncode:
        sys.exit(prepared.returncode)
    # To prepare may take minutes, in which somebody else may have taken it
    see_that_port_is_free(PORT)
    os.environ[PARENT] = str(os.getpid())
    # In the place of this process, so that signals reach it and the lock lasts as long as it
    command = ["supervisord", "-c", str(BASE_DIR / "supervisord.conf")]
    os.execv(BIN / "supervisord", command)  # noqa: S606


def see_that_port_is_free(port: int) -> None:
    """Return once nobody listens there, or say so where somebody stays."""
    end = time.monotonic() + SECONDS_TO_LEAVE
    while error := trouble_with(port):
        if time.monotonic() > end:
            sys.exit(
                f"Port {port} cannot be used ({error.strerror}). Choose another: "
                f"PORT={port + 1} make run"
            )
        time.sleep(0.1)


def trouble_with(port: int) -> OSError | None:
    with socket.socket() as probe:
        # As gunicorn does: connections that are still ending do not keep a port
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return error
    return None


def lock_folder(folder: Path, port: int) -> None:
    """Hold the folder until the process ends, or say where it runs already."""
    lock = os.open(folder / "running.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        place = os.read(lock, 200).decode()
        sys.exit(f"SimilarCo runs in this folder already, at {place}. End that one first.")
    # Only now, for until the lock is ours it says where its holder is
    os.ftruncate(lock, 0)
    os.write(lock, f"http://127.0.0.1:{port} (process {os.getpid()})".encode())
    if lock != LOCK_HANDLE:
        os.dup2(lock, LOCK_HANDLE)
    os.set_inheritable(LOCK_HANDLE, True)


if __name__ == "__main__":
    with trouble_in_a_sentence():
        main()
