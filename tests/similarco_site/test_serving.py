"""A copy of the checkout, served as it is in production:
prepare, collected files, gunicorn, worker.
"""

import configparser
import csv
import gzip
import http.client
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from tests import migrated
from tests.catalogue import catalogue
from tests.servers import unused_port

FOLDERS = ["clustering", "wire", "scoring", "similarco_site", "templates", "static", "data"]
FILES = ["manage.py", "gunicorn.conf.py", "pyproject.toml"]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Path:
    """The project alone in an empty folder, prepared and with its static files collected."""
    root = tmp_path_factory.mktemp("checkout")
    for name in FOLDERS:
        shutil.copytree(settings.BASE_DIR / name, root / name)
    for name in FILES:
        shutil.copy(settings.BASE_DIR / name, root / name)
    _learn_from_less(root / "data")
    # Tables that were migrated before: to make them anew takes as long as all else that it does
    (root / "var").mkdir(mode=0o700)
    shutil.copyfile(migrated.TABLES, root / "var" / "db.sqlite3")
    at_once(root, "-m", "similarco_site.collecting", PYTHONPATH=_without_brotli(root.parent))
    manage(root, "prepare")
    return root


def _without_brotli(folder: Path) -> str:
    """A path on which it is missing: to compress a thousand files by it takes ten seconds."""
    (folder / "brotli.py").write_text("raise ImportError")
    return str(folder)


def _learn_from_less(data: Path) -> None:
    """All texts would take most of the time that these tests do."""
    segments = {row["Segment"] for row in catalogue()}
    left = {
        "companies.csv": catalogue(),
        "segments.csv": [
            row for row in rows_of(data / "segments.csv") if row["Segment"] in segments
        ],
        "pitches.csv": [],
        "slogans.csv": [],
        "words.csv": [],
    }
    for name, rows in left.items():
        columns = list(rows_of(data / name)[0])
        with (data / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)


def rows_of(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def environment(**more: str) -> dict[str, str]:
    """No setting of ours: a fresh machine has none."""
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **more}


def manage(root: Path, *arguments: str, **more: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=root, env=environment(**more), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def gunicorn(root: Path, **more: str) -> Iterator[str]:
    port = unused_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "gunicorn.conf.py",
        "similarco_site.wsgi",
    ]
    process = subprocess.Popen(
        command,
        cwd=root,
        env=environment(PORT=str(port), **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        assert process.stdout is not None
        assert (
            process.stdout.readline().decode().strip() == f"SimilarCo is at http://127.0.0.1:{port}"
        )
        owner = process.stdout.readline().decode()
        assert f" open http://127.0.0.1:{port}/accounts/owner/?key=" in owner
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=30)


def get(url: str, **headers: str) -> Any:
    return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20)


def test_files_that_two_collect_at_once_are_all_there(checkout: Path) -> None:
    collected = checkout / "var" / "static"
    named = json.loads((collected / "staticfiles.json").read_text())["paths"]

    assert [name for name in named.values() if not (collected / name).exists()] == []
    assert "look.css" in named


def test_preparing_again_even_twice_at_once_redoes_nothing(checkout: Path) -> None:
    before = versions(checkout)

    assert at_once(checkout, "manage.py", "prepare") == ["ready\n"] * 2
    assert versions(checkout) == before == [(1, 1, len(catalogue()))]


def test_a_file_that_is_imported_twice_at_once_is_stored_once(checkout: Path) -> None:
    rows = [f"Twin {number},We make twin beds and sell them.\n" for number in range(40)]
    (checkout / "twins.csv").write_text("Title,Text\n" + "".join(rows))

    said = at_once(checkout, "manage.py", "import_companies", "twins.csv")

    assert sorted(said) == [
        "0 stored, 40 known already, 0 with errors\n",
        "40 stored, 0 known already, 0 with errors\n",
    ]


def at_once(root: Path, *arguments: str, **more: str) -> list[str]:
    """What two processes say that begin the same together."""
    command = [sys.executable, *arguments]
    pair = [
        subprocess.Popen(
            command,
            cwd=root,
            env=environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60)[0] for process in pair]
    assert [process.returncode for process in pair] == [0, 0]
    return said


def versions(root: Path) -> list[tuple[int, int, int]]:
    with sqlite3.connect(root / "var" / "db.sqlite3") as database:
        return database.execute("SELECT id, is_active, rows FROM scoring_modelversion").fetchall()


class Started(NamedTuple):
    address: str
    first_status: int
    seconds_to_first_page: float


@pytest.fixture(scope="module")
def started(checkout: Path) -> Iterator[Started]:
    """The site as it is served, after its first page."""
    begun = time.monotonic()
    with gunicorn(checkout) as address:
        with get(address) as page:
            status = page.status
        yield Started(address, status, time.monotonic() - begun)


@pytest.fixture(scope="module")
def site(started: Started) -> str:
    return started.address


def test_the_first_page_is_there_at_once(started: Started) -> None:
    assert started.first_status == 200
    assert started.seconds_to_first_page < 20


def test_static_files_are_hashed_compressed_and_kept_for_ever(site: str) -> None:
    page = get(site).read().decode()
    address = re.search(r'href="(/static/look\.[0-9a-f]{12}\.css)"', page)
    assert address
    with get(site + address[1], **{"Accept-Encoding": "gzip"}) as file:
        assert "immutable" in file.headers["Cache-Control"]
        assert file.headers["Content-Encoding"] == "gzip"
        assert b"--accent" in gzip.decompress(file.read())


