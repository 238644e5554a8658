"""How many companies of a list have each of the few values of an own column."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import BigIntegerField, Count, F
from django.db.models.lookups import In

from scoring.models import OwnValue
from scoring.models.collections import Unindexed
from scoring.models.database.listed import listed
from scoring.own_columns.columns import Column, OwnColumns
from scoring.own_columns.filters import NOTHING


def count_choices(
    own: OwnColumns,
    columns: Iterable[Column],
    companies: Sequence[int],
) -> dict[str, Mapping[str, int]]:
    """Name of a column -> a choice -> how many of these companies have it."""
    names = {key: column.name for column in columns for key in column.keys}
    totals: dict[str, Counter[str]] = {}
    for name in names.values():
        totals[name] = Counter()
    visible = OwnValue.objects.visible_to(own.scope)
    # Each company by itself: SQLite would read a whole column by its index
    column = Unindexed(F("column"), output_field=BigIntegerField())
    stored = visible.filter(In(column, names), submission__in=listed(companies))
    counted = stored.values_list("column", "beginning").annotate(Count("pk"))
    for key, beginning, total in counted.order_by():
        in_column = totals[names[key]]
        in_column[beginning] += total
    for in_column in totals.values():
        in_column[NOTHING] = len(companies) - in_column.total()
    return dict(totals)
