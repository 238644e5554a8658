"""Where a command does its work: on this machine, or on Apache Spark."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

HERE, SPARK = ENGINES = ("here", "spark")


def add_arguments(parser: ArgumentParser) -> None:
    """`--engine` and `--master`."""
    parser.add_argument(
        "--engine",
        choices=ENGINES,
        default=HERE,
        help=f"{HERE}, on this machine, or {SPARK} ({HERE})",
    )
    parser.add_argument(
        "--master",
        default="",
        metavar="URL",
        help="with --engine spark: local[*], spark://host:7077, yarn or k8s://…",
    )


@contextmanager
def spark(master: str) -> Iterator[None]:
    """What can be imported and done where Spark is.

    Raises CommandError where something that it needs is missing, or Spark cannot do it.
    """
    # A site that does not use Spark loads nothing of it
    from clustering.spark.errors import SparkError
    from clustering.spark.needs import refuse_what_is_missing

    try:
        refuse_what_is_missing(master)
        yield
    except SparkError as error:
        raise CommandError(str(error)) from error
