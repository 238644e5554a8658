"""Changes of one's account that only who knows its password may make."""

from typing import Any

from django import forms
from django.contrib.auth.models import User


class ProvenForm(forms.Form):
    """Else somebody at a browser that was left open could make them.

    The local owner has no password, and whoever sits before his machine is he.
    """

    use_required_attribute = False

    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, account: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        if not account.has_usable_password():
            del self.fields["password"]

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if not self.account.check_password(password):
            raise forms.ValidationError("That is not your password.", code="wrong")
        return password


class EmailForm(ProvenForm):
    """The address to which a link for a new password goes."""

    email = forms.EmailField(
        required=False,
        label="E-mail",
        help_text="Used only if you lose your password. You can leave it empty.",
    )
    field_order = ("email", "password")


class DeleteForm(ProvenForm):
    """That the account and all that belongs to it is to go."""

    is_meant = forms.BooleanField(
        label="Delete my account for good",
        error_messages={"required": "Tick the box if you mean it."},
    )
    field_order = ("is_meant", "password")

    def clean(self) -> dict[str, Any]:
        others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=self.account.pk)
        if self.account.is_superuser and not others.exists():
            raise forms.ValidationError(
                "You are the only admin: nobody could make another one. Make somebody else an "
                "admin first."
            )
        return self.cleaned_data
