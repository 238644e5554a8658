from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustering.matching import match

Shared = dict[tuple[int, int], int]


def test_renumbered_clusters_find_themselves() -> None:
    assert match({(0, 2): 10, (1, 0): 7, (2, 1): 3}) == {0: 2, 1: 0, 2: 1}


@settings(max_examples=40, deadline=None)
@given(
    numbers=st.permutations(range(6)),
    labels=st.lists(st.integers(0, 5), min_size=1, max_size=40),
)
def test_any_new_numbering_is_found(numbers: list[int], labels: list[int]) -> None:
    found = match(Counter((label, numbers[label]) for label in labels))
    assert found == {label: numbers[label] for label in set(labels)}


def test_most_members_decide_and_strays_do_not() -> None:
    assert match({(0, 1): 9, (0, 0): 1, (1, 0): 9, (1, 1): 1}) == {0: 1, 1: 0}


def test_clusters_that_share_little_are_not_the_same() -> None:
    assert match({(0, 0): 1, (0, 1): 1, (0, 2): 1, (0, 3): 1}) == {}


@pytest.mark.parametrize(("away", "expected"), [(5, {0: 0}), (6, {})])
def test_a_third_of_either_is_enough_and_less_is_not(away: int, expected: dict[int, int]) -> None:
    # Both have 5; of old 0 another 5 went away, of new 0 `away` came from elsewhere and have more
    # in common there.
    shared = {(0, 0): 5, (0, 1): 5, (1, 0): away, (1, 1): 100}
    assert match(shared).get(0) == expected.get(0)


def test_a_cluster_that_fell_apart_goes_on_in_its_larger_part() -> None:
    assert match({(0, 0): 6, (0, 1): 4}) == {0: 0}


def test_two_clusters_that_became_one_go_on_once() -> None:
    assert match({(0, 0): 6, (1, 0): 4}) == {0: 0}


def test_the_pairs_share_the_most_members_together() -> None:
    # Taking the largest pair (0, 0) first would leave 8 + 1; this is 7 + 7.
    assert match({(0, 0): 8, (0, 1): 7, (1, 0): 7, (1, 1): 1}) == {0: 1, 1: 0}


@pytest.mark.parametrize(
    ("shared", "expected"),
    [
        ({(0, 0): 5, (1, 1): 5, (2, 1): 1}, {0: 0, 1: 1}),
        ({(0, 0): 5, (1, 1): 5, (1, 2): 1}, {0: 0, 1: 1}),
        ({(0, 9): 5}, {0: 9}),
        ({(9, 0): 5}, {9: 0}),
    ],
)
def test_there_may_be_more_clusters_on_one_side(shared: Shared, expected: dict[int, int]) -> None:
    assert match(shared) == expected


@pytest.mark.parametrize("shared", [{}, {(0, 0): 0}, {(0, 0): 0, (1, 1): 0}])
def test_nothing_shared_matches_nothing(shared: Shared) -> None:
    assert match(shared) == {}


PAIRS = st.tuples(st.integers(0, 4), st.integers(0, 4))


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(PAIRS, st.integers(1, 20), max_size=12))
def test_each_cluster_is_matched_at_most_once_and_with_a_third_in_common(shared: Shared) -> None:
    found = match(shared)
    assert len(set(found.values())) == len(found)
    for old, new in found.items():
        either = sum(count for pair, count in shared.items() if pair[0] == old or pair[1] == new)
        assert 3 * shared.get((old, new), 0) >= either
