"""One drawing serves all who had asked before it began."""

from collections.abc import Iterator

import pytest

from scoring.pages.caching import MOST_KEPT, arrived, drawn_for_all


@pytest.fixture
def asked() -> Iterator[None]:
    before = arrived.set(5.0)
    yield
    arrived.reset(before)


@pytest.mark.parametrize(("arrived_at", "seen"), [(5.5, "first"), (6.0, "first"), (6.5, "second")])
def test_who_asked_before_it_began_sees_it_and_who_asked_later_another(
    asked: None, arrived_at: float, seen: str
) -> None:
    key = f"seen at {arrived_at}"
    assert drawn_for_all(key, 6.0, lambda: "first") == "first"

    arrived.set(arrived_at)

    assert drawn_for_all(key, 7.0, lambda: "second") == seen
    assert drawn_for_all("another", 7.0, lambda: "third") == "third"


def test_one_that_failed_is_made_anew(asked: None) -> None:
    with pytest.raises(ZeroDivisionError):
        drawn_for_all("broken", 6.0, lambda: 1 // 0)

    assert drawn_for_all("broken", 7.0, lambda: 1) == 1


def test_a_few_are_kept(asked: None) -> None:
    for number in range(MOST_KEPT + 1):
        drawn_for_all(f"kept {number}", 6.0, lambda: "old")

    assert drawn_for_all("kept 1", 7.0, lambda: "new") == "old"
    assert drawn_for_all("kept 0", 7.0, lambda: "new") == "new"


def test_where_no_server_says_when_it_came_each_request_has_its_own() -> None:
    assert drawn_for_all("own", 6.0, lambda: "first") == "first"
    assert drawn_for_all("own", 7.0, lambda: "second") == "second"
