"""manage.py train: train the embedded model and store it as a model version."""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from clustering.training import TrainingError
from scoring.management import engines
from scoring.models import ModelVersion
from scoring.models.database.locks import alone
from scoring.tables.encodings import FileError
from scoring.versions import activation, training
from scoring.versions.recipes import (
    CATALOGUE,
    DEFAULT_PRESET,
    PRESET_NAMES,
    STORED_ROWS,
    VOCABULARY_MODES,
    Recipe,
    RecipeError,
)
from scoring.versions.training_rows import training_rows

RECIPE = ("preset", "k", "sweep", "seed", "rows", "vocabulary", "vocabulary_mode")


class Command(BaseCommand):
    help = "Train the embedded model, as a new model version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--preset",
            default=DEFAULT_PRESET,
            help=f"{' or '.join(PRESET_NAMES)} ({DEFAULT_PRESET})",
        )
        parser.add_argument("--k", type=int, help="number of clusters (the preset's)")
        parser.add_argument(
            "--sweep",
            default="",
            help="try a range of k, as 2-40, and take the best",
        )
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument(
            "--rows",
            default=CATALOGUE,
            help=f"{', '.join(STORED_ROWS)}, or a CSV file; on Spark CSV or Parquet ({CATALOGUE})",
        )
        engines.add_arguments(parser)
        parser.add_argument(
            "--vocabulary",
            default="",
            metavar="FILE",
            help="a table (Id, NGram, DF, IDF) to start from",
        )
        parser.add_argument(
            "--vocabulary-mode",
            choices=VOCABULARY_MODES,
            default=VOCABULARY_MODES[0],
        )
        parser.add_argument(
            "--activate",
            action="store_true",
            help="have the worker score all rows, then activate it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        recipe = Recipe(**{name: options[name] for name in RECIPE})
        train = self._on_spark if options["engine"] == engines.SPARK else self._here
        try:
            version = train(recipe, options["master"])
        except (FileError, RecipeError, TrainingError) as error:
            raise CommandError(str(error)) from error
        if options["activate"]:
            activation.prepare(version)
        self.stdout.write(f"version {version.pk}: {version.rows} rows, {version.k} clusters")
        # With too few categories training fell back
        if recipe.settings().space == "guided" and version.settings["space"] == "latent":
            self.stdout.write(
                "Too few categories guided it: give two or more, each to three rows, and train "
                "again."
            )

    def _here(self, recipe: Recipe, master: str) -> ModelVersion:
        asked_at = timezone.now()

        def bar(texts: Sequence[str]) -> Iterator[str]:
            """Shown on a terminal only."""
            return iter(tqdm(texts, desc="texts", leave=False, disable=None))

        source = training_rows(recipe.rows)
        for error in source.errors:
            self.stderr.write(error)
        with alone("train", self._say_that_it_waits):
            return training.train_version(recipe, source, asked_at, bar)

    def _on_spark(self, recipe: Recipe, master: str) -> ModelVersion:
        with engines.spark(master), alone("train", self._say_that_it_waits):
            from scoring.versions.on_spark import train_on_spark

            trained = train_on_spark(recipe, master)
        if trained.problems:
            left_out = f"{trained.problems:,} rows were left out, for they have a problem."
            if trained.problems == 1:
                left_out = "1 row was left out, for it has a problem."
            self.stderr.write(left_out)
        return trained.version

    def _say_that_it_waits(self) -> None:
        self.stderr.write("Another training is at work; waiting.")
