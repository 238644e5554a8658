"""The stored rows of the map: which lie in a window, and how dense they are."""

from collections.abc import Iterable, Sequence
from functools import cache, reduce
from math import inf
from operator import or_
from typing import NamedTuple, Self

from django.db import connection
from django.db.models import Count, F, FilteredRelation, PositiveIntegerField, Q, Sum
from django.db.models.expressions import RawSQL
from django.db.models.lookups import Range

from scoring.maps.windows import Region, Run, Window
from scoring.models import Assignment, CellTally, ModelVersion, Scope, model_versions
from scoring.models.assignments import DOUBTFUL
from scoring.models.collections import Unindexed
from scoring.models.kept.figures import LEVELS
from scoring.models.map_cells import BITS, centre
from scoring.models.tallies import NO_CLUSTER
from scoring.models.work import QueuedQuerySet
from scoring.pages.caching import counted_lately

# With so many links a picture stays under 60 kB; of more companies it shows how dense they are
MOST_POINTS = 600
MOST_HEAPS = 1_499
MOST_MATCHES = 500
# A window is divided into 64 x 64 cells, or fewer
FINEST = 6
FULL_SIZE = 0.95
UNINDEXED_CELL = Unindexed("map_cell", output_field=PositiveIntegerField())


class Point(NamedTuple):
    """A company on the map, the number of the cluster that it has now, and how sure one may be."""

    company: int
    title: str
    x: float
    y: float
    cluster: int | None
    answer: str | None

    @property
    def is_doubtful(self) -> bool:
        """Whether it is a guess where it belongs."""
        return self.answer in DOUBTFUL


# A cell, the number of a cluster, and how many companies of it lie there
Counted = tuple[int, int | None, int]
# By the number of the cell: how many companies have each number
Totals = dict[int | None, int]
Cells = dict[int, Totals]


class Heap(NamedTuple):
    """Companies of one cell with its middle and side.

    How many they are, their most frequent cluster number, and how many have each number.
    """

    x: float
    y: float
    side: float
    total: int
    cluster: int | None
    clusters: Totals

    @classmethod
    def of_cell(cls, cell: int, bits: int, totals: Totals) -> Self:
        """From all that lies in a cell of 2**bits x 2**bits."""

        def rank(number: int | None) -> tuple[int, bool, int]:
            """The most frequent first, of two the lower number, and none last."""
            return -totals[number], number is None, number or 0

        x, y = centre(cell, bits)
        # Most cells have one alone
        [largest, *others] = totals
        if others:
            largest = min(totals, key=rank)
        return cls(x, y, 2.0**-bits, sum(totals.values()), largest, totals)


class Source(NamedTuple):
    """Whose places are shown, whose clusters colour them, and of which companies.

    Both versions are one without a remote endpoint.
    """

    places: ModelVersion
    clusters: ModelVersion
    scope: Scope

    @classmethod
    def of_active(cls, active: ModelVersion | None, scope: Scope) -> Self | None:
        """None while no version gives places."""
        places = model_versions.embedded_beside(active)
        if places is None:
            return None
        return cls(places=places, clusters=active or places, scope=scope)

    @property
    def key(self) -> str:
        """Of what is kept for all who see the same."""
        return f"{self.places.pk}-{self.clusters.pk}-{self.scope.key}"

    def within(self, region: Region, runs: Sequence[Run] = ()) -> QueuedQuerySet:
        """The assignments in a region, each with `now`, the number of the cluster that it has.

        Or those of some `runs` of its cells.
        """
        # Few companies are found by their collection sooner than by their place
        cell = UNINDEXED_CELL if self.scope.is_narrow else F("map_cell")
        # With the version in every run, each is one look into the index
        asked = runs or region.runs()
        in_runs = [Q(Range(cell, run), version=self.places) for run in asked]
        rows = Assignment.objects.visible_to(self.scope).filter(reduce(or_, in_runs))
        return self._placed(rows, region)

    def chosen_within(self, region: Region, companies: RawSQL) -> QueuedQuerySet:
        """As `within`, of so few companies that they are not looked for by their place."""
        rows = Assignment.objects.visible_to(self.scope).filter(
            version=self.places, submission__in=companies, map_x__isnull=False
        )
        return self._placed(rows, region)

    def _placed(self, rows: QueuedQuerySet, region: Region) -> QueuedQuerySet:
        # Some cells of a region lie partly outside; of the whole map none does
        if not region.is_whole:
            across = (region.left, region.right)
            down = (region.top, region.bottom)
            rows = rows.filter(map_x__range=across, map_y__range=down)
        if self.places == self.clusters:
            return rows.annotate(
                now=F("shown_cluster"),
                how_sure=F("answer"),
            )
        # Joined and not filtered, for a company without a cluster there still has its place
        of_clusters = Q(submission__assignments__version=self.clusters)
        return rows.annotate(
            other=FilteredRelation("submission__assignments", condition=of_clusters),
            now=F("other__shown_cluster"),
            how_sure=F("other__answer"),
        )

    def kept_cells(self, window: Window, bits: int, level: int) -> Iterable[Counted]:
        """Kept counts in a far window, whose edges are edges of its cells."""
        picture = window.picture
        shift = 2 * (BITS - level)
        in_runs = []
        for first, last in picture.runs():
            in_runs.append(Q(cell__range=(first >> shift, last >> shift)))
        in_any_run = reduce(or_, in_runs)
        kept = CellTally.objects.visible_to(self.scope).filter(
            in_any_run, version=self.places, level=level, total__gt=0
        )
        at = F("cell").bitrightshift(2 * (level - bits))
        counted = kept.order_by().annotate(at=at).values_list("at", "cluster")
        # Runs reach a little beyond the picture; a cell has a row for each of its clusters
        is_inside = cache(lambda cell: picture.holds(*centre(cell, bits)))
        is_whole = picture.is_whole
        # All of them are numbers already, of which Django would make numbers one by one
        statement = counted.annotate(companies=Sum("total")).query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(*statement)
            for cell, number, companies in cursor:
                if is_whole or is_inside(cell):
                    yield cell, None if number == NO_CLUSTER else number, companies


