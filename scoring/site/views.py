"""The pages about the site."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from scoring.models import model_versions
from scoring.similar.pairs.meaning import Meaning
from scoring.site.sentence import LONGEST_SENTENCE, SENTENCE, ngrams_of


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    sentence = request.GET.get("sentence", SENTENCE)[:LONGEST_SENTENCE]
    active = model_versions.active()
    embedded = model_versions.embedded_beside(active)
    context = {
        "software": settings.VERSION,
        "version": active,
        "embedded": embedded,
        "sentence": sentence,
        "longest_sentence": LONGEST_SENTENCE,
        "ngrams": ngrams_of(sentence, embedded),
        "meaning": Meaning.of(embedded),
    }
    return render(request, "site/about.html", context)


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "site/contact.html", {"email": settings.CONTACT_EMAIL})


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it beside whatever is no page, such as data."""
    return redirect(static("mark.svg"))
