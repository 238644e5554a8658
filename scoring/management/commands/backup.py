"""manage.py backup FILE: all that the site holds, in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from scoring.backups.file_format import BackupError
from scoring.backups.making import write_backup


class Command(BaseCommand):
    help = "Write all that the site holds into one file, while it goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with tqdm(desc="written", unit=" rows", disable=None) as bar:
                rows = write_backup(
                    path,
                    bar.update,
                    lambda: self.stderr.write("Another backup is at work; waiting."),
                )
        except BackupError as error:
            raise CommandError(str(error)) from error
        companies, accounts = rows["scoring.Submission"], rows["auth.User"]
        self.stdout.write(
            f"{companies} companies, {accounts} accounts, {rows.total()} rows in all, "
            f"{path.stat().st_size} bytes in {path}"
        )
