"""The pages of model versions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scoring.collections.scopes import widest_scope
from scoring.endpoint.embedded import NoModelError
from scoring.models import ModelVersion, model_versions
from scoring.pages import downloads
from scoring.versions import moves, page


@require_safe
@never_cache
def model_list(request: HttpRequest) -> HttpResponseBase:
    """All versions: a page that says what each knows, or a file with their figures."""
    if wanted := downloads.asked_format(request):
        return downloads.reply(page.versions_table(), wanted)
    versions = [(version, page.in_words(version)) for version in page.all_versions()]
    context = {"versions": versions, "active": model_versions.active()}
    return render(request, "versions/models.html", context)


@require_safe
@never_cache
def model_version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version, active or not: what it knows, how good it is, what changed, its clusters."""
    version = get_object_or_404(ModelVersion, pk=pk)
    active = model_versions.active()
    before = moves.version_before(version)
    scope = widest_scope(request)
    lines = page.cluster_lines(version, page.companies_in(version, active, scope))
    context = {
        "version": version,
        "active": active,
        "words": page.in_words(version),
        "before": before,
        "words_before": before and page.in_words(before),
        "moves": before and moves.moves(version, before, scope),
        "categories": page.categories(version),
        "lines": lines[: page.DETAILED],
        "further": lines[page.DETAILED :],
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
