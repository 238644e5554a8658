"""XLSB with one sheet of texts: records of a kind, a length and a body (Microsoft's [MS-XLSB])."""

import struct
import zipfile
from collections.abc import Sequence
from io import BytesIO

BEGIN_BOOK, END_BOOK, BEGIN_SHEETS, END_SHEETS, SHEET = 131, 132, 143, 144, 156
BEGIN_SHEET, END_SHEET, BEGIN_ROWS, END_ROWS, DIMENSION = 129, 130, 145, 146, 148
ROW, TEXT_CELL = 0, 6
OFFICE = "http://schemas.openxmlformats.org"
RELATIONS = (
    f'<Relationships xmlns="{OFFICE}/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{OFFICE}/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.bin"/></Relationships>'
)


def binary_workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """With a sheet called Firmen."""
    about = struct.pack("<II", 0, 1) + _text("rId1") + _text("Firmen")
    sheets = _record(BEGIN_SHEETS) + _record(SHEET, about) + _record(END_SHEETS)
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.bin", _record(BEGIN_BOOK) + sheets + _record(END_BOOK))
        archive.writestr("xl/_rels/workbook.bin.rels", RELATIONS)
        archive.writestr("xl/worksheets/sheet1.bin", _sheet(rows))
    return file.getvalue()


def _sheet(rows: Sequence[Sequence[str]]) -> bytes:
    size = struct.pack("<4I", 0, len(rows) - 1, 0, len(rows[0]) - 1)
    written = _record(BEGIN_SHEET) + _record(DIMENSION, size) + _record(BEGIN_ROWS)
    for number, row in enumerate(rows):
        written += _record(ROW, struct.pack("<I", number) + bytes(13))
        for place, text in enumerate(row):
            written += _record(TEXT_CELL, struct.pack("<II", place, 0) + _text(text))
    return written + _record(END_ROWS) + _record(END_SHEET)


def _record(kind: int, body: bytes = b"") -> bytes:
    """Numbers from 128 on take two bytes, seven bits in the first; so does a length."""
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = bytes([len(body) & 0x7F | 0x80, len(body) >> 7])
    return number + length + body


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
