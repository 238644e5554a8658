"""The clusters of a division as boxes: name, subtitle, size, path, its most typical companies."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Count, F, FilteredRelation, Q, Window
from django.db.models.functions import RowNumber

from scoring.kinds.names import KindLinks, readable, sector_address, segment_address
from scoring.models import (
    Cluster,
    Collection,
    ModelVersion,
    Placement,
    ShownClusters,
    model_versions,
)
from scoring.models.companies.placements import PlacementQuerySet
from scoring.pages.caching import counted_lately

TYPICAL = 5
SUBTITLE = 3
# So many of the companies have to be of one sector, or segment, for the path to name it
MOST = 0.5
# So many are counted in some milliseconds
FEW = 2_000


class Typical(NamedTuple):
    """A company that stands for its cluster, and how typical it is (0..1)."""

    fit: float
    pk: int
    title: str


@dataclass
class Box:
    """A shown cluster with the numbers that are merged into it; `cluster` is None for outside.

    `path` leads from the sector to the segment, as far as most of its companies share them. `parts`
    are those that it was opened into, `doubted` how many of its companies have their nearest
    elsewhere.
    """

    cluster: Cluster | None
    size: int = 0
    doubted: int = 0
    typical: list[Typical] = field(default_factory=list)
    path: KindLinks | None = None
    parts: "list[Box]" = field(default_factory=list)
    merged: list[Cluster] = field(default_factory=list)

    @property
    def subtitle(self) -> str:
        if not self.cluster:
            return ""
        return ", ".join(self.cluster.phrases[:SUBTITLE])

    @property
    def has_drafts(self) -> bool:
        return any(part.cluster and part.cluster.is_draft for part in self.parts)


@dataclass(frozen=True)
class Market:
    """All boxes of a division: those shown, those hidden, and the companies outside."""

    boxes: list[Box]
    hidden: list[Box]
    outside: Box

    @property
    def companies(self) -> int:
        every = (*self.boxes, *self.hidden, self.outside)
        return sum(box.size for box in every)


def shown_clusters(version: ModelVersion) -> ShownClusters:
    """The clusters of a division without the parts of any."""
    return ShownClusters(version.clusters.filter(part_of=None))


def placed_in(collection: Collection, version: ModelVersion) -> PlacementQuerySet:
    return Placement.objects.visible_to(collection.alone).filter(version=version)


def sized_boxes(collection: Collection, version: ModelVersion, companies: int) -> list[Box]:
    """The shown boxes of a division with their sizes alone, the largest first, outside last.

    Among many `companies` the sizes are at most a minute old.
    """
    clusters = shown_clusters(version)

    def count() -> Counter[int | None]:
        return _sizes(placed_in(collection, version), "shown_cluster")

    sizes = count() if companies <= FEW else counted_lately(f"own-sizes-{version.pk}", count)
    boxes = []
    for cluster in clusters:
        if not cluster.is_hidden:
            numbers = clusters.numbers_in(cluster.number)
            size = sum(sizes[number] for number in numbers)
            boxes.append(Box(cluster, size=size))
    boxes.sort(key=_largest_first)
    return [*boxes, Box(None, size=sizes[None])]


def market_of(collection: Collection, version: ModelVersion) -> Market:
    """The boxes of a division, the largest first."""
    clusters = shown_clusters(version)
    placed = placed_in(collection, version)
    sizes = _sizes(placed, "shown_cluster")
    doubted = _sizes(placed.filter(otherwise__isnull=False), "shown_cluster")
    typical = _typical(placed, "shown_cluster")
    # How many companies of each cluster the trained version says to be of each kind
    kinds: Kinds = defaultdict(Counter)
    trained = Q(submission__assignments__version=model_versions.embedded())
    read = placed.annotate(row=FilteredRelation("submission__assignments", condition=trained))
    groups = read.order_by().values_list("shown_cluster", "row__shown_sector", "row__shown_segment")
    for number, sector, segment, total in groups.annotate(total=Count("pk")):
        kinds[number][sector or "", segment or ""] += total
    parts = _parts(version, placed)
    shown, hidden = [], []
    for cluster in clusters:
        numbers = clusters.numbers_in(cluster.number)
        box = Box(
            cluster,
            size=sum(sizes[number] for number in numbers),
            doubted=sum(doubted[number] for number in numbers),
            typical=_best(typical, numbers),
            path=_path(kinds, numbers),
            parts=parts.get(cluster.number, []),
            merged=clusters.merged_into(cluster.number),
        )
        if cluster.is_hidden:
            hidden.append(box)
        else:
            shown.append(box)
    outside = Box(None, size=sizes[None], typical=_best(typical, [None]))
    return Market(
        boxes=sorted(shown, key=_largest_first),
        hidden=sorted(hidden, key=_largest_first),
        outside=outside,
    )


def _parts(version: ModelVersion, placed: PlacementQuerySet) -> dict[int, list[Box]]:
    clusters = list(version.clusters.exclude(part_of=None))
    if not clusters:
        return {}
    sizes = _sizes(placed, "part")
    typical = _typical(placed, "part")
    parts: dict[int, list[Box]] = defaultdict(list)
    for cluster in clusters:
        assert cluster.part_of is not None
        number = cluster.number
        box = Box(cluster, size=sizes[number], typical=_best(typical, [number]))
        parts[cluster.part_of].append(box)
    return parts


def _largest_first(box: Box) -> tuple[int, int]:
    return -box.size, box.cluster.number if box.cluster else 0


def _sizes(placed: PlacementQuerySet, column: str) -> Counter[int | None]:
    counts = placed.order_by().values_list(column).annotate(total=Count("pk"))
    return Counter(dict(counts))


def _typical(placed: PlacementQuerySet, column: str) -> dict[int | None, list[Typical]]:
    """The companies that fit each number best."""
    best_first = [F("fit").desc(), F("pk").asc()]
    rank = Window(RowNumber(), partition_by=F(column), order_by=best_first)
    first = placed.annotate(rank=rank).filter(rank__lte=TYPICAL)
    found: dict[int | None, list[Typical]] = defaultdict(list)
    rows = first.values_list(column, "fit", "submission", F("submission__title"))
    for number, fit, pk, title in rows:
        found[number].append(Typical(fit, pk, title))
    return found


def _best(typical: dict[int | None, list[Typical]], numbers: Iterable[int | None]) -> list[Typical]:
    together: list[Typical] = []
    for number in numbers:
        together += typical.get(number, ())
    together.sort(key=lambda each: (-each.fit, each.pk))
    return together[:TYPICAL]


# Sector and segment -> companies, for each cluster
Kinds = dict[int | None, Counter[tuple[str, str]]]


def _path(kinds: Kinds, numbers: Iterable[int]) -> KindLinks | None:
    """The sector, and the segment within it, that most companies of a cluster share."""
    together: Counter[tuple[str, str]] = Counter()
    for number in numbers:
        together += kinds.get(number, Counter())
    needed = MOST * together.total()
    sectors: Counter[str] = Counter()
    for (sector, _), total in together.items():
        sectors[sector] += total
    [(sector, of_sector)] = sectors.most_common(1) or [("", 0)]
    if not sector or of_sector <= needed:
        return None
    segments: Counter[str] = Counter()
    for (beside, segment), total in together.items():
        if beside == sector:
            segments[segment] = total
    [(segment, of_segment)] = segments.most_common(1)
    if of_segment <= needed:
        segment = ""
    return KindLinks(
        sector=readable(sector),
        sector_address=sector_address(sector),
        segment=segment,
        segment_address=segment_address(segment) if segment else "",
    )
