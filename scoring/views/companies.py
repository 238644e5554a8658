"""What else can be seen of one company, and what staff can say of it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from scoring.forms import ReviewForm, complaints
from scoring.models import Assignment, Submission
from scoring.services import explaining, model_versions, submissions
from scoring.services.loading import NoModelError
from scoring.services.submissions import ReviewError

MOST_PHRASES = 200


@require_safe
@never_cache
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """What the model saw: the known n-grams of the text with their weights, and a service's own words."""
    company = get_object_or_404(Submission, pk=pk)
    embedded, active = model_versions.embedded(), model_versions.active()
    if embedded is None:
        raise Http404("There is no trained model yet.")
    try:
        phrases = explaining.seen(company, embedded)
    except NoModelError as error:
        raise Http404(str(error)) from error
    context = {
        "company": company,
        "embedded": embedded,
        "phrases": phrases if "all" in request.GET else phrases[:MOST_PHRASES],
        "number": len(phrases),
        "row": company.assignments.filter(version=active).first(),
        "own": company.assignments.filter(version=embedded).first(),
    }
    return render(request, "seen.html", context)


@require_POST
@permission_required("scoring.change_submission", raise_exception=True)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Assignment, submission=pk, version=model_versions.active())
    form = ReviewForm(request.POST)
    try:
        if not form.is_valid():
            raise ReviewError(complaints(form))
        submissions.review(row, **form.cleaned_data, reviewer=request.user)
    except ReviewError as error:
        messages.error(request, f"Nothing was changed. {error}")
    else:
        messages.success(request, "Your review is stored.")
    return redirect(row.submission)
