"""The names of clusters on a picture, each in the free place nearest to its companies."""

from collections.abc import Iterable

from scoring.maps.layers import Frame, Piece, Pieces
from scoring.maps.lettering import Box, Lettering, Name, Sheet
from scoring.models import Cluster

MOST_NAMES = 20
FEWEST_FOR_A_NAME = 3
UNNAMED = "Unnamed"
# The share of a cluster's companies to each side that may be strays
STRAYS = 0.2


def name_clusters(
    pieces: Pieces,
    frame: Frame,
    sheet: Sheet,
    lettering: Lettering,
    inside: Box,
) -> list[Name]:
    """The names of the largest clusters, the largest first; of those that are inside alone."""
    seen: dict[Cluster, list[Piece]] = {}
    sizes: dict[Cluster, int] = {}
    for cluster, there in pieces.items():
        if cluster is None:
            continue
        own = []
        for piece in there:
            x, y = frame.units(piece.x, piece.y)
            if inside.holds(x, y):
                own.append(piece)
        total = sum(piece.total for piece in own)
        if total >= FEWEST_FOR_A_NAME:
            seen[cluster] = own
            sizes[cluster] = total
    largest_first = sorted(sizes, key=lambda cluster: (-sizes[cluster], cluster.number))
    named = largest_first[:MOST_NAMES]
    names = []
    for cluster in named:
        text = lettering.cut(cluster.name or UNNAMED)
        width = lettering.width(text)
        room = sheet.nearest_room(
            size=(width, lettering.line),
            named=_midst(seen[cluster], frame),
            inside=inside,
        )
        if room:
            taken = lettering.box(width, *room)
            sheet.put_letters(taken)
            names.append(Name(text, *room))
    return names


def _midst(pieces: list[Piece], frame: Frame) -> Box:
    """Where nearly all of a cluster's companies are: a few strays do not draw its name away."""
    across = [(piece.x, piece.total) for piece in pieces]
    down = [(piece.y, piece.total) for piece in pieces]
    left, top = frame.units(
        weighted(across, STRAYS),
        weighted(down, STRAYS),
    )
    right, bottom = frame.units(
        weighted(across, 1 - STRAYS),
        weighted(down, 1 - STRAYS),
    )
    return Box(left, top, right, bottom)


def weighted(values: Iterable[tuple[float, int]], share: float) -> float:
    """The value below which a share of the weights lies."""
    ordered = sorted(values)
    total = sum(weight for _, weight in ordered)
    wanted = total * share
    passed = 0
    for value, weight in ordered:
        passed += weight
        if passed >= wanted:
            return value
    raise ValueError("There is nothing to weigh.")
