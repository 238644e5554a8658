"""A backup of an earlier version comes back into the tables of today."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db.migrations.loader import MigrationLoader

from tests import migrated
from tests.kept_files import made
from tests.similarco_site.commands import python

COMPANY = (
    "INSERT INTO scoring_submission"
    " (id, title, category, industry, text, source, sent_at, fingerprint, request_key)"
    " VALUES (7, 'Old Bakery', '', '', 'We bake.', 'form', '2026-01-02 03:04:05', 'f', '')"
)


@pytest.mark.sqlite
def test_a_backup_of_before_a_migration_is_restored_and_migrated(checkout: Path) -> None:
    old, new = checkout / "old.sqlite3", checkout / "new.sqlite3"

    def migrate(part: Path) -> None:
        told = ["migrate", "scoring", "0017", "--verbosity=0"]
        python(checkout, "manage.py", *told, DATABASE_URL=f"sqlite:///{old}")
        shutil.copyfile(old, part)

    shutil.copyfile(made(migrated.FOLDER / "tables-0017.sqlite3", migrate), old)
    with closing(sqlite3.connect(old)) as database, database:
        database.execute(COMPANY)
    stored = python(checkout, "manage.py", "backup", "old.backup", DATABASE_URL=f"sqlite:///{old}")
    assert stored.returncode == 0, stored.stderr

    restored = python(
        checkout, "manage.py", "restore", "old.backup", DATABASE_URL=f"sqlite:///{new}"
    )

    assert restored.stdout.startswith("1 companies, 0 accounts"), restored.stderr
    with closing(sqlite3.connect(new)) as database:
        rows = database.execute("SELECT id, title, text FROM scoring_submission").fetchall()
        applied = set(database.execute("SELECT app, name FROM django_migrations").fetchall())
    assert rows == [(7, "Old Bakery", "We bake.")]
    assert applied == set(MigrationLoader(None).disk_migrations)
