"""Lists as XLSX, written while they are sent: memory does not grow with their rows."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import chain, islice
from math import isfinite
from numbers import Real
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from scoring.tables.cuts import in_a_cell
from scoring.tables.writing import Day, Link, Table

# What a sheet of a spreadsheet holds
MOST_ROWS = 1_048_576
# A zip archive that is written in one go tells the size of a file by four bytes with a sign. A row
# is far shorter than the difference, and so is all that stands behind the last one
MOST_BYTES = 2**31 - 2**27
# Of a sheet; further addresses are text
MOST_LINKS = 60_000
# No XML has these
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Such a part of a text is read as a character, as _x0041_ is read as A
ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# The name of a sheet has no more characters than these, and none of some
MOST_SHEET_NAME = 31
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
# In characters; a column is as wide as its name and its first rows, and no wider
NARROWEST, WIDEST = 8, 60
ROWS_MEASURED = 50
BYTES_AT_ONCE = 64 * 1024
# Spreadsheets count days from here, rightly from March 1900 on
DAY_ZERO = datetime(1899, 12, 30)
FIRST_DAY = datetime(1900, 3, 1)
SECONDS = 24 * 60 * 60
# Places in `cellXfs` of STYLES
BOLD, OF_LINKS, OF_DAYS, OF_MOMENTS = 1, 2, 3, 4

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = f"""{_HEAD}<styleSheet xmlns="{_MAIN}">
<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>\
<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>
<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font>\
<font><b/><sz val="11"/><name val="Calibri"/></font>\
<font><u/><sz val="11"/><color rgb="FF0563C1"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>\
<xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""


