"""manage.py load_catalogue: store the companies that ship with the project."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from scoring.batches.importing import CATALOGUE


class Command(BaseCommand):
    help = (
        "Store the companies of data/companies.csv; those that are stored already are left alone."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command(
            "import_companies",
            str(CATALOGUE),
            stdout=self.stdout,
            stderr=self.stderr,
        )
