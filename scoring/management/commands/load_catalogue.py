"""manage.py load_catalogue: store the companies that ship with the project."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Store the companies of data/companies.csv; those that are stored already are left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        file = str(settings.BASE_DIR / "data" / "companies.csv")
        call_command("import_companies", file, source="catalogue", stdout=self.stdout, stderr=self.stderr)
