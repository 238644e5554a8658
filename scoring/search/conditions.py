"""Which companies an index of the database finds: by titles, by parts of words, by texts.

Both databases have the same rules, as in scoring/models/search.py; the indexes of titles and parts
are made in migrations 0026 and 0039.
"""

import json
import re
import unicodedata
from collections.abc import Sequence

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Collate, Length, Lower

from scoring.models.search import Term, postgresql_query, sqlite_query
from scoring.models.submissions import Submission, SubmissionQuerySet

# As in the migration: scripts that do not part words by spaces
UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
PART = re.compile(f"[{UNSPACED}]{{2,}}")
LAST = "\U0010ffff"
# Of so many companies with the words the newest are put in order; all others are as far behind
MOST_RANKED = 2_000
# On PostgreSQL those with the words among so many latest companies do, where they are as many as a
# search shows
LATEST = 50_000
ENOUGH_OF_LATEST = 100
# What very many titles have is looked for in those of so many newest companies
MOST_TITLES = 10_000
MOST_LOOKED_THROUGH = 3_000
# What one of so many companies has tells little of any
USUAL = 5
Found = list[tuple[int, float]]


def beginning_with(companies: SubmissionQuerySet, words: str) -> SubmissionQuerySet:
    """Those whose titles begin so, whatever the case, in the order of the alphabet."""
    small = words.lower()
    title = Lower("title")
    # The order of the index, whatever the language of the database
    in_order = Collate(title, "C") if connection.vendor == "postgresql" else title
    beginning = companies.alias(in_order=in_order).filter(in_order__gte=small)
    return beginning.filter(in_order__lt=small + LAST).order_by("in_order", "pk")


def ranked_by_title(
    companies: SubmissionQuerySet, looked_for: Sequence[Term], newest: int = MOST_RANKED
) -> Found:
    """The newest with every term in the title, each with the length of the title."""
    if connection.vendor == "postgresql":
        having = _with_titles_on_postgresql(companies, looked_for)
    else:
        having = companies.extra(
            tables=["scoring_submission_titles"],
            where=[
                "scoring_submission_titles MATCH %s",
                "scoring_submission_titles.rowid = scoring_submission.id",
            ],
            params=[sqlite_query(looked_for)],
            order_by=["-scoring_submission_titles.rowid"],
        )
    return list(having.values_list("pk", Length("title"))[:newest])


def _with_titles_on_postgresql(
    companies: SubmissionQuerySet, looked_for: Sequence[Term]
) -> QuerySet[Submission]:
    """The newest come first. The server itself takes the words of titles for cheap to read anew.

    So it would walk through all companies for a word of some titles, which takes seconds.
    """
    every, queries = postgresql_query(looked_for)
    where = [f"similarco_title(scoring_submission.title) @@ ({every})"]
    having = companies.extra(where=where, params=queries)  # noqa: S610
    # Where nobody can pass, as in no collection, Django does not even ask the server
    told = having.explain(format="json")
    if not told:
        return having.none()
    [expected] = json.loads(told)
    if expected["Plan"]["Plan Rows"] <= MOST_TITLES:
        # As a sum, by which the server walks through no index
        return having.order_by((F("pk") + 0).desc())
    return having.filter(pk__gte=_oldest_looked_through(companies)).order_by("-pk")


def _oldest_looked_through(companies: SubmissionQuerySet) -> int:
    newest = companies.order_by("-pk").values_list("pk", flat=True)
    return newest[MOST_LOOKED_THROUGH:].first() or 0


def with_words(companies: SubmissionQuerySet, looked_for: Sequence[Term]) -> QuerySet[Submission]:
    """Those with every term in title or text, the newest first."""
    if connection.vendor != "postgresql":
        return companies.extra(
            tables=["scoring_submission_words"],
            where=[
                "scoring_submission_words MATCH %s",
                "scoring_submission_words.rowid = scoring_submission.id",
            ],
            params=[sqlite_query(looked_for)],
            order_by=["-scoring_submission_words.rowid"],
        )
    words = [word for term in looked_for for word in term.each_word()]
    if len(words) > len(looked_for):
        # Half of all may have the words of a phrase and nobody the phrase
        every = _with_all_on_postgresql(companies, words).values_list("pk", flat=True)
        oldest = every[MOST_RANKED:].first()
        companies = companies.filter(pk__gte=oldest or 0)
    return _with_all_on_postgresql(companies, looked_for)


