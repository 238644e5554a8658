"""What pages show of stored rows, in a fixed number of queries."""

import logging
from collections import Counter
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.core.cache import cache
from django.http import QueryDict
from redis.exceptions import RedisError

from scoring.endpoint import versions
from scoring.models import Assignment, Cluster, ModelVersion, Submission, Tally
from scoring.models.submissions import SubmissionQuerySet
from scoring.similar.nearest import Similar

PAGE_SIZE = 50
MOST_CATEGORIES = 100
CATEGORIES_KEY = "known-categories"
CATEGORIES_SECONDS = 60

logger = logging.getLogger(__name__)


class Page(NamedTuple):
    """One page of a list that is paged by key; `older` and `newer` are keys, or None at an end.

    The companies were read `under` a version, so they have its status, shown cluster and verdict.
    """

    companies: list[Any]
    older: int | None
    newer: int | None


class Bar(NamedTuple):
    """The distance to one centre; `length` is 0 to 100 of the longest."""

    cluster: Cluster | None
    number: int
    distance: float
    length: float


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


def known_categories() -> list[str]:
    """The most used categories in alphabetical order, at most a minute old; a dead cache costs only time."""
    try:
        return cache.get_or_set(CATEGORIES_KEY, _most_used_categories, CATEGORIES_SECONDS) or []
    except RedisError:
        logger.warning("The cache of CACHE_URL does not answer")
        return _most_used_categories()


def _most_used_categories() -> list[str]:
    version = versions.embedded()
    totals = Tally.objects.filter(version=version).exclude(category="").totals("category")
    return sorted(name for name, _ in Counter(totals).most_common(MOST_CATEGORIES))


def remote_host() -> str:
    """The host that texts are sent to, empty while the embedded model scores."""
    return urlsplit(settings.AML_URL).hostname or "" if settings.AML_URL else ""


def counts(version: ModelVersion | None) -> dict[str, int]:
    """How many companies have each status."""
    return Tally.objects.filter(version=version).totals("status") if version else {}


def shown(clusters: dict[int, Cluster], row: Assignment | None) -> Cluster | None:
    return clusters.get(row.shown_cluster) if row and row.shown_cluster is not None else None


def distance_bars(clusters: dict[int, Cluster], row: Assignment | None) -> list[Bar]:
    """The distances of an assignment, nearest first, each centre under its own name."""
    if row is None or not row.distances:
        return []
    longest, own = max(row.distances) or 1.0, versions.own_names(clusters)
    bars = [Bar(own.get(n), n, d, round(100 * d / longest, 1)) for n, d in enumerate(row.distances)]
    return sorted(bars, key=lambda bar: (bar.distance, bar.number))


def with_clusters(clusters: dict[int, Cluster], found: list[Similar]) -> list[tuple[Similar, Cluster | None]]:
    return [(each, clusters.get(each.cluster) if each.cluster is not None else None) for each in found]


def may_score_again(company: Submission, user: User | AnonymousUser) -> bool:
    """Anybody may have a waiting or failed score tried again; staff any."""
    if user.is_staff:
        return True
    version = versions.active()
    row = company.assignments.filter(version=version).first() if version else None
    return row is not None and row.status in (Assignment.Status.PENDING, Assignment.Status.FAILED)
