"""The map coloured by what companies are filed under: sector, segment, category, import."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from scoring.collections.scopes import ASKED as IN
from scoring.kinds.names import readable
from scoring.maps.rows import Source
from scoring.models import (
    Assignment,
    Import,
    ImportRow,
    Scope,
    SegmentTally,
    ShownClusters,
    Tally,
)
from scoring.models.model_versions import LOOKS
from scoring.own_columns.colours import Group, as_clusters

SECTOR, SEGMENT, CATEGORY, IMPORT = "sector", "segment", "category", "import"
LABELS = {
    SECTOR: "Sector",
    SEGMENT: "Kind of business",
    CATEGORY: "Category",
    IMPORT: "Import",
}
COLUMNS = {SECTOR: "shown_sector", SEGMENT: "shown_segment", CATEGORY: "category"}


class Filed(NamedTuple):
    """The most frequent values of one of LABELS, each with a colour; `places` has their numbers."""

    by: str
    source: Source
    groups: Sequence[Group]
    places: Mapping[str, int]
    is_scale: bool = False

    @property
    def name(self) -> str:
        return LABELS[self.by]

    @property
    def shown(self) -> ShownClusters:
        return as_clusters(self.groups)

    def numbers_of(self, companies: Iterable[int]) -> dict[int, int]:
        """Company -> the number of its group; without those of none."""
        if self.by == IMPORT:
            files = [int(key) for key in self.places]
            rows = ImportRow.objects.filter(submission__in=companies, file__in=files)
            told = dict(rows.order_by("-pk").values_list("submission", "file"))
        else:
            visible = Assignment.objects.visible_to(self.source.scope.widest)
            filed = visible.filter(version=self.source.places, submission__in=companies)
            told = dict(filed.values_list("submission", COLUMNS[self.by]))
        numbers = {}
        for pk, value in told.items():
            number = self.places.get(str(value))
            if number is not None:
                numbers[pk] = number
        return numbers

    def address(self, number: int) -> str:
        """The query of the list with the companies of a group."""
        said = {**self.groups[number].filters}
        if self.source.scope.asked:
            said[IN] = self.source.scope.asked
        return urlencode(said)


def filed_by(by: str, source: Source) -> Filed:
    """The colours of one of LABELS, by the kept counts of the whole scope.

    They stay the same wherever one looks.
    """
    if by == IMPORT:
        # The last files of the collections that are looked at
        files = Import.objects.filter(collection__in=source.scope.collections, stored__gt=0)
        last = list(files.order_by("-pk")[:LOOKS])
        groups = [Group(f"{file.name} ({file.pk})", {}) for file in last]
        places = {str(file.pk): number for number, file in enumerate(last)}
        return Filed(IMPORT, source, groups, places)
    table = SegmentTally if by == SEGMENT else Tally
    counted = table.objects.visible_to(source.scope).filter(version=source.places)
    totals = counted.totals(by)
    totals.pop("", None)
    by_frequency = sorted(totals, key=lambda value: (-totals[value], value))
    groups = []
    places = {}
    for number, value in enumerate(by_frequency[:LOOKS]):
        name = value
        if by == SECTOR:
            name = readable(value)
        groups.append(Group(name, {by: value}))
        places[value] = number
    return Filed(by, source, groups, places)


def offered_by(scope: Scope, *, may_see_imports: bool) -> list[str]:
    """By what of LABELS the map can be coloured: files are for who may change a collection."""
    return [by for by in LABELS if by != IMPORT or (may_see_imports and scope.is_narrow)]
