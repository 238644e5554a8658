"""How many companies have each tag, kept by triggers (migration 0044) whatever changes tags."""

from collections.abc import Sequence

from django.db import connection


def kept_totals(collections: Sequence[int]) -> dict[str, int]:
    """Tag -> companies of some collections that have it, the most frequent first."""
    marks = ", ".join(["%s"] * len(collections))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, CAST(SUM(total) AS bigint) FROM scoring_tag_tally"  # noqa: S608
            f" WHERE collection IN ({marks}) GROUP BY name ORDER BY 2 DESC, 1",
            list(collections),
        )
        return dict(cursor.fetchall())
