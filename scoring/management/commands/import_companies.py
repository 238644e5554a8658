"""manage.py import_companies FILE: store the companies of a CSV."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.batches.importing import import_file, source_of
from scoring.models import Submission
from scoring.models.database.locks import alone
from scoring.tables.encodings import FileError


class Command(BaseCommand):
    help = "Store the companies of a CSV with the columns Title, Category, Industry and Text."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--source",
            choices=["catalogue", "import"],
            help=(
                "what the companies are from; without it, catalogue for the file that ships and "
                "import for others"
            ),
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="check the rows and store nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source = source_of(options["file"])
        if options["source"]:
            source = Submission.Source(options["source"])
        try:
            # Two at once would store a company of both files twice
            with alone("import", lambda: self.stderr.write("Another import is at work; waiting.")):
                report = import_file(options["file"], source, dry_run=options["dry_run"])
        except FileError as error:
            raise CommandError(str(error)) from error
        for trouble in report.errors:
            self.stderr.write(trouble)
        if report.wrong > len(report.errors):
            self.stderr.write(f"and {report.wrong - len(report.errors):,} more")
        verb = "would be stored" if options["dry_run"] else "stored"
        stored = f"{report.stored} {verb}, {report.known} known already"
        self.stdout.write(f"{stored}, {report.wrong} with errors")
        if report.stopped:
            raise CommandError(f"The rest of the file was not read. {report.stopped}")
