"""A backup of an earlier version comes back into the tables of today."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db.migrations.loader import MigrationLoader

from tests.similarco_site.commands import python

MAKE = """
from django.core.management import execute_from_command_line as run
from django.db import connection
run(["manage.py", "migrate", "scoring", "0017", "--verbosity=0"])
connection.cursor().execute(
    "INSERT INTO scoring_submission"
    " (id, title, category, industry, text, source, sent_at, fingerprint, request_key)"
    " VALUES (7, 'Old Bakery', '', '', 'We bake.', 'form', '2026-01-02 03:04:05', 'f', '')"
)
run(["manage.py", "backup", "old.backup"])
"""


@pytest.mark.sqlite
def test_a_backup_of_before_a_migration_is_restored_and_migrated(checkout: Path) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "similarco_site.settings"}
    old, new = checkout / "old.sqlite3", checkout / "new.sqlite3"
    made = python(checkout, "-c", MAKE, DATABASE_URL=f"sqlite:///{old}", **settings)
    assert made.returncode == 0, made.stderr

    restored = python(
        checkout, "manage.py", "restore", "old.backup", DATABASE_URL=f"sqlite:///{new}"
    )

    assert restored.stdout.startswith("1 companies, 0 accounts"), restored.stderr
    with closing(sqlite3.connect(new)) as database:
        rows = database.execute("SELECT id, title, text FROM scoring_submission").fetchall()
        applied = set(database.execute("SELECT app, name FROM django_migrations").fetchall())
    assert rows == [(7, "Old Bakery", "We bake.")]
    assert applied == set(MigrationLoader(None).disk_migrations)
