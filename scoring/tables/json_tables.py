"""JSON and JSON lines as a table: each object is a row, each of its names a column."""

import json
import re
from collections.abc import Iterable, Iterator
from json.encoder import encode_basestring
from typing import Any, Self

from clustering.files.cells import number_text
from scoring.tables.encodings import FileError

NO_TABLE = (
    "The JSON is no list of objects, as in "
    '[{"Title": "Acme Bank", "Text": "A bank that lends money."}].'
)
BLANKS = " \t\r\n"
# A list of other things than objects is JSON as well, and no table
_BEGINS = re.compile(r"[\s\ufeff]*(\{|\[\s*[\[\]{\"])")
_json = json.JSONEncoder(ensure_ascii=False).encode
# An object within a row has a column for each of its names, down to so many levels; one with more
# names is likelier to be a list by keys, and stays as it is written
LEVELS, MOST_NAMES = 3, 30


class _NameTwiceError(ValueError):
    """One of two values would be lost."""


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) < len(pairs):
        raise _NameTwiceError("a name stands twice in one object")
    return held


_decode = json.JSONDecoder(object_pairs_hook=_object_of).raw_decode


def is_json(begin: str) -> bool:
    """Whether a file begins as JSON or JSON lines, whatever its name says."""
    return _BEGINS.match(begin) is not None


def objects_of(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSON list, which may stand within an object, or those of JSON lines; each
    with the line where it begins, or with its number where all stand on one line.

    One at a time, so that their memory has an end.

    Raises:
        FileError: it is no JSON, or no list of objects; the message names the line.
    """
    line = counted = 0
    place, end = _Lists.of(text).longest
    is_list = text.startswith("[", place)
    while end > place and text[end - 1] in BLANKS:
        end -= 1
    is_one_line = text.find("\n", place, end) < 0
    number = depth = 0
    between = BLANKS + "\ufeff" + (",[]" if is_list else "")
    while True:
        while place < end and text[place] in between:
            depth += (text[place] == "[") - (text[place] == "]")
            place += 1
        if place == end:
            break
        line += text.count("\n", counted, place)
        counted = place
        try:
            value, place = _decode(text, place)
        except (ValueError, RecursionError) as error:
            raise FileError(f"Line {line + 1} is no valid JSON: {_why(error)}.") from None
        is_alone = not is_list and not number and not text[place:end].strip(BLANKS)
        if not isinstance(value, dict) or (is_alone and _is_by_keys(value)):
            raise FileError(NO_TABLE)
        number += 1
        yield (number if is_one_line else line + 1), value
    if depth:
        raise FileError("The list in the JSON has no end, as if the file were cut off.")


def _why(error: ValueError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "it is too deep"
    if isinstance(error, json.JSONDecodeError):
        return error.msg
    if isinstance(error, _NameTwiceError):
        return str(error)
    return "a number in it has too many digits"


def _is_by_keys(value: dict[str, Any]) -> bool:
    """Whether an object is several companies, or columns, by their names: no row is like that."""
    return len(value) > 1 and all(isinstance(each, dict) for each in value.values())


class _Lists:
    """The lists of objects in a text that is one object, as programs send them: within it, or
    within objects that it holds.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        # How many objects, and where the list begins and ends
        self._found: list[tuple[int, int, int]] = []

    @classmethod
    def of(cls, text: str) -> Self:
        lists = cls(text)
        try:
            begin = lists._behind_blanks(0)
            if text[begin] == "{":
                end = lists._behind_object(begin)
                if lists._behind_blanks(end) < len(text):
                    # JSON lines, of which this is the first
                    lists._found.clear()
        except (ValueError, RecursionError, IndexError):
            # Whoever reads it tells the line
            lists._found.clear()
        return lists

    @property
    def longest(self) -> tuple[int, int]:
        """Where the longest begins and ends, the first of several; without one all of the text."""
        if not self._found:
            return self._behind_blanks(0), len(self._text)
        _, begin, end = max(self._found, key=lambda found: found[0])
        return begin, end

    def _behind_blanks(self, place: int) -> int:
        while place < len(self._text) and self._text[place] in BLANKS + "\ufeff":
            place += 1
        return place

    def _behind_object(self, place: int) -> int:
        place = self._behind_blanks(place + 1)
        while self._text[place] != "}":
            _, place = _decode(self._text, place)
            colon = self._behind_blanks(place)
            place = self._behind_value(self._behind_blanks(colon + 1))
            place = self._behind_comma(place)
        return place + 1

    def _behind_value(self, place: int) -> int:
        match self._text[place]:
            case "{":
                return self._behind_object(place)
            case "[":
                return self._behind_list(place)
        return _decode(self._text, place)[1]

    def _behind_list(self, begin: int) -> int:
        place = self._behind_blanks(begin + 1)
        objects = others = 0
        while self._text[place] != "]":
            # One at a time, so that their memory has an end
            value, place = _decode(self._text, place)
            is_object = isinstance(value, dict)
            objects += is_object
            others += not is_object
            place = self._behind_comma(place)
        if objects and not others:
            self._found.append((objects, begin, place + 1))
        return place + 1

    def _behind_comma(self, place: int) -> int:
        place = self._behind_blanks(place)
        if self._text[place] == ",":
            return self._behind_blanks(place + 1)
        return place


def _flat(record: dict[str, Any], levels: int = LEVELS) -> Iterator[tuple[str, Any]]:
    """Names and values of a row; what an object within it holds is called `object.name`."""
    for name, value in record.items():
        if levels and isinstance(value, dict) and len(value) <= MOST_NAMES:
            for inner, held in _flat(value, levels - 1):
                yield f"{name}.{inner}", held
        else:
            yield name, value


def row_lines(text: str, names: dict[str, None]) -> Iterator[bytes]:
    """The rows as lines of JSON, each its number and its cells, in the order of `names`.

    A name that is new is added to them: the rows above have no cell for it.

    Raises:
        FileError: it is no JSON, or no list of objects.
    """
    for number, row in objects_of(text):
        record = dict(_flat(row)) if dict in map(type, row.values()) else row
        if not names.keys() >= record.keys():
            names.update(dict.fromkeys(record))
        values = [record.get(name, "") for name in names]
        yield line_of(
            number,
            [value if isinstance(value, str) else _as_text(value) for value in values],
        )


def _as_text(value: Any) -> str:
    """What is no text as a cell."""
    if value is None:
        return ""
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return _json(value)


def line_of(number: int, cells: Iterable[str]) -> bytes:
    # To begin an encoder for each row takes longer than its cells do
    written = ", ".join(map(encode_basestring, cells))
    # Half a pair of UTF-16 is no character
    return f"[{number}, [{written}]]\n".encode("utf-8", "replace")
