"""manage.py migrate: as Django's, one at a time."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connection

from scoring.models.database.locks import alone


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        # A database in memory is of one process alone
        if connection.vendor == "sqlite" and connection.is_in_memory_db():  # type: ignore[attr-defined]
            super().handle(*args, **options)
            return
        with alone("migrate", lambda: self.stderr.write("Somebody else migrates it; waiting.")):
            super().handle(*args, **options)
