"""Which companies come to the desk, and in which order."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from scoring.collections.scopes import ASKED as IN
from scoring.models import Assignment, Cluster, ModelVersion, Scope, ShownClusters
from scoring.pages import paging
from scoring.review.disagreements import Homes, disagreeing

Status, Verdict = Assignment.Status, Assignment.Verdict

# What an address says for the companies whose text and label disagree
DISAGREE = "disagree"
UPCOMING = 4


class Asked(NamedTuple):
    """What an address of the desk asks for.

    A shown cluster (`is_unknown` says that there is no such one), a category, only companies that
    `disagree`; the row to go on behind (`after`) or to show (`at`), and the review that can be
    undone (`last`).
    """

    cluster: Cluster | None = None
    is_unknown: bool = False
    category: str = ""
    disagree: bool = False
    after: int | None = None
    at: int | None = None
    last: int | None = None
    scope: str = ""

    @property
    def filters(self) -> dict[str, str]:
        """What stays from company to company."""
        filters = {}
        if self.disagree:
            filters["order"] = DISAGREE
        if self.cluster:
            filters["cluster"] = str(self.cluster.number)
        if self.category:
            filters["category"] = self.category
        if self.scope:
            filters[IN] = self.scope
        return filters

    def address(self, **place: int | None) -> str:
        """The desk at a place of this queue, with the keyboard at the company."""
        given = {}
        for name, value in place.items():
            if value is not None:
                given[name] = value
        page = reverse("review")
        query = urlencode(self.filters | given)
        if query:
            page = f"{page}?{query}"
        return f"{page}#company"


def read_query(query: QueryDict, clusters: ShownClusters) -> Asked:
    """What an address or a form asks for; what is no number counts as not given."""
    typed = query.get("cluster", "")
    cluster = clusters.get(paging.whole_number(typed))
    # PostgreSQL takes no text that has this character
    category = query.get("category", "").replace("\x00", "")
    return Asked(
        cluster=cluster,
        is_unknown=bool(typed) and cluster is None,
        category=category,
        disagree=query.get("order") == DISAGREE,
        after=paging.whole_number(query.get("after")),
        at=paging.whole_number(query.get("at")),
        last=paging.whole_number(query.get("last")),
        scope=query.get(IN, "")[:10],
    )


class Queue(NamedTuple):
    """The companies that wait for a verdict, as somebody asks for them, the least sure first.

    Each row says by `read_cluster` what it reads like: to a model that had not seen it, where text
    and label are asked for.
    """

    version: ModelVersion
    clusters: ShownClusters
    asked: Asked
    at_home: Homes
    scope: Scope

    def rows(self) -> list[Any]:
        """The row to decide on, and some that come behind it.

        The one that is asked for while it waits, else the least sure one behind the given place.
        """
        shown = None
        if self.asked.at:
            shown = self._waiting().filter(pk=self.asked.at).first()
        before = shown
        if before is None and self.asked.after:
            visible = self.version.assignments.visible_to(self.scope)
            rows = visible.filter(pk=self.asked.after)
            before = rows.only("sure").first()
        found = [shown] if shown else []
        for part in self._behind(before):
            missing = 1 + UPCOMING - len(found)
            if missing:
                found += part[:missing]
        return found

    def _waiting(self) -> QuerySet[Any]:
        """All that are asked for, in no order."""
        scored = self.version.assignments.visible_to(self.scope).filter(
            status=Status.SCORED,
            verdict=Verdict.UNREVIEWED,
        )
        waiting: QuerySet[Any] = scored.annotate(read_cluster=F("shown_cluster"))
        if self.asked.disagree:
            waiting = disagreeing(self.version, self.clusters, self.at_home, self.scope)
        if self.asked.cluster:
            numbers = self.clusters.numbers_in(self.asked.cluster.number)
            waiting = waiting.filter(read_cluster__in=numbers)
        if self.asked.category:
            waiting = waiting.filter(category=self.asked.category)
        return waiting.select_related("submission").defer("vector", "raw_reply")

    def _behind(self, before: Assignment | None) -> list[QuerySet[Any]]:
        """What comes behind a row: those as sure or surer, then those that do not say how sure."""
        waiting = self._waiting()
        with_sureness = waiting.filter(sure__isnull=False)
        measured = with_sureness.order_by("sure", "pk")
        without_sureness = waiting.filter(sure__isnull=True)
        others = without_sureness.order_by("pk")
        if before is None:
            return [measured, others]
        if before.sure is None:
            return [others.filter(pk__gt=before.pk)]
        # The first of the two conditions is what the index is entered by
        as_sure = measured.filter(sure__gte=before.sure)
        is_behind = Q(sure__gt=before.sure) | Q(pk__gt=before.pk)
        surer = as_sure.filter(is_behind)
        return [surer, others]
