"""Texts that were cut to a cell of a workbook: they say so, and are known again by it."""

import re

# What a cell of a spreadsheet holds
MOST_CELL = 32_767
_NOTE = re.compile(
    r" \[Cut here: a cell holds [\d,]+ of these [\d,]+ characters\. Use CSV or JSON for all\.\]"
)
CUT_TEXT = (
    f"The text was cut, for a cell of a workbook holds {MOST_CELL:,} characters. Take the CSV or "
    "the JSON, in which it is whole."
)


def in_a_cell(text: str) -> str:
    """As much of a text as a cell holds, and a note where that is not all."""
    if len(text) <= MOST_CELL:
        return text
    note = (
        f" [Cut here: a cell holds {MOST_CELL:,} of these {len(text):,} characters. "
        "Use CSV or JSON for all.]"
    )
    return text[: MOST_CELL - len(note)] + note


def before_cut(text: str) -> str:
    """What stands before such a note; empty where there is none."""
    beginning, *behind = _NOTE.split(text, maxsplit=1)
    return beginning if behind else ""


def is_cut_of(text: str, whole: str) -> bool:
    """Whether a text is what a cell of a workbook held of another."""
    beginning = before_cut(text)
    return bool(beginning) and whole.startswith(beginning)
