"""The n-grams that a model knows, and the studio's table of them (Id, NGram, DF, IDF)."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from clustering.text.arrays import Floats

COLUMNS = ("Id", "NGram", "DF", "IDF")
TOTAL = "total.num.docs"
# What becomes of a vocabulary that is there already
MODES = ("read-only", "update", "merge")
# Documents are kept as numbers of 32 bits
LARGEST_DF = 2**31 - 1
LARGEST_IDF = 1e6
# Whole numbers that went through a spreadsheet may end in .0
_WHOLE = re.compile(r"\d{1,10}(\.0*)?")
_NUMBER = re.compile(r"-?\d+(\.\d*)?([eE][+-]?\d{1,3})?")


class VocabularyError(ValueError):
    """The table is no vocabulary; the message says what to change."""


@dataclass(frozen=True)
class Vocabulary:
    """The V n-grams of a model in alphabetical order.

    `surfaces` are their readable forms, `documents` (V) says in how many of the `total` texts each
    was found, and `idf` (V) is the weight that follows from it. Raises ValueError when the parts do
    not fit together.
    """

    ngrams: tuple[str, ...]
    surfaces: tuple[str, ...]
    documents: NDArray[np.int32]
    total: int
    idf: Floats

    def __post_init__(self) -> None:
        size = len(self.ngrams)
        # The index is shorter where an n-gram stands twice
        has_words = len(self.surfaces) == len(self.index) == size
        has_numbers = self.documents.shape == self.idf.shape == (size,)
        if not (has_words and has_numbers):
            raise ValueError("The parts of the vocabulary do not fit together.")

    @cached_property
    def index(self) -> dict[str, int]:
        return {ngram: number for number, ngram in enumerate(self.ngrams)}

    @cached_property
    def rarity(self) -> NDArray[np.float64]:
        """V numbers: the smoothed IDF of the documents, whatever the n-grams weigh here."""
        ratio = (1 + self.total) / (1 + self.documents)
        return 1 + np.log(ratio)

    def surface(self, ngram: str) -> str:
        """The readable form of a known n-gram; KeyError for another."""
        return self.surfaces[self.index[ngram]]


def plain(ngram: str) -> str:
    """An n-gram as words, while no text has shown how it is written."""
    return ngram.replace("_", " ")


def write_table(vocabulary: Vocabulary) -> str:
    """The vocabulary as the studio's tab-separated table.

    The total is first, then the n-grams by IDF downwards, equal ones by alphabet.
    """
    target = io.StringIO()
    writer = csv.writer(target, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerow([-1, TOTAL, vocabulary.total, 0])
    lines = zip(vocabulary.ngrams, vocabulary.documents, vocabulary.idf, strict=True)
    # The IDF is the last cell, the n-gram the first
    by_idf = sorted(lines, key=lambda line: (-float(line[2]), line[0]))
    for number, (ngram, documents, idf) in enumerate(by_idf):
        # The shortest text that reads back as the same float32
        written_idf = np.format_float_positional(idf, trim="-")
        writer.writerow([number, ngram, int(documents), written_idf])
    return target.getvalue()


def read_table(content: str) -> Vocabulary:
    """A vocabulary from such a table with tabs or commas; its DF and IDF stay as they stand there.

    Raises:
        VocabularyError: a column is missing, a number is none, an n-gram stands twice, or there is
            no n-gram.
    """
    try:
        rows = dict(_rows(content))
    except csv.Error as error:
        raise VocabularyError(
            f"The vocabulary is no table: {error}. Save it with tabs or commas between cells."
        ) from error
    total, _ = rows.pop(TOTAL, (0, 0.0))
    if not rows:
        raise VocabularyError(
            "The vocabulary has no n-gram: give at least one row under its header."
        )
    ngrams = tuple(sorted(rows))
    documents = []
    idf = []
    for ngram in ngrams:
        documents_of_ngram, idf_of_ngram = rows[ngram]
        documents.append(documents_of_ngram)
        idf.append(idf_of_ngram)
    # Without its total, a table has at least as many texts as its most frequent n-gram
    total = total or max(documents)
    return Vocabulary(
        ngrams=ngrams,
        surfaces=tuple(plain(ngram) for ngram in ngrams),
        documents=np.array(documents, dtype=np.int32),
        total=total,
        idf=np.array(idf, dtype=np.float32),
    )


def _rows(content: str) -> Iterator[tuple[str, tuple[int, float]]]:
    """Each n-gram of a table with its DF and IDF."""
    header = content.split("\n", 1)[0]
    delimiter = "\t" if "\t" in header else ","
    # Programs on Windows begin a file with a byte-order mark
    lines = io.StringIO(content.removeprefix("\ufeff"))
    reader = csv.DictReader(lines, delimiter=delimiter)
    # In whatever case the program that saved it writes a header
    names = {name.strip().lower(): name for name in reader.fieldnames or []}
    missing = [name for name in COLUMNS if name.lower() not in names]
    if missing:
        lacking = " and ".join(missing)
        needed = ", ".join(COLUMNS)
        raise VocabularyError(f"The vocabulary lacks the column {lacking}: it needs {needed}.")
    earlier_ngrams: set[str] = set()
    for row in reader:
        # A short line has None in its last cells
        cell = row[names["ngram"]] or ""
        ngram = cell.strip()
        if not ngram or ngram in earlier_ngrams:
            fault = "stands twice" if ngram else "is empty"
            raise VocabularyError(
                f"Line {reader.line_num}: the n-gram {ngram!r} {fault}; keep each n-gram once."
            )
        earlier_ngrams.add(ngram)
        documents = row[names["df"]]
        idf = row[names["idf"]]
        # Python's own float would also take "nan" and "1_000"
        is_whole = _WHOLE.fullmatch(documents or "")
        are_numbers = is_whole and _NUMBER.fullmatch(idf or "")
        if not are_numbers or float(documents) > LARGEST_DF or abs(float(idf)) > LARGEST_IDF:
            raise VocabularyError(
                f"Line {reader.line_num}: DF must be a whole number from 0 and IDF a number; "
                f"found {documents}, {idf}."
            )
        yield ngram, (int(float(documents)), float(idf))
