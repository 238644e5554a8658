"""Lists that are paged by key."""

from typing import Any, NamedTuple

from django.http import QueryDict

from scoring.models.submissions import SubmissionQuerySet

PAGE_SIZE = 50


class Page(NamedTuple):
    """One page of a list that is paged by key; `older` and `newer` are keys, or None at an end.

    The companies were read `under` a version, so they have its status, shown cluster and verdict.
    """

    companies: list[Any]
    older: int | None
    newer: int | None


def page(companies: SubmissionQuerySet, asked: QueryDict) -> Page:
    """Newest first; `?after=` goes on below a company, `?before=` back above one."""
    after, before = whole_number(asked.get("after")), whole_number(asked.get("before"))
    if before is not None:
        found = list(companies.filter(pk__gt=before).order_by("pk")[: PAGE_SIZE + 1])
        more_newer, more_older = len(found) > PAGE_SIZE, True
        found = found[:PAGE_SIZE][::-1]
    else:
        chosen = companies.filter(pk__lt=after) if after is not None else companies
        found = list(chosen.order_by("-pk")[: PAGE_SIZE + 1])
        more_newer, more_older = after is not None, len(found) > PAGE_SIZE
        found = found[:PAGE_SIZE]
    return Page(
        found,
        older=found[-1].pk if found and more_older else None,
        newer=found[0].pk if found and more_newer else None,
    )


def whole_number(asked: str | None) -> int | None:
    """A number from an address, small enough for every column; None for anything else."""
    return int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 10 else None
