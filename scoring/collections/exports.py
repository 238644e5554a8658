"""Files of private collections, which their owners see in the log."""

from collections.abc import Iterable

from django.http import HttpRequest

from scoring.accounts.people import person_asking
from scoring.collections.changing import note_once
from scoring.models import Collection
from scoring.pages import storage


def note_export(request: HttpRequest, collections: Iterable[int]) -> None:
    """Say in each of the collections (by their ids) whose companies stand in a file who had it.

    What everybody may see is not noted.
    """
    if request.method == "HEAD":
        return
    told_of = Collection.objects.exclude(visibility=Collection.Visibility.PUBLIC)
    account = person_asking(request).account
    by_name = account.get_username() if account else "somebody with the link"
    # Who could not have a file because that cannot be stored would have it by other pages
    with storage.doing_without("the log of a collection"):
        note_once(told_of.filter(pk__in=set(collections)), "Exported", by_name)
