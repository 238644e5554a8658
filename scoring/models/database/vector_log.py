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
    """A place in the log: a line that no other log has.

    On PostgreSQL a line may appear among earlier ones, so there it also knows whose lines could be
    read by then.
    """

    line: int
    token: str
    snapshot: str = ""


def new_mark() -> Mark:
    """Put a mark into the log; all that was stored before can be read now."""
    token = secrets.token_hex(16)
    snapshot = ""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO scoring_vector_log(version, submission, token) VALUES (0, 0, %s)"
            " RETURNING id",
            [token],
        )
        [line] = cursor.fetchone()
        if connection.vendor == "postgresql":
            cursor.execute("SELECT txid_current_snapshot()::text")
            [snapshot] = cursor.fetchone()
    return Mark(line, token, snapshot)


def changed_since(mark: Mark, version: int) -> list[int] | None:
    """The companies whose vectors under a version may have changed since; in order, each once.

    None where the log has no such mark: it is of another database, or was made too long ago.
    """
    is_later = "id > %s"
    since: list[int | str] = [mark.line]
    if connection.vendor == "postgresql":
        if not mark.snapshot:
            # From before the site was moved here from SQLite
            return None
        is_later = (
            "(id > %s OR (writer >= txid_snapshot_xmin(%s::txid_snapshot)"
            " AND NOT txid_visible_in_snapshot(writer, %s::txid_snapshot)))"
        )
        since += [mark.snapshot, mark.snapshot]
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
