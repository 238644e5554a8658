"""The import command, files to give it, and what it stored."""

import csv
import io
from pathlib import Path
from typing import Any, NamedTuple

from django.core.management import call_command

from scoring.models import Submission

HEADER = "Title,Category,Industry,Text\n"
BANK = "A bank that takes deposits and lends money to farmers, families and shops."
GOOD = f'{HEADER}Acme Bank,Financials,Banks,"{BANK}"\n'


class Answer(NamedTuple):
    """What the command wrote: its line of counts, and one line for each row that was left out."""

    counts: str
    errors: list[str]


def load(file: Path, **options: Any) -> Answer:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_companies", str(file), stdout=out, stderr=err, **options)
    return Answer(out.getvalue(), err.getvalue().splitlines())


def load_text(file: Path, content: str, encoding: str = "utf-8", **options: Any) -> Answer:
    file.write_bytes(content.encode(encoding))
    return load(file, **options)


def written(*rows: tuple[str, ...]) -> str:
    """Rows as a program would write them, quoted where they must be."""
    lines = io.StringIO()
    csv.writer(lines).writerows([("Title", "Category", "Industry", "Text"), *rows])
    return lines.getvalue()


def stored() -> list[tuple[str, str, str, str]]:
    return list(
        Submission.objects.order_by("pk").values_list("title", "category", "industry", "text")
    )
