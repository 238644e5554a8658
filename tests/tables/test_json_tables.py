"""JSON as programs send it: a list within an object, objects within rows."""

import json
from typing import Any

import pytest

from scoring.tables.encodings import FileError
from scoring.tables.json_tables import objects_of, row_lines

ROWS = [{"name": "Acme"}, {"name": "Zoo"}]
WITHIN = {
    "an object": {"total": 2, "companies": ROWS, "next": None},
    "objects": {"data": {"companies": {"items": ROWS}}, "meta": {"pages": [1, 2]}},
    "an object with shorter lists": {"links": [{"rel": "self"}], "items": ROWS, "more": [{}]},
}


@pytest.mark.parametrize("kind", WITHIN)
def test_a_list_is_found_within(kind: str) -> None:
    text = "\ufeff" + json.dumps(WITHIN[kind], indent=1)

    found = list(objects_of(text))

    assert [row for _, row in found] == ROWS
    lines = text.splitlines()
    assert all("{" in lines[line - 1] for line, _ in found)


def test_rows_of_one_line_are_told_apart_by_their_numbers() -> None:
    text = "\n" + json.dumps({"total": 2, "companies": ROWS}) + "\n"

    assert [number for number, _ in objects_of(text)] == [1, 2]


NO_LISTS: dict[str, list[dict[str, Any]]] = {
    "one object": [{"name": "Acme", "tags": ["a", "b"], "parts": [{"x": 1}, 2]}],
    "JSON lines": [{"name": "Acme", "people": [{"n": 1}]}, {"name": "Zoo", "people": []}],
}


@pytest.mark.parametrize("kind", NO_LISTS)
def test_an_object_is_a_row_where_it_holds_no_list_of_them_or_others_follow(kind: str) -> None:
    text = "\n".join(map(json.dumps, NO_LISTS[kind]))

    assert [row for _, row in objects_of(text)] == NO_LISTS[kind]


CUT = "no end, as if the file were cut off"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[{"a": "x"},\n{"a": "y"},\n', CUT),
        ("[" * 100_000, CUT),
        ('[{"a": "x", "b": 1, "a": "y"}]', "Line 1 .*: a name stands twice in one object"),
        ('{"a": 1}\n{"a": %s}' % ("9" * 6000), "Line 2 .*: a number in it has too many digits"),
    ],
)
def test_what_would_be_lost_without_a_word_is_refused(text: str, why: str) -> None:
    with pytest.raises(FileError, match=why):
        list(objects_of(text))


@pytest.mark.parametrize("text", ['{"a": [{"b": 1}', '{"a": [{"b": 1},, ]}', '{"a" [{}]}', "{"])
def test_a_broken_object_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(FileError, match="Line 1 is no valid JSON"):
        list(objects_of(text))


BY_KEYS = {"Acme": {"about": "A bank."}, "Zoo": {"about": "A dairy."}}


def test_objects_by_their_names_are_no_row_with_all_of_them() -> None:
    with pytest.raises(FileError, match="no list of objects"):
        list(objects_of(json.dumps(BY_KEYS)))
    assert [row for _, row in objects_of(json.dumps([BY_KEYS]))] == [BY_KEYS]


def test_what_a_row_holds_has_columns_of_its_own() -> None:
    rows = [{"name": "Acme", "seat": {"city": "Ulm", "at": {"lat": 48.4}}}, {"seat": {}}]
    names: dict[str, None] = {}

    lines = [json.loads(line)[1] for line in row_lines(json.dumps(rows), names)]

    assert list(names) == ["name", "seat.city", "seat.at.lat"]
    assert lines == [["Acme", "Ulm", "48.4"], ["", "", ""]]


def test_an_object_with_very_many_names_stays_one_cell() -> None:
    many = {f"2026-{number}": number for number in range(31)}
    names: dict[str, None] = {}

    [line] = row_lines(json.dumps([{"name": "Acme", "sales": many}]), names)

    assert list(names) == ["name", "sales"]
    assert json.loads(json.loads(line)[1][1]) == many
