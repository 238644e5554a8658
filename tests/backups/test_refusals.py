"""What is no whole backup of this site, or would overwrite something, is refused."""

import gzip
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection

from scoring.backups import making, restoring
from scoring.models import Submission
from tests.locks import held_by_another

pytestmark = pytest.mark.django_db(transaction=True)
# Values of JSON, in files that are no backups any more
Line = Any


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup of two companies; the site has another one by now, and an account."""
    for title in ("First", "Second"):
        Submission.objects.create(title=title, text="x", source="form", fingerprint=title)
    path = tmp_path / "site.backup"
    call_command("backup", str(path))
    Submission.objects.filter(title="Second").update(title="Third")
    User.objects.create_user("member")
    return path


def state() -> tuple[list[str], int]:
    return list(
        Submission.objects.order_by("pk").values_list("title", flat=True)
    ), User.objects.count()


def rewrite(path: Path, change: Callable[[list[Line]], object]) -> None:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    change(lines)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)


def row_of(lines: list[Line], table: str) -> list[Any]:
    """The first row of a table."""
    names = [line.get("table") if isinstance(line, dict) else "" for line in lines]
    return lines[names.index(table) + 1]


def test_a_database_that_holds_something_is_left_alone_until_told(backup: Path) -> None:
    with pytest.raises(CommandError, match="The database is not empty.*--replace"):
        call_command("restore", str(backup))
    assert state() == (["First", "Third"], 1)

    call_command("restore", str(backup), replace=True)

    assert state() == (["First", "Second"], 0)


def test_a_backup_overwrites_no_file_and_leaves_none_behind(backup: Path) -> None:
    before = backup.read_bytes()

    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(backup))

    assert backup.read_bytes() == before
    assert list(backup.parent.iterdir()) == [backup]
    assert backup.stat().st_mode & 0o077 == 0


def test_of_two_backups_or_restores_at_once_the_later_one_finds_what_the_first_made(
    backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = backup.read_bytes()

    def by_another(name: str, when_busy: Callable[[], object]) -> AbstractContextManager[None]:
        backup.write_bytes(rows)
        User.objects.get_or_create(username="first")
        return held_by_another(name, when_busy)

    monkeypatch.setattr(making, "alone", by_another)
    monkeypatch.setattr(restoring, "alone", by_another)
    said = StringIO()
    backup.unlink()
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(backup), stderr=said)
    Submission.objects.all().delete()
    User.objects.all().delete()
    with pytest.raises(CommandError, match="The database is not empty"):
        call_command("restore", str(backup), stderr=said)

    assert "Another backup is at work; waiting." in said.getvalue()
    assert "Somebody else restores or prepares it; waiting." in said.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"Title,Text\n", gzip.compress(b"{}\n", mtime=0), gzip.compress(b"\xff\xfe", mtime=0)],
)
def test_a_file_of_something_else_is_no_backup(backup: Path, content: bytes) -> None:
    backup.write_bytes(content)

    with pytest.raises(CommandError, match="is no backup of this site. No row was stored"):
        call_command("restore", str(backup), replace=True)

    assert state() == (["First", "Third"], 1)


@pytest.mark.parametrize("share", [0.2, 0.6, 0.99])
def test_half_a_file_is_refused_whole(backup: Path, share: float) -> None:
    whole = backup.read_bytes()
    backup.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(CommandError, match="is damaged|is no backup"):
        call_command("restore", str(backup), replace=True)

    assert state() == (["First", "Third"], 1)


def test_a_changed_byte_is_noticed(backup: Path) -> None:
    content = bytearray(backup.read_bytes())
    content[-6] ^= 1
    backup.write_bytes(content)

    with pytest.raises(CommandError, match="is damaged"):
        call_command("restore", str(backup), replace=True)

    assert state() == (["First", "Third"], 1)


DAMAGES: dict[str, tuple[Callable[[list[Line]], object], str]] = {
    "a later format": (lambda lines: lines[0].update(format_version=2), "cannot read"),
    "an unknown migration": (
        lambda lines: lines[0]["migrations"].append(["scoring", "9999_later"]),
        "made by a newer version.*9999_later",
    ),
    "no migrations": (lambda lines: lines[0].pop("migrations"), "first line is not whole"),
    "a row too few": (
        lambda lines: lines.remove(row_of(lines, "scoring.Submission")),
        "rows are missing",
    ),
    "no end": (lambda lines: lines.pop(), "rows are missing"),
    "a table that nobody has": (
        lambda lines: (
            lines.insert(1, {"table": "scoring.Nothing", "columns": ["id"]}) or lines.insert(2, [1])
        ),
        "a row of scoring.Nothing cannot be read",
    ),
    "a row too short": (
        lambda lines: row_of(lines, "scoring.Submission").pop(),
        "a row of scoring.Submission cannot be read",
    ),
    "a wrong value": (
        lambda lines: row_of(lines, "scoring.Submission").__setitem__(0, "x"),
        "a row of scoring.Submission cannot be read",
    ),
    "the same row twice": (
        lambda lines: lines.insert(-1, row_of(lines, "scoring.Submission")),
        "cannot be read|rows do not fit together|rows are missing",
    ),
    "what refers to nothing": (
        lambda lines: row_of(lines, "auth.Permission").__setitem__(2, 999_999),
        "rows do not fit together",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_a_backup_never_says_is_refused_and_named(backup: Path, damage: str) -> None:
    change, said = DAMAGES[damage]
    rewrite(backup, change)

    with pytest.raises(CommandError, match=said):
        call_command("restore", str(backup), replace=True)

    assert state() == (["First", "Third"], 1)


def test_an_earlier_backup_is_not_put_into_later_tables(backup: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations WHERE app = 'scoring'")
        [before] = cursor.fetchone()
    rewrite(backup, lambda lines: lines[0]["migrations"].pop())

    with pytest.raises(CommandError, match="of an earlier version.*without tables"):
        call_command("restore", str(backup), replace=True)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations WHERE app = 'scoring'")
        assert cursor.fetchone() == (before,)
    assert state() == (["First", "Third"], 1)


def test_no_number_of_a_company_is_given_again(backup: Path) -> None:
    """Else the address of one that is gone would lead to another."""
    later = Submission.objects.create(title="Later", text="x", source="form", fingerprint="L")

    call_command("restore", str(backup), replace=True)

    new = Submission.objects.create(title="New", text="x", source="form", fingerprint="N")
    assert new.pk > later.pk
