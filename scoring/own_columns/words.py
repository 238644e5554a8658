"""Companies with words in titles, texts or own columns."""

from collections.abc import Sequence

from django.db.models import Q

from scoring.models import OwnValue
from scoring.models.search import Term, matching_companies, matching_values
from scoring.own_columns.columns import OwnColumns


def has_words(looked_for: Sequence[Term], own: OwnColumns) -> Q:
    """The condition that a company has each of the terms (at least one) somewhere."""
    if not own:
        return Q(pk__in=matching_companies(looked_for))
    keys = []
    for column in own.values():
        for key in column.keys:
            keys.append(key)
    values = OwnValue.objects.visible_to(own.scope).filter(column__in=keys)
    everywhere = Q()
    for term in looked_for:
        in_columns = values.filter(pk__in=matching_values([term]))
        in_words = Q(pk__in=matching_companies([term]))
        everywhere &= in_words | Q(pk__in=in_columns.values("submission"))
    return everywhere
