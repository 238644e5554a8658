"""`make test`: the whole suite on SQLite, and again on PostgreSQL where there is one.

`make quick` (`--quick`): all that needs no browser, on SQLite.

What the machine lacks is said before anything runs; with CI=true it is a failure.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec

import psycopg

POSTGRES = [
    "postgres://postgres@127.0.0.1:5432/postgres",
    "postgres://postgres:postgres@127.0.0.1:5432/postgres",
]
# Each must start, collect and migrate: a third would cost more than it brings on two processors
WORKERS = "2"
# A file's tests stay together, so that what they share is made once
SHARED_OUT = ["--dist", "loadfile"]
# Another database cannot change what these do: plain libraries, sites of their own on SQLite,
# colours and scripts, formats of services and programs, and what training alone decides. They are
# not even read; what asks for no database is left out besides.
WITHOUT_DATABASE = [
    *("tests/clustering", "tests/wire", "tests/test_architecture.py", "tests/test_docs.py"),
    *(
        f"tests/{room}/test_{name}.py"
        for room, names in {
            "worker": ["memory"],
            "big_files": ["spark"],
            "similarco_site": [
                *("custom_protocol", "owner", "refusals_and_warnings", "serving"),
                *("stalled_requests", "values"),
            ],
            # A browser goes the main way, imports, searches and reviews on both
            "browser": [
                *("look", "admin_look", "map", "form", "clusters", "result", "similar"),
                *("admin_review", "markets", "own_columns", "programs", "waiting"),
            ],
            "endpoint": ["protocols", "tries", "retired_address", "unreachable"],
            "webservice": ["azureml_package", "real_clients", "description", "help_page"],
            "pages": ["queries"],
            "security": ["observatory", "headers", "cookies_and_https", "debug_pages"],
            "versions": ["train_vocabulary", "train_refusals"],
        }.items()
        for name in names
    ),
]
NO_SPARK = (
    "training and scoring on Spark (make .venv/installed-spark; on Debian: apt install "
    "default-jre-headless)"
)
NO_REDIS = "the tests with Redis (none answers on 127.0.0.1:6379; TEST_REDIS_URL names one)"
# No test looks at what a crash of the database leaves
NO_WAIT_FOR_DISK = "-c synchronous_commit=off"


def main() -> int:
    arguments = sys.argv[1:]
    if "--quick" in arguments:
        arguments.remove("--quick")
        if not _redis():
            print(f"Left out: {NO_REDIS}", flush=True)
        left_out = ["browser", "postgresql", "spark", *([] if _redis() else ["redis"])]
        # Not even read, for what they import takes longer than many a test
        unread = ["--ignore=tests/browser", "-p", "no:playwright"]
        return _suite("", _without(left_out), [*unread, *arguments])
    missing = list(_missing())
    for line in missing:
        print(f"Left out: {line}", flush=True)
    if missing and os.environ.get("CI") == "true":
        print("CI=true: nothing may be left out.")
        return 1
    postgres = _postgres()
    left_out = [
        mark
        for mark, there in (("browser", _chromium()), ("redis", _redis()), ("spark", _spark()))
        if not there
    ]
    results = [_suite("", _without([*left_out, "postgresql"]), arguments)]
    if postgres:
        results.append(_suite(postgres, _without([*left_out, "sqlite", "no_database"]), arguments))
    return max(results)


def _without(marks: list[str]) -> str:
    return " and ".join(f"not {mark}" for mark in marks)


def _missing() -> Iterator[str]:
    if not _chromium():
        yield "the tests in a real browser (no Chromium; on Debian: apt install chromium)"
    if not _postgres():
        yield (
            "the second run of the suite, on PostgreSQL (none answers; TEST_POSTGRES_URL names one)"
        )
    if not _redis():
        yield NO_REDIS
    if not _spark():
        yield NO_SPARK


def _chromium() -> str | None:
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def _postgres() -> str | None:
    named = os.environ.get("TEST_POSTGRES_URL")
    for url in [named] if named else POSTGRES:
        try:
            with psycopg.connect(url, connect_timeout=3):
                return url
        except psycopg.OperationalError:
            continue
    return None


def _spark() -> bool:
    return bool(find_spec("pyspark") and shutil.which("java"))


def _redis() -> bool:
    import redis

    try:
        return bool(
            redis.Redis.from_url(
                os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
            ).ping()
        )
    except redis.RedisError:
        return False


def _suite(database: str, marks: str, arguments: list[str]) -> int:
    print(f"--- {'PostgreSQL' if database else 'SQLite'}", flush=True)
    left_out = [f"--ignore={path}" for path in WITHOUT_DATABASE] if database else []
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        WORKERS,
        *SHARED_OUT,
        "-m",
        marks,
        *left_out,
        *arguments,
    ]
    environment = {name: value for name, value in os.environ.items() if name not in LEFT_BEHIND}
    environment |= {
        "DATABASE_URL": database,
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
        "PGOPTIONS": NO_WAIT_FOR_DISK,
    }
    return subprocess.run(command, env=environment).returncode


# Settings of a site, and what would have every process compile all sources anew
LEFT_BEHIND = {
    "PYTHONDONTWRITEBYTECODE",
    "AML_URL",
    "AML_API_KEY",
    "URL",
    "API_KEY",
    "SITE_URL",
    "DEBUG",
    "LOGIN_REQUIRED",
    "RATE_LIMIT",
    "CACHE_URL",
}

if __name__ == "__main__":
    sys.exit(main())
