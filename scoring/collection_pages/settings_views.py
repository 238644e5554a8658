"""What the owner of a collection does with it: one page, one button for each thing."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from scoring.collection_pages.forms import CollectionForm, ShareForm
from scoring.collections import changing
from scoring.collections.changing import CollectionError
from scoring.collections.rights import owned_in
from scoring.models import Collection
from scoring.pages.paging import whole_number
from scoring.pages.visitors import SignedInRequest

SHOWN_EVENTS = 100
# Button -> what it does, and what is said once it is done
PLAIN: dict[str, tuple[Callable[..., None], str]] = {
    "link": (
        changing.open_by_link,
        "Whoever has the link can read it now. Earlier links no longer work.",
    ),
    "publish": (changing.publish, "Everybody can see it now."),
    "private": (changing.make_private, "Only you and those with whom you share it see it now."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def collection_settings(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name, sharing, link, log and end of one's own collection."""
    collection = owned_in(request, pk)
    if request.method != "POST":
        return _page(request, collection)
    wanted = request.POST.get("do", "")
    if wanted == "describe":
        form = CollectionForm(request.POST)
        if not form.is_valid():
            return _page(request, collection, status=422, form=form)
        changing.describe(collection, **form.cleaned_data, by=request.user)
        messages.success(request, "Saved.")
    elif wanted == "share":
        return _share(request, collection)
    elif wanted == "delete":
        changing.delete(collection, request.user)
        done = f"“{collection.name}” is deleted. You can bring it back within 30 days."
        messages.success(request, done)
        return redirect("collections")
    elif wanted == "unshare":
        share = whole_number(request.POST.get("share")) or 0
        changing.unshare(collection, share, request.user)
        messages.success(request, "It is not shared with this person any more.")
    elif wanted in PLAIN:
        change, done = PLAIN[wanted]
        change(collection, request.user)
        messages.success(request, done)
    return redirect("collection-settings", pk)


def _share(request: SignedInRequest, collection: Collection) -> HttpResponse:
    form = ShareForm(request.POST)
    if form.is_valid():
        sent = form.cleaned_data
        try:
            changing.share(collection, sent["account"], sent["role"], request.user)
        except CollectionError as error:
            form.add_error("account", str(error))
        else:
            messages.success(request, f"It is shared with {sent['account']}.")
            return redirect("collection-settings", collection.pk)
    return _page(request, collection, status=422, share_form=form)


def _page(
    request: SignedInRequest,
    collection: Collection,
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    stored = {"name": collection.name, "description": collection.description}
    link = ""
    if collection.visibility == Collection.Visibility.LINK:
        link = settings.SITE_URL + reverse("collection-link", args=[collection.link_token])
    context = {
        "collection": collection,
        "form": CollectionForm(initial=stored),
        "share_form": ShareForm(),
        "shares": collection.shares.select_related("account").order_by("account__username"),
        "events": collection.events.all()[:SHOWN_EVENTS],
        "link": link,
        **forms,
    }
    return render(request, "collection_pages/settings.html", context, status=status)


@require_POST
@login_required
def bring_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """A collection that its owner deleted, as long as it is kept."""
    gone = Collection.objects.filter(owner=request.user, deleted_at__isnull=False)
    collection = get_object_or_404(gone, pk=pk)
    if changing.over().filter(pk=pk).exists():
        raise Http404("Its 30 days are over.")
    changing.bring_back(collection, request.user)
    messages.success(request, f"“{collection.name}” is back. Only you and its readers see it.")
    return redirect("collection", pk)
