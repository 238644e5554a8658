"""Filters of own columns in an address: `is.City=bonn`, `has.City=…`, `from.Staff=5`, `until.…`."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django_filters import Filter
from django_filters.constants import EMPTY_VALUES

from scoring.models import OwnValue, search
from scoring.models.submissions import SubmissionQuerySet
from scoring.own_columns.columns import Column, Kind, OwnColumns
from scoring.own_columns.reading_cells import LONGEST, beginning_of, day_in, number_in

IS, HAS, FROM, UNTIL = "is", "has", "from", "until"
# Each is a table more in a query
MOST_ASKED = 10
# What an address says for companies without a value; tables that say it mean the same
NOTHING = "none"
# What a joined company has of its value
JOINED = ("pk", "column_id", "submission_id", "beginning", "number", "day")
LOOKUPS = {FROM: "gte", UNTIL: "lte"}
LABELS = {IS: "{}", HAS: "{} has", FROM: "{} from", UNTIL: "{} until"}


class WordsField(forms.CharField):
    """Words, or one of the values of a column."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=search.LONGEST)


class RangeField(forms.CharField):
    """A number or a day, as people write them."""

    messages = {
        Kind.NUMBERS: "Enter a number, such as 1200 or 12.5.",
        Kind.DAYS: "Enter a day, such as 2026-05-31.",
        Kind.WORDS: "There are words in this column; look for some of them instead.",
    }

    def __init__(self, kind: Kind) -> None:
        super().__init__(required=False)
        self.kind = kind

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)[: LONGEST + 1]
        if not typed:
            return None
        said: Any = None
        if self.kind == Kind.NUMBERS:
            said = number_in(typed)
        elif self.kind == Kind.DAYS:
            said = day_in(typed)
        if said is None:
            raise forms.ValidationError(self.messages[self.kind])
        # A number of 0 leaves somebody out too
        return (said,)


class RefusedField(forms.CharField):
    """What cannot be asked for; it says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(required=False)
        self.reason = reason

    def clean(self, value: Any) -> Any:
        raise forms.ValidationError(self.reason)


class OwnFilter(Filter):
    """How a column is filtered, with a field that knows what can be asked for.

    Without a column nothing can be, and the field says why.
    """

    def __init__(self, field: forms.Field, how: str, column: Column | None) -> None:
        super().__init__()
        self._field = field
        self._how = how
        self._column = column

    def filter(self, companies: SubmissionQuerySet, value: Any) -> SubmissionQuerySet:
        column = self._column
        if column is None or value in EMPTY_VALUES:
            return companies
        if self._how in LOOKUPS:
            [bound] = value
            is_within = {f"{column.field}__{LOOKUPS[self._how]}": bound}
            return _narrowed(companies, column, **is_within)
        if self._how == HAS:
            looked_for = search.terms(value)
            if not looked_for:
                return companies
            if companies.is_walkable:
                having = search.matching_values(looked_for)
                return companies.filter(_beside_each(column, pk__in=having))
            return companies.filter(pk__in=search.in_columns(looked_for, column.keys))
        if value != NOTHING:
            return _narrowed(companies, column, beginning=beginning_of(value))
        if companies.is_walkable:
            return companies.exclude(_beside_each(column))
        has_nothing = {f"{column.alias}_pk__isnull": True}
        return companies.filter(**has_nothing)


def parted(parameter: str) -> tuple[str, str]:
    """How a filter asks, and the name of its column; both empty where it is of none."""
    how, _, name = parameter.partition(".")
    if how in LABELS and name:
        return how, name
    return "", ""


def own_filters(said: Mapping[str, str], own: OwnColumns) -> dict[str, Filter]:
    """The filters that an address asks for; of what cannot be, one that says why."""
    filters: dict[str, Filter] = {}
    for parameter, value in said.items():
        how, name = parted(parameter)
        if not how or not value:
            continue
        column = own.get(name)
        field: forms.Field
        if len(filters) >= MOST_ASKED:
            column = None
            field = RefusedField(f"Use {MOST_ASKED} filters at once at most.")
        elif column is None:
            reason = "There is no such column here; choose another one."
            field = RefusedField(reason)
        elif how in LOOKUPS:
            field = RangeField(column.kind)
        else:
            field = WordsField()
        field.label = LABELS[how].format(name)
        filters[parameter] = OwnFilter(field, how, column)
    return filters


def joined(companies: SubmissionQuerySet, columns: Iterable[Column]) -> SubmissionQuerySet:
    """Companies with the values of some columns by their aliases; at most one each.

    A company is in one collection, so it has one value in columns of a name.
    """
    for column in columns:
        alias = column.alias
        is_of_column = Q(own_values__column__in=column.keys)
        relation = FilteredRelation("own_values", condition=is_of_column)
        # By names of their own, for each filter by the relation would join it anew
        annotations: dict[str, Any] = {alias: relation}
        for name in JOINED:
            annotations[f"{alias}_{name}"] = F(f"{alias}__{name}")
        companies = companies.annotate(**annotations)
    return companies


def _narrowed(
    companies: SubmissionQuerySet,
    column: Column,
    **conditions: Any,
) -> SubmissionQuerySet:
    """Those with such a value; of walkable ones each is looked at, and no index entered."""
    if companies.is_walkable:
        return companies.filter(_beside_each(column, **conditions))
    of_value = {}
    for name, said in conditions.items():
        of_value[f"{column.alias}_{name}"] = said
    return companies.filter(**of_value)


def _beside_each(column: Column, **conditions: Any) -> Exists:
    own = OwnValue.objects.filter(submission=OuterRef("pk"), column__in=column.keys)
    return Exists(own.filter(**conditions))


def columns_in(said: Mapping[str, str], own: OwnColumns) -> list[Column]:
    """The columns by which an address filters or sorts."""
    # `up.City` names a column as `is.City` does
    asked = [*said, str(said.get("sort", ""))]
    names = dict.fromkeys(parameter.partition(".")[2] for parameter in asked)
    return [own[name] for name in names if name in own]
