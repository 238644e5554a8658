"""Where clusters are at home on the map: regions around their cores, and strays."""

from scoring.maps.homes import SQUARES, Home, Piece, Pieces, homes_of
from scoring.models import Cluster

BANKS, SHOPS = Cluster(pk=1, number=1), Cluster(pk=2, number=2)


def at(column: int, row: int, total: int = 1) -> Piece:
    return Piece((column + 0.5) / SQUARES, (row + 0.5) / SQUARES, total)


def home(pieces: Pieces) -> Home:
    return homes_of(pieces)[BANKS]


def test_a_region_is_drawn_around_the_core_and_leaves_strays_out() -> None:
    core = [at(4, 4, 9), at(5, 4, 9), at(5, 5, 9)]
    stray = at(20, 20)

    banks = home({BANKS: [*core, stray]})

    assert banks.parts == [core]
    assert banks.is_astray(stray)


def test_a_company_in_another_s_midst_is_astray_however_many_of_its_own_there_are() -> None:
    in_shops = at(20, 20, 4)

    banks = home({BANKS: [at(4, 4, 30), in_shops], SHOPS: [at(20, 21, 90)]})

    assert banks.is_astray(in_shops)
    assert len(banks.parts) == 1


def test_a_few_that_lie_together_are_no_strays_and_have_no_region_of_their_own() -> None:
    apart = [at(20, 20, 2), at(21, 20, 2)]

    banks = home({BANKS: [at(4, 4, 60), *apart]})

    assert not any(map(banks.is_astray, apart))
    assert banks.parts == [[at(4, 4, 60)]]


def test_a_cluster_in_two_places_has_a_region_in_both_the_larger_first() -> None:
    small, large = [at(4, 4, 20)], [at(20, 20, 30), at(21, 21, 30)]

    assert home({BANKS: [*small, *large]}).parts == [large, small]


def test_a_cluster_of_strays_is_at_home_nowhere() -> None:
    scattered = [at(2, 2), at(12, 3), at(20, 28)]

    banks = home({BANKS: scattered})

    assert banks.parts == []
    assert not any(map(banks.is_astray, scattered))


def test_thin_ends_of_a_cluster_are_not_drawn() -> None:
    dense = [at(column, row, 20) for column in (4, 5) for row in (4, 5)]
    thin = [at(7 + step, 4) for step in range(8)]

    [part] = home({BANKS: [*dense, *thin]}).parts

    assert part == dense


def test_who_is_in_no_cluster_has_no_home_and_still_counts() -> None:
    crowd: Pieces = {BANKS: [at(4, 4, 4)], None: [at(4, 5, 40)]}

    assert homes_of(crowd).keys() == {BANKS}
    assert home(crowd).parts == []
