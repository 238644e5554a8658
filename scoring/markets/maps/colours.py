"""What the marks of a market map are coloured by."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

from scoring.kinds.names import readable
from scoring.kinds.sureness import LABELS
from scoring.markets.maps.told import Told
from scoring.models import Collection, ImportRow
from scoring.models.model_versions import LOOKS
from scoring.own_columns.colours import coloured, offered_columns
from scoring.own_columns.columns import OwnColumns

CLUSTER, IMPORT = "cluster", "import"
BY = {
    CLUSTER: "Own cluster",
    "sector": "Sector",
    "segment": "Segment",
    "category": "Category",
    "answer": "How sure",
    IMPORT: "Import",
}
# Before the name of an own column
OWN = "own."


class Look(NamedTuple):
    """A line of the legend: a value, its look (0 to 10), and how many companies have it."""

    value: str
    look: int
    total: int


class Colours(NamedTuple):
    """The lines of the legend, and the look of each company that has one of their values.

    On a scale the looks are its steps.
    """

    looks: list[Look]
    of_company: Mapping[int, int]
    is_scale: bool = False

    @classmethod
    def by_column(cls, collection: Collection, companies: Sequence[Told], name: str) -> Self:
        found = coloured(name, OwnColumns.of_scope(collection.alone))
        if found is None:
            return cls([], {})
        numbers = found.numbers_of([company.pk for company in companies])
        totals = Counter(numbers.values())
        if found.is_scale:
            in_order = sorted(totals)
        else:
            in_order = [number for number, _ in totals.most_common(LOOKS)]
        look_of = {number: look for look, number in enumerate(in_order)}
        looks = []
        for number, look in look_of.items():
            looks.append(Look(found.groups[number].name, look, totals[number]))
        of_company = {}
        for pk, number in numbers.items():
            if number in look_of:
                of_company[pk] = look_of[number]
        return cls(looks, of_company, found.is_scale)


def ways_of(collection: Collection, *, may_see_imports: bool) -> dict[str, str]:
    """All that the map of a collection can be coloured by, with its label."""
    fields = {}
    for by, label in BY.items():
        if by != IMPORT or may_see_imports:
            fields[by] = label
    own = offered_columns(OwnColumns.of_scope(collection.alone))
    return fields | {f"{OWN}{name}": name for name in own}


def colours_of(collection: Collection, companies: Sequence[Told], by: str) -> Colours:
    """Each company by what it is coloured by, which is not its cluster."""
    if by.startswith(OWN):
        return Colours.by_column(collection, companies, by.removeprefix(OWN))
    if by == IMPORT:
        # The file that each came in first; none for who was typed
        ids = [company.pk for company in companies]
        rows = ImportRow.objects.filter(submission__in=ids).order_by("-pk")
        told = list(rows.values_list("submission", "file", "file__name"))
        files = {file: name for _, file, name in told}
        namesakes = Counter(files.values())
        values = {}
        for pk, file, name in told:
            values[pk] = f"{name} (import {file})" if namesakes[name] > 1 else name
    elif by == "sector":
        values = {company.pk: readable(company.sector) for company in companies}
    elif by == "answer":
        values = {company.pk: LABELS.get(company.answer, "") for company in companies}
    else:
        values = {company.pk: getattr(company, by) for company in companies}
    # The most frequent values have a look of their own; others have none
    totals = Counter(values.values())
    del totals[""]
    by_frequency = sorted(totals, key=lambda value: (-totals[value], value))
    numbers = {value: look for look, value in enumerate(by_frequency[:LOOKS])}
    looks = []
    for value, look in numbers.items():
        looks.append(Look(value, look, totals[value]))
    of_company = {pk: numbers[value] for pk, value in values.items() if value in numbers}
    return Colours(looks, of_company)
