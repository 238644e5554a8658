"""What an owner does with a collection: made, described, shared, opened to others, each noted."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from scoring.models import Collection, CollectionEvent, CollectionShare
from scoring.models.collections import new_token

# So long can one that was deleted be brought back
KEPT_FOR = timedelta(days=30)
# Else whoever may do something again and again could fill the log until nothing else is seen of it
ONCE_IN = timedelta(hours=1)
# So soon after another one comes what an impatient click sends
SENT_TWICE = timedelta(seconds=10)
ADDED, EDITED = "Companies added", "Companies, tags or notes changed"
Visibility = Collection.Visibility


class CollectionError(ValueError):
    """What cannot be done; the message says why."""


def note(collection: Collection, told: str, by: User) -> None:
    """Keep what somebody did, for the owner to see."""
    CollectionEvent.objects.create(
        collection=collection,
        told=told[:300],
        by_name=by.get_username(),
    )


def note_once(collections: QuerySet[Collection], told: str, by_name: str) -> None:
    """As `note` in each of these collections, once an hour of what a person does often."""
    lately = CollectionEvent.objects.filter(
        told=told[:300],
        by_name=by_name,
        made_at__gt=timezone.now() - ONCE_IN,
    )
    new = collections.exclude(pk__in=lately.values("collection")).order_by("pk")
    keys = list(new.values_list("pk", flat=True))
    if keys:
        events = [
            CollectionEvent(collection_id=key, told=told[:300], by_name=by_name) for key in keys
        ]
        CollectionEvent.objects.bulk_create(events)


def note_edit(collections: Iterable[int], told: str, by: User | None) -> None:
    """As `note_once` in people's own collections, by their ids; visitors change none of these."""
    own = Collection.objects.filter(
        pk__in=set(collections),
        kind=Collection.Kind.OWN,
    )
    if by:
        note_once(own, told, by.get_username())


@transaction.atomic
def make(owner: User, name: str, description: str) -> Collection:
    """A new private collection; of a form that is sent again within seconds, the one it made.

    Raises:
        CollectionError: there are too many already.
    """
    # What is sent at once by one person waits here for each other
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    of_same_form = Collection.objects.kept().filter(
        owner=owner,
        name=name,
        description=description,
        made_at__gt=timezone.now() - SENT_TWICE,
    )
    made = of_same_form.first()
    if made is None:
        made = Collection(owner=owner, name=name, description=description)
        store(made)
    return made


def store(made: Collection) -> None:
    """Store a new collection. Raises CollectionError: its owner has too many already."""
    # With those that he deleted, which he could bring back
    if Collection.objects.filter(owner=made.owner).count() >= settings.MOST_COLLECTIONS:
        raise CollectionError(
            f"One person can have {settings.MOST_COLLECTIONS} collections here, with those deleted "
            "in the last 30 days, and that is how many you have. Use one of them instead."
        )
    made.save(force_insert=True)


@transaction.atomic
def describe(
    collection: Collection,
    name: str,
    description: str,
    by: User,
) -> None:
    before = collection.name
    collection.name, collection.description = name, description
    collection.save(update_fields=["name", "description"])
    if name != before:
        note(collection, f"Renamed from “{before}” to “{name}”", by)


@transaction.atomic
def share(
    collection: Collection,
    name: str,
    role: str,
    by: User,
) -> CollectionShare:
    """Let somebody read a collection, or also change it.

    Raises:
        CollectionError: there is no such account, or it is the owner's.
    """
    account = User.objects.filter(username=name, is_active=True).first()
    if account is None:
        raise CollectionError(f"There is no account with the name “{name}”.")
    if account.pk == collection.owner_id:
        raise CollectionError("It is yours already.")
    made, _ = CollectionShare.objects.update_or_create(
        collection=collection,
        account=account,
        defaults={"role": role},
    )
    note(collection, f"Shared with {name}, who {made.get_role_display()} it", by)
    return made


@transaction.atomic
def unshare(collection: Collection, share: int, by: User) -> None:
    """Take a share back; one that is gone already is no mistake."""
    shared = collection.shares.select_related("account").filter(pk=share).first()
    if shared:
        shared.delete()
        note(collection, f"No longer shared with {shared.account.get_username()}", by)


def open_by_link(collection: Collection, by: User) -> None:
    """Let whoever has a new secret link read it; an earlier link ends."""
    _show(collection, Visibility.LINK, new_token(), "Made readable by a secret link", by)


def publish(collection: Collection, by: User) -> None:
    _show(collection, Visibility.PUBLIC, "", "Made public", by)


def make_private(collection: Collection, by: User) -> None:
    """End what everybody, or whoever has the link, could see; shares with people stay."""
    _show(collection, Visibility.PRIVATE, "", "Made private", by)


@transaction.atomic
def _show(
    collection: Collection,
    visibility: str,
    token: str,
    told: str,
    by: User,
) -> None:
    collection.visibility, collection.link_token = visibility, token
    collection.save(update_fields=["visibility", "link_token"])
    note(collection, told, by)


@transaction.atomic
def delete(collection: Collection, by: User) -> None:
    """Hide it from everybody at once; for 30 days its owner can bring it back."""
    collection.deleted_at = timezone.now()
    collection.save(update_fields=["deleted_at"])
    note(collection, "Deleted", by)


@transaction.atomic
def bring_back(collection: Collection, by: User) -> None:
    """As it was, but private: who could see it may have forgotten that it was there."""
    collection.deleted_at = None
    collection.save(update_fields=["deleted_at"])
    _show(collection, Visibility.PRIVATE, "", "Brought back", by)


def over() -> QuerySet[Collection]:
    """Those whose days are over, which go for good."""
    return Collection.objects.filter(deleted_at__lt=timezone.now() - KEPT_FOR)
