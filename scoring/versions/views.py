"""The pages of model versions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scoring.clusters import overview
from scoring.endpoint.embedded import NoModelError
from scoring.models import ModelVersion, model_versions
from scoring.pages import downloads
from scoring.versions import page


@require_safe
@never_cache
def model_list(request: HttpRequest) -> HttpResponseBase:
    """All versions: a page with their categories by cluster, or a file with their figures."""
    if wanted := downloads.asked_format(request):
        return downloads.reply(page.versions_table(), wanted)
    versions = [(version, page.composition(version)) for version in page.all_versions()]
    context = {"versions": versions, "active": model_versions.active()}
    return render(request, "versions/models.html", context)


@require_safe
@never_cache
def model_version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version, active or not: its settings, clusters and categories."""
    version = get_object_or_404(ModelVersion, pk=pk)
    context = {
        "version": version,
        "active": model_versions.active(),
        "shelves": overview.shelves(version),
        "composition": page.composition(version),
        "settings": page.shown_settings(version),
    }
    return render(request, "versions/model_version.html", context)


@require_safe
def vocabulary(request: HttpRequest, pk: int) -> HttpResponse:
    """The studio's table of n-grams, for a version whose model can be read."""
    get_object_or_404(ModelVersion, pk=pk, kind=ModelVersion.Kind.EMBEDDED)
    try:
        table = page.vocabulary_table(pk)
    except NoModelError as error:
        raise Http404(str(error)) from error
    response = HttpResponse(table, content_type="text/tab-separated-values; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="vocabulary-{pk}.tsv"'
    return response