def points(rows: QueuedQuerySet, limit: int) -> list[Point]:
    """The first of them, by their ids."""
    return _read_points(rows.order_by("submission_id"), limit)


def few_points(rows: QueuedQuerySet, most: int) -> list[Point] | None:
    """All of them, by their ids; None where there are more.

    In any order the database is done with the first of those, and puts none in order.
    """
    found = _read_points(rows.order_by(), most + 1)
    if len(found) <= most:
        return sorted(found)
    return None


def _read_points(rows: QueuedQuerySet, limit: int) -> list[Point]:
    # As in Point
    values = rows.values_list(
        "submission_id",
        "submission__title",
        "map_x",
        "map_y",
        "now",
        "how_sure",
    )
    return [Point(*cells) for cells in values[:limit]]


def heaps(source: Source, window: Window) -> list[Heap]:
    """The density of a window, at most a minute old."""
    key = f"map-density-{source.key}-{window.z}-{window.x}-{window.y}"
    return counted_lately(key, lambda: count_heaps(source, window))


def full_size(heaps: Sequence[Heap]) -> int:
    """How many companies the densest twentieth of the heaps have at least."""
    # A few heaps far above the others would leave those too small to tell apart
    totals = sorted(heap.total for heap in heaps)
    if not totals:
        return 1
    place = int(len(totals) * FULL_SIZE)
    return totals[place]


def count_heaps(source: Source, window: Window) -> list[Heap]:
    """The finest cells that are few enough."""
    finest = min(window.z + FINEST, BITS)
    # Of very many companies these are nearly always too many, and the finest ones never looked at
    bits = finest - 1
    cells = _read_cells(source, window, bits)
    if len(cells) <= MOST_HEAPS:
        finer = _read_cells(source, window, finest, MOST_HEAPS)
        if len(finer) <= MOST_HEAPS:
            bits, cells = finest, finer
    while len(cells) > MOST_HEAPS:
        # Four cells become one of twice the side, without another look into the database
        bits -= 1
        coarser: Cells = {}
        for cell, totals in cells.items():
            _add(coarser, cell >> 2, totals)
        cells = coarser
    return [Heap.of_cell(cell, bits, cells[cell]) for cell in sorted(cells)]


def _read_cells(source: Source, window: Window, bits: int, most: float = inf) -> Cells:
    level = next((level for level in LEVELS if level >= bits), None)
    counted: Iterable[Counted]
    # Of a near window there are few; colours of another version stand in no kept count
    if level is None or source.places != source.clusters:
        # Two bits of a cell's number are one level
        in_cell = F("map_cell").bitrightshift(2 * (BITS - bits))
        rows = source.within(window.picture).order_by().annotate(at=in_cell)
        counted = rows.values_list("at", "now").annotate(companies=Count("pk"))
    else:
        counted = source.kept_cells(window, bits, level)
    cells: Cells = {}
    for cell, cluster, total in counted:
        _add(cells, cell, {cluster: total})
        if len(cells) > most:
            break
    return cells


def _add(cells: Cells, cell: int, totals: Totals) -> None:
    there = cells.setdefault(cell, totals)
    if there is totals:
        return
    for number, companies in totals.items():
        there[number] = there.get(number, 0) + companies
