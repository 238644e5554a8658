"""The n-grams that a model knows,
and the table in which the studio keeps them (Id, NGram, DF, IDF).
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

COLUMNS = ("Id", "NGram", "DF", "IDF")
TOTAL = "total.num.docs"
# What becomes of a vocabulary that is there already
MODES = ("read-only", "update", "merge")
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
    idf: NDArray[np.float32]

    def __post_init__(self) -> None:
        size = len(self.ngrams)
        if not (
            len(self.surfaces) == len(self.index) == size
            and self.documents.shape == self.idf.shape == (size,)
        ):
            raise ValueError("The parts of the vocabulary do not fit together.")

    @cached_property
    def index(self) -> dict[str, int]:
        return {ngram: number for number, ngram in enumerate(self.ngrams)}

    def surface(self, ngram: str) -> str:
        """The readable form of a known n-gram; KeyError for another."""
        return self.surfaces[self.index[ngram]]


def plain(ngram: str) -> str:
    """An n-gram as words, while no text has shown how it is written."""
    return ngram.replace("_", " ")


def write_table(vocabulary: Vocabulary) -> str:
    """The vocabulary as the studio's tab-separated table:
    by IDF downwards, then by n-gram, the total first.
    """
    target = io.StringIO()
    writer = csv.writer(target, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerow([-1, TOTAL, vocabulary.total, 0])
    order = sorted(
        range(len(vocabulary.ngrams)),
        key=lambda at: (-float(vocabulary.idf[at]), vocabulary.ngrams[at]),
    )
    for number, place in enumerate(order):
        # The shortest text that reads back as the same float32
        idf = np.format_float_positional(vocabulary.idf[place], trim="-")
        writer.writerow([number, vocabulary.ngrams[place], int(vocabulary.documents[place]), idf])
    return target.getvalue()


def read_table(content: str) -> Vocabulary:
    """A vocabulary from such a table, parted by tabs or commas, with its DF and IDF as they stand
    there.

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
    documents = np.array([rows[ngram][0] for ngram in ngrams], dtype=np.int32)
    return Vocabulary(
        ngrams=ngrams,
        surfaces=tuple(plain(ngram) for ngram in ngrams),
        documents=documents,
        total=total or int(documents.max()),
        idf=np.array([rows[ngram][1] for ngram in ngrams], dtype=np.float32),
    )


def _rows(content: str) -> Iterator[tuple[str, tuple[int, float]]]:
    header = content.split("\n", 1)[0]
    reader = csv.DictReader(
        io.StringIO(content.removeprefix("\ufeff")), delimiter="\t" if "\t" in header else ","
    )
    names = {name.strip().lower(): name for name in reader.fieldnames or []}
    missing = [name for name in COLUMNS if name.lower() not in names]
    if missing:
        raise VocabularyError(
            f"The vocabulary lacks the column {' and '.join(missing)}: "
            f"it needs {', '.join(COLUMNS)}."
        )
    seen: set[str] = set()
    for row in reader:
        ngram = (row[names["ngram"]] or "").strip()
        if not ngram or ngram in seen:
            fault = "stands twice" if ngram else "is empty"
            raise VocabularyError(
                f"Line {reader.line_num}: the n-gram {ngram!r} {fault}; keep each n-gram once."
            )
        seen.add(ngram)
        yield ngram, _numbers(row[names["df"]], row[names["idf"]], reader.line_num)


def _numbers(documents: str, idf: str, line: int) -> tuple[int, float]:
    numbers = _WHOLE.fullmatch(documents or "") and _NUMBER.fullmatch(idf or "")
    if not numbers or float(documents) >= 2**31 or abs(float(idf)) > LARGEST_IDF:
        raise VocabularyError(
            f"Line {line}: DF must be a whole number from 0 and IDF a number; "
            f"found {documents}, {idf}."
        )
    return int(float(documents)), float(idf)
