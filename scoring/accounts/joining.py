"""The page on which somebody makes an account: invited, or where everybody may."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from scoring.accounts import invitations
from scoring.accounts.invitations import UsedInvitationError
from scoring.accounts.sign_in import one_at_a_time
from scoring.models import Invitation
from scoring.pages import visitors

BACKEND = "django.contrib.auth.backends.ModelBackend"
WRONG_KEYS, NEW_ACCOUNTS = "key of an invitation", "new account"


class JoinForm(UserCreationForm):
    """A name, a password, and an address for those who want to reset it by mail."""

    error_messages = {"password_mismatch": "The two passwords differ. Type the same one twice."}
    email = forms.EmailField(
        required=False,
        label="E-mail",
        help_text="Used only when you lose your password.",
    )

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "email")
        labels = {"username": "Name"}
        error_messages = {
            "username": {
                "required": "Choose a name.",
                "unique": "This name is taken. Choose another one.",
                "invalid": "Use letters, digits and @ . + - _ only, and no spaces.",
            }
        }


@login_not_required
@never_cache
@sensitive_post_parameters("key", "password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time
def join(request: HttpRequest) -> HttpResponse:
    """The form, for whoever has an invitation or where `SIGN_UP` is open; else how to get one."""
    if request.user.is_authenticated:
        return render(request, "accounts/has_account.html")
    key = request.POST.get("key") or request.GET.get("key", "")
    invitation = None
    if key:
        if wait := visitors.seconds_over(WRONG_KEYS, request, settings.WRONG_KEY_LIMIT):
            return visitors.told_to_wait(request, "accounts/too_many.html", wait)
        invitation = Invitation.objects.opened_by(key)
        if invitation is None:
            visitors.count_one(WRONG_KEYS, request, settings.WRONG_KEY_LIMIT)
    if invitation is None and (key or settings.SIGN_UP == "closed"):
        context = {"had_key": bool(key), "contact": settings.CONTACT_EMAIL}
        return render(request, "accounts/not_invited.html", context, status=403)
    form = JoinForm(request.POST or None)
    if request.method == "POST":
        return _make_account(request, form, invitation, key)
    return render(request, "accounts/join.html", {"form": form, "key": key})


def _make_account(
    request: HttpRequest,
    form: JoinForm,
    invitation: Invitation | None,
    key: str,
) -> HttpResponse:
    # Whether it is stored or not: the answer tells which names are taken
    wait = 0
    if invitation is None:
        wait = visitors.count_one(NEW_ACCOUNTS, request, settings.SIGN_UP_LIMIT)
    if wait:
        return visitors.told_to_wait(request, "accounts/too_many.html", wait)
    if not form.is_valid():
        return render(request, "accounts/join.html", {"form": form, "key": key}, status=422)
    try:
        with transaction.atomic():
            account = form.save()
            if invitation:
                invitations.use(invitation, account)
            # With it, or who cannot be signed in would find his name taken
            login(request, account, BACKEND)
    except UsedInvitationError:
        return render(request, "accounts/not_invited.html", {"had_key": True}, status=403)
    messages.success(
        request,
        f"Your account is ready, and you are signed in as {account.username}.",
    )
    return redirect("account")
