"""The pages about the site."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from scoring.companies import explaining
from scoring.models import model_versions


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    sentence = request.GET.get("sentence", explaining.SENTENCE)[: explaining.LONGEST_SENTENCE]
    active = model_versions.active()
    embedded = model_versions.embedded_beside(active)
    context = {
        "software": settings.VERSION,
        "version": active,
        "embedded": embedded,
        "sentence": sentence,
        "longest_sentence": explaining.LONGEST_SENTENCE,
        "ngrams": explaining.ngrams(sentence, embedded),
    }
    return render(request, "site/about.html", context)


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "site/contact.html", {"email": settings.CONTACT_EMAIL})


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it beside whatever is no page, such as data."""
    return redirect(static("icon.svg"))
