"""Which vectors changed, noted by triggers (migration 0038) whatever changes them.

Whoever keeps a copy of vectors puts a mark into the log and reads the rows afterwards: what the log
has from the mark on may be missing in the copy, and nothing else.
"""

import secrets
from typing import NamedTuple

from django.db import connection

# More lines are not kept: a copy that is further behind is made anew
MOST_LINES = 500_000
# Deleted by one statement, which others who write wait for
LINES_AT_ONCE = 20_000


class Mark(NamedTuple):
    """A place in the log: a line that no other log has, and the first writer who may be after it.

    Writers have numbers on PostgreSQL, where a line may appear among earlier ones.
    """

    line: int
    token: str
    first_writer: int


def new_mark() -> Mark:
    """Put a mark into the log; all that was stored before can be read now."""
    token = secrets.token_hex(16)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO scoring_vector_log(version, submission, token) VALUES (0, 0, %s)"
            " RETURNING id",
            [token],
        )
        [line] = cursor.fetchone()
        first_writer = 0
        if connection.vendor == "postgresql":
            # All with lower numbers have ended, and what they stored can be read
            cursor.execute("SELECT txid_snapshot_xmin(txid_current_snapshot())")
            [first_writer] = cursor.fetchone()
    return Mark(line, token, first_writer)


def changed_since(mark: Mark, version: int) -> list[int] | None:
    """The companies whose vectors under a version may have changed since; in order, each once.

    None where the log has no such mark: it is of another database, or was made too long ago.
    """
    is_later, since = "id > %s", [mark.line]
    if connection.vendor == "postgresql":
        is_later, since = "(id > %s OR writer >= %s)", [mark.line, mark.first_writer]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT submission, token FROM scoring_vector_log WHERE id = %s"  # noqa: S608
            " UNION ALL SELECT DISTINCT submission, '' FROM scoring_vector_log"
            f" WHERE {is_later} AND version = %s AND token = ''",
            [mark.line, *since, version],
        )
        lines = set(cursor.fetchall())
    own = (0, mark.token)
    if own not in lines:
        return None
    return sorted(company for company, _ in lines - {own})


def forget_old_lines() -> None:
    """Keep the log short; the worker calls this now and then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MIN(id), MAX(id) FROM scoring_vector_log")
        first, last = cursor.fetchone()
        if first is not None and last - first >= MOST_LINES:
            most = min(last - MOST_LINES, first + LINES_AT_ONCE)
            cursor.execute("DELETE FROM scoring_vector_log WHERE id <= %s", [most])
