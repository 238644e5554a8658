"""Many connections at once on SQLite, one request in five a submission: how long the slowest wait.

Starts a site of its own with the Procfile's commands, over the catalogue in a database of its own.
The bar is the time of the 99th of 100 requests against the median; on a busy machine both grow.
"""

import http.client
import os
import re
import shlex
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from benchmarks import stored

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS, SECONDS = 64, 60
# One of so many requests is a submission
SENT_EVERY = 5
PAGES = ("/", "/submissions/", "/clusters/", "/contact/")
# p99 against the median
MOST = 10
LONGEST = 60


class Request(NamedTuple):
    is_submission: bool
    seconds: float
    status: int


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with stored.database() as address, site(address) as port:
        requests = visited(port, seconds)
    print(
        f"{CONNECTIONS} connections for {seconds:g} s: {len(requests) / seconds:.0f} requests a s"
    )
    for name, chosen in (
        ("requests", requests),
        ("submissions", [request for request in requests if request.is_submission]),
        ("pages", [request for request in requests if not request.is_submission]),
    ):
        report(name, chosen)


def report(name: str, requests: list[Request]) -> None:
    refused = sum(request.status >= 400 for request in requests)
    times = [request.seconds for request in requests]
    median, p99 = statistics.median(times), statistics.quantiles(times, n=100)[98]
    bar = f", at most {MOST}" if name == "requests" else ""
    print(
        f"{len(times):,} {name}, {refused} refused: median {1000 * median:.0f} ms, "
        f"p99 {1000 * p99:.0f} ms, {p99 / median:.1f} times the median{bar}; "
        f"longest {max(times):.1f} s"
    )


@contextmanager
def site(database: str) -> Iterator[int]:
    """The port of a site that web and worker serve, as the Procfile has them."""
    port = free_port()
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {"PATH": path, "DATABASE_URL": database, "PORT": str(port), "RATE_LIMIT": "0"}
    lines = (ROOT / "Procfile").read_text().splitlines()
    commands = dict(line.split(": ", 1) for line in lines)
    started = [
        subprocess.Popen(
            shlex.split(commands[name].replace("$PORT", str(port))),
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for name in ("web", "worker")
    ]
    try:
        wait_for(port)
        yield port
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(timeout=60)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            return Visitor(port).get("/")
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def visited(port: int, seconds: float) -> list[Request]:
    """What so many visitors saw who each ask for the next page when they have the last one."""
    visitors = [Visitor(port) for _ in range(CONNECTIONS)]
    for number, visitor in enumerate(visitors):
        # Both processes load what they need
        visitor.get("/")
        visitor.submit(f"Beginner {number}")
        visitor.requests.clear()
        # The site would not wait for the others; the next request opens it again
        visitor.line.close()
    end = time.monotonic() + seconds
    threads = [
        threading.Thread(target=visitor.go_on_until, args=(number, end))
        for number, visitor in enumerate(visitors)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [request for visitor in visitors for request in visitor.requests]


class Visitor:
    """One connection that stays open, with its cookies and the token of its form."""

    def __init__(self, port: int) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)
        self.cookies: dict[str, str] = {}
        self.token = ""
        self.requests: list[Request] = []

    def go_on_until(self, number: int, end: float) -> None:
        # Not all send at the same moment
        turn = number
        while time.monotonic() < end:
            if turn % SENT_EVERY == 0:
                self.submit(f"Writer {number} {turn}")
            else:
                self.get(PAGES[turn % len(PAGES)])
            turn += 1

    def get(self, address: str) -> None:
        page = self._ask("GET", address, None)
        if token := re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page):
            self.token = token[1].decode()

    def submit(self, title: str) -> None:
        text = f"We make {title} and other toys, and sell them to shops and families."
        fields = {"title": title, "category": "", "text": text, "csrfmiddlewaretoken": self.token}
        self._ask("POST", "/", urlencode(fields))

    def _ask(self, method: str, address: str, body: str | None) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies}
        begun = time.perf_counter()
        self.line.request(method, address, body, headers)
        response = self.line.getresponse()
        content = response.read()
        taken = time.perf_counter() - begun
        self.requests.append(Request(method == "POST", taken, response.status))
        for cookie in response.headers.get_all("Set-Cookie", ()):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return content


if __name__ == "__main__":
    main()
