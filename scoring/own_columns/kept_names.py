"""Which columns of a table are its sender's own, and not what this site wrote into it."""

import re
from collections.abc import Collection, Sequence

from clustering.files.cells import without_guard
from scoring.models import OwnColumn, Scope
from scoring.models.kinds import KIND_HEADER
from scoring.tables.headers import column_names
from scoring.tables.writing import json_name

# What a file of a list says of each company, before the columns that people keep
NUMBER = "Id"
LIST_HEADER = [NUMBER, "Title", "Category", "Industry", "Text"]
LIST_HEADER += ["Cluster", "Cluster name", "Status", "Review", "Source", "Sent"]
LIST_HEADER += ["Tags", "Note", *KIND_HEADER, "How sure"]
JSON_LIST_HEADER = [json_name(name) for name in LIST_HEADER]
# What somebody's own table comes back with; named such that, imported again, it is mapped as before
ANSWERS = (
    "Answer sector",
    "Answer segment",
    "Answer cluster",
    "Answer in words",
    "Answer probability",
    "Answer second best",
)
# The address of the company, by which a row is known again whose title or text was edited
PAGE = "Answer page"
_OF_ANSWERS = re.compile(
    rf"({'|'.join([*ANSWERS, PAGE])}|Nearest \d (company|score|both mention|address))( \(2\))?"
)
PROBLEMS = ("Problem", "Problem (2)")
# What rows that were left out come back with
TO_MEND = ("Line in the file", "What to do")
# Own columns of a name that a file has already come second: see `column_names`
_SECOND = re.compile(r"(.+)[ _]\(2\)")


def kept_names(
    columns: Sequence[str],
    used: Collection[str],
    collection: int,
) -> dict[int, str]:
    """The place of each own column in a table, with its name; `used` are those of the company.

    A table that was had from here has answers of ours beside them, which are nobody's own. A file
    of a list writes some names otherwise: the `collection` tells how they are spelled.
    """
    there = set(columns)
    ours = answers_among(columns)
    # A file of a list may have come back with answers, too
    for header in (LIST_HEADER, JSON_LIST_HEADER, TO_MEND):
        if there.issuperset(header):
            ours.update(header)
    spelled = _as_in_lists(collection) if is_of_list(columns) else {}
    ours = {name.casefold() for name in ours}
    names = {}
    for place, name in enumerate(columns):
        if name in used or name.casefold() in ours:
            continue
        written = without_guard(name)
        second = _SECOND.fullmatch(written)
        own = second[1] if second and second[1].casefold() in ours else written
        names[place] = spelled.get(written, own)
    return names


def answers_among(columns: Sequence[str]) -> set[str]:
    """The columns of ours with which somebody's own table has come back."""
    if not set(columns).issuperset(ANSWERS):
        return set()
    # They come behind his own of the same name
    ours = {name for name in columns if _OF_ANSWERS.fullmatch(name)}
    problems = [name for name in PROBLEMS if name in columns]
    return ours.union(problems[-1:])


def identity_place(columns: Sequence[str]) -> int | None:
    """Where a table that was had from here tells the number or the page of each company."""
    there = set(columns)
    if there.issuperset(LIST_HEADER):
        return columns.index(NUMBER)
    if there.issuperset(JSON_LIST_HEADER):
        return columns.index(json_name(NUMBER))
    pages = [name for name in (PAGE, f"{PAGE} (2)") if name in answers_among(columns)]
    # One that came back twice has the latest answers last
    return columns.index(pages[-1]) if pages else None


def is_of_list(columns: Sequence[str]) -> bool:
    """Whether a table has all columns of a file of a list, as CSV and workbook or as JSON."""
    there = set(columns)
    return there.issuperset(LIST_HEADER) or there.issuperset(JSON_LIST_HEADER)


def _as_in_lists(collection: int) -> dict[str, str]:
    """The own columns of a collection, by what its lists call them in CSV, workbook and JSON."""
    stored = OwnColumn.objects.visible_to(Scope.of_all((collection,))).filled()
    own = list(stored.order_by("pk").values_list("name", flat=True))
    header = [*LIST_HEADER, *own]
    written = column_names(header, len(header))[len(LIST_HEADER) :]
    in_json = dict(zip(map(json_name, written), own, strict=True))
    return in_json | dict(zip(written, own, strict=True))


def tags_and_note(columns: Sequence[str]) -> dict[str, str]:
    """Field -> its column, of what this site wrote of tags and notes into a file of a list.

    In any other table columns of these names are the sender's own.
    """
    there = set(columns)
    if there.issuperset(LIST_HEADER):
        return {"tags": "Tags", "note": "Note"}
    if there.issuperset(JSON_LIST_HEADER):
        return {"tags": "tags", "note": "note"}
    return {}
