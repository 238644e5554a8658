"""Which column of somebody's table is what: guessed from its name, else from what stands in it."""

import re
import unicodedata
from collections.abc import Mapping as Names
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Self

from scoring.own_columns.kept_names import answers_among, is_of_list

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
        single = {}
        for field in FIELDS:
            if field != TEXT:
                single[field] = str(names.get(field) or "")
        return cls(text=columns, **single)

    def changed(self, chosen: Names[str, Sequence[str]]) -> Self:
        """With other columns for some fields."""
        names: dict[str, str | Sequence[str]] = {**self.as_names()}
        for field, columns in chosen.items():
            names[field] = columns if field == TEXT else columns[0]
        return self.from_names(names)

    def renamed(self, columns: Names[str, str]) -> Self:
        """The same, where columns are called otherwise."""
        single = {}
        for field in FIELDS:
            if field != TEXT:
                single[field] = columns.get(self.column_of(field), "")
        return type(self)(text=tuple(columns[name] for name in self.text), **single)

    def as_names(self) -> dict[str, str | list[str]]:
        return {**self._asdict(), TEXT: list(self.text)}

    def column_of(self, field: str) -> str:
        """The name of the column, or those of the columns, of a field."""
        if field == TEXT:
            return ", ".join(self.text)
        return getattr(self, field)

    @property
    def as_company(self) -> set[str]:
        """The columns that stand in the company itself; all others are kept beside it."""
        columns = {self.title, self.category, self.industry, *self.text}
        return columns - {""}

    @property
    def used(self) -> set[str]:
        beside = {self.key, self.website} - {""}
        return self.as_company | beside


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
    answers = answers_among(columns)
    own = [name for name in columns if name not in answers]
    found = _by_names(own)
    contents = {}
    for place, name in enumerate(columns):
        # A short row lacks its last cells
        cells = [row[place].strip() for row in rows if place < len(row)]
        contents[name] = [cell for cell in cells if cell]
    is_ours = is_of_list(columns)
    keys = contents.get(found.get(KEY, ""), [])
    if len(set(keys)) < len(keys) or is_ours:
        # What several rows have in common tells none of them; the numbers that this site gives
        # in its lists may be the own keys of other companies
        found.pop(KEY, None)
    free = [name for name in own if name not in found.values()]
    if TEXT not in found:
        found[TEXT] = _longest(free, contents)
    elif _mean_length(contents[found[TEXT]]) < SENTENCE / 2:
        # As “Activity” or “Profile” may hold a word alone, where another column has sentences
        candidates = [*free, found[TEXT]]
        found[TEXT] = _longest(candidates, contents) or found[TEXT]
    text = found[TEXT]
    # Of columns with one name each may have what the other lacks; in our lists it is somebody's own
    twin = re.compile(re.escape(text) + r" \(\d+\)")
    twins = [name for name in free if twin.fullmatch(name) and not is_ours]
    texts = [name for name in (text, *twins) if name]
    free = [name for name in free if name not in texts]
    if TITLE not in found:
        found[TITLE] = _most_title_like(free, contents)
    if WEBSITE not in found:
        found[WEBSITE] = _first_addresses(free, contents)
    return Mapping.from_names({**found, TEXT: texts})


def _by_names(columns: Sequence[str]) -> dict[str, str]:
    """Field -> the column whose name says it most plainly."""
    found: dict[str, str] = {}
    shorts = {}
    for name in columns:
        without_fillers = FILLERS.sub("", name.casefold())
        shorts[name] = (plain(name), plain(without_fillers))
    for field in FIELDS:
        known = PLACES[field]
        ranked = []
        for place, name in enumerate(columns):
            if name in found.values():
                continue
            whole, short = shorts[name]
            if whole in known:
                ranked.append((known[whole], place, name))
            elif short in known:
                # Behind all names that say it without further words
                ranked.append((len(known) + known[short], place, name))
        if ranked:
            *_, found[field] = min(ranked)
    return found


def _mean_length(cells: Sequence[str]) -> float:
    if not cells:
        return 0
    characters = sum(len(cell) for cell in cells)
    return characters / len(cells)


def _longest(names: Sequence[str], contents: Names[str, Sequence[str]]) -> str:
    """The column whose cells are sentences; empty where none is."""
    best = ""
    longest: float = SENTENCE
    for name in names:
        cells = []
        for cell in contents[name]:
            if not _ADDRESS.fullmatch(cell):
                cells.append(cell)
        mean = _mean_length(cells)
        if mean >= longest:
            best = name
            longest = mean
    return best


def _most_title_like(names: Sequence[str], contents: Names[str, Sequence[str]]) -> str:
    """The column of short words in which hardly a cell comes twice; the first of several."""
    best = ""
    most = 0.5
    for name in names:
        cells = contents[name]
        words = set()
        for cell in cells:
            if len(cell) > LONGEST_TITLE:
                continue
            if not _NUMBER.fullmatch(cell) and not _ADDRESS.fullmatch(cell):
                words.add(cell)
        share = len(words) / len(cells) if cells else 0
        if share > most:
            best = name
            most = share
    return best


def _first_addresses(names: Sequence[str], contents: Names[str, Sequence[str]]) -> str:
    for name in names:
        cells = contents[name]
        addresses = [cell for cell in cells if _ADDRESS.fullmatch(cell)]
        if 2 * len(addresses) > len(cells):
            return name
    return ""
