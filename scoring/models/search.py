"""Words and phrases in titles and texts, by FTS5 on SQLite and full text search on PostgreSQL.

Both have the same rules: letters count without case and accents, words by their stem (Porter,
1980), and everything else parts words. The indexes are made in migration 0006.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models.expressions import RawSQL

from clustering.text.preprocess import STOP_WORDS

LONGEST = 200
MOST_TERMS = 10
START_IN_TEXTS, START_IN_TITLES = 3, 2
# A quotation mark that is never closed belongs to its word, and is dropped with other marks
TERM = re.compile(r'"([^"]*)"|(\S+)')
# As both indexes part words: the underscore is no part of one
WORD = re.compile(r"[^\W_]+")
# A longer stop word of web pages may be a name: "group", "shell"
SMALL_WORDS = frozenset(word for word in STOP_WORDS if len(word) <= 4)
ACCENT = re.compile("[\u0300-\u036f]")


class Term(NamedTuple):
    """One word, or several in a row; with `is_start` the last one may go on."""

    words: tuple[str, ...]
    is_start: bool

    def each_word(self) -> "list[Term]":
        *before, last = self.words
        return [*(Term((word,), is_start=False) for word in before), Term((last,), self.is_start)]


def cleaned(asked: str) -> str:
    """Search words as they are shown again: short, and without what no database takes."""
    return " ".join(asked.replace("\0", " ").split())[:LONGEST].strip()


def folded(text: str) -> str:
    """Small letters without accents, as the indexes keep them."""
    if not text.isascii():
        text = ACCENT.sub("", unicodedata.normalize("NFKD", text))
    return text.lower()


def terms(asked: str) -> list[Term]:
    """What is looked for, each once: words, and phrases in quotation marks.

    `bank*` is whatever begins so.
    """
    looked_for = []
    for phrase, word in TERM.findall(asked):
        words = tuple(WORD.findall(folded(phrase or word)))
        if words:
            looked_for.append(Term(words, is_start=word.endswith("*")))
    return list(dict.fromkeys(looked_for[:MOST_TERMS]))


def with_longer_starts(looked_for: Sequence[Term], least: int = START_IN_TEXTS) -> list[Term]:
    """The same, but what is shorter is a whole word, for nearly every text has one that begins so.

    In bytes: one Chinese character are three.
    """
    longer = []
    for term in looked_for:
        is_long = len(term.words[-1].encode()) >= least
        longer.append(term._replace(is_start=term.is_start and is_long))
    return longer


def is_telling(term: Term) -> bool:
    """Whether a word of it does not stand in nearly every text."""
    return any(word not in SMALL_WORDS for word in term.words)


def of_texts(looked_for: Sequence[Term]) -> list[Term]:
    """What texts are asked for: small words only where there are no others.

    These cost most to look up, and who has the others is no worse without them.
    """
    telling = [term for term in looked_for if is_telling(term)]
    return with_longer_starts(telling or looked_for)


def matching_ids(asked: str) -> RawSQL:
    """The submissions with every term in title or text, for a filter `pk__in`; none without one."""
    looked_for = terms(asked)
    if not looked_for:
        return RawSQL("SELECT id FROM scoring_submission WHERE 1 = 0", [])
    return matching_companies(looked_for)


def first_matching_ids(asked: str, most: int) -> RawSQL:
    """As `matching_ids`, but at most so many: those that came first, which both find in order."""
    every = matching_ids(asked)
    column = "id" if connection.vendor == "postgresql" else "rowid"
    return RawSQL(f"{every.sql} ORDER BY {column} LIMIT %s", [*every.params, most])  # noqa: S611


def has_more_matching(asked: str, most: int) -> bool:
    """Whether more submissions than so many have every term."""
    first = first_matching_ids(asked, most + 1)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({first.sql}) AS first", first.params)  # noqa: S608
        [matching] = cursor.fetchone()
    return bool(matching > most)


def matching_companies(looked_for: Sequence[Term]) -> RawSQL:
    """As `matching_ids`, of at least one term."""
    looked_for = of_texts(looked_for)
    if connection.vendor == "postgresql":
        every, queries = postgresql_query(looked_for)
        return RawSQL(f"SELECT id FROM scoring_submission WHERE words @@ ({every})", queries)  # noqa: S608, S611
    return RawSQL(
        "SELECT rowid FROM scoring_submission_words WHERE scoring_submission_words MATCH %s",
        [sqlite_query(looked_for)],
    )


def matching_or_segments(matching: RawSQL, version: int, segments: Sequence[str]) -> RawSQL:
    """Those companies, and those that a version shows as one of these segments.

    In one list: a condition that either of two holds has databases read every company.
    """
    marks = ", ".join(["%s"] * len(segments))
    of_segments = (
        "SELECT submission_id FROM scoring_assignment"  # noqa: S608
        f" WHERE version_id = %s AND shown_segment IN ({marks})"
    )
    return RawSQL(  # noqa: S611
        f"{matching.sql} UNION ALL {of_segments}", [*matching.params, version, *segments]
    )


def in_columns(looked_for: Sequence[Term], columns: Sequence[int]) -> RawSQL:
    """As `matching_companies`, those with a value that has every term in one of these columns."""
    matching = matching_values(looked_for)
    marks = ", ".join(["%s"] * len(columns))
    return RawSQL(  # noqa: S611
        f"SELECT submission_id FROM scoring_ownvalue WHERE id IN ({matching.sql})"  # noqa: S608
        # As a sum, by which no index is entered: a column has more values than a word
        f" AND column_id + 0 IN ({marks})",
        [*matching.params, *columns],
    )


def matching_anywhere(looked_for: Sequence[Term], columns: Sequence[int]) -> RawSQL:
    """As `matching_companies`, with each term there or in one of these own columns.

    In one list for each term, as of `matching_or_segments`.
    """
    having = []
    params: list[Any] = []
    for term in of_texts(looked_for):
        companies = matching_companies([term])
        values = in_columns([term], columns)
        either = f"{companies.sql} UNION ALL {values.sql}"
        having.append(f"SELECT * FROM ({either}) AS having_term")  # noqa: S608
        params += [*companies.params, *values.params]
    every = " INTERSECT ".join(having)
    return RawSQL(f"SELECT * FROM ({every}) AS having_every", params)  # noqa: S608, S611


def matching_values(looked_for: Sequence[Term]) -> RawSQL:
    """The values of own columns with every term (at least one), for a filter `pk__in`."""
    if connection.vendor == "postgresql":
        every, queries = postgresql_query(looked_for)
        words = "similarco_title(left(text, 200000))"
        return RawSQL(f"SELECT id FROM scoring_ownvalue WHERE {words} @@ ({every})", queries)  # noqa: S608, S611
    return RawSQL(
        "SELECT rowid FROM scoring_ownvalue_words WHERE scoring_ownvalue_words MATCH %s",
        [sqlite_query(looked_for)],
    )


def postgresql_query(looked_for: Sequence[Term]) -> tuple[str, list[str]]:
    """SQL of a tsquery for every term, and its parameters."""
    queries = []
    for term in looked_for:
        phrase = " <-> ".join(term.words)
        queries.append(f"{phrase}:*" if term.is_start else phrase)
    return " && ".join(["to_tsquery('similarco', %s)"] * len(queries)), queries


def sqlite_query(looked_for: Sequence[Term]) -> str:
    """A query of FTS5 for every term."""
    # Words are letters and digits alone, so that no mark of theirs can be one of the query's
    phrases = []
    for term in looked_for:
        # FTS5 drops accents, and leaves the syllables of Korean whole
        phrase = unicodedata.normalize("NFC", " ".join(term.words))
        phrases.append(f'"{phrase}"*' if term.is_start else f'"{phrase}"')
    return " AND ".join(phrases)
