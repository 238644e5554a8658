"""Places of companies on the map, for pictures that name none of them."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from django.db import connection

from scoring.maps.rows import Source
from scoring.maps.windows import Region
from scoring.models import Assignment
from scoring.models.work import QueuedQuerySet

# With the number of the cluster there
Place = tuple[float, float, int | None]
# What stands in a query for a run of which only the places are known
ANY_RUN = (-11, -12)


def few_places(rows: QueuedQuerySet, most: int) -> list[Place] | None:
    """As `rows.few_points`, without their titles."""
    values = rows.order_by().values_list("submission_id", "map_x", "map_y", "now")
    found = sorted(values[: most + 1], key=itemgetter(0))
    if len(found) <= most:
        return [place for _, *place in found]
    return None


def some_places(source: Source, region: Region, most: int) -> list[Place]:
    """All in a region, or as many of each of its squares where there are more than so many."""
    few = few_places(source.within(region), most)
    if few is not None:
        return few
    squares = region.squares()
    rows = source.within(region, [ANY_RUN]).order_by().values_list("map_x", "map_y", "now")
    # One statement for all: Django takes as long to write one as to answer twenty
    of_square, values = rows[: most // len(squares)].query.sql_with_params()
    asked: list[Any] = []
    for first, last in squares:
        ends = dict(zip(ANY_RUN, (first, last), strict=True))
        asked += [ends.get(value, value) for value in values]
    statement = " UNION ALL ".join([f"SELECT * FROM ({of_square}) AS square"] * len(squares))  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return list(cursor.fetchall())


def places_of(source: Source, companies: Iterable[int]) -> dict[int, tuple[float, float]]:
    """Where companies lie; without those that have no place."""
    visible = Assignment.objects.visible_to(source.scope.widest)
    rows = visible.filter(version=source.places, submission__in=companies)
    values = rows.values_list("submission_id", "map_x", "map_y")
    placed = {}
    for number, x, y in values:
        if x is not None and y is not None:
            placed[number] = (x, y)
    return placed
