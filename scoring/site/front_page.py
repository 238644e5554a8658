"""The first page: the form for a company."""

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scoring.companies import submissions
from scoring.companies.forms import CompanyForm, LookForm
from scoring.endpoint import scoring
from scoring.models import model_versions
from scoring.models.collections import OF_THE_SITE
from scoring.pages import categories, visitors
from scoring.pages.fields import first_characters
from scoring.similar.pasted_text import results_page
from scoring.site.examples import EXAMPLES
from scoring.site.facts import read_facts
from scoring.site.showcase import showcase

NUMBERS = ("1", "2", "3")
# Which of them is shown with its result when none was asked for
LIVE = 2


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """The form, and what is sent with it.

    Leads to the stored company, or shows the result alone to who just looks, or comes back with
    what to change (422) or a wait (429).
    """
    if request.method != "POST":
        number = request.GET.get("example", "")
        example = EXAMPLES[int(number) - 1]._asdict() if number in NUMBERS else {}
        return _form_page(request, CompanyForm(initial=example))
    if "carry" in request.POST:
        # Somebody goes on with what was pasted on the page of similar companies
        return _form_page(request, CompanyForm(initial={"text": request.POST.get("text", "")}))
    typed = request.POST.copy()
    if "shorten" in typed:
        typed["text"] = first_characters(typed.get("text", ""))
    just_looks = typed.get("keep") == "look"
    form = LookForm(typed) if just_looks else CompanyForm(typed)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    wait = visitors.seconds_to_wait(request)
    if wait:
        seconds = "1 second" if wait == 1 else f"{wait} seconds"
        form.add_error(
            None,
            f"You have sent many companies in a short time. Wait {seconds} and send this one "
            "again; everything you typed is still here.",
        )
        response = _form_page(request, form, status=429)
        response["Retry-After"] = str(wait)
        return response
    if just_looks:
        return results_page(request, form.cleaned_data["text"])
    request_key = typed.get("request_key", "")[:64]
    company = submissions.submit(**form.cleaned_data, request_key=request_key)
    return redirect(company)


def _form_page(request: HttpRequest, form: CompanyForm, status: int = 200) -> HttpResponse:
    active = model_versions.active()
    embedded = model_versions.embedded_beside(active)
    number = request.GET.get("example", "")
    context = {
        "form": form,
        "just_look": request.POST.get("keep") == "look",
        # One for each form that is opened: sent twice, it is stored once
        "request_key": request.POST.get("request_key") or uuid.uuid4(),
        "showcase": showcase(active, embedded, int(number) if number in NUMBERS else LIVE),
        "facts": read_facts(active),
        "categories": categories.known_categories(OF_THE_SITE),
        "remote_host": scoring.remote_host(),
        "open_kept_days": settings.OPEN_KEPT_DAYS,
    }
    return render(request, "site/front_page.html", context, status=status)
