"""Which of the requests that have come a thread takes next."""

import pytest

from similarco_site.serving.lanes import MOST_ASKED, Lanes, lane_of

EXPORT = lane_of(b"GET", b"/submissions/?format=csv")
PAGE = lane_of(b"GET", b"/submissions/?q=bank")
HEALTH = lane_of(b"GET", b"/healthz")


def taken(lanes: Lanes[str]) -> list[str]:
    """All that can begin now."""
    begun = []
    while request := lanes.next():
        begun.append(request)
    return begun


def filled(*requests: str) -> Lanes[str]:
    lanes: Lanes[str] = Lanes(threads=8)
    for request in requests:
        lanes.add(EXPORT, "", request)
    return lanes


def test_pages_files_and_what_is_sent_have_lanes_of_their_own() -> None:
    form = lane_of(b"POST", b"/submissions/5/review")
    call = lane_of(b"POST", b"/score?api-version=2.0")

    assert len({EXPORT, PAGE, HEALTH, form, call}) == 5
    assert lane_of(b"HEAD", b"/submissions/700/") == PAGE


@pytest.mark.parametrize(
    "spelling",
    [
        b"/%73ubmissions/?%66ormat=csv",
        b"/submission%73/?q=bank&format=csv#banks",
        b"http://127.0.0.1/submissions/?format=csv",
    ],
)
def test_an_address_has_one_lane_however_it_is_spelt(spelling: bytes) -> None:
    assert lane_of(b"GET", spelling) == EXPORT


@pytest.mark.parametrize("target", [b"http://[/", b"*", b"\xff"])
def test_what_is_no_address_has_a_lane_too(target: bytes) -> None:
    assert lane_of(b"GET", target).kind == HEALTH.kind


def test_addresses_that_lead_nowhere_have_one_lane() -> None:
    nowhere = {lane_of(b"GET", b"/wp-%d/login.php" % number) for number in range(400)}

    assert len(nowhere) == 1
    assert not nowhere & {PAGE, HEALTH, lane_of(b"GET", b"/"), lane_of(b"GET", b"/static/look.css")}


def test_many_of_one_lane_leave_threads_to_others() -> None:
    lanes = filled(*"abcdefgh")
    assert taken(lanes) == ["a", "b"]
    assert MOST_ASKED == 2

    lanes.add(HEALTH, "", "health")

    assert taken(lanes) == ["health"]


def test_what_waits_for_its_client_leaves_its_lane_but_keeps_its_thread() -> None:
    lanes = filled(*"abcdefgh")
    begun = taken(lanes)
    while begun:
        lanes.leave(begun[0])
        begun = [*begun[1:], *taken(lanes)]
    lanes.add(HEALTH, "", "health")

    assert taken(lanes) == []
    lanes.done("a")
    assert taken(lanes) == ["health"]


def test_clients_of_one_lane_take_turns() -> None:
    lanes = filled("a1", "a2", "a3", "a4")
    lanes.add(EXPORT, "192.0.2.7", "b1")
    order = []
    while begun := taken(lanes):
        order += begun
        for request in begun:
            lanes.done(request)

    assert order == ["a1", "b1", "a2", "a3", "a4"]