class _Sent:
    """What the archive is written to: it is taken away piece by piece, and never read again."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.size = 0

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        self.size += len(piece)
        return len(piece)

    def flush(self) -> None:
        """All is there already."""

    def close(self) -> None:
        """What was written is still to be taken."""

    def taken(self) -> bytes:
        """What was written since it was last taken."""
        pieces = b"".join(self._pieces)
        self._pieces.clear()
        self.size = 0
        return pieces


def xlsx_parts(*tables: Table) -> Iterator[bytes]:
    """A workbook with a sheet for each table, in pieces from the first row on.

    A text or a list that is cut says so.
    """
    sent = _Sent()
    sheets = [_Sheet(name, table) for name, table in _named(tables)]
    with zipfile.ZipFile(sent, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _content_types(len(sheets)))
        workbook = _related([("officeDocument", "xl/workbook.xml")])
        archive.writestr("_rels/.rels", "".join(workbook))
        archive.writestr("xl/styles.xml", STYLES)
        yield sent.taken()
        parts = [("styles", "styles.xml")]
        for number, sheet in enumerate(sheets, 1):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w") as file:
                for piece in sheet.written():
                    file.write(piece)
                    if sent.size >= BYTES_AT_ONCE:
                        yield sent.taken()
            with archive.open(f"xl/worksheets/_rels/sheet{number}.xml.rels", "w") as file:
                links = (("hyperlink", address) for _, address in sheet.links)
                for line in _related(links, ' TargetMode="External"'):
                    file.write(line.encode())
            parts.append(("worksheet", f"worksheets/sheet{number}.xml"))
        # Behind the sheets, for it says how many rows are filtered
        archive.writestr("xl/workbook.xml", _workbook(sheets))
        archive.writestr("xl/_rels/workbook.xml.rels", "".join(_related(parts)))
    yield sent.taken()


def _named(tables: Iterable[Table]) -> Iterator[tuple[str, Table]]:
    """Each with the name of its sheet, of which none comes twice."""
    taken: set[str] = set()
    for table in tables:
        whole = NOT_IN_NAMES.sub(" ", table.name).strip("' ") or "Sheet"
        name = whole[:MOST_SHEET_NAME]
        number = 2
        while name.casefold() in taken:
            ending = f" {number}"
            name = whole[: MOST_SHEET_NAME - len(ending)] + ending
            number += 1
        taken.add(name.casefold())
        yield name, table


class _Sheet:
    """One sheet while it is written, and after that where it ends and which addresses it links."""

    def __init__(self, name: str, table: Table) -> None:
        self.name = name
        self.links: list[tuple[str, str]] = []
        self.ends_at = ""
        self._table = table
        self._letters = [_letter(place) for place in range(len(table.header))]

    def written(self) -> Iterator[bytes]:
        """Its XML, row by row."""
        unread = iter(self._table.rows)
        first_rows = list(islice(unread, ROWS_MEASURED))
        head = f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_RELATED}">'
        head += '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
        head += ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>'
        for place, name in enumerate(self._table.header, 1):
            width = _width(name, [row[place - 1] for row in first_rows])
            head += f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        names = zip(self._letters, self._table.header, strict=True)
        cells = "".join(_text(f"{letter}1", name, BOLD) for letter, name in names)
        yield f'{head}</cols><sheetData><row r="1">{cells}</row>'.encode()
        rows = chain(first_rows, unread)
        number = 1
        size = 0
        for row in rows:
            # All but the row that says what is missing
            if number + 1 == MOST_ROWS or size > MOST_BYTES:
                note = f"Cut here: a sheet holds {number - 1:,} of these rows. "
                note += "Use CSV or JSON for all."
                cell = _text(f"A{number + 1}", note)
                yield f'<row r="{number + 1}">{cell}</row>'.encode()
                break
            number += 1
            piece = self._row(number, row).encode()
            size += len(piece)
            yield piece
        self.ends_at = f"{self._letters[-1]}${number}" if self._letters else ""
        for line in self._tail(number):
            yield line.encode()

    def _row(self, number: int, row: Sequence[Any]) -> str:
        cells = []
        can_link = len(self.links) + len(row) <= MOST_LINKS
        for letter, value in zip(self._letters, row, strict=True):
            place = f"{letter}{number}"
            if isinstance(value, Link) and value and can_link:
                self.links.append((place, value))
                cells.append(_text(place, value, OF_LINKS))
            else:
                cells.append(_cell(place, value))
        return f'<row r="{number}">{"".join(cells)}</row>'

    def _tail(self, last: int) -> Iterator[str]:
        yield "</sheetData>"
        if self._letters:
            yield f'<autoFilter ref="A1:{self._letters[-1]}{last}"/>'
        if self.links:
            yield "<hyperlinks>"
            for number, (place, _) in enumerate(self.links, 1):
                yield f'<hyperlink ref="{place}" r:id="rId{number}"/>'
            yield "</hyperlinks>"
        yield "</worksheet>"


def _width(name: str, values: Iterable[Any]) -> int:
    longest = max([len(name), *(len(str(value or "")) for value in values)])
    return min(max(longest + 2, NARROWEST), WIDEST)


@cache
def _letter(place: int) -> str:
    """What the column at a place, from 0 on, is called."""
    above, last = divmod(place, 26)
    return (_letter(above - 1) if above else "") + chr(ord("A") + last)


def _cell(place: str, value: Any) -> str:
    """Texts stay texts, also those that look like a formula or an error."""
    if value is None or value == "":
        return ""
    if isinstance(value, Day):
        days = _days_of(value)
        style = OF_MOMENTS if days % 1 else OF_DAYS
        if days:
            return f'<c r="{place}" s="{style}"><v>{days!r}</v></c>'
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{value:d}</v></c>'
    if isinstance(value, Real) and isfinite(value):
        return f'<c r="{place}"><v>{value}</v></c>'
    return _text(place, str(value))


def _days_of(day: Day) -> float:
    """How spreadsheets count it; 0 for what they cannot count."""
    moment = datetime.fromisoformat(day)
    if moment < FIRST_DAY:
        return 0
    since = moment - DAY_ZERO
    return since.days + since.seconds / SECONDS


def _text(place: str, text: str, style: int = 0) -> str:
    legal = ILLEGAL.sub("", text)
    shown = escape(ESCAPED.sub("_x005F_", in_a_cell(legal)))
    return (
        f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'
    )


def _content_types(sheets: int) -> str:
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    for number in range(1, sheets + 1):
        parts.append((f"/xl/worksheets/sheet{number}.xml", "worksheet"))
    of_relations = "application/vnd.openxmlformats-package.relationships+xml"
    written = f'<Default Extension="rels" ContentType="{of_relations}"/>'
    for name, kind in parts:
        written += f'<Override PartName="{name}" ContentType="{_KIND}.{kind}+xml"/>'
    return f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{written}</Types>'


def _related(parts: Iterable[tuple[str, str]], mode: str = "") -> Iterator[str]:
    """What belongs to a part of the workbook: kinds and addresses, numbered from 1 on."""
    yield f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    for number, (kind, target) in enumerate(parts, 1):
        yield f'<Relationship Id="rId{number}" Type="{_RELATED}/{kind}"'
        yield f" Target={quoteattr(target)}{mode}/>"
    yield "</Relationships>"


def _workbook(sheets: Sequence[_Sheet]) -> str:
    listed = filters = ""
    for place, sheet in enumerate(sheets):
        name = quoteattr(sheet.name)
        # The first of what belongs to it are the styles
        listed += f'<sheet name={name} sheetId="{place + 1}" r:id="rId{place + 2}"/>'
        if sheet.ends_at:
            quoted = escape(sheet.name.replace("'", "''"))
            filters += f'<definedName name="_xlnm._FilterDatabase" localSheetId="{place}"'
            filters += f" hidden=\"1\">'{quoted}'!$A$1:${sheet.ends_at}</definedName>"
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>{listed}</sheets>'
        f"<definedNames>{filters}</definedNames></workbook>"
    )
