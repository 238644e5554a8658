"""What a company says of itself, its tags and its note, changed by who may change it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scoring.accounts.people import person_asking
from scoring.collections.changing import EDITED, note_edit
from scoring.collections.rights import changeable, locked_changeable
from scoring.collections.scopes import widest_scope
from scoring.companies import submissions
from scoring.companies.correcting import FIELDS, SCORED, rewrite
from scoring.companies.forms import KeptForm, VisitorKeptForm
from scoring.models import Submission
from scoring.models.submissions import fingerprint
from scoring.pages import storage, visitors
from scoring.tags.changing import set_note, set_tags
from scoring.tags.reading import kept_with, suggested_tags

PAGE = "collection_pages/edit.html"


class StandsAlreadyError(ValueError):
    """Another company of the collection says the same."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form with what it says now, and what it said before."""
    visible = Submission.objects.visible_to(widest_scope(request)).select_related("collection")
    company = visible.filter(pk=pk).first()
    if company is None or not changeable(request, [company]):
        # A visitor may be somebody who has to sign in first, whatever there is to be seen
        if not person_asking(request).is_member:
            return redirect_to_login(request.get_full_path())
        if company is None:
            raise Http404("There is no such company.")
        raise PermissionDenied
    kept = kept_with(company)
    stored = {name: getattr(company, name) for name in FIELDS}
    kind = KeptForm if person_asking(request).is_member else VisitorKeptForm
    form = kind(
        request.POST if request.method == "POST" else None,
        initial={**stored, "tags": ", ".join(kept.tags), "note": kept.text},
    )
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        if wait := visitors.seconds_to_wait(request):
            form.add_error(None, f"That is often enough for now. Wait {wait} seconds, send again.")
            return visitors.told_to_wait(request, PAGE, wait, _context(company, form))
        try:
            _store(request, pk, form)
        except StandsAlreadyError:
            form.add_error(None, "The same company is in this collection already.")
        else:
            messages.success(request, "Saved.")
            return redirect(company)
    return render(request, PAGE, _context(company, form), status=status)


def _context(company: Submission, form: KeptForm) -> dict[str, Any]:
    return {
        "company": company,
        "form": form,
        "known_tags": suggested_tags(company.collection.alone),
        "earlier": company.earlier_texts.all(),
    }


def _store(request: HttpRequest, pk: int, form: KeptForm) -> None:
    """Store what was typed, and have a changed text scored.

    Raises:
        PermissionDenied: whoever is asking may not change it any more.
        StandsAlreadyError: another company says the same; nothing is stored.
    """
    said = {name: form.cleaned_data[name] for name in FIELDS}
    mark = fingerprint(said["title"], said["category"], said["text"])
    with transaction.atomic():
        held = locked_changeable(request, [pk])
        if not held:
            raise PermissionDenied
        [company] = held
        beside = Submission.objects.visible_to(company.collection.alone).exclude(pk=company.pk)
        if beside.filter(fingerprint=mark).exists():
            raise StandsAlreadyError
        by_name = request.user.get_username()
        rewrite({pk: said}, by_name)
        set_tags(company, form.cleaned_data["tags"])
        set_note(company, form.cleaned_data["note"], by_name)
        note_edit([company.collection.pk], EDITED, person_asking(request).account)
    if any(said[name] != getattr(company, name) for name in SCORED):
        # It waits for the worker already
        with storage.doing_without(f"the score of company {company.pk}"):
            submissions.score_again(company)
