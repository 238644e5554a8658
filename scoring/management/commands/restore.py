"""manage.py restore FILE: what a backup holds, into an empty database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from scoring.backups.file_format import BackupError
from scoring.backups.restoring import restore


class Command(BaseCommand):
    help = "Store what a backup holds in an empty database. Stop web and worker before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace",
            action="store_true",
            help="delete all that the database holds first",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with tqdm(desc="stored", unit=" rows", disable=None) as bar:
                head, rows = restore(
                    options["file"],
                    options["replace"],
                    bar.update,
                    lambda: self.stderr.write("Somebody else restores or prepares it; waiting."),
                )
        except BackupError as error:
            raise CommandError(f"{error} No row was stored or deleted.") from error
        companies, accounts = rows["scoring.Submission"], rows["auth.User"]
        self.stdout.write(
            f"{companies} companies, {accounts} accounts, {rows.total()} rows in all, as they were "
            f"at {head.made_at}"
        )
