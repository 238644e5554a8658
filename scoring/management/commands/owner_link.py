"""manage.py owner_link: the address that makes a browser the local owner's."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from scoring.accounts import local_owner
from scoring.management.answering import nobody_there
from scoring.models.database.locks import alone


class Command(BaseCommand):
    help = "Print the address that makes a browser the local owner's, with its key."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--new",
            action="store_true",
            help="make a new key; the old one and the sessions that it began end",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.HAS_LOCAL_OWNER:
            raise CommandError(
                f"{settings.SITE_URL} can be reached from other machines, so it has no local "
                "owner. Make an account: manage.py createsuperuser"
            )
        was_renewed = []
        with alone("owner_key", lambda: was_renewed.append(True)):
            # Whom another one kept waiting has its new key: one more would end that at once
            if options["new"] and not was_renewed:
                local_owner.renew_key()
            self.stdout.write(settings.OWNER_ADDRESS + settings.OWNER_KEY_FILE.read_text())
        self.stderr.write(nobody_there(), ending="")
