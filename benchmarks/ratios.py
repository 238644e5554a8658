"""The table of ratios in RESULTS.md: each benchmark puts its own rows there.

Only where KEEP is set, as `make bench` does: else a benchmark just says what it found. Both figures
of a row are of one run, so that rows can be compared between machines.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "RESULTS.md"
HEAD = "| what | compared with | size | ratio | must be | day |"
RULE = "| --- | --- | --- | --- | --- | --- |"
AT_LEAST, AT_MOST = "at least {:g}", "at most {:g}"


def note(what: str, against: str, size: str, ratio: float, must: str = "") -> None:
    """Put a row in the place of the one that was measured last."""
    if os.environ.get("KEEP") != "true":
        return
    above, rows, below = table()
    cells = (what, against, size, f"{ratio:.2f}", must, f"{datetime.now(UTC):%Y-%m-%d}")
    row = f"| {' | '.join(cells)} |"
    key = cells[:3]
    places = [place for place, each in enumerate(rows) if cells_of(each)[:3] == list(key)]
    if places:
        rows[places[0]] = row
    else:
        rows.append(row)
    RESULTS.write_text("\n".join([*above, *rows, *below]) + "\n", encoding="utf-8")


def table() -> tuple[list[str], list[str], list[str]]:
    """The lines above its rows, these, and those below."""
    lines = RESULTS.read_text(encoding="utf-8").splitlines()
    first = lines.index(RULE) + 1
    rows = [line for line in lines[first:] if line.startswith("|")]
    return lines[:first], rows, lines[first + len(rows) :]


def cells_of(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("|").split("|")]
