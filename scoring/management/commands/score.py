"""manage.py score: write what a model says of the companies of a file, however many they are."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from scoring.big_files import here
from scoring.endpoint import embedded
from scoring.management import engines
from scoring.models import Cluster, ModelVersion, model_versions
from scoring.tables.encodings import FileError


class Command(BaseCommand):
    help = "Write a file with its columns and what a model says of each row; nothing is stored."

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        # Django's own `--version` says which Django it is
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **options)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--rows",
            required=True,
            help="the file: a table of any format that is imported; on Spark CSV or Parquet",
        )
        parser.add_argument(
            "--out",
            required=True,
            help="the CSV to write; on Spark a folder of CSV or Parquet",
        )
        engines.add_arguments(parser)
        parser.add_argument("--version", type=int, help="of which model version (the active one)")

    def handle(self, *args: Any, **options: Any) -> None:
        version = model_versions.embedded()
        number = options["version"]
        if number is not None:
            trained = ModelVersion.objects.filter(kind=ModelVersion.Kind.EMBEDDED)
            version = trained.filter(pk=number).first()
            if version is None:
                raise CommandError(f"There is no trained version {number}.")
        if version is None:
            raise CommandError("There is no trained model: run manage.py prepare first.")
        clusters = Cluster.objects.filter(version=version).order_by("number")
        names = [cluster.name for cluster in clusters]
        rows, out = str(options["rows"]), str(options["out"])
        try:
            model = embedded.model(version.pk)
            if options["engine"] == engines.SPARK:
                with engines.spark(options["master"]):
                    from scoring.big_files.on_spark import score_on_spark

                    counts = score_on_spark(options["master"], rows, out, model, names)
            else:
                with tqdm(desc="scored", unit=" rows", disable=None) as bar:
                    counts = here.score_file(
                        Path(rows),
                        Path(out),
                        model,
                        names,
                        bar.update,
                    )
        except (FileError, embedded.NoModelError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{counts.rows:,} rows by version {version.pk}, {counts.problems:,} with a problem"
        )
        if counts.stopped:
            raise CommandError(f"The rest of the file was not read. {counts.stopped}")
