"""As many at once as the limit of the moment says; those who wait come in the order they came."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from scoring.pages.limiter import Limiter


def test_there_are_as_many_places_as_the_limit_says() -> None:
    limiter = Limiter()
    with limiter.place(2) as first, limiter.place(2) as second, limiter.place(2) as third:
        assert (first, second, third) == (True, True, False)

    with limiter.place(1) as again:
        assert again


def test_a_place_is_free_again_after_a_failure() -> None:
    limiter = Limiter()
    for _ in range(2):
        with suppress(ValueError), limiter.place(1) as has_place:
            assert has_place
            raise ValueError


def test_a_limit_of_0_leaves_no_place() -> None:
    with Limiter().place(0) as has_place:
        assert not has_place


def test_those_who_came_under_another_limit_are_counted() -> None:
    limiter = Limiter()
    with limiter.place(2), limiter.place(2):
        with limiter.place(1) as under_a_lower_one:
            assert not under_a_lower_one
        with limiter.place(3) as under_a_higher_one:
            assert under_a_higher_one
            with limiter.place(3) as one_more:
                assert not one_more


def test_who_came_first_has_the_next_turn() -> None:
    limiter, order = Limiter(), []

    def take(number: int) -> None:
        with limiter.turn(1):
            order.append(number)

    with ThreadPoolExecutor(3) as threads:
        with limiter.turn(1):
            for number in range(3):
                threads.submit(take, number)
                time.sleep(0.05)
            assert order == []
        # The one that has just let go comes last
        take(3)

    assert order == [0, 1, 2, 3]


def test_as_many_have_a_turn_together_as_the_limit_says() -> None:
    limiter, together, seen = Limiter(), [], []

    def take(number: int) -> None:
        with limiter.turn(2):
            together.append(number)
            time.sleep(0.01)
            seen.append(len(together))
            together.remove(number)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(take, range(12)))

    assert max(seen) == 2
