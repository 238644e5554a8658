"""manage.py import_companies FILE: store the companies of a table."""

from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from scoring.accounts import local_owner
from scoring.batches.filling import fill
from scoring.batches.importing import MOST_TOLD, Chosen, Report, import_file, source_of
from scoring.batches.mapping import FIELDS
from scoring.collections import changing
from scoring.collections.changing import CollectionError
from scoring.models import Collection, Submission
from scoring.models.database.locks import alone
from scoring.tables.encodings import FileError

STANDARD_INPUT = Path("/dev/stdin")


class Command(BaseCommand):
    help = "Store the companies of a table with columns for titles and texts, by whatever names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the table; - reads standard input")
        parser.add_argument(
            "--collection",
            default="",
            metavar="NAME",
            help="into this collection of the owner, which is made if need be (the open one)",
        )
        parser.add_argument(
            "--owner",
            default="",
            metavar="ACCOUNT",
            help="whose collection it is (the local owner)",
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=COLUMN",
            help=f"which column is what, of {', '.join(FIELDS)}; text may come several times",
        )
        parser.add_argument("--encoding", default="", help="of the file, where it is not clear")
        parser.add_argument(
            "--source",
            choices=["catalogue", "import"],
            help=(
                "what the companies are from; without it, catalogue for the file that ships and "
                "import for others"
            ),
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="check the rows and store nothing",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"] == Path("-"):
            options["file"] = STANDARD_INPUT
        try:
            # Two at once would store a company of both files twice
            with alone("import", lambda: self.stderr.write("Another import is at work; waiting.")):
                report = self._imported(options)
        except (FileError, CollectionError) as error:
            raise CommandError(str(error)) from error
        for trouble in report.errors:
            self.stderr.write(trouble)
        if report.wrong > len(report.errors):
            self.stderr.write(f"and {report.wrong - len(report.errors):,} more")
        verb = "would be stored" if options["dry_run"] else "stored"
        stored = f"{report.stored} {verb}, {report.known} known already"
        self.stdout.write(f"{stored}, {report.wrong} with errors")
        if report.not_kept:
            names = ", ".join(report.not_kept[:MOST_TOLD])
            if more := len(report.not_kept[MOST_TOLD:]):
                names += f" and {more} more"
            self.stdout.write(f"Not kept: {names}. With --collection NAME all columns are kept.")
        if report.stopped:
            raise CommandError(f"The rest of the file was not read. {report.stopped}")

    def _imported(self, options: dict[str, Any]) -> Report:
        path = options["file"]
        if options["owner"] and not options["collection"]:
            # Everybody sees the open collection: nobody's own companies get there by mistake
            raise CommandError("--owner says whose collection it is: add --collection NAME.")
        chosen = Chosen(options["encoding"], chosen_columns(options["map"]))
        if options["collection"]:
            return filled(path, options, chosen)
        source = source_of(path)
        if options["source"]:
            source = Submission.Source(options["source"])
        with progress() as show:
            return import_file(path, source, chosen, show, dry_run=options["dry_run"])


def filled(path: Path, options: dict[str, Any], chosen: Chosen) -> Report:
    """Read a file into a collection; a dry run is taken back."""
    owner = owner_named(options["owner"])
    with ExitStack() as around:
        if options["dry_run"]:
            around.enter_context(transaction.atomic())
            around.callback(transaction.set_rollback, True)
        show = around.enter_context(progress())
        collection_of = partial(collection_named, options["collection"], owner)
        return fill(collection_of, owner, path, chosen, lambda made: show(made.rows_done))


@contextmanager
def progress() -> Iterator[Callable[[int], object]]:
    """A bar for somebody who watches, and what moves it to so many rows."""
    with tqdm(desc="read", unit=" rows", disable=None) as bar:
        yield lambda rows: bar.update(rows - bar.n)


def owner_named(name: str) -> User:
    """The account of a name; without one the local owner of a site on one's own machine."""
    if not name:
        if settings.HAS_LOCAL_OWNER:
            return local_owner.account()
        raise CommandError("Say whose collection it is: add --owner ACCOUNT.")
    owner = User.objects.filter(username=name, is_active=True).first()
    if owner is None:
        raise CommandError(f"There is no account {name}.")
    return owner


def collection_named(name: str, owner: User) -> Collection:
    """A collection of an owner, made where there is none of the name."""
    collections = Collection.objects.kept().filter(owner=owner, name=name)
    return collections.order_by("pk").first() or changing.make(owner, name, "")


def chosen_columns(pairs: Sequence[str]) -> dict[str, list[str]]:
    """Field -> names of columns, of FIELD=COLUMN as it is typed."""
    columns: defaultdict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        field, _, column = pair.partition("=")
        if field not in FIELDS or not column:
            fields = ", ".join(FIELDS)
            raise CommandError(f"--map takes FIELD=COLUMN, with a field of {fields}; not {pair}.")
        columns[field].append(column)
    return columns
