"""Filters of own columns in an address: `is.City=bonn`, `has.City=…`, `from.Staff=5`, `until.…`."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django_filters import Filter

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
JOINED = ("pk", "submission_id", "beginning", "number", "day")
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
        read: dict[Kind, Callable[[str], Any]] = {Kind.NUMBERS: number_in, Kind.DAYS: day_in}
        said = read[self.kind](typed) if self.kind in read else None
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
    """A filter of a column, with a field that knows what can be asked for."""

    def __init__(self, field: forms.Field, label: str, method: Any) -> None:
        super().__init__(method=method)
        field.label = label
        self._field = field


def parted(parameter: str) -> tuple[str, str]:
    """How a filter asks, and the name of its column; both empty where it is of none."""
    how, _, name = parameter.partition(".")
    return (how, name) if how in LABELS and name else ("", "")


def own_filters(said: Mapping[str, str], own: OwnColumns) -> dict[str, Filter]:
    """The filters that an address asks for; of what cannot be, one that says why."""
    asked = [parameter for parameter in said if parted(parameter)[0] and said[parameter]]
    return {
        parameter: _filter(parameter, own, is_too_much=place >= MOST_ASKED)
        for place, parameter in enumerate(asked)
    }


def _filter(parameter: str, own: OwnColumns, *, is_too_much: bool) -> Filter:
    how, name = parted(parameter)
    label = LABELS[how].format(name)
    column = own.get(name)
    if is_too_much:
        return OwnFilter(RefusedField(f"{MOST_ASKED} filters at once are the most."), label, _all)
    if column is None:
        reason = "There is no such column in what you look at; choose another one."
        return OwnFilter(RefusedField(reason), label, _all)
    if how in LOOKUPS:
        return OwnFilter(RangeField(column.kind), label, partial(_in_range, column, LOOKUPS[how]))
    method = _that_is if how == IS else _that_has
    return OwnFilter(WordsField(), label, partial(method, column))


def _all(companies: SubmissionQuerySet, name: str, value: Any) -> SubmissionQuerySet:
    return companies


def _that_is(
    column: Column, companies: SubmissionQuerySet, name: str, value: str
) -> SubmissionQuerySet:
    if value == NOTHING:
        if companies.is_walkable:
            return companies.exclude(_beside_each(column))
        return companies.filter(**{f"{column.alias}_pk__isnull": True})
    return _narrowed(companies, column, beginning=beginning_of(value))


def _that_has(
    column: Column, companies: SubmissionQuerySet, name: str, value: str
) -> SubmissionQuerySet:
    looked_for = search.terms(value)
    if not looked_for:
        return companies
    return _narrowed(companies, column, pk__in=search.matching_values(looked_for))


def _in_range(
    column: Column,
    lookup: str,
    companies: SubmissionQuerySet,
    name: str,
    value: tuple[Any],
) -> SubmissionQuerySet:
    return _narrowed(companies, column, **{f"{column.field}__{lookup}": value[0]})


def joined(companies: SubmissionQuerySet, columns: Iterable[Column]) -> SubmissionQuerySet:
    """Companies with the values of some columns by their aliases; at most one each.

    A company is in one collection, so it has one value in columns of a name.
    """
    for column in columns:
        relation = FilteredRelation("own_values", condition=Q(own_values__column__in=column.keys))
        # By names of their own, for each filter by the relation would join it anew
        names = {f"{column.alias}_{name}": F(f"{column.alias}__{name}") for name in JOINED}
        companies = companies.annotate(**{column.alias: relation}, **names)
    return companies


def _narrowed(
    companies: SubmissionQuerySet, column: Column, **conditions: Any
) -> SubmissionQuerySet:
    """Those with such a value; of walkable ones each is looked at, and no index entered."""
    if companies.is_walkable:
        return companies.filter(_beside_each(column, **conditions))
    of_value = {f"{column.alias}_{name}": said for name, said in conditions.items()}
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
