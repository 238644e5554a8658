"""Own columns of many companies: each of the open collection has a city and a number of staff.

Stored once all other pages were asked for, since who keeps own columns has them on many pages.
"""

from benchmarks.stored import OPEN, without_indexes

# Column -> the text of a value, its beginning and its number, by the key of a company
COLUMNS = {
    "City": ("'City ' || id % 12", "'city ' || id % 12", "CAST(NULL AS double precision)"),
    "Staff": (
        "CAST(id * 7919 % 99991 AS text)",
        "CAST(id * 7919 % 99991 AS text)",
        "id * 7919 % 99991",
    ),
}
TABLE = "scoring_ownvalue"


def keep() -> None:
    """Django is set up, and the companies are stored."""
    from django.db import connection, transaction

    from scoring.models import OwnColumn, Submission

    total = Submission.objects.filter(collection=OPEN).count()
    with transaction.atomic(), connection.cursor() as cursor:
        later = without_indexes(cursor, [TABLE])
        for name, (text, beginning, number) in COLUMNS.items():
            told = {"told": total, "numbers": total if name == "Staff" else 0}
            column = OwnColumn.objects.create(collection_id=OPEN, name=name, **told)
            cursor.execute(
                f"INSERT INTO {TABLE} (column_id, submission_id, text, beginning, number)"
                f" SELECT {column.pk}, id, {text}, {beginning}, {number}"
                f" FROM scoring_submission WHERE collection_id = {OPEN}"
            )
        connection.check_constraints()
        for statement in later:
            cursor.execute(statement)
        if connection.vendor == "sqlite":
            cursor.execute(f"INSERT INTO {TABLE}_words ({TABLE}_words) VALUES ('rebuild')")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
