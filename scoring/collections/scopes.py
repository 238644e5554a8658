"""The scope of a page: all that somebody may see, or what of it the address asks for (`?in=`)."""

from collections.abc import Collection as Some
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest

from scoring.accounts.people import Person, person_asking
from scoring.models import Collection, CollectionShare, Scope
from scoring.models.collections import CATALOGUE_ID, OPEN_ID, new_token
from scoring.models.database.written import MadeOnce
from scoring.models.feedback import FOR_ALL
from scoring.pages.paging import whole_number

ASKED = "in"
MINE = "mine"
NAMED = {"catalogue": CATALOGUE_ID, "open": OPEN_ID}
# In a session: the tokens of the secret links that were opened
LINKS = "collection_links"
# By it a visitor is known again who said something of a pair
SPEAKER = "speaker"
# On the request, so that it is read once for each
KEPT, KEPT_OF_STAFF = "_seen_now", "_scope_of_staff"
Visibility = Collection.Visibility
OF_EVERYBODY = MadeOnce(
    lambda visibility: Collection.objects.kept().filter(visibility=visibility).order_by("pk")
)


class Seen(NamedTuple):
    """The collections that somebody may see, in order of their keys, and which are his own."""

    collections: Sequence[Collection]
    mine: frozenset[int]

    @property
    def keys(self) -> tuple[int, ...]:
        return tuple(collection.pk for collection in self.collections)


def seen_by(person: Person, links: Some[str] = ()) -> Seen:
    """What a person may see, with the tokens of the secret links that he opened.

    His own are those that he owns, and those that were shared with him.
    """
    if person.account is None and not links:
        return Seen(OF_EVERYBODY.read(Visibility.PUBLIC.value), frozenset())
    shares = CollectionShare.objects.filter(account=person.account, collection=OuterRef("pk"))
    is_mine = Q(is_shared=True)
    if person.account:
        is_mine |= Q(owner=person.account)
    may_see = is_mine | Q(visibility=Visibility.PUBLIC)
    if links:
        may_see |= Q(visibility=Visibility.LINK, link_token__in=links)
    told = Collection.objects.kept().annotate(is_shared=Exists(shares))
    collections = told.filter(may_see).annotate(is_mine=is_mine)
    in_order = list(collections.order_by("pk"))
    mine = frozenset(collection.pk for collection in in_order if collection.is_mine)
    return Seen(in_order, mine)


def seen_now(request: HttpRequest) -> Seen:
    """What whoever is asking may see, read once for a request."""
    kept = getattr(request, KEPT, None)
    if kept is None:
        kept = seen_by(person_asking(request), request.session.get(LINKS, ()))
        setattr(request, KEPT, kept)
    return kept


def seen_without_links(request: HttpRequest) -> Seen:
    """As `seen_now`, but for what a secret link alone shows: with a link one reads, and no more."""
    if request.session.get(LINKS):
        return seen_by(person_asking(request))
    return seen_now(request)


def scope_of(request: HttpRequest) -> Scope:
    """What is looked at now.

    Raises:
        Http404: the address asks for a collection that is not there, or not to be seen.
    """
    return _asked_of(request, seen_now(request))


def reviewed_scope(request: HttpRequest) -> Scope:
    """The same for whoever writes verdicts, which count for all who see a company."""
    return _asked_of(request, seen_without_links(request))


def _asked_of(request: HttpRequest, seen: Seen) -> Scope:
    widest = Scope(seen.keys, seen.keys, speaker=speaker_of(request))
    asked = request.GET.get(ASKED, "") or request.POST.get(ASKED, "")
    if not asked:
        return widest
    if asked == MINE:
        return widest._replace(collections=tuple(sorted(seen.mine)), asked=asked)
    number = NAMED.get(asked, whole_number(asked))
    if number not in seen.keys:
        raise Http404("There is no such collection.")
    return widest._replace(collections=(number,), asked=asked)


def widest_scope(request: HttpRequest) -> Scope:
    """All that whoever is asking may see, whatever the address asks for."""
    keys = seen_now(request).keys
    return Scope(keys, keys, speaker=speaker_of(request))


def speaker_of(request: HttpRequest) -> str:
    """Whose words on pairs whoever is asking hears besides those that count for all.

    Empty for a visitor who has said none yet.
    """
    person = person_asking(request)
    if person.is_reviewer:
        return FOR_ALL
    if person.account:
        return f"account:{person.account.pk}"
    token = request.session.get(SPEAKER)
    if not token:
        return ""
    return f"session:{token}"


def speaking(request: HttpRequest) -> str:
    """As `speaker_of`, of somebody who says something: a visitor is known again in his session."""
    if not speaker_of(request):
        request.session[SPEAKER] = new_token()
    return speaker_of(request)


def staff_scope(request: HttpRequest) -> Scope:
    """What the pages of the admin show: to admins all, to other staff what they may see."""
    if not person_asking(request).is_admin:
        return widest_scope(request)
    kept: Scope | None = getattr(request, KEPT_OF_STAFF, None)
    if kept is None:
        keys = tuple(Collection.objects.order_by("pk").values_list("pk", flat=True))
        kept = Scope(keys, keys)
        setattr(request, KEPT_OF_STAFF, kept)
    return kept


def public_scope() -> Scope:
    """What everybody may see."""
    keys = Seen(OF_EVERYBODY.read(Visibility.PUBLIC.value), frozenset()).keys
    return Scope(keys, keys)
