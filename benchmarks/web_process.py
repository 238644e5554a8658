"""Memory of a web process and its time to the first page, against a bare Django site.

Each is a new process that answers one request through its middleware: the site's form with a first
score, over the catalogue on SQLite, and a view of one line. By turns; memory is the most that was
resident, in MB of 2^20 bytes. Needs no running site.
"""

import os
import resource
import statistics
import subprocess
import sys
import time

from benchmarks import stored
from benchmarks.ratios import note

TURNS = 5
MOST_MEGABYTES, MOST_SECONDS = 80, 1
BARE = "a bare Django site with one view"


def main() -> None:
    with stored.database() as address:
        turns = [(measured("bare", ""), measured("site", address)) for _ in range(TURNS)]
    pairs = [
        [statistics.median(values) for values in zip(*own, strict=True)]
        for own in zip(*turns, strict=True)
    ]
    (bare_memory, bare_seconds), (memory, seconds) = pairs
    print(
        f"web process: {memory:.0f} MB, {memory - bare_memory:.0f} more than {BARE} (at most "
        f"{MOST_MEGABYTES}); first page and first score after {seconds:.2f} s of the processor, "
        f"{seconds - bare_seconds:.2f} more (at most {MOST_SECONDS})"
    )
    must = f"at most {MOST_MEGABYTES} MB more"
    size = "with the first score"
    note("web process: memory", BARE, size, memory / bare_memory, must)
    must = f"at most {MOST_SECONDS} s more"
    size = "processor time to the first page"
    note("web process: start", BARE, size, seconds / bare_seconds, must)


def measured(which: str, address: str) -> tuple[float, float]:
    """Megabytes and seconds of the processor of one process."""
    answered = subprocess.run(
        [sys.executable, "-m", "benchmarks.web_process", which, address],
        cwd=stored.ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        check=True,
        capture_output=True,
        text=True,
    )
    memory, seconds = map(float, answered.stdout.split()[-2:])
    return memory, seconds


def answer_bare() -> None:
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpResponse
    from django.test import Client
    from django.urls import path

    views = (path("", lambda _: HttpResponse("Here.")),)
    settings.configure(ROOT_URLCONF=views, ALLOWED_HOSTS=["*"], SECRET_KEY="bare")
    get_wsgi_application()
    assert Client().get("/").status_code == 200


def answer_site(address: str) -> None:
    stored.set_up(address, RATE_LIMIT="0")
    from django.core.wsgi import get_wsgi_application
    from django.test import Client

    get_wsgi_application()
    client = Client(headers={"host": "127.0.0.1"})
    assert client.get("/").status_code == 200
    typed = {"title": "Toys", "text": "We make wooden toys and sell them to families and shops."}
    assert client.post("/", typed).status_code == 302


if __name__ == "__main__":
    if len(sys.argv) > 1:
        answer_site(sys.argv[2]) if sys.argv[1] == "site" else answer_bare()
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
        print(most, time.process_time())
    else:
        main()
