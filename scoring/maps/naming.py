"""Names of clusters, and of single companies, in the free place nearest to what they name."""

from collections.abc import Iterable

from scoring.maps.homes import Homes, Piece
from scoring.maps.layers import Frame
from scoring.maps.lettering import Box, Lettering, Sheet, name_marks
from scoring.maps.names import Anchored, Name
from scoring.models import Cluster

MOST_NAMES = 20
FEWEST_FOR_A_NAME = 3
UNNAMED = "Unnamed"
# The share of a region to its left and to its right that does not draw the name there
SIDE = 0.1


def name_clusters(
    homes: Homes,
    frame: Frame,
    sheet: Sheet,
    lettering: Lettering,
    inside: Box,
) -> list[Name]:
    """The names of the largest regions, the largest first; of those that are inside alone."""
    seen: dict[Cluster, list[Piece]] = {}
    sizes: dict[Cluster, int] = {}
    for cluster, home in homes.items():
        for part in home.parts:
            there = [piece for piece in part if inside.holds(*frame.units(piece.x, piece.y))]
            total = _total(there)
            # A cluster of which no more lie together is named where these do
            fewest = min(FEWEST_FOR_A_NAME, _total(home.parts[0]))
            # Of several parts the name stands at the one with most companies
            if total >= max(fewest, sizes.get(cluster, 0)):
                seen[cluster] = there
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


def _total(pieces: Iterable[Piece]) -> int:
    return sum(piece.total for piece in pieces)


def _midst(pieces: list[Piece], frame: Frame) -> Box:
    """Above which a name stands over most of these, and over all of them."""
    across = [(piece.x, piece.total) for piece in pieces]
    top = min(piece.y for piece in pieces)
    bottom = max(piece.y for piece in pieces)
    return Box(
        *frame.units(weighted(across, SIDE), top),
        *frame.units(weighted(across, 1 - SIDE), bottom),
    )


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


def name_mark(
    mark: tuple[str, int, int],
    sheet: Sheet,
    lettering: Lettering,
    reach: float,
    inside: Box,
) -> Anchored:
    """The name of one mark beside it, else in the nearest free place inside."""
    named = name_marks([mark], sheet, lettering, reach=reach, most=1)
    if any(named):
        return named
    title, x, y = mark
    text = lettering.cut(title)
    width = lettering.width(text)
    around = Box(left=x - reach, top=y - reach, right=x + reach, bottom=y + reach)
    room = sheet.nearest_room((width, lettering.line), named=around, inside=inside)
    if room:
        sheet.put_letters(lettering.box(width, *room))
        named.middle.append(Name(text, *room))
    return named
