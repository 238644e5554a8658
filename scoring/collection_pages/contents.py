"""What is in a collection, by kept counts: how sure, of which kinds, how unlike the catalogue."""

from collections.abc import Mapping
from typing import NamedTuple, Self
from urllib.parse import urlencode

from clustering.kinds.sureness import ANSWERS
from scoring.companies.facet_links import NAMES
from scoring.companies.facets import Facets
from scoring.companies.filters import KNOWN
from scoring.kinds.names import readable
from scoring.kinds.sureness import LABELS
from scoring.markets.boxes import Box as OwnBox
from scoring.markets.boxes import sized_boxes
from scoring.models import (
    Cluster,
    Collection,
    ModelVersion,
    Scope,
    SegmentTally,
    ShownClusters,
    assignments,
)
from scoring.models.collections import CATALOGUE_ID

# The smaller ones are told by name and number alone
MOST_BOXES = 6
MOST_OWN = 11
MOST_KINDS = 5
MOST_DIFFERENT = 4
# Of fewer companies a share says nothing
FEWEST_COMPARED = 20
WAITING = ("pending", "failed")
# Sector -> segment (empty for none) -> companies that are known to be of it
Kinds = Mapping[str, Mapping[str, int]]


class Tile(NamedTuple):
    """So many companies, and the address of their list."""

    companies: int
    label: str
    address: str


class Box(NamedTuple):
    """A sector with its largest kinds of business, and in how many others its companies are."""

    name: str
    companies: int
    address: str
    kinds: list[Tile]
    more: int
    look: Cluster | None

    @classmethod
    def of(cls, sector: str, segments: Mapping[str, int], clusters: ShownClusters) -> Self:
        kinds = []
        for name, companies in segments.items():
            if name:
                address = _address(sector=sector, segment=name)
                kinds.append(Tile(companies, name, address))
        kinds.sort(key=lambda tile: (-tile.companies, tile.label))
        return cls(
            name=readable(sector),
            companies=sum(segments.values()),
            address=_address(sector=sector),
            kinds=kinds[:MOST_KINDS],
            more=len(kinds[MOST_KINDS:]),
            look=next((each for each in clusters if each.sector == sector), None),
        )


class Difference(NamedTuple):
    """The share of a sector in per cent, among the companies here and in the catalogue."""

    name: str
    here: int
    there: int

    @classmethod
    def largest(cls, here: Kinds, there: Kinds) -> list[Self]:
        """The sectors whose shares differ most, the largest difference first."""
        shares_here = _shares(here)
        shares_there = _shares(there)
        if not shares_here or not shares_there:
            return []
        differences = []
        for sector in {*shares_here, *shares_there}:
            share = shares_here.get(sector, 0)
            catalogue = shares_there.get(sector, 0)
            if share != catalogue:
                differences.append(cls(readable(sector), share, catalogue))
        differences.sort(key=lambda each: (-abs(each.here - each.there), each.name))
        return differences[:MOST_DIFFERENT]


class Contents(NamedTuple):
    """`boxes` are the largest sectors, `smaller` the others; `unlike` those that differ most."""

    tiles: list[Tile]
    boxes: list[Box]
    smaller: list[Box]
    unlike: list[Difference]


class OwnContents(NamedTuple):
    """As `Contents`, by the collection's own clusters, of which there are `number`."""

    number: int
    boxes: list[OwnBox]
    smaller: list[OwnBox]
    outside: OwnBox


def contents_of(
    counted: Facets,
    version: ModelVersion | None,
    clusters: ShownClusters,
    scope: Scope,
) -> Contents:
    """Of the one collection that is looked at; `counted` are all of its companies."""
    # For each answer that companies have, and each state in which they wait for one
    tiles = []
    answers = counted.counts["answer"].totals
    for answer in ANSWERS:
        if companies := answers.get(answer):
            tiles.append(Tile(companies, LABELS[answer], f"?answer={answer}"))
    states = counted.counts["status"].totals
    for state in WAITING:
        if companies := states.get(state):
            tiles.append(Tile(companies, NAMES[state], f"?status={state}"))
    here = _kinds(version, scope)
    boxes = [Box.of(sector, segments, clusters) for sector, segments in here.items()]
    boxes.sort(key=lambda box: (-box.companies, box.name))
    unlike: list[Difference] = []
    if scope.collections != (CATALOGUE_ID,):
        of_catalogue = Scope((CATALOGUE_ID,), scope.visible)
        unlike = Difference.largest(here, _kinds(version, of_catalogue))
    return Contents(tiles, boxes[:MOST_BOXES], boxes[MOST_BOXES:], unlike)


def own_contents_of(
    collection: Collection,
    division: ModelVersion,
    companies: int,
) -> OwnContents:
    """Of a collection with so many companies."""
    *boxes, outside = sized_boxes(collection, division, companies)
    return OwnContents(len(boxes), boxes[:MOST_OWN], boxes[MOST_OWN:], outside)


def _kinds(version: ModelVersion | None, scope: Scope) -> Kinds:
    kept = SegmentTally.objects.visible_to(scope).filter(version=version)
    known = kept.filter(answer__in=assignments.KNOWN).exclude(sector="")
    kinds: dict[str, dict[str, int]] = {}
    for (sector, segment), companies in known.totals("sector", "segment").items():
        kinds.setdefault(sector, {})[segment] = companies
    return kinds


def _address(**filters: str) -> str:
    query = urlencode({**filters, "answer": KNOWN})
    return f"?{query}"


def _shares(kinds: Kinds) -> dict[str, int]:
    """Sector -> per cent of the companies; none where they are too few."""
    sizes = {}
    for sector, segments in kinds.items():
        sizes[sector] = sum(segments.values())
    companies = sum(sizes.values())
    if companies < FEWEST_COMPARED:
        return {}
    shares = {}
    for sector, size in sizes.items():
        shares[sector] = round(100 * size / companies)
    return shares
