"""The collections that somebody may see, with how many companies each has."""

from typing import NamedTuple

from django.http import HttpRequest

from scoring.accounts.people import person_asking
from scoring.collections.scopes import seen_now, widest_scope
from scoring.models import Collection, Tally, model_versions


class Line(NamedTuple):
    """A collection; `companies` is None while there is no model under which they are counted."""

    collection: Collection
    companies: int | None


class Overview(NamedTuple):
    """Those of whoever is asking, those that others let him see, and those of the site.

    `deleted` are his own, which he can bring back.
    """

    own: list[Line]
    shared: list[Line]
    others: list[Line]
    of_site: list[Line]
    deleted: list[Collection]


def overview_of(request: HttpRequest) -> Overview:
    account = person_asking(request).account
    seen = seen_now(request)
    version = model_versions.active()
    counts: dict[int, int] = {}
    if version:
        visible = Tally.objects.visible_to(widest_scope(request))
        counts = visible.filter(version=version).totals("collection")
    overview = Overview([], [], [], [], [])
    for collection in seen.collections:
        companies = None
        if version:
            companies = counts.get(collection.pk, 0)
        if not collection.is_own:
            part = overview.of_site
        elif account and collection.owner_id == account.pk:
            part = overview.own
        elif collection.pk in seen.mine:
            part = overview.shared
        else:
            part = overview.others
        part.append(Line(collection, companies))
    if account:
        gone = Collection.objects.filter(owner=account, deleted_at__isnull=False)
        overview.deleted.extend(gone.order_by("-deleted_at"))
    return overview
