"""The page on which an admin invites people, and helps those who lost their password."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from scoring.accounts import invitations
from scoring.accounts.people import person_asking
from scoring.models import Invitation
from scoring.pages.fields import OneLine

View = Callable[..., HttpResponse]
# Older ones are used, revoked or expired
MOST_SHOWN = 50


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    role = forms.ChoiceField(choices=Invitation.Role.choices, label="As")
    whom = OneLine(
        required=False,
        max_length=254,
        label="For whom",
        help_text="A name or an e-mail address, so that you can tell invitations apart.",
    )


class ResetForm(forms.Form):
    """Who lost the password."""

    name = forms.CharField(max_length=150, label="Name of the account")

    def clean_name(self) -> User:
        account = User.objects.filter(username=self.cleaned_data["name"], is_active=True).first()
        if account is None:
            raise forms.ValidationError("There is no such account, or it is not active.")
        if not account.has_usable_password():
            raise forms.ValidationError("This account has no password to lose.")
        return account


def for_admins(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = person_asking(request)
        if not person.is_member:
            return redirect_to_login(request.get_full_path())
        if not person.is_admin:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def people(request: HttpRequest) -> HttpResponse:
    """Invitations, and what a form asked for: an invitation, or a link for a new password."""
    invite_form = InviteForm(request.POST if "invite" in request.POST else None)
    reset_form = ResetForm(request.POST if "reset" in request.POST else None)
    context: dict[str, Any] = {"invite_form": invite_form, "reset_form": reset_form}
    if invite_form.is_bound and invite_form.is_valid():
        whom = invite_form.cleaned_data["whom"]
        by_name = request.user.get_username()
        link = invitations.invite(invite_form.cleaned_data["role"], whom, by_name)
        is_sent = False
        if settings.SENDS_MAIL:
            # A name is no address, and stays for the admin to know it by
            with suppress(forms.ValidationError):
                validate_email(whom)
                is_sent = invitations.send(link, whom)
        context |= {"link": link, "link_for": whom, "is_sent": is_sent}
        context["invite_form"] = InviteForm()
    if reset_form.is_bound and reset_form.is_valid():
        account = reset_form.cleaned_data["name"]
        context |= {
            "link": reset_link(account),
            "link_for": account.username,
            "is_reset": True,
        }
    is_wrong = request.method == "POST" and "link" not in context
    context["invitations"] = Invitation.objects.select_related("used_by")[:MOST_SHOWN]
    return render(request, "accounts/people.html", context, status=422 if is_wrong else 200)


def reset_link(account: User) -> str:
    """Where the account chooses a new password, once, within PASSWORD_RESET_TIMEOUT."""
    number = urlsafe_base64_encode(force_bytes(account.pk))
    token = default_token_generator.make_token(account)
    return settings.SITE_URL + reverse("reset-password", args=[number, token])


@require_POST
@for_admins
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    invitations.revoke(get_object_or_404(Invitation, pk=pk))
    messages.success(request, "That invitation no longer works.")
    return redirect("people")
