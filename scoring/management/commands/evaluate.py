"""manage.py evaluate: compare model versions on the same rows."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.endpoint.embedded import NoModelError
from scoring.models import ModelVersion
from scoring.tables.reading import FileError
from scoring.versions.comparing import Comparison, compare
from scoring.versions.recipes import CATALOGUE, STORED_ROWS
from scoring.versions.training_rows import training_rows

FIGURES = ("purity", "nmi", "ari", "nearest")


class Command(BaseCommand):
    help = (
        "Score rows under model versions and compare them; one version alone also gets the "
        "studio's table."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "versions", type=int, nargs="*", metavar="VERSION", help="all trained ones without any"
        )
        parser.add_argument(
            "--rows",
            default=CATALOGUE,
            help=f"{', '.join(STORED_ROWS)}, or a CSV file ({CATALOGUE})",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        versions = self._versions(options["versions"])
        try:
            source = training_rows(options["rows"])
            found = compare(versions, source.rows)
        except (FileError, NoModelError) as error:
            raise CommandError(str(error)) from error
        for trouble in source.errors:
            self.stderr.write(trouble)
        self.stdout.write(f"{len(source.rows.texts)} rows of {source.source}")
        self._print_figures(found)
        if len(found) == 1:
            self._print_table(found[0])

    def _versions(self, asked: list[int]) -> list[ModelVersion]:
        trained = {
            version.pk: version
            for version in ModelVersion.objects.filter(kind=ModelVersion.Kind.EMBEDDED)
        }
        if not trained:
            raise CommandError("There is no trained version. Run manage.py train first.")
        unknown = [str(pk) for pk in asked if pk not in trained]
        if unknown:
            raise CommandError(
                f"There is no trained version {', '.join(unknown)}: choose of {sorted(trained)}."
            )
        return [trained[pk] for pk in asked or sorted(trained)]

    def _print_figures(self, found: list[Comparison]) -> None:
        names = "".join(f"{name:>9}" for name in FIGURES)
        self.stdout.write(f"{'version':>8} {'preset':<11}{'k':>4}{'placed':>8}{names}")
        for each in found:
            figures = "".join(
                f"{each.figures[name]:9.3f}" if name in each.figures else f"{'-':>9}"
                for name in FIGURES
            )
            version = each.version
            mark = "*" if version.is_active else " "
            self.stdout.write(
                f"{version.pk:>7}{mark} {version.preset:<11}{version.k:>4}{each.placed:>8}{figures}"
            )

    def _print_table(self, comparison: Comparison) -> None:
        self.stdout.write(
            f"\n{'':<28}{'other centre':>13}{'own centre':>12}{'rows':>7}{'furthest':>10}"
        )
        for description, other, own, rows, furthest in comparison.table:
            self.stdout.write(f"{description:<28}{other:13.3f}{own:12.3f}{rows:7}{furthest:10.3f}")
