"""The first page: the form for a company."""

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scoring.accounts.people import person_asking
from scoring.accounts.senders import remember, sending
from scoring.collections.changing import ADDED, note_edit
from scoring.collections.rights import editable_by
from scoring.companies import submissions
from scoring.companies.forms import CompanyForm, LookForm, MemberForm
from scoring.endpoint import scoring
from scoring.models import model_versions
from scoring.models.collections import OF_THE_SITE, OPEN_ID
from scoring.pages import categories, storage, visitors
from scoring.pages.caching import counted_lately, digest_of
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
        # An address may fill in an example, and where the company is to be kept
        number = request.GET.get("example", "")
        begun = EXAMPLES[int(number) - 1]._asdict() if number in NUMBERS else {}
        if "into" in request.GET:
            begun["into"] = request.GET["into"]
        return _form_page(request, _company_form(request, initial=begun))
    if "carry" in request.POST:
        # Somebody goes on with what was pasted on the page of similar companies
        carried = {"text": request.POST.get("text", "")}
        return _form_page(request, _company_form(request, initial=carried))
    typed = request.POST.copy()
    if "shorten" in typed:
        typed["text"] = first_characters(typed.get("text", ""))
    just_looks = typed.get("keep") == "look"
    form = LookForm(typed) if just_looks else _company_form(request, typed)
    if not form.is_valid() or (not just_looks and _was_for_members(request, form)):
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
    return _keep(request, form, typed.get("request_key", "")[:64])


def _keep(request: HttpRequest, form: CompanyForm, request_key: str) -> HttpResponse:
    """Store what was sent, and have its sender known again."""
    sent = form.cleaned_data
    collection = sent.pop("into", None) or OPEN_ID
    company = submissions.submit(
        **sent,
        request_key=request_key,
        collection=collection,
        sender=sending(request),
    )
    # The company is stored by now
    if collection != OPEN_ID:
        with storage.doing_without(f"who added company {company.pk}"):
            note_edit([collection], ADDED, person_asking(request).account)
    response = redirect(company)
    remember(response, request)
    return response


def _was_for_members(request: HttpRequest, form: CompanyForm) -> bool:
    """Whether somebody chose a collection and is signed out by now: it may be a private company."""
    is_chosen = request.POST.get("into", "") not in ("", str(OPEN_ID))
    if person_asking(request).is_member or not is_chosen:
        return False
    form.add_error(
        None,
        "Nothing was stored: you are signed out, and it was meant for a collection of yours. Sign "
        "in and send it from there. Sent again from here it goes to the open collection, which "
        "everybody reads.",
    )
    return True


def _company_form(request: HttpRequest, *data: Any, **initial: Any) -> CompanyForm:
    """The form of a visitor, or of a member with the collections that he may choose."""
    person = person_asking(request)
    if not person.is_member:
        return CompanyForm(*data, **initial)
    return MemberForm(*data, collections=editable_by(person), **initial)


def _form_page(request: HttpRequest, form: CompanyForm, status: int = 200) -> HttpResponse:
    active = model_versions.active()
    embedded = model_versions.embedded_beside(active)
    number = request.GET.get("example", "")
    known = categories.known_categories(OF_THE_SITE)
    host = scoring.remote_host()
    facts = read_facts(active)
    is_member = person_asking(request).is_member
    context = {
        "form": form,
        "fields": _fields(form, known),
        "just_look": request.POST.get("keep") == "look",
        # One for each form that is opened: sent twice, it is stored once
        "request_key": request.POST.get("request_key") or uuid.uuid4(),
        "showcase": showcase(active, embedded, int(number) if number in NUMBERS else LIVE),
        "told": counted_lately(
            f"front-facts-{digest_of(facts, host)}",
            lambda: render_to_string("site/_facts.html", {"facts": facts, "remote_host": host}),
        ),
        "remote_host": host,
        "open_kept_days": 0 if is_member else settings.OPEN_KEPT_DAYS,
        "may_import": is_member,
        "most_mb": settings.IMPORT_MOST_MB,
        "most_rows": settings.IMPORT_MOST_ROWS,
    }
    return render(request, "site/front_page.html", context, status=status)


def _fields(form: CompanyForm, known: list[str]) -> str:
    """Empty ones are drawn once in a minute for the same choices: it takes half of the page."""

    def draw() -> str:
        return render_to_string("site/_fields.html", {"form": form, "categories": known})

    if form.is_bound or form.initial:
        return draw()
    offered = []
    if isinstance(form, MemberForm):
        offered = form.into_choices
    return counted_lately(f"front-fields-{digest_of(form.limits(), known, offered)}", draw)
