"""The first page: the form for a company."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scoring.companies import submissions
from scoring.companies.examples import EXAMPLES
from scoring.companies.forms import CompanyForm
from scoring.endpoint import scoring
from scoring.pages import categories, visitors
from scoring.pages.fields import first_characters


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
    company = submissions.submit(
        **form.cleaned_data, request_key=request.POST.get("request_key", "")[:64]
    )
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
        "remote_host": scoring.remote_host(),
    }
    return render(request, "site/front_page.html", context, status=status)


def _wait_page(request: HttpRequest, form: CompanyForm, wait: int) -> HttpResponse:
    form.add_error(
        None,
        f"You have sent many companies in a short time. Wait {wait} "
        f"second{'' if wait == 1 else 's'} and send this one "
        "again; everything you typed is still here.",
    )
    response = _form_page(request, form, status=429)
    response["Retry-After"] = str(wait)
    return response
