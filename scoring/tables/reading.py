"""Reading a table from a file: its lines as text, its delimiter, its rows."""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from scoring.tables.dialects import Dialect
from scoring.tables.encodings import (
    BYTE_ORDER_MARK,
    LONGEST_LINE,
    MARKS,
    FileError,
    as_utf_8,
    chunks_of,
    decoder_of,
)

# A row of several lines has no more characters either
LONGEST_ROW = LONGEST_LINE
# Lines of rows without an end that are read again, each for itself
MOST_READ_AGAIN = 5 * LONGEST_ROW
NOT_IN_ENCODING = "a character is not in the file's encoding. Save the file as UTF-8."


class Lines:
    """Lines of a file as text; `position` is the number of bytes that the reader has taken.

    Batch execution goes on from there in its next step, with the parts from that byte on.

    A byte that the encoding does not have is a lone surrogate, so that only its row is lost.
    """

    def __init__(
        self,
        parts: Iterable[bytes],
        encoding: str,
        position: int = 0,
    ) -> None:
        self.position = position
        self._encoding = encoding
        self._is_wide = encoding in MARKS.values()
        chunks = chunks_of(parts)
        if self._is_wide:
            decoder = decoder_of(encoding)
            chunks = (as_utf_8(chunk, decoder) for chunk in chunks)
        self._lines = _byte_lines(chunks)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        is_first_line = self.position == 0
        if self._is_wide:
            text = line.decode("utf-8", "surrogateescape")
            # Half a pair is several bad bytes in the text, but one unit in the file
            whole = line.decode("utf-8", "surrogatepass")
            self.position += len(whole.encode(self._encoding, "surrogatepass"))
        else:
            text = line.decode(self._encoding, "surrogateescape")
            self.position += len(line)
        if not is_first_line:
            return text
        return text.removeprefix(BYTE_ORDER_MARK)


def _byte_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        lines = (rest + chunk).splitlines(keepends=True)
        # The last line may go on in the next chunk
        rest = lines.pop() if lines else b""
        if len(rest) > LONGEST_LINE:
            raise FileError(f"A line has more than {LONGEST_LINE // 1024**2} MB.")
        yield from lines
    if rest:
        yield rest


def delimiter(first_line: str) -> str:
    """The mark that the first line uses most.

    Spreadsheets write semicolons or tabs in some countries.
    """
    return max(",;\t", key=first_line.count)


def table_reader(lines: Iterable[str], dialect: Dialect) -> Any:
    """A strict csv.reader, in which no cell is endless."""
    # Python's own limit is 131,072 characters, fewer than a text may have
    csv.field_size_limit(LONGEST_ROW)
    mark, skips_blanks = dialect
    return csv.reader(lines, delimiter=mark, skipinitialspace=skips_blanks, strict=True)


class Row(NamedTuple):
    """Cells of a row, the lines from where it begins to where it ends, and the byte behind it; and
    what is wrong with it: then its cells are a guess, for whoever mends it.
    """

    line: int
    last_line: int
    end: int
    cells: list[str]
    trouble: str = ""


class RowError(FileError):
    """A row without an end, which leaves nothing of the file to read; `trouble` is without its
    line.
    """

    def __init__(self, line: int, trouble: str) -> None:
        super().__init__(f"Line {line} is {trouble}")
        self.line = line
        self.trouble = trouble


class _Feed:
    """Lines for a csv.reader, of which those of a broken row can be taken back.

    `end` is the byte behind the last line that it gave.
    """

    def __init__(self, lines: Lines) -> None:
        self.number = 0
        self.end = lines.position
        self.taken: list[tuple[str, int]] = []
        self.row_has_no_end = False
        self._again: deque[tuple[str, int]] = deque()
        self._lines = lines
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._size > LONGEST_ROW:
            self.row_has_no_end = True
            raise csv.Error(f"it has no end within {LONGEST_ROW:,} characters")
        if self._again:
            line, end = self._again.popleft()
        else:
            try:
                line = next(self._lines)
            except StopIteration:
                self.row_has_no_end = bool(self.taken)
                raise
            end = self._lines.position
        self.number += 1
        self.end = end
        self._size += len(line)
        self.taken.append((line, end))
        return line

    def begin_row(self) -> int:
        """The line where the next row begins."""
        self.taken.clear()
        self.row_has_no_end = False
        self._size = 0
        return self.number + 1

    def take_back(self) -> int:
        """Have the lines of the row but its first read once more; returns their characters."""
        (_, self.end), *lines = self.taken
        self._again.extendleft(reversed(lines))
        self.number -= len(lines)
        return sum(len(line) for line, _ in lines)

    def is_unclosed(self, dialect: Dialect, columns: int) -> bool:
        """Whether a quotation mark is missing, so that the row ate those below it."""
        if len(self.taken) < 2:
            return False
        if self.row_has_no_end:
            # The line below the first is a whole row by itself then
            second_line, _ = self.taken[1]
            try:
                [cells] = table_reader([second_line], dialect)
            except (csv.Error, ValueError):
                return False
            return len(cells) == columns
        # What ends a cell here was meant to begin one
        last_line, _ = self.taken[-1]
        to_quote = re.match(r'(?:[^"]|"")*"', last_line)
        if to_quote is None:
            return False
        before = to_quote[0][:-1]
        return not before or before.endswith(dialect.mark)


def read_rows(lines: Lines, dialect: Dialect, columns: int) -> Iterator[Row]:
    """The rows of a table of so many columns; a row that is no CSV comes with its trouble.

    Raises:
        RowError: a row has no end.
    """
    feed = _Feed(lines)
    reader = table_reader(feed, dialect)
    read_again = 0
    while True:
        line = feed.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            trouble = f"no valid CSV: {error}."
            last_line = feed.number
            is_unclosed = feed.is_unclosed(dialect, columns)
            taken = [text for text, _ in feed.taken]
            size = sum(map(len, taken))
            if is_unclosed:
                del taken[1:]
                read_again += feed.take_back()
                last_line = line
            if (size > LONGEST_ROW and not is_unclosed) or read_again > MOST_READ_AGAIN:
                raise RowError(line, trouble) from None
            lenient = csv.reader(taken, delimiter=dialect.mark, skipinitialspace=True)
            yield Row(line, last_line, feed.end, _shown(next(lenient)), trouble)
            continue
        trouble = ""
        if any(map(_has_bad_byte, cells)):
            trouble = NOT_IN_ENCODING
            cells = _shown(cells)
        yield Row(line, feed.number, feed.end, cells, trouble)


def _has_bad_byte(cell: str) -> bool:
    """Whether it has a lone surrogate, which is how a byte that the encoding lacks is read."""
    # As most cells are, and this is told at once
    if cell.isascii():
        return False
    try:
        cell.encode()
    except UnicodeEncodeError:
        return True
    return False


def _shown(cells: Iterable[str]) -> list[str]:
    """Without those in which a letter is not told: it would be stored once the row is mended."""
    return ["" if _has_bad_byte(cell) else cell for cell in cells]
