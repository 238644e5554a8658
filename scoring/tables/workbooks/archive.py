"""A zipped workbook: measured, and cut behind the first rows of its sheets.

Readers of workbooks keep a whole sheet. Whoever only wants to see how a large one begins has these
rows in a small workbook instead, which the same reader reads in the same way.
"""

import re
import zipfile
from io import BytesIO
from itertools import islice
from typing import IO, NamedTuple, Self
from xml.etree import ElementTree

MOST_MEMBERS = 2000
READ_AT_ONCE = 1024 * 1024
# Bytes, one less than the mark of a row's end has
SHORT_OF_MARK = 4
# What is smaller is soon read whole
WORTH_CUTTING = 8 * 1024**2
ROWS_KEPT, BYTES_KEPT = 1000, 4 * 1024**2
_ROW_END = re.compile(rb"</((?:\w+:)?)row\s*>")
# The place of a cell's text among those that sheets share
_SHARED = re.compile(rb"""<(?:\w+:)?c\s[^>]*\bt=["']s["'][^>]*>\s*<(?:\w+:)?v>\s*(\d+)""")
_TEXT_END = re.compile(rb"</((?:\w+:)?)si\s*>|<((?:\w+:)?)si\s*/>")
_BOOK, _RELATIONS, _FOLDER = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/"


class UnpackedError(Exception):
    """It unpacks to more than it may."""


class Beginning(NamedTuple):
    """A workbook of the first rows, and how many rows each cut sheet has by its place.

    Those that seem to be rows but have nothing in them are among these.
    """

    file: IO[bytes]
    rows: dict[int, int]


class _Members(NamedTuple):
    """Names of files in the archive: sheets by their places, and texts that they share, if any."""

    sheets: dict[int, str]
    texts: str

    @classmethod
    def of(cls, archive: zipfile.ZipFile) -> Self:
        """Which files of the archive are its sheets, by their places in the workbook."""
        files: dict[str, str] = {}
        texts = ""
        # Expat has an end to what entities become, and the process has one to its memory
        for relation in ElementTree.fromstring(archive.read(_RELATIONS)):  # noqa: S314
            target = relation.get("Target", "")
            name = target.removeprefix("/") if target.startswith("/") else _FOLDER + target
            kind = relation.get("Type", "").rpartition("/")[2]
            if kind == "worksheet":
                files[relation.get("Id", "")] = name
            elif kind == "sharedStrings":
                texts = name
        sheets = {}
        book = ElementTree.fromstring(archive.read(_BOOK))  # noqa: S314
        for place, sheet in enumerate(book.iterfind("{*}sheets/{*}sheet")):
            for key, value in sheet.items():
                # Charts have a place as well
                if key.endswith("}id") and value in files:
                    sheets[place] = files[value]
        return cls(sheets, texts)


def measure(archive: zipfile.ZipFile, most: int) -> dict[str, int]:
    """Unpack all of a workbook, whatever its table of contents claims.

    Returns the names of its files with the rows that end in each.

    Raises:
        UnpackedError: it has more than `most` bytes.
        BadZipFile: it is damaged, or has more files than any workbook.
    """
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise zipfile.BadZipFile
    unpacked = 0
    rows = {}
    for member in members:
        ended = 0
        end = b""
        claimed = member.file_size
        # Else no more would be read than the file claims
        member.file_size = most + 2 * READ_AT_ONCE
        with archive.open(member) as content:
            while piece := content.read(READ_AT_ONCE):
                unpacked += len(piece)
                # Where a row ends in two pieces, the mark is whole with the end of the first
                seen = end + piece
                ended += seen.count(b"/row>")
                ended += seen.count(b":row>")
                end = piece[-SHORT_OF_MARK:]
                if unpacked > most:
                    raise UnpackedError
        member.file_size = claimed
        rows[member.filename] = ended
    return rows


def beginning_of(archive: zipfile.ZipFile, rows: dict[str, int]) -> Beginning | None:
    """The first rows of an XLSX with large sheets; None for any other, and where they are not told.

    `rows` is what `measure` returned.

    Raises:
        BadZipFile, ParseError: it is damaged.
    """
    sizes = {member.filename: member.file_size for member in archive.infolist()}
    if _BOOK not in sizes or sum(sizes.values()) < WORTH_CUTTING:
        return None
    members = _Members.of(archive)
    cut = {}
    counted = {}
    for place, name in members.sheets.items():
        beginning = None
        if name in sizes:
            beginning = _first_rows(archive, name)
        if beginning is None:
            return None
        cut[name] = beginning
        if sizes[name] >= BYTES_KEPT:
            counted[place] = rows[name]
    if members.texts in sizes:
        last = 0
        for beginning in cut.values():
            places = _SHARED.findall(beginning)
            last = max([last, *map(int, places)])
        cut[members.texts] = _first_texts(archive, members.texts, last + 1)
    return Beginning(_packed(archive, cut), counted)


def _packed(archive: zipfile.ZipFile, cut: dict[str, bytes]) -> IO[bytes]:
    """A workbook of the same XML, but for what was cut."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name in archive.namelist():
            if name in cut:
                packed.writestr(name, cut[name])
            elif name.endswith((".xml", ".rels")):
                packed.writestr(name, archive.read(name))
    file.seek(0)
    return file


def _first_rows(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """The XML of a sheet, without what is behind its first rows; None where no row ends in time."""
    with archive.open(name) as content:
        beginning = content.read(BYTES_KEPT)
    if len(beginning) < BYTES_KEPT:
        return beginning
    ends = list(islice(_ROW_END.finditer(beginning), ROWS_KEPT))
    if not ends:
        return None
    last = ends[-1]
    prefix = last[1]
    kept = beginning[: last.end()]
    return kept + b"</%ssheetData></%sworksheet>" % (prefix, prefix)


def _first_texts(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """The XML of shared texts, without those behind so many."""
    kept = b""
    found = end = 0
    prefix = b""
    with archive.open(name) as content:
        while found < most and (piece := content.read(BYTES_KEPT)):
            kept += piece
            for text in _TEXT_END.finditer(kept, end):
                end = text.end()
                prefix = text[1] or text[2] or b""
                found += 1
                if found == most:
                    return kept[:end] + b"</%ssst>" % prefix
    return kept if found else b""
