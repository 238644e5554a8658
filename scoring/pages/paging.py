"""Lists that are paged by key."""

from typing import Any, NamedTuple

from django.http import QueryDict

from scoring.models.submissions import SubmissionQuerySet

PAGE_SIZE = 50
MOST_DIGITS = 9


class Page(NamedTuple):
    """One page of a list that is paged by key; `older` and `newer` are keys, or None at an end.

    The companies were read `under` a version, so they have its status, shown cluster and verdict.
    """

    companies: list[Any]
    older: int | None
    newer: int | None


def page(companies: SubmissionQuerySet, query: QueryDict) -> Page:
    """Newest first; `?after=` goes on below a company, `?before=` back above one."""
    after = whole_number(query.get("after"))
    before = whole_number(query.get("before"))
    # One more than a page holds tells whether there is another page
    if before is not None:
        above = companies.filter(pk__gt=before).order_by("pk")
        nearest_first = list(above[: PAGE_SIZE + 1])
        has_newer = len(nearest_first) > PAGE_SIZE
        # Whoever goes back came from there
        has_older = True
        shown = nearest_first[:PAGE_SIZE][::-1]
    else:
        below = companies.filter(pk__lt=after) if after is not None else companies
        newest_first = list(below.order_by("-pk")[: PAGE_SIZE + 1])
        has_newer = after is not None
        has_older = len(newest_first) > PAGE_SIZE
        shown = newest_first[:PAGE_SIZE]
    return Page(
        shown,
        older=shown[-1].pk if shown and has_older else None,
        newer=shown[0].pk if shown and has_newer else None,
    )


def whole_number(text: str | None) -> int | None:
    """A number from an address, small enough for every column; None for anything else."""
    if not text or len(text) > MOST_DIGITS:
        return None
    return int(text) if text.isascii() and text.isdigit() else None
