"""A company as somebody types it."""

from django import forms
from django.conf import settings

from scoring.pages.fields import OneLine, PastedForm


class CompanyForm(PastedForm):
    """A company as somebody types it."""

    field_order = ("title", "category", "text")

    title = OneLine(
        min_length=2,
        help_text="The company's name.",
        error_messages={
            "required": "Enter a title.",
            "min_length": "The title needs at least 2 characters.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    category = OneLine(
        required=False,
        help_text="Optional. It does not change the result.",
        widget=forms.TextInput(attrs={"list": "known-categories"}),
    )

    @staticmethod
    def limits() -> dict[str, int]:
        """Field -> most characters; the page counts what is typed by them."""
        return {
            "title": settings.TITLE_MAX_LENGTH,
            "category": settings.CATEGORY_MAX_LENGTH,
            "text": settings.TEXT_MAX_LENGTH,
        }

    def clean_title(self) -> str:
        return self.checked_length("title")

    def clean_category(self) -> str:
        return self.checked_length("category")


class LookForm(CompanyForm):
    """A company that somebody looks up and does not keep: only its description is used."""

    title = OneLine(required=False, widget=CompanyForm.base_fields["title"].widget)

    def checked_length(self, name: str) -> str:
        return super().checked_length(name) if name == "text" else self.cleaned_data[name]
