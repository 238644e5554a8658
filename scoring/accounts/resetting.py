"""A new password for whoever lost it: by a link in a mail, or one that an admin made."""

from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView, PasswordResetView
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy

from scoring.models import Job
from scoring.pages import visitors

# Of an address, within so many seconds
MOST_ASKED = (5, 15 * 60)


class AskForLink(PasswordResetView):
    """It says the same whether there is such an account or not."""

    template_name = "accounts/lost_password.html"
    success_url = reverse_lazy("login")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {"sends_mail": settings.SENDS_MAIL, "contact": settings.CONTACT_EMAIL}
        return super().get_context_data(**more, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.SENDS_MAIL:
            raise Http404
        if wait := visitors.count_one("lost password", request, MOST_ASKED):
            return visitors.told_to_wait(request, "accounts/too_many.html", wait)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        # The worker looks for an account: how long this takes tells nobody whether there is one
        Job.objects.create(
            kind=Job.Kind.MAIL,
            options={"email": form.cleaned_data["email"]},
        )
        messages.success(
            self.request,
            "If an account has that address, a mail with a link is on its way to it.",
        )
        return redirect(self.success_url)


class ChooseNewPassword(PasswordResetConfirmView):
    """All sessions of the account end with its old password, and so does the link."""

    template_name = "accounts/new_password.html"
    success_url = reverse_lazy("login")

    @transaction.atomic
    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        # Whoever needs the link has mostly tried too many passwords
        AccessAttempt.objects.filter(username=form.user.get_username()).delete()
        messages.success(self.request, "Your password has been changed. Sign in with the new one.")
        return super().form_valid(form)
