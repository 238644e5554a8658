"""The pages of clusters: those of the active version, and of any version at a permanent address."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scoring.models import ModelVersion
from scoring.services import browsing, company_lists, model_versions
from scoring.views import downloads


@require_safe
@never_cache
def clusters(request: HttpRequest) -> HttpResponse:
    version = model_versions.active()
    return render(request, "clusters.html", {"version": version, "shelves": browsing.shelves(version)})


@require_safe
@never_cache
def cluster(request: HttpRequest, number: int) -> HttpResponseBase:
    return _page(request, model_versions.active(), number)


@require_safe
@never_cache
def version_cluster(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    return _page(request, get_object_or_404(ModelVersion, pk=pk), number)


def _page(request: HttpRequest, version: ModelVersion | None, number: int) -> HttpResponseBase:
    shelf = browsing.shelf(version, number)
    if version is None or shelf is None:
        raise Http404("no such cluster")
    if wanted := downloads.asked(request):
        return downloads.reply(company_lists.table(request.GET, version, number), wanted)
    listed = company_lists.listed(request.GET, version, number)
    return render(request, "cluster.html", {"shelf": shelf, "listed": listed, "version": version})
