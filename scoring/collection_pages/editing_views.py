"""What a company says of itself, changed by the owner or an editor of its collection."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scoring.accounts.people import person_asking
from scoring.collections.rights import rights_of
from scoring.collections.scopes import widest_scope
from scoring.companies import submissions
from scoring.companies.correcting import FIELDS, SCORED, rewrite
from scoring.companies.forms import EditForm
from scoring.models import Submission
from scoring.models.submissions import fingerprint
from scoring.pages.visitors import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """The form with what it says now, and what it said before."""
    visible = Submission.objects.visible_to(widest_scope(request)).select_related("collection")
    company = get_object_or_404(visible, pk=pk)
    if not rights_of(person_asking(request), company.collection).may_edit:
        raise PermissionDenied
    stored = {name: getattr(company, name) for name in FIELDS}
    form = EditForm(request.POST if request.method == "POST" else None, initial=stored)
    if form.is_bound and form.is_valid():
        said = {name: form.cleaned_data[name] for name in FIELDS}
        if _stands_already(company, said):
            form.add_error(None, "The same company is in this collection already.")
        else:
            rewrite({pk: said}, by_name=request.user.get_username())
            if any(said[name] != stored[name] for name in SCORED):
                submissions.score_again(company)
            messages.success(request, "It is stored. What it said before is kept.")
            return redirect(company)
    context = {"company": company, "form": form, "earlier": company.earlier_texts.all()}
    status = 422 if form.is_bound else 200
    return render(request, "collection_pages/edit.html", context, status=status)


def _stands_already(company: Submission, said: dict[str, str]) -> bool:
    """Whether another one of the collection says the same."""
    mark = fingerprint(said["title"], said["category"], said["text"])
    same = Submission.objects.visible_to(company.collection.alone).filter(fingerprint=mark)
    return same.exclude(pk=company.pk).exists()
