"""Databases of tests begin with all tables: SQLite's migrations run once, until one changes.

They take each process longer than any test.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3.creation import DatabaseCreation

from tests.kept_files import folder_of, made

SOURCES = (
    *("scoring/migrations/*.py", "scoring/models/**/*.py"),
    *("similarco_site/settings.py", "requirements.txt"),
)
_migrate = DatabaseCreation.create_test_db
_erase = DatabaseCreation._create_test_db


def once() -> None:
    DatabaseCreation.create_test_db = create_test_db  # type: ignore[method-assign]


def create_test_db(creation: Any, *arguments: Any, **more: Any) -> str:
    """As Django's, whose migrations then find nothing to do."""
    name = creation._get_test_db_name()

    def migrate(part: Path) -> None:
        _migrate(creation, *arguments, **more)
        with closing(sqlite3.connect(name)) as database:
            database.execute("VACUUM INTO ?", [str(part)])
        creation.connection.close()

    kept = made(TABLES, migrate)

    def begin_with_kept(*erased: Any) -> str:
        _erase(creation, *erased)
        # The log of a run that was killed belongs to another database
        for log in ("-wal", "-shm"):
            Path(name + log).unlink(missing_ok=True)
        shutil.copyfile(kept, name)
        return str(name)

    creation._create_test_db = begin_with_kept
    return _migrate(creation, *arguments, **more)


FOLDER = folder_of("migrated-by-tests", SOURCES)
TABLES = FOLDER / "tables.sqlite3"
