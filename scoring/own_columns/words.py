"""Companies with words in titles, texts or own columns."""

from collections.abc import Sequence

from django.db.models import Q
from django.db.models.expressions import RawSQL

from scoring.models.search import Term, either, in_columns, matching_companies
from scoring.own_columns.columns import OwnColumns


def has_words(looked_for: Sequence[Term], own: OwnColumns, *others: RawSQL) -> Q:
    """The condition that a company has each of the terms (at least one) somewhere.

    Or that it is in one of the `others`, which are lists of companies.
    """
    keys = [key for column in own.values() for key in column.keys]
    if not keys:
        return Q(pk__in=either(matching_companies(looked_for), *others))
    everywhere = Q()
    for term in looked_for:
        somewhere = either(matching_companies([term]), in_columns([term], keys), *others)
        everywhere &= Q(pk__in=somewhere)
    return everywhere
