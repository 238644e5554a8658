"""Surface -> tokens: what stands between two blanks of a text is taken apart once.

The same few thousand surfaces make most of all texts. What follows from a surface alone is kept
as numbers, so that many texts are looked up together.
"""

import threading
from collections.abc import Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from clustering.bulk.suspects import LINE_END, suspects_of
from clustering.text.arrays import Indices
from clustering.text.cleaning import Cleaning
from clustering.text.language import WORD, small_words
from clustering.text.preprocess import STOP_WORDS, tokens_of_surface

# With more surfaces than this a table is given up for a new one: some 30 MB. What kinds of business
# are learned from has 71,000
MOST_SURFACES = 100_000
# The token that ends a sentence
END = 0
_LINE_ENDS = ("\r", "\u2028", "\u2029")

# What is kept of a surface, as a row of numbers: its `Suspects`; where its stretch of the table
# begins, and how long that is; the number of its words, of which so many are stop words; the lowest
# of their numbers, and the highest with its sign turned, so that the least of both can be taken
# at once. Rows are read whole: records of named fields take ten times as long.
INSIDE, BEFORE, BEHIND, START, LENGTH, WORDS, STOPS, LOW, HIGH = range(9)
FACTS = 9
# Higher than the number of any word, and than such a number with its sign turned
NO_WORD = np.iinfo(np.int64).max
# Of letters in a token
ANY_LENGTH = 1 << 20


class Growing:
    """An array that grows at its end, for threads that share a lock.

    Its values have numbers of a `dtype`, or rows of so many of them.
    """

    def __init__(self, dtype: Any, lock: threading.RLock, width: tuple[int, ...] = ()) -> None:
        self.size = 0
        self._array: NDArray[Any] = np.zeros((1 << 10, *width), dtype)
        self._new: list[Any] = []
        self._lock = lock

    def extend(self, values: Sequence[Any]) -> None:
        """Add values at the end; under the lock."""
        self._new += values
        self.size += len(values)

    @property
    def array(self) -> NDArray[Any]:
        """All values, perhaps with zeros behind the last."""
        if not self._new:
            return self._array
        with self._lock:
            # Many at once, for each costs as much as ten among others
            filled = self.size - len(self._new)
            if self.size > len(self._array):
                shape = (2 * self.size, *self._array.shape[1:])
                larger = np.zeros(shape, self._array.dtype)
                larger[:filled] = self._array[:filled]
                self._array = larger
            self._array[filled : self.size] = self._new
            self._new = []
        return self._array


class WordTable(dict[str, int]):
    """The number of each surface under one set of options; one that is new gets the next.

    `facts` has a row for each (FACTS), and `said` their stretches: the tokens that have from
    `shortest` to `longest` letters, with END between sentences, and the small words, each as -1
    less its number. Each token has its name, and the CRC-32 of its name (`checksums`) and of what
    it is behind another word (`continued`, which has `continued_bytes`). Safe in several threads.
    """

    def __init__(self, cleaning: Cleaning, shortest: int = 1, longest: int = ANY_LENGTH) -> None:
        super().__init__()
        self.cleaning = cleaning
        self.shortest = shortest
        self.longest = longest
        self._adding = threading.RLock()
        self.facts = Growing(np.int64, self._adding, (FACTS,))
        self.said = Growing(np.intp, self._adding)
        self.checksums = Growing(np.uint32, self._adding)
        self.continued = Growing(np.uint32, self._adding)
        self.continued_bytes = Growing(np.intp, self._adding)
        self.names: list[str] = []
        self._token_numbers: dict[str, int] = {}
        self._word_numbers: dict[str, int] = {}
        self._small_words = small_words()
        self.token_number("")

    def __missing__(self, surface: str) -> int:
        with self._adding:
            if surface in self:
                return self[surface]
            said: list[int] = []
            for tokens in tokens_of_surface(surface, self.cleaning):
                kept = [token for token in tokens if self.shortest <= len(token) <= self.longest]
                said += map(self.token_number, kept)
                said.append(END)
            # The last part goes on with the next surface
            said.pop()
            words = WORD.findall(surface.lower())
            small_words = [word for word in words if word in self._small_words]
            said += [-1 - self._small_words[word] for word in small_words]
            stop_words = [word for word in words if word in STOP_WORDS]
            numbers = [
                self._word_numbers.setdefault(word, len(self._word_numbers)) for word in words
            ]
            facts = (
                *suspects_of(surface),
                self.said.size,
                len(said),
                len(words),
                len(stop_words),
                min(numbers, default=NO_WORD),
                -max(numbers, default=-NO_WORD),
            )
            self.said.extend(said)
            self.facts.extend([facts])
            # Known to other threads only when all of it is there
            number = self.facts.size - 1
            self[surface] = number
            return number

    def numbers_of(self, text: str) -> Indices:
        """The numbers of the surfaces of a text, in order, with one for each end of a line."""
        for other in _LINE_ENDS:
            # To look for it takes a tenth of the time
            if other in text:
                text = text.replace(other, LINE_END)
        first, *others = text.split(LINE_END)
        surfaces = first.split()
        for line in others:
            surfaces.append(LINE_END)
            surfaces += line.split()
        return np.fromiter(map(self.__getitem__, surfaces), np.intp, len(surfaces))

    def token_number(self, token: str) -> int:
        """The number of a token, the same as long as the table lives."""
        with self._adding:
            number = self._token_numbers.setdefault(token, len(self._token_numbers))
            if number == len(self.names):
                self.names.append(token)
                written = token.encode(errors="surrogatepass")
                self.checksums.extend([crc32(written)])
                self.continued.extend([crc32(b"_" + written)])
                self.continued_bytes.extend([len(written) + 1])
        return number


_tables: dict[tuple[Cleaning, int, int], WordTable] = {}


def word_table(cleaning: Cleaning, shortest: int = 1, longest: int = ANY_LENGTH) -> WordTable:
    """The table of a set of options; a new one when the old one has grown too large."""
    options = (cleaning, shortest, longest)
    table = _tables.get(options)
    if table is None or len(table) > MOST_SURFACES:
        table = _tables[options] = WordTable(*options)
    return table
