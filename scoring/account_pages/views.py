"""One's own account: who one is here, one's address, and the end of it."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from scoring.account_pages.deleting import delete_account, own_scope
from scoring.account_pages.forms import DeleteForm, EmailForm, ProvenForm
from scoring.accounts import sessions
from scoring.accounts.people import person_asking
from scoring.accounts.sign_in import one_at_a_time
from scoring.accounts.views import WRONG_PASSWORDS, wrong_password_of
from scoring.models import Collection, Submission
from scoring.pages import visitors
from scoring.pages.paging import whole_number
from scoring.pages.visitors import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@sensitive_post_parameters("password")
@one_at_a_time
def account(request: SignedInRequest) -> HttpResponse:
    """The page, and another address for mail."""
    asked = None
    if request.method == "POST":
        asked = request.POST
    form = EmailForm(request.user, asked, initial={"email": request.user.email})
    if asked is None:
        return _page(request, form)
    if wait := _seconds_until_more_guesses(request):
        return visitors.told_to_wait(request, "registration/locked.html", wait)
    if not _is_proven(request, form):
        return _page(request, form, status=422)
    User.objects.filter(pk=request.user.pk).update(email=form.cleaned_data["email"])
    messages.success(request, "Your address has been changed.")
    return redirect("account")


def _page(request: SignedInRequest, form: EmailForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "person": person_asking(request),
        "browsers": sessions.browsers_of(request),
    }
    return render(request, "account_pages/account.html", context, status=status)


@require_POST
@login_required
def sign_out(request: SignedInRequest) -> HttpResponse:
    """End one of one's own sessions, or all but this one."""
    if "others" in request.POST:
        sessions.sign_out_others(request)
        messages.success(request, "You are signed out everywhere but here.")
    elif sessions.sign_out(request, whole_number(request.POST.get("browser")) or 0):
        messages.success(request, "That browser is signed out.")
    else:
        messages.info(request, "That browser was signed out already.")
    return redirect("account")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@sensitive_post_parameters("password")
@one_at_a_time
def delete(request: SignedInRequest) -> HttpResponse:
    """What goes with the account, and its end."""
    form = DeleteForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_bound:
        if wait := _seconds_until_more_guesses(request):
            return visitors.told_to_wait(request, "registration/locked.html", wait)
        if _is_proven(request, form):
            delete_account(request.user)
            logout(request)
            messages.success(
                request,
                "Your account has been deleted, with all that belonged to it.",
            )
            return redirect("home")
    own = own_scope(request.user)
    context = {
        "form": form,
        "collections": Collection.objects.filter(pk__in=own.collections).order_by("name"),
        "companies": Submission.objects.visible_to(own).count() if own.collections else 0,
    }
    status = 422 if form.is_bound else 200
    return render(request, "account_pages/delete.html", context, status=status)


def _is_proven(request: SignedInRequest, form: ProvenForm) -> bool:
    """Whether the form can be carried out; a wrong password is counted."""
    is_valid = form.is_valid()
    if form.has_error("password", "wrong"):
        visitors.count_one(wrong_password_of(request.user), request, WRONG_PASSWORDS)
    return is_valid


def _seconds_until_more_guesses(request: SignedInRequest) -> int:
    return visitors.seconds_over(wrong_password_of(request.user), request, WRONG_PASSWORDS)
