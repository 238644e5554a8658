"""The nearest of many texts, found through parts of an index."""

from pathlib import Path

import numpy as np
import pytest

from clustering.closeness import FIRST_SEGMENT, Asked
from clustering.index import array_file, parts, searching
from clustering.index.array_file import BrokenFileError
from clustering.index.parts import Numbers, Rows, joined, part_of, piece_of, rows_of, spread
from clustering.index.searching import Wanted, nearest, nearest_to_each

NOBODY = np.zeros(0, np.int64)
ANYBODY = Wanted(allowed={}, without=NOBODY)
DECIMALS = 6
SEGMENTS = 5


def some_rows(total: int = 3000) -> Rows:
    """Texts of a few n-grams and a segment each; frequent n-grams have long lists."""
    chance = np.random.default_rng(3)
    said = []
    for _ in range(total):
        keys = np.unique(chance.zipf(1.3, size=12) % 900)
        segment = FIRST_SEGMENT + chance.integers(SEGMENTS)
        weights = chance.integers(20, 256, size=len(keys) + 1)
        said.append((np.append(keys, segment).astype(np.uint32) << 8) | weights.astype(np.uint32))
    places = chance.normal(size=(total, 4)).astype(np.float32)
    return Rows(
        ids=10 + 3 * np.arange(total),
        facts=np.stack([np.arange(total) % 2, np.arange(total) % 7], axis=1).astype(np.uint32),
        places=places / np.linalg.norm(places, axis=1, keepdims=True),
        said=np.concatenate(said),
        sizes=np.array([len(each) for each in said]),
    )


def asked_like(rows: Rows, row: int) -> Asked:
    end = int(rows.sizes[: row + 1].sum())
    return Asked([rows.said[end - rows.sizes[row] : end]], rows.places[row : row + 1])


def all_ranked(rows: Rows, asked: Asked) -> list[int]:
    close = np.round(asked.closeness(rows.said, rows.sizes, rows.places), DECIMALS)
    return [int(rows.ids[row]) for row in np.argsort(-close, kind="stable")]


@pytest.fixture
def short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with a hundred times as many rows."""
    for module in (parts, searching):
        monkeypatch.setattr(module, "LONGEST_LIST", 200)
    monkeypatch.setattr(searching, "LEAST_LOOKED_AT", 60)


@pytest.fixture
def little_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with so many rows that their lists are not read to the end."""
    monkeypatch.setattr(searching, "MOST_READ", 1500)
    monkeypatch.setattr(searching, "FEW_PLACES", 500)
    monkeypatch.setattr(searching, "SOME", 400)
    monkeypatch.setattr(searching, "FINEST_STEP", 1)
    monkeypatch.setattr(searching, "LEAST_LOOKED_AT", 60)


