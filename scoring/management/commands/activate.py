"""manage.py activate VERSION: have every company scored under it, then make it the active one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.endpoint.embedded import NoModelError
from scoring.models import ModelVersion
from scoring.versions import activation


class Command(BaseCommand):
    help = "Have the worker score every company under a version, and then make it the active one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("version", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        trained = ModelVersion.objects.filter(kind=ModelVersion.Kind.EMBEDDED)
        version = trained.filter(pk=options["version"]).first()
        if version is None:
            raise CommandError(f"There is no trained version {options['version']}.")
        try:
            activation.prepare(version)
        except NoModelError as error:
            raise CommandError(f"{error} The active version goes on.") from error
        self.stdout.write(f"version {version.pk} is being prepared; the worker activates it")
