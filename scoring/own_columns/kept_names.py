"""Which columns of a table are its sender's own, and not what this site wrote into it."""

import re
from collections.abc import Collection, Sequence

from scoring.models.kinds import KIND_HEADER
from scoring.tables.writing import without_guard

# What a file of a list says of each company, before the columns that people keep
LIST_HEADER = ["Id", "Title", "Category", "Industry", "Text"]
LIST_HEADER += ["Cluster", "Cluster name", "Status", "Review", "Source", "Sent"]
LIST_HEADER += ["Tags", "Note", *KIND_HEADER, "How sure"]
# What somebody's own table comes back with; named such that, imported again, it is mapped as before
ANSWERS = (
    "Answer sector",
    "Answer segment",
    "Answer cluster",
    "Answer in words",
    "Answer probability",
    "Answer second best",
)
_OF_NEAREST = re.compile(r"Nearest \d (company|score|both mention|address)( \(2\))?")
PROBLEMS = ("Problem", "Problem (2)")
# Own columns of a name that a file has already come second: see `column_names`
_SECOND = re.compile(r"(.+) \(2\)")


def kept_names(columns: Sequence[str], used: Collection[str]) -> dict[int, str]:
    """The place of each own column in a table, with its name; `used` are those of the company.

    A table that was had from here has answers of ours beside them, which are nobody's own.
    """
    ours: set[str] = set()
    if set(ANSWERS) <= set(columns):
        ours = _ours_beside(columns)
    elif set(LIST_HEADER) <= set(columns):
        ours = set(LIST_HEADER)
    names = {}
    for place, name in enumerate(columns):
        if name in used or name in ours:
            continue
        second = _SECOND.fullmatch(name)
        is_second = second is not None and second[1] in ours
        names[place] = without_guard(second[1] if second and is_second else name)
    return names


def _ours_beside(columns: Sequence[str]) -> set[str]:
    """Of somebody's own table those of the answers; they come behind his own of the same name."""
    ours = {name for name in columns if _OF_NEAREST.fullmatch(name)}
    ours |= {*ANSWERS, *(f"{name} (2)" for name in ANSWERS)}
    problems = [name for name in PROBLEMS if name in columns]
    return ours | set(problems[-1:])
