"""All collections that somebody may see, and one of them with its companies."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from scoring.accounts.people import person_asking
from scoring.collection_pages import moving
from scoring.collection_pages.contents import contents_of, own_contents_of
from scoring.collection_pages.forms import CollectionForm
from scoring.collection_pages.overview import overview_of
from scoring.collections import changing
from scoring.collections.changing import CollectionError
from scoring.collections.exports import note_export
from scoring.collections.rights import Rights, owned_in, rights_in
from scoring.collections.scopes import ASKED, LINKS, seen_now, widest_scope
from scoring.companies import choosing, lists
from scoring.companies.addresses import CHOSEN, ListAddress
from scoring.companies.facet_links import offered_to
from scoring.markets.divisions import divisions_of
from scoring.models import Collection, Import, ShownClusters, Submission, model_versions
from scoring.pages import downloads
from scoring.pages.visitors import SignedInRequest

MOST_LINKS = 50
# What the address of a collection says that leaves its list whole
BY = "by"
WHOLE = (BY, ASKED)
SHOWN_FILES = 3
SHOWN_SHARES = 5


@require_safe
@never_cache
def collections(request: HttpRequest) -> HttpResponse:
    context = {"overview": overview_of(request), "person": person_asking(request)}
    return render(request, "collection_pages/collections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def new_collection(request: SignedInRequest) -> HttpResponse:
    form = CollectionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = changing.make(request.user, **form.cleaned_data)
        except CollectionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                "Your collection is ready. Only you can see it until you share it.",
            )
            return redirect("collection", made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "collection_pages/new.html", {"form": form}, status=status)


@require_safe
@never_cache
def collection(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Its companies by the filters of the address: a page or a file."""
    rights = rights_in(request, pk)
    version = model_versions.active()
    clusters = ShownClusters.of_version(version)
    scope = widest_scope(request)._replace(collections=(pk,))
    if wanted := downloads.asked_format(request):
        note_export(request, scope.collections)
        table = lists.list_table(request.GET, version, clusters, scope)
        return downloads.reply(table, wanted)
    if request.GET.get("do") == "move" and rights.is_owner:
        chosen = ListAddress.read(request.GET, ()).chosen
        if chosen:
            ticked = urlencode({CHOSEN: chosen}, doseq=True)
            return redirect(f"{reverse('move-companies', args=[pk])}?{ticked}")
    if answer := choosing.answer(request, version, clusters, scope):
        return answer
    listed = lists.list_page(request.GET, version, clusters, scope, offered_to(request.user))
    division = divisions_of(rights.collection).shown
    context = {
        "collection": rights.collection,
        "rights": rights,
        "listed": listed,
        "may_move": rights.is_owner,
        "owner": rights.collection.owner,
        "division": division,
    }
    narrowing = [name for name, value in request.GET.items() if value and name not in WHOLE]
    if listed.rows and not narrowing:
        context["contents"] = contents_of(listed.counted, version, clusters, scope)
        context |= _beside(rights)
        if division and request.GET.get(BY) != "sectors":
            context["own"] = own_contents_of(rights.collection, division, listed.counted.total)
    response = render(request, "collection_pages/collection.html", context)
    if rights.collection.visibility != Collection.Visibility.PUBLIC:
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _beside(rights: Rights) -> dict[str, object]:
    """Whence its companies came, for who may import, and with whom it is shared, for its owner."""
    beside: dict[str, object] = {}
    if rights.may_edit:
        files = Import.objects.filter(collection=rights.collection).order_by("-pk")
        light = files.defer("head", "sheets", "layout", "mapping")
        beside["files"] = light[:SHOWN_FILES]
    if rights.is_owner:
        shares = rights.collection.shares.select_related("account")
        beside["shares"] = shares.order_by("account__username")[:SHOWN_SHARES]
    return beside


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def move_companies(request: SignedInRequest, pk: int) -> HttpResponse:
    """The ticked companies, and into which other collection of one's own they go."""
    source = owned_in(request, pk)
    asked = request.POST if request.method == "POST" else request.GET
    chosen = ListAddress.read(asked, ()).chosen
    others = []
    target = None
    for each in seen_now(request).collections:
        if each.owner_id == request.user.pk and each.pk != pk:
            others.append(each)
            if str(each.pk) == request.POST.get("into"):
                target = each
    trouble = ""
    if request.method == "POST":
        if target and chosen:
            moved, known = moving.move(chosen, source, target, request.user)
            companies = "1 company is"
            if moved != 1:
                companies = f"{moved} companies are"
            done = f"{companies} in “{target.name}” now."
            if known:
                done += f" {known} stayed here: the same are there already."
            messages.success(request, done)
            return redirect("collection", pk)
        trouble = "Choose where they go." if chosen else "Tick companies in the list first."
    there = Submission.objects.visible_to(source.alone)
    context = {
        "collection": source,
        "companies": there.filter(pk__in=chosen).defer("text").order_by("-pk"),
        "others": others,
        "trouble": trouble,
    }
    status = 422 if trouble else 200
    return render(request, "collection_pages/move.html", context, status=status)


@require_safe
@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the secret link of a collection may read it in this session."""
    by_link = Collection.objects.kept().filter(visibility=Collection.Visibility.LINK)
    found = by_link.filter(link_token=token).first()
    if found is None:
        raise Http404("There is no such collection.")
    opened = []
    for each in request.session.get(LINKS, ()):
        if each != token:
            opened.append(each)
    request.session[LINKS] = [*opened, token][-MOST_LINKS:]
    response = redirect("collection", found.pk)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
