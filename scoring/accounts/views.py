"""The page on which one changes one's password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy

from scoring.pages import visitors

# Else somebody at a browser that was left open could guess
# So many within so many seconds
WRONG_PASSWORDS = (5, 15 * 60)


def wrong_password_of(account: User | AnonymousUser) -> str:
    """What is counted: one account's mistakes are not those of others at its address."""
    return f"wrong password of {account.pk}"


class ChangePassword(PasswordChangeView):
    """All other sessions of the account end with its old password."""

    template_name = "registration/change_password.html"
    success_url = reverse_lazy("home")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        purpose = wrong_password_of(request.user)
        if wait := visitors.seconds_over(purpose, request, WRONG_PASSWORDS):
            return visitors.told_to_wait(request, "registration/locked.html", wait)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: PasswordChangeForm) -> HttpResponse:
        if "old_password" in form.errors:
            purpose = wrong_password_of(self.request.user)
            visitors.count_one(purpose, self.request, WRONG_PASSWORDS)
        return super().form_invalid(form)

    @transaction.atomic
    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        messages.success(
            self.request,
            "Your password has been changed. Other browsers of yours are signed out.",
        )
        return super().form_valid(form)
