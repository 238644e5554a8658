"""Files of private collections, which their owners see in the log."""

from collections.abc import Iterable
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from scoring.accounts.people import person_asking
from scoring.models import Collection, CollectionEvent
from scoring.pages import storage

# Else whoever may read it could fill the log until nothing else is seen of it
ONCE_IN = timedelta(hours=1)


def note_export(request: HttpRequest, collections: Iterable[int]) -> None:
    """Say in each of the collections (by their ids) whose companies stand in a file who had it.

    What everybody may see is not noted.
    """
    if request.method == "HEAD":
        return
    told_of = Collection.objects.exclude(visibility=Collection.Visibility.PUBLIC)
    private = told_of.filter(pk__in=set(collections)).order_by("pk")
    account = person_asking(request).account
    by_name = account.get_username() if account else "somebody with the link"
    lately = CollectionEvent.objects.filter(
        told="Exported", by_name=by_name, made_at__gt=timezone.now() - ONCE_IN
    )
    keys = list(private.exclude(pk__in=lately.values("collection")).values_list("pk", flat=True))
    if keys:
        events = [
            CollectionEvent(collection_id=key, told="Exported", by_name=by_name) for key in keys
        ]
        # Who could not have a file because that cannot be stored would have it by other pages
        with storage.doing_without("the log of a collection"):
            CollectionEvent.objects.bulk_create(events)
