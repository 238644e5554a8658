"""The names of clusters on a picture, each in the free place nearest to its companies."""

from collections.abc import Iterable

from scoring.maps.layers import Frame, Piece, Pieces
from scoring.maps.lettering import Box, Lettering, Name, Sheet
from scoring.models import Cluster

MOST_NAMES = 20
FEWEST_FOR_A_NAME = 3
UNNAMED = "Unnamed"
# The share of a cluster's companies to each side that may be strays
STRAYS = 0.05


def name_clusters(
    pieces: Pieces, frame: Frame, sheet: Sheet, lettering: Lettering, inside: Box
) -> list[Name]:
    """The names of the largest clusters, the largest first; of those that are inside alone."""
    sizes: list[tuple[int, Cluster, list[Piece]]] = []
    for cluster, there in pieces.items():
        seen = [piece for piece in there if _holds(inside, *frame.units(piece.x, piece.y))]
        total = sum(piece.total for piece in seen)
        if cluster and total >= FEWEST_FOR_A_NAME:
            sizes.append((total, cluster, seen))
    sizes.sort(key=lambda size: (-size[0], size[1].number))
    names = []
    for _, cluster, seen in sizes[:MOST_NAMES]:
        text = lettering.cut(cluster.name or UNNAMED)
        width = lettering.width(text)
        part = _midst(seen, frame)
        room = sheet.nearest_room((width, lettering.line), part, inside)
        if room:
            sheet.put_letters(lettering.box(width, *room))
            names.append(Name(text, *room))
    return names


def _midst(pieces: list[Piece], frame: Frame) -> Box:
    """Where nearly all of a cluster's companies are: a few strays do not draw its name away."""
    across = [(piece.x, piece.total) for piece in pieces]
    down = [(piece.y, piece.total) for piece in pieces]
    left, top = frame.units(weighted(across, STRAYS), weighted(down, STRAYS))
    right, bottom = frame.units(weighted(across, 1 - STRAYS), weighted(down, 1 - STRAYS))
    return Box(left, top, right, bottom)


def weighted(values: Iterable[tuple[float, int]], share: float) -> float:
    """The value below which a share of the weights lies."""
    ordered = sorted(values)
    wanted = sum(weight for _, weight in ordered) * share
    passed = 0
    for value, weight in ordered:
        passed += weight
        if passed >= wanted:
            return value
    raise ValueError("There is nothing to weigh.")


def _holds(box: Box, x: int, y: int) -> bool:
    return box.left <= x <= box.right and box.top <= y <= box.bottom
