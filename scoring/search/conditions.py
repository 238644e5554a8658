"""Which companies an index of the database finds: by titles, by parts of words, by texts.

Both databases have the same rules, as in scoring/models/search.py; the indexes of titles and parts
are made in migration 0026.
"""

import re
import unicodedata
from collections.abc import Sequence

from django.db import connection
from django.db.models.expressions import RawSQL

from scoring.models.search import Term, postgresql_query, sqlite_query
from scoring.models.submissions import SubmissionQuerySet

# As in the migration: scripts that do not part words by spaces
UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
PART = re.compile(f"[{UNSPACED}]{{2,}}")
LAST = "\U0010ffff"
# Of so many companies with the words the newest are put in order; all others are as far behind
MOST_RANKED = 5_000
Found = list[tuple[int, float]]


def beginning_with(companies: SubmissionQuerySet, words: str) -> SubmissionQuerySet:
    """Those whose titles begin so, whatever the case."""
    small = words.lower()
    if connection.vendor == "postgresql":
        return companies.filter(title__lower__startswith=small)
    return companies.filter(title__lower__gte=small, title__lower__lt=small + LAST)


def with_title_words(
    companies: SubmissionQuerySet, looked_for: Sequence[Term]
) -> SubmissionQuerySet:
    """Those with every term in the title."""
    if connection.vendor == "postgresql":
        every, queries = postgresql_query(looked_for)
        sql = f"SELECT id FROM scoring_submission WHERE similarco_title(title) @@ ({every})"  # noqa: S608
        return companies.filter(pk__in=RawSQL(sql, queries))  # noqa: S611
    sql = "SELECT rowid FROM scoring_submission_words WHERE scoring_submission_words MATCH %s"
    return companies.filter(pk__in=RawSQL(sql, [f"title : ({sqlite_query(looked_for)})"]))  # noqa: S611


def ranked_by_text(companies: SubmissionQuerySet, looked_for: Sequence[Term]) -> Found:
    """The newest with every term in title or text, each with a number that is less for the better.

    SQLite counts by BM25, PostgreSQL by how dense the words stand.
    """
    if connection.vendor == "postgresql":
        every, queries = postgresql_query(looked_for)
        having = companies.extra(  # noqa: S610
            where=[f"scoring_submission.words @@ ({every})"],
            params=queries,
            select={"badness": f"-ts_rank_cd(scoring_submission.words, {every}, 1)"},
            select_params=queries,
        ).order_by("-pk")
    else:
        having = companies.extra(
            tables=["scoring_submission_words"],
            where=[
                "scoring_submission_words MATCH %s",
                "scoring_submission_words.rowid = scoring_submission.id",
            ],
            params=[sqlite_query(looked_for)],
            select={"badness": "bm25(scoring_submission_words, 5.0, 1.0)"},
            order_by=["-scoring_submission_words.rowid"],
        )
    return list(having.values_list("pk", "badness")[:MOST_RANKED])


def parts_of(asked: str) -> list[str]:
    """What is looked for inside of words: two and more characters of a script without spaces."""
    return PART.findall(unicodedata.normalize("NFC", asked))


def with_parts(companies: SubmissionQuerySet, parts: Sequence[str]) -> SubmissionQuerySet:
    """Those that have every part in title or text."""
    for part in parts:
        if connection.vendor == "postgresql":
            pairs = [part[at : at + 2] for at in range(len(part) - 1)]
            sql = """SELECT id FROM scoring_submission WHERE similarco_parts(title, text) @> %s
                AND (strpos(title, %s) > 0 OR strpos(text, %s) > 0)"""
            found = RawSQL(sql, [pairs, part, part])  # noqa: S611
        elif len(part) == 2:
            # Every part of three characters that begins with the two
            sql = "SELECT doc FROM scoring_submission_part_terms WHERE term >= %s AND term < %s"
            found = RawSQL(sql, [part, part + LAST])  # noqa: S611
        else:
            sql = """SELECT rowid FROM scoring_submission_parts
                WHERE scoring_submission_parts MATCH %s"""
            found = RawSQL(sql, [f'"{part}"'])  # noqa: S611
        companies = companies.filter(pk__in=found)
    return companies


def sharing_parts(
    companies: SubmissionQuerySet, words: Sequence[str], most: int
) -> list[tuple[int, str]]:
    """Companies with their titles: those that share most parts of three letters with the words."""
    shared = []
    for word in words:
        padded = f" {word} "
        shared += [padded[at : at + 3] for at in range(len(padded) - 2)]
    # Each once
    threes = list(dict.fromkeys(shared))
    if connection.vendor == "postgresql":
        counted = " + ".join(["(strpos(lower(title), %s) > 0)::int"] * len(threes))
        sharing = companies.extra(  # noqa: S610
            where=["similarco_parts(scoring_submission.title, scoring_submission.text) && %s"],
            params=[threes],
            select={"shared": counted},
            select_params=threes,
        ).extra(order_by=["-shared", "id"])
    else:
        some = " OR ".join(f'"{three}"' for three in threes)
        sharing = companies.extra(
            tables=["scoring_submission_parts"],
            where=[
                "scoring_submission_parts MATCH %s",
                "scoring_submission_parts.rowid = scoring_submission.id",
            ],
            params=[f"title : ({some})"],
            order_by=["scoring_submission_parts.rank"],
        )
    return list(sharing.values_list("pk", "title")[:most])
