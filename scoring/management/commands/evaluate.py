"""manage.py evaluate: compare model versions on the same rows."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.endpoint.embedded import NoModelError
from scoring.models import ModelVersion
from scoring.tables.encodings import FileError
from scoring.versions.comparing import Comparison, compare_versions
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
            "versions",
            type=int,
            nargs="*",
            metavar="VERSION",
            help="all trained ones without any",
        )
        parser.add_argument(
            "--rows",
            default=CATALOGUE,
            help=f"{', '.join(STORED_ROWS)}, or a CSV file ({CATALOGUE})",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        versions = trained_versions(options["versions"])
        try:
            source = training_rows(options["rows"])
            comparisons = compare_versions(versions, source.rows)
        except (FileError, NoModelError) as error:
            raise CommandError(str(error)) from error
        for trouble in source.errors:
            self.stderr.write(trouble)
        self.stdout.write(f"{len(source.rows.texts)} rows of {source.source}")
        lines = list(figures_of(comparisons))
        if len(comparisons) == 1:
            lines += ["", *studio_table(comparisons[0])]
        for line in lines:
            self.stdout.write(line)


def trained_versions(asked: list[int]) -> list[ModelVersion]:
    """Those that were asked for, or all."""
    versions = ModelVersion.objects.filter(kind=ModelVersion.Kind.EMBEDDED)
    trained = {version.pk: version for version in versions}
    if not trained:
        raise CommandError("There is no trained version. Run manage.py train first.")
    unknown = [str(pk) for pk in asked if pk not in trained]
    if unknown:
        named = ", ".join(unknown)
        raise CommandError(f"There is no trained version {named}: choose of {sorted(trained)}.")
    return [trained[pk] for pk in asked or sorted(trained)]


def figures_of(comparisons: list[Comparison]) -> Iterator[str]:
    """A line for each version, the active one with a star."""
    names = "".join(f"{name:>9}" for name in FIGURES)
    yield f"{'version':>8} {'preset':<11}{'k':>4}{'placed':>8}{names}"
    for comparison in comparisons:
        version = comparison.version
        star = "*" if version.is_active else " "
        cells = [
            f"{version.pk:>7}{star} {version.preset:<11}",
            f"{version.k:>4}",
            f"{comparison.placed:>8}",
        ]
        for name in FIGURES:
            figure = comparison.figures.get(name)
            cells.append(f"{'-':>9}" if figure is None else f"{figure:9.3f}")
        yield "".join(cells)


def studio_table(comparison: Comparison) -> Iterator[str]:
    """The studio's table as lines of text."""
    yield f"{'':<28}{'other centre':>13}{'own centre':>12}{'rows':>7}{'furthest':>10}"
    for description, other, own, rows, furthest in comparison.table:
        yield f"{description:<28}{other:13.3f}{own:12.3f}{rows:7}{furthest:10.3f}"
