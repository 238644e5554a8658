"""Companies in the order in which a search shows them."""

from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from scoring.models import Scope, Submission
from scoring.models.search import (
    START_IN_TITLES,
    Term,
    cleaned,
    is_telling,
    of_texts,
    terms,
    with_longer_starts,
)
from scoring.models.submissions import SubmissionQuerySet
from scoring.own_columns.columns import OwnColumns
from scoring.own_columns.words import companies_having, companies_with_values
from scoring.search.conditions import (
    MOST_RANKED,
    PART,
    Found,
    beginning_with,
    parts_of,
    ranked_by_text,
    ranked_by_title,
    with_parts,
    with_small_words,
)
from scoring.search.spelling import without_legal_form

# Whoever wants more wants a list with filters
MOST_FOUND = 100
MOST_SUGGESTED = 8
# Whoever types asks with each letter: of so many newest titles the shortest are suggested
NEWEST_SUGGESTED = 200


def found_ids(asked: str, own: OwnColumns, most: int = MOST_FOUND) -> list[int]:
    """The best come first: those called so, those with the words in their titles, in texts.

    Those of which somebody keeps the words in columns of his own come last.
    """
    companies = Submission.objects.visible_to(own.scope).order_by()
    words = cleaned(asked)
    if not words:
        return []
    return _first(_ways(companies, words, own, most), most)


def suggested_ids(typed: str, scope: Scope) -> list[int]:
    """A few companies whose titles go on from what was typed so far."""
    companies = Submission.objects.visible_to(scope).order_by()
    words = cleaned(typed)
    if len(words) < 2:
        return []
    looked_for = terms(words)
    if looked_for:
        # The last word may not be typed to its end
        *before, last = looked_for
        looked_for = [*before, last._replace(is_start=True)]
    ways = _ways_by_title(companies, words, looked_for, MOST_SUGGESTED, NEWEST_SUGGESTED)
    return _first(ways, MOST_SUGGESTED)


def _first(ways: Iterator[list[int]], most: int) -> list[int]:
    """Each company once; no further way is gone once there are enough."""
    found: dict[int, None] = {}
    for ids in ways:
        found |= dict.fromkeys(ids)
        if len(found) >= most:
            break
    return list(found)[:most]


def _ways(
    companies: SubmissionQuerySet,
    words: str,
    own: OwnColumns,
    most: int,
) -> Iterator[list[int]]:
    looked_for = terms(words)
    yield from _ways_by_title(companies, words, looked_for, most)
    name = without_legal_form(words)
    if name != words:
        # Texts of others say “Microsoft Corporation”, its own title “Microsoft” alone
        yield _ids(beginning_with(companies, name), most)
    said = of_texts(looked_for)
    are_telling = any(map(is_telling, said))
    if are_telling:
        yield _best(ranked_by_text(companies, said), most)
    elif said:
        # To weigh words of nearly every text takes longer than to find them
        yield _ids(with_small_words(companies, said), most)
    if parts_of(words):
        yield _shortest(_with_parts(companies, words), most)
    if looked_for and own:
        having = companies_having if are_telling else companies_with_values
        yield _ids(companies.filter(pk__in=having(looked_for, own)).order_by("-pk"), most)


def _ways_by_title(
    companies: SubmissionQuerySet,
    words: str,
    looked_for: Sequence[Term],
    most: int,
    newest: int = MOST_RANKED,
) -> Iterator[list[int]]:
    begun = words.rstrip("* ")
    if begun:
        # One that is called just so is the shortest that begins so
        yield _ids(beginning_with(companies, begun), most)
    if looked_for:
        called = with_longer_starts(looked_for, START_IN_TITLES)
        # The shorter a title, the more of it is what was looked for
        yield _best(ranked_by_title(companies, called, newest), most)
    parts = parts_of(words)
    if parts:
        in_title = Q()
        for part in parts:
            in_title &= Q(title__contains=part)
        yield _shortest(_with_parts(companies, words).filter(in_title), most)


def _with_parts(companies: SubmissionQuerySet, words: str) -> SubmissionQuerySet:
    """Those with the parts, and with all words around them."""
    found = with_parts(companies, parts_of(words))
    around = PART.sub(" ", words)
    if not terms(around):
        return found
    return found.with_words(around)


def _best(found: Found, most: int) -> list[int]:
    """Of those that are alike the oldest come first."""
    found.sort(key=lambda company: (company[1], company[0]))
    return [company for company, _ in found[:most]]


def _shortest(companies: SubmissionQuerySet, most: int) -> list[int]:
    return _ids(companies.order_by(Length("title"), "pk"), most)


def _ids(companies: QuerySet[Submission], most: int) -> list[int]:
    return list(companies.values_list("pk", flat=True)[:most])
