"""manage.py rescore: put assignments back into the queue."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.companies import submissions
from scoring.endpoint import versions
from scoring.models import Assignment, model_versions


class Command(BaseCommand):
    help = "Put assignments of the versions in use back into the queue of the worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        chosen = parser.add_mutually_exclusive_group(required=True)
        chosen.add_argument("--failed", action="store_true", help="those that failed")
        chosen.add_argument("--all", action="store_true", help="all that have an outcome")
        parser.add_argument("--dry-run", action="store_true", help="count, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if model_versions.active() is None:
            raise CommandError("There is no active model version. Run manage.py prepare first.")
        # Under any other version nobody would score them
        rows = Assignment.objects.filter(version__in=versions.reachable_ids())
        if options["failed"]:
            rows = rows.filter(status=Assignment.Status.FAILED)
        else:
            rows = rows.exclude(status=Assignment.Status.PENDING)
        if options["dry_run"]:
            self.stdout.write(f"{rows.count()} would be put back")
        else:
            self.stdout.write(f"{submissions.rescore(rows)} put back")