def with_small_words(
    companies: SubmissionQuerySet, looked_for: Sequence[Term]
) -> QuerySet[Submission]:
    """Those with words that nearly every text has, the newest first.

    PostgreSQL walks through the newest, which may all be of another language.
    """
    if connection.vendor == "postgresql":
        companies = companies.filter(pk__gte=_oldest_looked_through(companies))
    return with_words(companies, looked_for)


def _with_all_on_postgresql(
    companies: SubmissionQuerySet, looked_for: Sequence[Term]
) -> QuerySet[Submission]:
    every, queries = postgresql_query(looked_for)
    where = [f"scoring_submission.words @@ ({every})"]
    return companies.extra(where=where, params=queries).order_by("-pk")  # noqa: S610


def ranked_by_text(companies: SubmissionQuerySet, looked_for: Sequence[Term]) -> Found:
    """The newest with every term in title or text, each with a number that is less for the better.

    SQLite counts by BM25, PostgreSQL by how dense the words stand. On SQLite companies with what
    every fifth one has are all alike: to weigh a word it counts all that have it.
    """
    if connection.vendor == "postgresql":
        newest = _newest_on_postgresql(companies, looked_for)
        every, weighed = postgresql_query(looked_for)
        badness = f"-ts_rank_cd(scoring_submission.words, {every}, 1)"
        # Asked for the newest by itself, the server would weigh all that have the words
        ranked = companies.filter(pk__in=newest).extra(  # noqa: S610
            select={"badness": badness},
            select_params=weighed,
        )
        return list(ranked.values_list("pk", "badness"))
    having = with_words(companies, looked_for)
    newest = list(having.values_list("pk", flat=True)[:MOST_RANKED])
    if len(newest) == MOST_RANKED and newest[0] - newest[-1] < USUAL * MOST_RANKED:
        return [(company, 0.0) for company in newest]
    badness = "bm25(scoring_submission_words, 5.0, 1.0)"
    ranked = having.extra(select={"badness": badness})  # noqa: S610
    return list(ranked.values_list("pk", "badness")[:MOST_RANKED])


def _newest_on_postgresql(companies: SubmissionQuerySet, looked_for: Sequence[Term]) -> list[int]:
    """The newest with every term. Of many the server would read each before it has the newest.

    So the latest companies are asked first, which is enough for words that many have.
    """
    last = companies.order_by("-pk").values_list("pk", flat=True).first() or 0
    if last > LATEST:
        latest = with_words(companies.filter(pk__gt=last - LATEST), looked_for)
        newest = list(latest.values_list("pk", flat=True)[:MOST_RANKED])
        if len(newest) >= ENOUGH_OF_LATEST:
            return newest
    having = with_words(companies, looked_for)
    return list(having.values_list("pk", flat=True)[:MOST_RANKED])


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


def having_some(
    companies: SubmissionQuerySet, pieces: Sequence[Sequence[str]], most: int
) -> list[tuple[int, str]]:
    """Companies with their titles, which have one piece or more of each word; most first.

    `pieces` are those of each word, of three characters or more.
    """
    if connection.vendor == "postgresql":
        parts = "similarco_parts(scoring_submission.title, scoring_submission.text)"
        every = [piece for of_word in pieces for piece in of_word]
        threes = []
        for piece in every:
            threes.append([piece[at : at + 3] for at in range(len(piece) - 2)])
        of_words = []
        for word in pieces:
            has_any = " OR ".join([f"{parts} @> %s"] * len(word))
            of_words.append(f"({has_any})")
        counted = " + ".join(["(strpos(lower(title), %s) > 0)::int"] * len(every))
        sharing = companies.extra(  # noqa: S610
            where=of_words,
            params=threes,
            select={"shared": counted},
            select_params=every,
        ).extra(order_by=["-shared", "id"])
    else:
        of_words = []
        for word in pieces:
            has_any = " OR ".join(f'"{piece}"' for piece in word)
            of_words.append(f"({has_any})")
        some = " AND ".join(of_words)
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
