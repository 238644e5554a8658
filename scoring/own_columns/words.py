"""Companies with words in titles, texts or own columns."""

from collections.abc import Sequence

from django.db.models.expressions import RawSQL

from scoring.models.search import Term, in_columns, matching_anywhere, matching_companies
from scoring.own_columns.columns import OwnColumns


def companies_having(looked_for: Sequence[Term], own: OwnColumns) -> RawSQL:
    """The companies that have each of the terms (at least one) somewhere, for a `pk__in`."""
    if not own:
        return matching_companies(looked_for)
    return matching_anywhere(looked_for, _keys(own))


def companies_with_values(looked_for: Sequence[Term], own: OwnColumns) -> RawSQL:
    """The companies that have all of the terms in one value of their own, for a `pk__in`."""
    return in_columns(looked_for, _keys(own))


def _keys(own: OwnColumns) -> list[int]:
    return [key for column in own.values() for key in column.keys]
