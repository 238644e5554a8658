"""manage.py train: train the embedded model on the catalogue and store it as a model version."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clustering.training import Settings, TrainingError
from scoring.models import Submission
from scoring.services import model_versions, training


class Command(BaseCommand):
    help = "Train the embedded model on the stored catalogue, as a new model version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--k", type=int, default=10, help="number of clusters (10)")
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--activate", action="store_true", help="have the worker score all rows, then activate it")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = list(Submission.objects.filter(source=Submission.Source.CATALOGUE).order_by("pk"))
        if not rows:
            raise CommandError("There is no catalogue to train on. Run manage.py load_catalogue first.")
        try:
            version = training.train_version(rows, "catalogue", Settings(k=options["k"], seed=options["seed"]))
        except TrainingError as error:
            raise CommandError(str(error)) from error
        if options["activate"]:
            model_versions.prepare(version)
        self.stdout.write(f"version {version.pk}: {version.rows} rows, {version.k} clusters")
