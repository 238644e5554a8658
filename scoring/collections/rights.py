"""Who may do what with a collection."""

from typing import NamedTuple

from django.http import Http404, HttpRequest

from scoring.accounts.people import Person, person_asking
from scoring.collections.scopes import seen_now
from scoring.models import Collection, CollectionShare

EDITOR = CollectionShare.Role.EDITOR


class Rights(NamedTuple):
    """A collection: whether somebody owns it, and whether he may change its companies."""

    collection: Collection
    is_owner: bool
    may_edit: bool


def rights_in(request: HttpRequest, pk: int) -> Rights:
    """What whoever is asking may do with a collection.

    Raises:
        Http404: it is not there, or not to be seen.
    """
    for collection in seen_now(request).collections:
        if collection.pk == pk:
            return rights_of(person_asking(request), collection)
    raise Http404("There is no such collection.")


def rights_of(person: Person, collection: Collection) -> Rights:
    if person.account is None or not collection.is_own:
        return Rights(collection, is_owner=False, may_edit=False)
    if collection.owner_id == person.account.pk:
        return Rights(collection, is_owner=True, may_edit=True)
    edits = collection.shares.filter(account=person.account, role=EDITOR).exists()
    return Rights(collection, is_owner=False, may_edit=edits)


def owned_in(request: HttpRequest, pk: int) -> Collection:
    """A collection of whoever is asking.

    Raises:
        Http404: it is not there, or somebody else's; which of both, nobody is told.
    """
    rights = rights_in(request, pk)
    if not rights.is_owner:
        raise Http404("There is no such collection of yours.")
    return rights.collection


def editable_by(person: Person) -> list[Collection]:
    """The collections into which somebody may put companies, his own first."""
    if person.account is None:
        return []
    own = list(Collection.objects.kept().filter(owner=person.account).order_by("name", "pk"))
    shared = Collection.objects.kept().filter(shares__account=person.account, shares__role=EDITOR)
    return own + list(shared.order_by("name", "pk"))
