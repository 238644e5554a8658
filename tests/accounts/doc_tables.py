"""The tables of docs/accounts.md, and whether somebody may what they say."""

import re

from django.conf import settings
from django.http import HttpResponse

PAGE = (settings.BASE_DIR / "docs" / "accounts.md").read_text()


def said_of(first: str) -> dict[str, dict[str, bool]]:
    """What the table whose first column is so named says: row -> person -> whether he may."""
    found = re.search(rf"^\| {first} \|(.+)\|\n\|[ -|]+\|\n((?:\|.+\|\n)+)", PAGE, re.MULTILINE)
    assert found
    people = [name.strip() for name in found[1].split("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in found[2].splitlines()]
    may = {"yes": True, "no": False}
    return {
        row: {who: may[cell] for who, cell in zip(people, cells, strict=True)}
        for row, *cells in rows
    }


def is_let_in(answer: HttpResponse) -> bool:
    """Neither refused, nor sent to sign in."""
    # A file gives its place back once it is taken to its end
    b"".join(answer)
    sent_to = answer.get("Location", "")
    return answer.status_code in (200, 302) and "/login/" not in sent_to
