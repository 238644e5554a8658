"""Squares of the map: their cells, their neighbours, and that no address leads outside."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.maps.windows import MOST_ZOOM, Window, nearest_window
from scoring.models.map_cells import BITS, cell, centre

PLACES = st.floats(0, 1)
WINDOWS = st.builds(
    nearest_window, st.integers(0, MOST_ZOOM), st.integers(0, 70_000), st.integers(0, 70_000)
)


@pytest.mark.parametrize(
    ("x", "y", "number"),
    [
        (0, 0, 0),
        (1, 1, 4**BITS - 1),
        (1, 0, 0b010101010101010101010101),
        (0, 1, 0b101010101010101010101010),
        (0.5, 0, 4 ** (BITS - 1)),
        (-1, 2, 0b101010101010101010101010),
    ],
)
def test_the_bits_of_both_axes_take_turns(x: float, y: float, number: int) -> None:
    assert cell(x, y) == number


@given(PLACES, PLACES, st.integers(1, BITS))
def test_the_middle_of_a_cell_is_no_further_than_half_a_cell(x: float, y: float, bits: int) -> None:
    found = centre(cell(x, y) >> 2 * (BITS - bits), bits)
    assert all(
        abs(place - middle) <= 0.5 / 2**bits for place, middle in zip((x, y), found, strict=True)
    )


@given(WINDOWS, PLACES, PLACES)
def test_the_runs_of_a_window_cover_every_place_in_it(
    asked: Window, right: float, down: float
) -> None:
    place = cell(asked.left + right * asked.side, asked.top + down * asked.side)
    assert any(first <= place <= last for first, last in asked.region.runs())


@given(WINDOWS)
def test_the_runs_are_few_in_order_and_little_larger_than_the_window(asked: Window) -> None:
    runs = asked.region.runs()
    assert len(runs) <= 25
    assert all(before[1] + 1 < after[0] for before, after in itertools.pairwise(runs))
    covered = sum(last - first + 1 for first, last in runs)
    assert covered <= 25 * max(1, 4 ** (BITS - asked.z - 2))


def test_the_whole_map_is_one_run() -> None:
    assert Window().region.runs() == [(0, 4**BITS - 1)]


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_whatever_is_asked_for_lies_on_the_map(z: int, x: int, y: int) -> None:
    found = nearest_window(z, x, y)
    assert 0 <= found.z <= MOST_ZOOM
    assert 0 <= found.left <= 1 - found.side
    assert 0 <= found.top <= 1 - found.side


@given(WINDOWS.filter(lambda asked: asked.z < MOST_ZOOM))
def test_out_again_leads_back(asked: Window) -> None:
    assert asked.zoomed(1).zoomed(-1) == asked


@given(WINDOWS, PLACES, PLACES, st.integers(-2, 2))
def test_a_window_around_a_place_holds_it(asked: Window, x: float, y: float, zoom: int) -> None:
    assert asked.around(x, y, zoom).region.holds(x, y)


def test_a_window_moves_up_to_the_edge() -> None:
    assert nearest_window(1, 4, 4).moved_by(8, 0) == (1, 12, 4)
    assert nearest_window(1, 12, 4).moved_by(8, -8) == (1, 16, 0)
    assert Window().moved_by(8, 8) == Window()


def test_a_window_says_its_address() -> None:
    assert nearest_window(2, 1, 3).query == "z=2&x=1&y=3"
