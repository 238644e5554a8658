"""The form for a company, the list of all, and the pages about the site."""

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from scoring.companies import explaining, lists, submissions
from scoring.companies.examples import EXAMPLES
from scoring.companies.forms import CompanyForm, first_characters
from scoring.endpoint import versions
from scoring.pages import categories, downloads, visitors


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form_page(request, CompanyForm(initial=_example(request.GET.get("example", ""))))
    if "carry" in request.POST:
        return _form_page(request, CompanyForm(initial={"text": request.POST.get("text", "")}))
    form = CompanyForm(_shortened(request) if "shorten" in request.POST else request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    wait = visitors.seconds_to_wait(request)
    if wait:
        return _wait_page(request, form, wait)
    company = submissions.submit(**form.cleaned_data, request_key=request.POST.get("request_key", "")[:64])
    return redirect(company)


def _example(asked: str) -> dict[str, str]:
    chosen = int(asked) if asked in ("1", "2", "3") else 0
    return EXAMPLES[chosen - 1]._asdict() if chosen else {}


def _shortened(request: HttpRequest) -> dict[str, str]:
    typed = request.POST.dict()
    return {**typed, "text": first_characters(typed.get("text", ""))}


def _form_page(request: HttpRequest, form: CompanyForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "request_key": request.POST.get("request_key") or uuid.uuid4(),
        "examples": EXAMPLES,
        "categories": categories.known_categories(),
        "remote_host": categories.remote_host(),
    }
    return render(request, "home.html", context, status=status)


def _wait_page(request: HttpRequest, form: CompanyForm, wait: int) -> HttpResponse:
    form.add_error(
        None,
        f"You have sent many companies in a short time. Wait {wait} second{'' if wait == 1 else 's'} and send this one "
        "again; everything you typed is still here.",
    )
    response = _form_page(request, form, status=429)
    response["Retry-After"] = str(wait)
    return response


@require_safe
@never_cache
def history(request: HttpRequest) -> HttpResponseBase:
    version = versions.active()
    if wanted := downloads.asked(request):
        return downloads.reply(lists.table(request.GET, version), wanted)
    return render(request, "history.html", {"listed": lists.listed(request.GET, version)})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    sentence = request.GET.get("sentence", explaining.SENTENCE)[: explaining.LONGEST_SENTENCE]
    embedded = versions.embedded()
    context = {
        "version": versions.active(),
        "embedded": embedded,
        "sentence": sentence,
        "longest_sentence": explaining.LONGEST_SENTENCE,
        "ngrams": explaining.ngrams(sentence, embedded),
    }
    return render(request, "about.html", context)


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "contact.html", {"email": settings.CONTACT_EMAIL})


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it beside whatever is no page, such as data."""
    return redirect(static("icon.svg"))
