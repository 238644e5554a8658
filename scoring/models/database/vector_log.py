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


def here() -> Mark:
    """The end of the log, without a mark of its own; only for who goes on with this database.

    All that was stored before can be read now.
    """
    snapshot = "txid_current_snapshot()::text" if connection.vendor == "postgresql" else "''"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(MAX(id), 0), {snapshot} FROM scoring_vector_log")  # noqa: S608
        line, seen = cursor.fetchone()
    return Mark(line, token="", snapshot=seen)


def has_grown_since(mark: Mark) -> bool:
    """Whether any vector may have changed since; the mark was made `here`.

    Under whichever version: of many lines only the newest are kept.
    """
    is_later, since = _later(mark)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS(SELECT 1 FROM scoring_vector_log WHERE {is_later})",  # noqa: S608
            since,
        )
        [has_grown] = cursor.fetchone()
    return bool(has_grown)


def changed_since(mark: Mark, version: int) -> list[int] | None:
    """The companies whose vectors under a version may have changed since; in order, each once.

    None where the log has no such mark: it is of another database, or was made too long ago.
    """
    if connection.vendor == "postgresql" and not mark.snapshot:
        # From before the site was moved here from SQLite
        return None
    is_later, since = _later(mark)
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


def _later(mark: Mark) -> tuple[str, list[int | str]]:
    """The condition that a line could not be read when the mark was made, with its values."""
    if connection.vendor != "postgresql":
        return "id > %s", [mark.line]
    is_later = (
        "(id > %s OR (writer >= txid_snapshot_xmin(%s::txid_snapshot)"
        " AND NOT txid_visible_in_snapshot(writer, %s::txid_snapshot)))"
    )
    return is_later, [mark.line, mark.snapshot, mark.snapshot]


def forget_old_lines() -> None:
    """Keep the log short; the worker calls this now and then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MIN(id), MAX(id) FROM scoring_vector_log")
        first, last = cursor.fetchone()
        if first is not None and last - first >= MOST_LINES:
            most = min(last - MOST_LINES, first + LINES_AT_ONCE)
            cursor.execute("DELETE FROM scoring_vector_log WHERE id <= %s", [most])