def test_pages_are_compressed(site: str) -> None:
    with get(f"{site}/clusters/", **{"Accept-Encoding": "gzip"}) as page:
        assert page.headers["Content-Encoding"] == "gzip"
        assert b"<h1>Clusters</h1>" in gzip.decompress(page.read())


def test_a_key_is_made_once_and_only_its_owner_can_read_it(checkout: Path) -> None:
    key = checkout / "var" / "secret_key"

    assert len(key.read_text()) >= 50
    assert key.stat().st_mode & 0o077 == 0


def test_runserver_works_without_collected_files_and_without_environment(
    tmp_path: Path, checkout: Path
) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(checkout, bare, ignore=shutil.ignore_patterns("var"))
    (bare / "var").mkdir()
    with (
        sqlite3.connect(checkout / "var" / "db.sqlite3") as prepared,
        sqlite3.connect(bare / "var" / "db.sqlite3") as copied,
    ):
        prepared.backup(copied)
    port = unused_port()
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        command, cwd=bare, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        page = wait_for_page(f"http://127.0.0.1:{port}/")
        with get(f"http://127.0.0.1:{port}/static/look.css") as file:
            assert b"--accent" in file.read()
    finally:
        process.terminate()
        process.wait(timeout=20)
    assert "Find similar companies" in page


def wait_for_page(url: str) -> str:
    end = time.monotonic() + 20
    while True:
        try:
            return get(url).read().decode()
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.1)


def test_the_procfile_binds_to_every_address_at_the_platform_s_port() -> None:
    lines = dict(
        line.split(": ", 1) for line in (settings.BASE_DIR / "Procfile").read_text().splitlines()
    )

    assert list(lines) == ["release", "web", "worker"]
    assert "--bind 0.0.0.0:$PORT" in lines["web"]
    assert lines["worker"] == "python manage.py worker"


def test_web_server_and_worker_come_back_however_they_end() -> None:
    programs = configparser.ConfigParser(interpolation=None)
    programs.read(settings.BASE_DIR / "supervisord.conf")

    started = {name: programs[name]["autorestart"] for name in programs if ":" in name}

    assert started == {"program:web": "true", "program:worker": "true"}


# The scoring service of the site


@pytest.fixture(scope="module")
def scoring(
    checkout: Path, site: str
) -> Iterator[tuple[http.client.HTTPConnection, dict[str, str]]]:
    """A connection to the served site, and the headers of a program with a key."""
    # Not by `manage.py webservice`, which would train a version of ten clusters first
    make = "from scoring.webservice import keys; print(keys.create_service()[1])"
    key = manage(checkout, "shell", "--verbosity", "0", "--command", make).strip()
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=20)
    yield connection, {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    connection.close()


def call(
    scoring: tuple[http.client.HTTPConnection, dict[str, str]], body: Any, **more: str
) -> tuple[int, Any]:
    connection, headers = scoring
    connection.request("POST", "/score", body, {**headers, **more})
    response = connection.getresponse()
    return response.status, json.loads(response.read())


PIECES = [b'{"input_data": [', b'{"Text": "we are a bank"}', b"]}"]


def test_a_program_reads_why_its_thirty_megabytes_are_refused(scoring: Any) -> None:
    for close in ("close", "keep-alive"):
        status, body = call(scoring, b" " * 30 * 2**20, Connection=close)
        assert (status, list(body)) == (400, ["message"])
        assert "10 MB" in body["message"]
        status, body = call(
            scoring, b" " * 30 * 2**20, Connection=close, Authorization="Bearer wrong"
        )
        assert (status, list(body)) == (401, ["message"])
    assert call(scoring, b"".join(PIECES))[0] == 200


def test_a_chunked_body_is_read(scoring: Any) -> None:
    assert call(scoring, iter(PIECES)) == call(scoring, b"".join(PIECES))
    assert call(scoring, iter(PIECES))[0] == 200


def test_a_chunked_body_of_thirty_megabytes_is_refused(scoring: Any) -> None:
    status, body = call(scoring, iter([b" " * 2**20] * 30))

    assert status == 400
    assert "10 MB" in body["message"]


@pytest.mark.parametrize(
    "broken", [b"ZZ\r\nabc\r\n", b"3\r\nabcdef\r\n0\r\n\r\n", b"-1\r\n\r\n", b"5\r\n{"]
)
def test_broken_chunks_are_refused(scoring: Any, broken: bytes) -> None:
    connection, headers = scoring
    with socket.create_connection((connection.host, connection.port), timeout=20) as line:
        sent = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        line.sendall(f"POST /score HTTP/1.1\r\nHost: {connection.host}\r\n{sent}".encode())
        line.sendall(b"Transfer-Encoding: chunked\r\n\r\n" + broken)
        line.shutdown(socket.SHUT_WR)
        with line.makefile("rb") as reply:
            said = reply.read()

    assert said.startswith(b"HTTP/1.1 400 ")
    assert b'{"message": ' in said
    assert call(scoring, b"".join(PIECES))[0] == 200


def test_head_of_a_health_address_has_no_body(scoring: Any) -> None:
    connection, _ = scoring
    for method, body in (("HEAD", b""), ("GET", b'{"live": true}'), ("HEAD", b"")):
        connection.request(method, "/v2/health/live")
        response = connection.getresponse()
        assert (response.status, response.read()) == (200, body)
