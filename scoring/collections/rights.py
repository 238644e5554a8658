"""Who may do what with a collection."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest

from scoring.accounts.people import Person, person_asking
from scoring.accounts.senders import sender_of
from scoring.collections.scopes import seen_now, widest_scope
from scoring.models import Collection, CollectionShare, Sender, Submission
from scoring.models.collections import OPEN_ID

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
    is_owner = collection.owner_id == person.account.pk
    return Rights(collection, is_owner, may_edit=edits(person.account, collection))


def edits(account: User, collection: Collection) -> bool:
    """Whether somebody may put companies into a collection and change those in it, as it is now."""
    if collection.owner_id == account.pk:
        return True
    return collection.shares.filter(account=account, role=EDITOR).exists()


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
    kept = Collection.objects.kept().order_by("name", "pk")
    own = kept.filter(owner=person.account)
    shared = kept.filter(shares__account=person.account, shares__role=EDITOR)
    return [*own, *shared]


def changeable(request: HttpRequest, companies: Sequence[Submission]) -> list[Submission]:
    """Those of these companies that whoever is asking may change, as it is now.

    The companies of collections that he edits, and of the open one those that he sent.
    """
    editable = {collection.pk for collection in editable_by(person_asking(request))}
    sender = sender_of(request)
    in_open = [company.pk for company in companies if company.collection_id == OPEN_ID]
    sent: set[int] = set()
    if sender and in_open:
        of_sender = Sender.objects.visible_to(widest_scope(request)).filter(sender=sender)
        sent.update(of_sender.filter(submission__in=in_open).values_list("submission", flat=True))
    return [each for each in companies if each.collection_id in editable or each.pk in sent]


def locked_changeable(request: HttpRequest, companies: Iterable[int]) -> list[Submission]:
    """As `changeable`, of companies by their ids, which nobody else changes until the transaction
    ends: what somebody might do when his page was made he may not any more if it was taken back.
    """
    visible = Submission.objects.visible_to(widest_scope(request)).filter(pk__in=companies)
    locked = visible.select_for_update(of=("self",)).select_related("collection")
    return changeable(request, list(locked.order_by("pk")))
