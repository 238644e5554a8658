"""The cells of a row -> a company, or what is wrong with the row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from clustering.files.cells import is_nothing, plain_text, without_guard

TITLE, CATEGORY, TEXT, INDUSTRY = FIELDS = ("title", "category", "text", "industry")


class Company(NamedTuple):
    """What a row says of a company; with a `problem` it cannot be used."""

    title: str = ""
    category: str = ""
    text: str = ""
    industry: str = ""
    problem: str = ""


@dataclass(frozen=True)
class CompanyReader:
    """Makes companies of the cells of a table.

    `places` says of each field in which cells it stands; of several the text is put together.
    `least` and `most` bound its characters. In a CSV a cell that a spreadsheet would run is guarded
    by an apostrophe (`has_guards`).
    """

    places: Mapping[str, Sequence[int]]
    least: Mapping[str, int]
    most: Mapping[str, int]
    has_guards: bool

    def company(self, cells: Sequence[object]) -> Company:
        """The company of a row; a cell that is None is empty, and one that is no text is written
        as one.
        """
        said = {}
        for field in FIELDS:
            parts = []
            for place in self.places.get(field, ()):
                # A short row lacks its last cells
                cell = None
                if place < len(cells):
                    cell = cells[place]
                text = ""
                if cell is not None:
                    text = str(cell)
                if is_nothing(text):
                    continue
                if self.has_guards:
                    text = without_guard(text)
                parts.append(text.strip())
            filled = [part for part in parts if part]
            whole = plain_text("\n".join(filled)).strip()
            # Only a text has lines
            said[field] = whole if field == TEXT else " ".join(whole.split())
        return Company(**said, problem=self._problem(said))

    def _problem(self, said: Mapping[str, str]) -> str:
        for field, least in self.least.items():
            length = len(said[field])
            if not length:
                return f"There is no {field}."
            if length < least:
                return f"The {field} needs at least {least} characters."
        for field, most in self.most.items():
            length = len(said[field])
            if length > most:
                return f"The {field} has {length:,} characters, and {most:,} is the most."
        return ""
