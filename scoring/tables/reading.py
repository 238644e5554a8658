"""Reading a table from a file: its encoding, its delimiter, its lines."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from charset_normalizer import from_bytes

# One of each script: among its Western cousins a short text is mostly taken for the wrong one
ENCODINGS = ["cp1252", "cp1251", "cp1253", "cp1255", "cp1256", "cp932", "gb18030", "big5", "cp949"]
BYTE_ORDER_MARK = "\ufeff"
LONGEST_CELL = 10_000_000


class FileError(ValueError):
    """A file that cannot be read at all; the message says what to change."""


def read_text(path: Path) -> str:
    """The text of a file. Raises FileError when there is none, or its encoding is not clear."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}.") from error
    return decoded(data, str(path))


def decoded(data: bytes, name: str) -> str:
    """The text of a file. Raises FileError when its encoding is not clear."""
    text = data.decode(encoding(data, name))
    return text.removeprefix(BYTE_ORDER_MARK)


def encoding(data: bytes, name: str) -> str:
    """The encoding of a file: UTF-8, or whatever it seems to be.

    Raises FileError when that is not clear.
    """
    if b"\0" in data[:4096]:
        raise FileError(f"{name} is no text file. Save it as CSV with UTF-8 encoding.")
    try:
        data.decode()
    except UnicodeDecodeError:
        guess = from_bytes(data, cp_isolation=ENCODINGS).best()
    else:
        return "utf-8"
    if guess is None:
        raise FileError(f"The encoding of {name} is not clear. Save it as CSV with UTF-8 encoding.")
    return guess.encoding


def csv_reader(content: str) -> Any:
    """A csv.reader of a text, whose `line_num` says where it is."""
    csv.field_size_limit(LONGEST_CELL)
    # The reader wants line ends as they are: some may stand within a cell
    text_lines = io.StringIO(content, newline="")
    return csv.reader(text_lines, delimiter=delimiter(content), strict=True)


def delimiter(content: str) -> str:
    """The mark that the first line uses most.

    Spreadsheets write semicolons or tabs in some countries.
    """
    header, *_ = re.split(r"[\r\n]", content, maxsplit=1)
    return max(",;\t", key=header.count)


def lines(reader: Any) -> Iterator[list[str]]:
    """The rows of a reader. Raises FileError with the line that is no CSV."""
    try:
        yield from reader
    except csv.Error as error:
        raise FileError(f"Line {reader.line_num} is no valid CSV: {error}.") from error
