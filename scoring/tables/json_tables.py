"""JSON and JSON lines as a table: each object is a row, each of its names a column."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

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


def is_json(begin: str) -> bool:
    """Whether a file begins as JSON or JSON lines, whatever its name says."""
    return _BEGINS.match(begin) is not None


def objects_of(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSON list, or those of JSON lines, each with the line where it begins.

    One at a time, so that their memory has an end.

    Raises:
        FileError: it is no JSON, or no list of objects; the message names the line.
    """
    decoder = json.JSONDecoder()
    place = line = counted = 0
    is_list = text.lstrip(BLANKS + "\ufeff").startswith("[")
    between = BLANKS + "\ufeff" + (",[]" if is_list else "")
    while True:
        while place < len(text) and text[place] in between:
            place += 1
        if place == len(text):
            return
        line += text.count("\n", counted, place)
        counted = place
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            why = "it is too deep"
            if isinstance(error, json.JSONDecodeError):
                why = error.msg
            raise FileError(f"Line {line + 1} is no valid JSON: {why}.") from None
        if not isinstance(value, dict):
            raise FileError(NO_TABLE)
        yield line + 1, value


def row_lines(text: str, names: dict[str, None]) -> Iterator[bytes]:
    """The rows as lines of JSON, each its number and its cells, in the order of `names`.

    A name that is new is added to them: the rows above have no cell for it.

    Raises:
        FileError: it is no JSON, or no list of objects.
    """
    for number, record in objects_of(text):
        names.update(dict.fromkeys(map(str, record)))
        cells = []
        for name in names:
            value = record.get(name, "")
            if value is None:
                value = ""
            elif isinstance(value, list) and all(isinstance(each, str) for each in value):
                value = ", ".join(value)
            elif isinstance(value, float):
                value = number_text(value)
            cells.append(value if isinstance(value, str) else _json(value))
        yield line_of(number, cells)


def line_of(number: int, cells: Iterable[str]) -> bytes:
    written = _json([number, list(cells)])
    # Half a pair of UTF-16 is no character
    return f"{written}\n".encode("utf-8", "replace")
