"""Machines of one site: each with a folder, a web process and a worker of its own.

They share this test's database and a Redis, and no file.
"""

import csv
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import requests
from django.conf import settings
from django.db import connection

from tests.catalogue import catalogue
from tests.servers import unused_port

REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
UNCHANGED = ("scoring", "clustering", "wire", "templates", "static")
WEB = ["-m", "gunicorn", "--config", "gunicorn.conf.py", "similarco_site.wsgi"]
WORKER = ["manage.py", "worker"]
SAME_FOR_ALL = {
    "SECRET_KEY": "a key that all machines of one site have in common, long enough for Django",
    "CACHE_URL": REDIS,
    "RATE_LIMIT": "0",
    "WEB_CONCURRENCY": "1",
}
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class Machine:
    """A web process and a worker, once they are started, in a folder that no other machine sees."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = unused_port()
        self.address = f"http://127.0.0.1:{self._port}"
        _copy_project(folder)

    def start(self) -> None:
        self._web = self._process("web", WEB)
        self._worker = self._process("worker", WORKER)

    def wait_until_it_serves(self) -> None:
        wait_for(self._serves, self.log)

    def kill(self) -> None:
        """By signal 9, with all processes that it has started."""
        for process in (self._web, self._worker):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def log(self) -> str:
        return "".join(path.read_text() for path in self._folder.glob("*.log"))

    def _process(self, name: str, arguments: list[str]) -> "subprocess.Popen[bytes]":
        with (self._folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, *arguments],
                cwd=self._folder,
                env=_environment(PORT=str(self._port)),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _serves(self) -> bool:
        try:
            return requests.get(f"{self.address}/healthz", timeout=20).ok
        except requests.ConnectionError:
            return False


class Browser:
    """Somebody who sends forms as pages show them, to whichever machine."""

    def __init__(self) -> None:
        self.session = requests.Session()

    def page(self, machine: Machine, path: str) -> str:
        reply = self.session.get(machine.address + path, timeout=30)
        assert reply.status_code == 200, reply.text
        return reply.text

    def post(
        self,
        machine: Machine,
        path: str,
        fields: dict[str, str],
        *,
        form: str = "",
        file: tuple[str, str] | None = None,
    ) -> str:
        """Send what the form at an address asks for; returns the path that it leads to.

        Raises requests.RequestException where the machine does not answer.
        """
        found = self.session.get(machine.address + (form or path), timeout=30)
        token = CSRF.search(found.text)
        assert token, found.text
        reply = self.session.post(
            machine.address + path,
            {**fields, "csrfmiddlewaretoken": token[1]},
            files={"file": file} if file else None,
            allow_redirects=False,
            timeout=30,
        )
        assert reply.status_code == 302, reply.text
        return reply.headers["Location"]


def wait_for(condition: Callable[[], object], said: Callable[[], str]) -> None:
    """As long as a busy machine may take; `said` tells what stands in the logs by then."""
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end, said()
        time.sleep(0.05)


def _copy_project(folder: Path) -> None:
    home = settings.BASE_DIR
    for name in ("manage.py", "pyproject.toml", "gunicorn.conf.py"):
        shutil.copy(home / name, folder)
    # Settings find `var/` beside them, and data is made smaller below
    for name in ("similarco_site", "data"):
        shutil.copytree(home / name, folder / name)
    for name in UNCHANGED:
        (folder / name).symlink_to(home / name)
    _learn_from_less(folder / "data")


def _learn_from_less(data: Path) -> None:
    """To train on all kinds of business would take most of the time that these tests do."""
    kept = {row["Segment"] for row in catalogue()}
    for name in ("companies", "segments", "pitches", "slogans", "words"):
        with (data / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = [row for row in reader if row["Segment"] in kept]
        _write(data / f"{name}.csv", reader.fieldnames or (), rows)
    _write(data / "companies.csv", list(catalogue()[0]), catalogue())


def _write(path: Path, header: Iterable[str], rows: Iterable[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)


def _environment(**more: str) -> dict[str, str]:
    found = connection.settings_dict
    server = f"{found['HOST']}:{found['PORT'] or 5432}"
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "PGOPTIONS": os.environ.get("PGOPTIONS", ""),
        "DATABASE_URL": f"postgres://{found['USER']}:{found['PASSWORD']}@{server}/{found['NAME']}",
        **SAME_FOR_ALL,
        **more,
    }
