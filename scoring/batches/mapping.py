"""Which column of somebody's table is what: guessed from its name, else from what stands in it."""

import re
import unicodedata
from collections.abc import Mapping as Names
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Self

TITLE, TEXT, CATEGORY, INDUSTRY, KEY, WEBSITE = (
    "title",
    "text",
    "category",
    "industry",
    "key",
    "website",
)
# In the order in which a column is given to one of them
FIELDS = (TITLE, TEXT, CATEGORY, INDUSTRY, KEY, WEBSITE)
# Words beside a name that say no more of it
FILLERS = re.compile(r"\b(the|of|de|la|der|die|des|du|del|das|le|el|en|company|unternehmen)\b")
_TRANSCRIBED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_ADDRESS = re.compile(r"(https?://)?(www\.)?[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/\S*)?", re.IGNORECASE)
_NUMBER = re.compile(r"[-+$€£]?[\d.,\s]+%?")
# A text that says what a company does is longer, and a title is not
SENTENCE = 50
LONGEST_TITLE = 80


class Mapping(NamedTuple):
    """The columns, by their names, of which the fields of a company are made.

    Several make the text, one after the other; an empty one is left out.
    """

    title: str = ""
    text: tuple[str, ...] = ()
    category: str = ""
    industry: str = ""
    key: str = ""
    website: str = ""

    @classmethod
    def from_names(cls, names: Names[str, str | Sequence[str]]) -> Self:
        """As it is stored and typed: a field without a column is missing or empty."""
        text = names.get(TEXT) or ()
        columns = (text,) if isinstance(text, str) else tuple(text)
        single = {name: str(names.get(name) or "") for name in FIELDS if name != TEXT}
        return cls(text=columns, **single)

    def changed(self, chosen: Names[str, Sequence[str]]) -> Self:
        """With other columns for some fields."""
        single = {name: columns[0] for name, columns in chosen.items() if name != TEXT}
        return self.from_names({**self.as_names(), **chosen, **single})

    def as_names(self) -> dict[str, str | list[str]]:
        return {**self._asdict(), TEXT: list(self.text)}

    def column_of(self, field: str) -> str:
        """The name of the column, or those of the columns, of a field."""
        return ", ".join(self.text) if field == TEXT else getattr(self, field)

    @property
    def as_company(self) -> set[str]:
        """The columns that stand in the company itself; all others are kept beside it."""
        return {self.title, self.category, self.industry, *self.text} - {""}

    @property
    def used(self) -> set[str]:
        columns = {getattr(self, name) for name in FIELDS if name != TEXT}
        return (columns | set(self.text)) - {""}


def plain(name: str) -> str:
    """A column's name by which it is compared: small letters and digits without accents."""
    spelled = name.casefold().translate(_TRANSCRIBED)
    letters = unicodedata.normalize("NFKD", spelled)
    return re.sub(r"[^a-z0-9]", "", letters)


def _known_places() -> dict[str, dict[str, int]]:
    """Field -> name in plain letters -> place; the likeliest are first in the file.

    They are what columns are called in English, German, French and Spanish.
    """
    known = {}
    file = Path(__file__).with_name("column_names.txt")
    for line in file.read_text(encoding="utf-8").splitlines():
        field, *names = line.split()
        known[field] = {name: place for place, name in enumerate(names)}
    return known


PLACES = _known_places()


def is_known_name(name: str) -> bool:
    """Whether it is one that columns of companies have."""
    short = plain(name)
    return any(short in places for places in PLACES.values())


def guess(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Mapping:
    """The likeliest mapping of some columns, of which some rows are known."""
    found = _by_names(columns)
    contents = {}
    for place, name in enumerate(columns):
        cells = (row[place].strip() for row in rows if place < len(row))
        contents[name] = [cell for cell in cells if cell]
    keys = contents.get(found.get(KEY, ""), [])
    if len(set(keys)) < len(keys):
        # What several rows have in common tells none of them
        del found[KEY]
    free = [name for name in columns if name not in found.values()]
    if TEXT not in found:
        found[TEXT] = _longest(free, contents)
    elif not _is_prose(contents[found[TEXT]]):
        # As “Activity” or “Profile” may hold a word alone, where another column has sentences
        found[TEXT] = _longest([*free, found[TEXT]], contents) or found[TEXT]
    twins = [name for name in free if re.fullmatch(re.escape(found[TEXT]) + r" \(\d+\)", name)]
    free = [name for name in free if name not in (found[TEXT], *twins)]
    if TITLE not in found:
        found[TITLE] = _most_title_like(free, contents)
    if WEBSITE not in found:
        found[WEBSITE] = _first_addresses(free, contents)
    # Of columns with one name each may have what the other lacks
    return Mapping.from_names({**found, TEXT: [name for name in (found[TEXT], *twins) if name]})


def _by_names(columns: Sequence[str]) -> dict[str, str]:
    """Field -> the column whose name says it most plainly."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    shorts = {name: (plain(name), plain(FILLERS.sub("", name.casefold()))) for name in columns}
    for field in FIELDS:
        known = PLACES[field]
        ranked = []
        for place, name in enumerate(columns):
            whole, short = shorts[name]
            if name not in taken and (whole in known or short in known):
                rank = known.get(whole, len(known) + known.get(short, 0))
                ranked.append((rank, place, name))
        if ranked:
            *_, found[field] = min(ranked)
            taken.add(found[field])
    return found


def _is_prose(cells: Sequence[str]) -> bool:
    return bool(cells) and sum(map(len, cells)) / len(cells) >= SENTENCE / 2


def _longest(names: Sequence[str], contents: Names[str, Sequence[str]]) -> str:
    """The column whose cells are sentences; empty where none is."""
    best, longest = "", float(SENTENCE)
    for name in names:
        cells = [cell for cell in contents[name] if not _ADDRESS.fullmatch(cell)]
        mean = sum(map(len, cells)) / len(cells) if cells else 0
        if mean >= longest:
            best, longest = name, mean
    return best


def _most_title_like(names: Sequence[str], contents: Names[str, Sequence[str]]) -> str:
    """The column of short words in which hardly a cell comes twice; the first of several."""
    best, most = "", 0.5
    for name in names:
        cells = contents[name]
        words = [
            cell
            for cell in cells
            if len(cell) <= LONGEST_TITLE
            and not _NUMBER.fullmatch(cell)
            and not _ADDRESS.fullmatch(cell)
        ]
        share = len(set(words)) / len(cells) if cells else 0
        if share > most:
            best, most = name, share
    return best


def _first_addresses(names: Sequence[str], contents: Names[str, Sequence[str]]) -> str:
    for name in names:
        cells = contents[name]
        addresses = sum(bool(_ADDRESS.fullmatch(cell)) for cell in cells)
        if cells and 2 * addresses > len(cells):
            return name
    return ""
