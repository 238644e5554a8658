"""What a command tells the operator where it cannot go on: a sentence and exit code 1."""

import errno
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.utils import ConnectionHandler

from similarco_site.command_line import trouble_in_a_sentence
from similarco_site.environment import database
from tests.similarco_site.commands import python

REFUSALS = [
    ({"PORT": "banana"}, "PORT must be a whole number"),
    ({}, "The database is not set up for this version yet. Run manage.py prepare first."),
]


@pytest.mark.parametrize(("environment", "reason"), REFUSALS)
def test_a_command_says_what_the_operator_has_to_mend(
    checkout: Path, environment: dict[str, str], reason: str
) -> None:
    done = python(checkout, "manage.py", "rescore", "--all", **environment)

    assert (done.returncode, done.stdout) == (1, "")
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "address", ["postgres://ann:geheim@127.0.0.1:1/none", "sqlite:////nowhere/at/all.sqlite3"]
)
def test_a_database_that_cannot_be_reached_is_named_without_its_password(
    address: str, django_db_blocker: Any
) -> None:
    there = ConnectionHandler({"default": database(address)})["default"]

    with (
        pytest.raises(SystemExit, match=r"cannot be reached\.") as ended,
        django_db_blocker.unblock(),
        trouble_in_a_sentence(),
    ):
        there.ensure_connection()

    assert "geheim" not in str(ended.value)


def test_a_damaged_database_is_named_as_one(tmp_path: Path, django_db_blocker: Any) -> None:
    file = tmp_path / "db.sqlite3"
    file.write_bytes(b"no database at all" * 1000)
    there = ConnectionHandler({"default": database(f"sqlite:///{file}")})["default"]

    with (
        pytest.raises(SystemExit, match=r"^The database is damaged: bring back a backup\."),
        django_db_blocker.unblock(),
        trouble_in_a_sentence(),
    ):
        there.ensure_connection()


def test_the_start_says_it_too(checkout: Path) -> None:
    done = python(checkout, "-m", "similarco_site.start", PORT="banana")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "PORT must be a whole number from 1 to 65535, not 'banana'.\n"


def test_two_at_once_migrate_once(checkout: Path) -> None:
    with ThreadPoolExecutor() as both:
        # As few tables as there can be: they wait for each other with any
        done = list(both.map(lambda _: python(checkout, "manage.py", "migrate", "auth"), range(2)))

    assert [each.returncode for each in done] == [0, 0], done


def test_a_full_disk_is_named() -> None:
    full = OSError(errno.ENOSPC, "No space left on device", "companies.csv")

    with pytest.raises(SystemExit, match="No space left on device: 'companies.csv'"):  # noqa: SIM117
        with trouble_in_a_sentence():
            raise full


def test_a_fault_of_the_program_keeps_its_traceback() -> None:
    with pytest.raises(IntegrityError), trouble_in_a_sentence():
        raise IntegrityError("two of one kind")
