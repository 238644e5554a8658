"""The pages of a collection's own clusters: all of them, and one."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scoring.clusters import display
from scoring.collections.exports import note_export
from scoring.collections.rights import Rights, rights_in
from scoring.collections.scopes import widest_scope
from scoring.markets.boxes import market_of, shown_clusters
from scoring.markets.changing import acting
from scoring.markets.changing.forms import coarser, finer
from scoring.markets.curve import curve_of
from scoring.markets.differences import changed_since, differences
from scoring.markets.divisions import Divisions, divisions_of
from scoring.markets.exporting import Export
from scoring.markets.lists import list_page
from scoring.models import Cluster, Collection, ModelVersion, Submission
from scoring.pages import downloads
from scoring.pages.paging import whole_number
from scoring.pages.returning import back

OUTSIDE = "outside"
MOST_PAGES = 10_000
# As far back as one may remember what was done
MOST_CHANGES = 30


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def own_clusters(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All clusters of a collection as boxes, or how far the worker is with them."""
    rights = rights_in(request, pk)
    if request.method == "POST":
        refuse_readers(rights)
        acting.divide(request, rights.collection)
        return redirect("own-clusters", pk)
    found = divisions_of(rights.collection)
    if found.shown and (wanted := downloads.asked_format(request)):
        note_export(request, [pk])
        export = Export(rights.collection, found.shown)
        if wanted == "xlsx":
            return downloads.workbook("clusters", export.sheets())
        if wanted == "csv":
            return downloads.reply(export.flat(), wanted)
        response = JsonResponse(export.as_json(), json_dumps_params={"ensure_ascii": False})
        response["Content-Disposition"] = 'attachment; filename="clusters.json"'
        return response
    context = {
        "collection": rights.collection,
        "rights": rights,
        "divisions": found,
        "companies": Submission.objects.visible_to(rights.collection.alone).count(),
    }
    if found.shown:
        context |= _shown(request, rights, found, found.shown)
    return private(render(request, "markets/clusters.html", context), rights.collection)


def _shown(
    request: HttpRequest,
    rights: Rights,
    found: Divisions,
    shown: ModelVersion,
) -> dict[str, object]:
    market = market_of(rights.collection, shown)
    k = len(market.boxes)
    context: dict[str, object] = {
        "market": market,
        "curve": curve_of(shown.figures.get("curve", []), shown.k),
        "coarser": coarser(k),
        "finer": finer(k),
    }
    if rights.may_edit:
        context["changed"] = changed_since(rights.collection, shown).count()
        names = {cluster.number: cluster.name for cluster in shown.clusters.all()}
        changes = display.changes(shown, most=MOST_CHANGES)
        context["changes"] = [(change, change.told(names)) for change in changes]
    if found.proposed and rights.may_edit:
        context["differences"] = differences(
            rights.collection,
            shown,
            found.proposed,
            widest_scope(request),
        )
        context["proposed"] = market_of(rights.collection, found.proposed)
    return context


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def own_cluster(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One cluster with its companies, and what can be done with it."""
    rights = rights_in(request, pk)
    version = shown_version(rights.collection)
    clusters = shown_clusters(version)
    cluster = clusters.get(number)
    if cluster is None:
        raise Http404("There is no such cluster.")
    if cluster.number != number:
        return redirect("own-cluster", pk, cluster.number)
    address = reverse("own-cluster", args=[pk, number])
    if request.method == "POST":
        refuse_readers(rights)
        acting.change(request, rights.collection, version, cluster)
        return back(request, address)
    return _company_page(request, rights, version, cluster)


@require_safe
@never_cache
def outside(request: HttpRequest, pk: int) -> HttpResponse:
    """The companies that fit nowhere."""
    rights = rights_in(request, pk)
    return _company_page(request, rights, shown_version(rights.collection), None)


def _company_page(
    request: HttpRequest,
    rights: Rights,
    version: ModelVersion,
    cluster: Cluster | None,
) -> HttpResponse:
    market = market_of(rights.collection, version)
    boxes = [*market.boxes, *market.hidden]
    box = next((box for box in boxes if box.cluster == cluster), market.outside)
    clusters = shown_clusters(version)
    numbers = None
    if cluster:
        numbers = clusters.numbers_in(cluster.number)
    asked_page = whole_number(request.GET.get("page", "")) or 0
    page = min(asked_page, MOST_PAGES)
    context = {
        "collection": rights.collection,
        "rights": rights,
        "divisions": divisions_of(rights.collection),
        "box": box,
        "others": [each.cluster for each in boxes if each.cluster != cluster],
        "listed": list_page(rights.collection, version, numbers, page),
    }
    return private(render(request, "markets/cluster.html", context), rights.collection)


@require_POST
def undo(request: HttpRequest, pk: int, change: int) -> HttpResponse:
    rights = rights_in(request, pk)
    refuse_readers(rights)
    acting.undo(
        request,
        rights.collection,
        shown_version(rights.collection),
        change,
    )
    return back(request, reverse("own-clusters", args=[pk]))


def shown_version(collection: Collection) -> ModelVersion:
    shown = divisions_of(collection).shown
    if shown is None:
        raise Http404("This collection is not divided.")
    return shown


def refuse_readers(rights: Rights) -> None:
    if not rights.may_edit:
        raise PermissionDenied


def private(response: HttpResponse, collection: Collection) -> HttpResponse:
    if collection.visibility != Collection.Visibility.PUBLIC:
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response
