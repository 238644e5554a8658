"""Files of private collections, which their owners see in the log."""

from django.http import HttpRequest

from scoring.accounts.people import person_asking
from scoring.collections.scopes import seen_now
from scoring.models import Collection, CollectionEvent, Scope
from scoring.pages import storage


def note_export(request: HttpRequest, scope: Scope) -> None:
    """Say in each collection of a file who had it; what everybody may see is not noted."""
    if request.method == "HEAD":
        return
    account = person_asking(request).account
    by_name = account.get_username() if account else "somebody with the link"
    events = []
    for collection in seen_now(request).collections:
        is_public = collection.visibility == Collection.Visibility.PUBLIC
        if collection.pk in scope.collections and not is_public:
            event = CollectionEvent(collection=collection, told="Exported", by_name=by_name)
            events.append(event)
    if events:
        # Who could not have a file because that cannot be stored would have it by other pages
        with storage.doing_without("the log of a collection"):
            CollectionEvent.objects.bulk_create(events)