def test_of_long_lists_those_entries_are_read_that_count_most(
    little_read: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = some_rows()
    pieces = [(part_of(piece_of(rows, start, 1000)), NOBODY) for start in (0, 1000, 2000)]
    read = []

    def counted(begins: Numbers, lengths: Numbers) -> Numbers:
        read.append(int(lengths.sum()))
        return spread(begins, lengths)

    shares = []
    for row in range(0, 3000, 100):
        asked = asked_like(rows, row)
        ten = all_ranked(rows, asked)[:10]
        read.clear()
        with monkeypatch.context() as counting:
            counting.setattr(searching, "spread", counted)
            found = nearest(pieces, asked, ANYBODY, 10, DECIMALS)
        shares.append(len({*found.ids.tolist()} & {*ten}) / 10)
        # The lists of three parts; what the likeliest say is read behind them
        assert sum(read[:3]) < 2000

    assert np.mean(shares) >= 0.95


def test_where_few_rows_may_be_found_lists_are_read_further(little_read: None) -> None:
    rows = some_rows()
    asked = asked_like(rows, 40)
    wanted = Wanted(allowed={0: [1], 1: [2, 3]}, without=NOBODY)

    found = nearest([(part_of(rows), NOBODY)], asked, wanted, 10, DECIMALS)

    facts = dict(zip(rows.ids.tolist(), rows.facts.tolist(), strict=True))
    passing = [pk for pk in all_ranked(rows, asked) if facts[pk][0] == 1 and facts[pk][1] in (2, 3)]
    assert found.ids.tolist() == passing[:10]


def test_what_nobody_else_says_leaves_it_to_places(little_read: None) -> None:
    rows = some_rows()
    own = np.array([(5000 << 8) | 200], np.uint32)
    asked = Asked([own], rows.places[7:8])

    found = nearest([(part_of(rows), NOBODY)], asked, ANYBODY, 10, DECIMALS)

    assert found.ids.tolist() == all_ranked(rows, asked)[:10]


def test_what_is_wanted_and_unwanted_alike_counts_for_nothing(little_read: None) -> None:
    rows = some_rows()
    one, other = asked_like(rows, 3), asked_like(rows, 88)
    both = np.concatenate([one.places, other.places])
    asked = Asked([*one.said, *other.said], both, less=one)

    found = nearest([(part_of(rows), NOBODY)], asked, ANYBODY, 10, DECIMALS)

    assert found.ids.tolist() == all_ranked(rows, asked)[:10]


@pytest.mark.parametrize("row", [0, 17, 1234])
def test_the_ten_nearest_are_those_of_a_full_comparison(row: int, short_lists: None) -> None:
    rows = some_rows()
    asked = asked_like(rows, row)
    pieces = [(part_of(piece_of(rows, start, 1000)), NOBODY) for start in (0, 1000, 2000)]

    found = nearest(pieces, asked, ANYBODY, 10, DECIMALS)

    assert found.ids.tolist() == all_ranked(rows, asked)[:10]


def test_what_stands_behind_the_end_of_lists_counts_where_a_filter_leaves_some_rows(
    short_lists: None,
) -> None:
    told = some_rows()
    # Thirty texts, each of a hundred companies, in a place of their own
    texts = np.split(told.said, np.cumsum(told.sizes)[:-1])[:30]
    kinds = np.arange(len(told.ids)) % len(texts)
    rows = told._replace(
        facts=kinds[:, np.newaxis].astype(np.uint32),
        said=np.concatenate([texts[kind] for kind in kinds]),
        sizes=np.array([len(texts[kind]) for kind in kinds]),
    )
    part = part_of(rows)
    others = [kind for kind in range(len(texts)) if kind % 6 == 1]
    wanted = Wanted(allowed={0: others}, without=NOBODY)
    is_other = np.isin(kinds, others)
    shares = []
    for row in range(0, 60, 2):
        asked = asked_like(rows, row)
        close = np.round(asked.closeness(rows.said, rows.sizes, rows.places), DECIMALS)
        tenth = np.sort(close[is_other])[-10]
        found = nearest([(part, NOBODY)], asked, wanted, 10, DECIMALS)
        shares.append((found.closeness >= tenth).mean())

    assert np.mean(shares) >= 0.98


def test_what_is_found_for_each_of_many_is_what_is_found_for_it_alone(short_lists: None) -> None:
    rows = some_rows()
    pieces = [(part_of(piece_of(rows, start, 1500)), NOBODY) for start in (0, 1500)]
    asked = [asked_like(rows, row) for row in range(0, 3000, 75)]

    found = nearest_to_each(pieces, asked, ANYBODY, 8, DECIMALS)

    alone = [nearest(pieces, each, ANYBODY, 8, DECIMALS) for each in asked]
    assert [each.ids.tolist() for each in found] == [each.ids.tolist() for each in alone]


def test_texts_to_be_less_like_count_against_a_row(short_lists: None) -> None:
    rows = some_rows()
    asked = asked_like(rows, 3)
    asked = Asked(asked.said, asked.places, less=asked_like(rows, 88))

    found = nearest([(part_of(rows), NOBODY)], asked, ANYBODY, 10, DECIMALS)

    assert found.ids.tolist() == all_ranked(rows, asked)[:10]


def test_of_a_text_of_which_only_its_place_is_known_places_alone_decide() -> None:
    rows = some_rows()
    asked = Asked([np.zeros(0, np.uint32)], rows.places[5:6])

    found = nearest([(part_of(rows), NOBODY)], asked, ANYBODY, 10, DECIMALS)

    assert found.ids.tolist() == all_ranked(rows, asked)[:10]


def test_rows_that_may_not_be_found_leave_their_places_to_the_next_nearest() -> None:
    rows = some_rows()
    asked = asked_like(rows, 40)
    ranked = all_ranked(rows, asked)
    dead = np.searchsorted(rows.ids, np.sort(ranked[:3]))
    wanted = Wanted(allowed={0: [1, 9], 1: [2, 3]}, without=np.array(ranked[3:9]))

    found = nearest([(part_of(rows), dead)], asked, wanted, 10, DECIMALS)

    facts = dict(zip(rows.ids.tolist(), rows.facts.tolist(), strict=True))
    passing = [pk for pk in ranked[9:] if facts[pk][0] == 1 and facts[pk][1] in (2, 3)]
    assert found.ids.tolist() == passing[:10]


def test_only_those_that_are_named_are_found_where_some_are_named() -> None:
    rows = some_rows()
    named = np.array([10, 13, 16, 11, 999_999])
    wanted = Wanted(allowed={}, without=NOBODY, only=named)

    found = nearest([(part_of(rows), NOBODY)], asked_like(rows, 40), wanted, 10, DECIMALS)

    assert sorted(found.ids.tolist()) == [10, 13, 16]


def test_of_texts_that_tie_the_one_with_the_lower_id_comes_first() -> None:
    rows = piece_of(some_rows(), 0, 1)
    again = rows._replace(ids=rows.ids - 5)

    found = nearest(
        [(part_of(rows), NOBODY), (part_of(again), NOBODY)],
        asked_like(rows, 0),
        ANYBODY,
        10,
        DECIMALS,
    )

    assert found.ids.tolist() == [5, 10]


def test_parts_are_joined_in_order_and_without_what_was_not_chosen() -> None:
    rows = some_rows()
    is_odd = np.arange(len(rows.ids)) % 2 == 1
    whole = part_of(rows)

    both = joined([rows_of(whole, is_odd), rows_of(whole, ~is_odd)])

    for array, wanted in zip(both, rows, strict=True):
        np.testing.assert_array_equal(array, wanted)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "some.part"
    array_file.write(path, {"format": 1}, part_of(some_rows(50))._asdict())
    return path


def test_arrays_come_back_as_they_were_written(written: Path) -> None:
    told, arrays = array_file.read(written)

    assert told == {"format": 1}
    for name, wanted in part_of(some_rows(50))._asdict().items():
        np.testing.assert_array_equal(arrays[name], wanted)
        np.testing.assert_array_equal(array_file.read_one(written, name), wanted)
        assert not arrays[name].flags.writeable


def test_an_array_without_numbers_comes_back_too(tmp_path: Path) -> None:
    array_file.write(tmp_path / "none", {}, {"ids": NOBODY})

    assert array_file.read(tmp_path / "none").arrays["ids"].tolist() == []


@pytest.mark.parametrize("length", [0, 5, 40, 700, -1])
def test_a_file_that_was_cut_is_refused(written: Path, length: int) -> None:
    written.write_bytes(written.read_bytes()[:length])

    with pytest.raises(BrokenFileError, match=r"some\.part"):
        array_file.read(written)


@pytest.mark.parametrize("place", [0, 25, 60, 2000, -9])
def test_a_file_with_one_changed_byte_is_refused(written: Path, place: int) -> None:
    data = bytearray(written.read_bytes())
    data[place] ^= 1
    written.write_bytes(data)

    with pytest.raises(BrokenFileError, match=r"some\.part"):
        array_file.read(written)


def test_a_file_that_is_gone_or_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("Not ours. " * 100)

    for name in ("other", "gone"):
        with pytest.raises(BrokenFileError, match=name):
            array_file.read(tmp_path / name)
        with pytest.raises(BrokenFileError, match=name):
            array_file.read_one(tmp_path / name, "ids")


def test_where_there_is_no_room_the_file_before_stays_and_nothing_else(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = written.read_bytes()

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(array_file.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        array_file.write(written, {}, {"ids": NOBODY})

    assert written.read_bytes() == before
    assert list(written.parent.iterdir()) == [written]
