"""The address with the key, which makes a browser the local owner's."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scoring.accounts import local_owner
from scoring.pages import visitors

PURPOSE = "key of the local owner"


@login_not_required
@never_cache
@require_safe
def open_as_owner(request: HttpRequest) -> HttpResponse:
    """Lead on at once, so that the key stays in no address bar and is sent on to no page."""
    if not settings.HAS_LOCAL_OWNER:
        raise Http404
    if wait := visitors.seconds_over(PURPOSE, request, settings.WRONG_KEY_LIMIT):
        return visitors.told_to_wait(request, "accounts/wrong_key.html", wait)
    if not local_owner.opens(request.GET.get("key", "")):
        visitors.count_one(PURPOSE, request, settings.WRONG_KEY_LIMIT)
        return render(request, "accounts/wrong_key.html", status=403)
    login(request, local_owner.account(), local_owner.BACKEND)
    return redirect("home")
