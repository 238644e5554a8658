"""The pages of model versions."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from scoring.collections.scopes import widest_scope
from scoring.endpoint.embedded import NoModelError
from scoring.models import ModelVersion, model_versions
from scoring.pages import downloads
from scoring.similar.pairs.meaning import Meaning
from scoring.versions import activation, jobs, moves, page
from scoring.versions.recipes import RecipeError

may_train = permission_required("scoring.add_modelversion", raise_exception=True)


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
    version = get_object_or_404(ModelVersion.objects.of_site(), pk=pk)
    active = model_versions.active()
    before = moves.version_before(version, active)
    scope = widest_scope(request)
    lines = page.cluster_lines(version, page.companies_in(version, active, scope))
    context = {
        "version": version,
        "active": active,
        "words": page.in_words(version),
        "before": before,
        "words_before": before and page.in_words(before),
        "moves": before and moves.moves(version, before, scope),
        "otherwise": before and moves.read_otherwise(version, before, scope),
        "sureness": page.sureness(version),
        "sureness_before": before and page.sureness(before),
        "meaning": Meaning.of(version),
        "may_activate": page.may_become_active(version),
        "categories": page.categories(version),
        "lines": lines[: page.DETAILED],
        "further": lines[page.DETAILED :],
        "settings": page.shown_settings(version),
        "unreadable": page.unreadable(version),
    }
    return render(request, "versions/model_version.html", context)


@require_POST
@may_train
def teach(request: HttpRequest) -> HttpResponse:
    """Have the worker make a version with what reviewers said, to be compared with the active."""
    version = model_versions.embedded()
    try:
        if version is None:
            raise RecipeError("There is no trained model yet.")
        jobs.teach_later(version)
    except RecipeError as error:
        messages.error(request, f"Nothing is trained. {error}")
    else:
        messages.success(
            request,
            "The worker trains a version; once it is ready you can compare it here.",
        )
    return redirect("review")


@require_POST
@may_train
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the worker make a trained version the active one."""
    version = get_object_or_404(ModelVersion, pk=pk, kind=ModelVersion.Kind.EMBEDDED)
    try:
        activation.prepare(version)
    except NoModelError as error:
        messages.error(request, f"{error} The active version goes on.")
    else:
        messages.success(
            request,
            f"The worker scores every company under version {version.pk} and then makes it the "
            "active one.",
        )
    return redirect(version)


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
