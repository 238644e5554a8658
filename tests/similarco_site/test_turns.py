"""Writers of one process come in the order in which they asked, and processes let each other in."""

import threading
import time
from pathlib import Path

from similarco_site.sqlite.door import Door
from similarco_site.sqlite.turns import Turns


def test_who_came_first_has_the_next_turn() -> None:
    turns, order = Turns(), []

    def take(number: int) -> None:
        assert turns.take(10)
        order.append(number)
        turns.end()

    assert turns.take(0)
    threads = [threading.Thread(target=take, args=[number]) for number in range(3)]
    for number, thread in enumerate(threads, start=1):
        thread.start()
        while turns.waiting < number:
            pass
    turns.end()
    # The one that has just let go comes last
    take(3)
    for thread in threads:
        thread.join()

    assert order == [0, 1, 2, 3]


def test_who_has_waited_long_enough_leaves_the_line() -> None:
    turns = Turns()
    assert turns.take(0)
    assert not turns.take(0.01)

    turns.end()

    assert turns.take(0)


def test_a_process_finds_the_door_closed_until_the_other_has_gone_through(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    one, other = Door(path), Door(path)
    assert one.enter(time.monotonic())
    assert not other.enter(time.monotonic())

    one.leave()

    assert other.enter(time.monotonic())
    assert not one.enter(time.monotonic())


def test_a_door_stands_open_where_no_file_can_be_made(tmp_path: Path) -> None:
    door = Door(str(tmp_path / "nowhere" / "lock"))

    assert door.enter(time.monotonic())
    door.leave()
