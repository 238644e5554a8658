"""Which clusters are named on a picture."""

import pytest

from scoring.maps.homes import Home, Piece
from scoring.maps.layers import Frame
from scoring.maps.lettering import Box, Lettering, Sheet
from scoring.maps.naming import name_clusters
from scoring.models import Cluster

LETTERS = Lettering(size=30, longest=24)


@pytest.mark.parametrize(
    ("lie_together", "in_sight", "is_named"),
    [(2, 2, True), (2, 1, False), (9, 3, True), (9, 2, False)],
)
def test_a_cluster_is_named_where_three_companies_are_in_sight_or_all_that_lie_together(
    lie_together: int, in_sight: int, is_named: bool
) -> None:
    seen = [Piece(0.5, 0.5)] * in_sight
    unseen = [Piece(3.0, 0.5)] * (lie_together - in_sight)
    homes = {
        Cluster(pk=1, number=1, given_name="Banks"): Home(squares=[], parts=[[*seen, *unseen]])
    }
    sheet = Box(left=0, top=0, right=1000, bottom=1000)

    names = name_clusters(
        homes, Frame(left=0, top=0, side=1), Sheet(sheet), lettering=LETTERS, inside=sheet
    )

    assert [name.text for name in names] == ["Banks"] * is_named
