"""The worker's memory has a limit: what needs more fails with an error that can be caught."""

import subprocess
import sys

from django.conf import settings

PROGRAM = """
import logging
from django.conf import settings
from scoring.worker.memory import limit_memory

logging.basicConfig(level="INFO", format="%(message)s")
settings.configure(WORKER_MEMORY={megabytes})
limit_memory()
try:
    print(len(bytearray(200 * 1024 * 1024)))
except MemoryError:
    print("too much")
"""


def said(megabytes: int) -> list[str]:
    program = PROGRAM.format(megabytes=megabytes)
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    return [*done.stderr.splitlines(), *done.stdout.splitlines()]


def test_more_than_the_limit_is_refused_and_without_one_it_is_not() -> None:
    assert said(100) == ["The worker may take 100 MB of memory (WORKER_MEMORY).", "too much"]
    assert said(0) == ["The worker's memory has no limit.", str(200 * 1024 * 1024)]
