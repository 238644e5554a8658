"""Tags for several companies at once, which somebody ticked in a list."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scoring.collections.rights import changeable
from scoring.collections.scopes import widest_scope
from scoring.companies.addresses import CHOSEN, ListAddress
from scoring.models import Scope, Submission
from scoring.pages.visitors import SignedInRequest
from scoring.tags.changing import TagError, change_tags
from scoring.tags.forms import TagsForm
from scoring.tags.reading import suggested_tags


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def tag_companies(request: SignedInRequest) -> HttpResponse:
    """The ticked companies that one may change, and the tags that they get or lose."""
    asked = request.POST if request.method == "POST" else request.GET
    chosen = ListAddress.read(asked, ()).chosen
    visible = Submission.objects.visible_to(widest_scope(request))
    ticked = list(visible.filter(pk__in=chosen).select_related("collection").order_by("-pk"))
    companies = changeable(request, ticked)
    keys = tuple(sorted({company.collection.pk for company in companies}))
    form = TagsForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            number = change_tags(request, chosen, **form.cleaned_data)
        except TagError as error:
            form.add_error(None, str(error))
        except PermissionDenied:
            form.add_error(None, "Tick companies that are yours to change.")
        else:
            told = "1 company"
            if number != 1:
                told = f"{number} companies"
            messages.success(request, f"The tags of {told} are saved.")
            if len(keys) == 1:
                return redirect("collection", *keys)
            return redirect("history")
    context = {
        "form": form,
        "companies": companies,
        "others": len(ticked) - len(companies),
        "known_tags": suggested_tags(Scope(keys, keys)) if keys else [],
        "chosen_name": CHOSEN,
    }
    status = 422 if form.is_bound else 200
    return render(request, "collection_pages/tag.html", context, status=status)
