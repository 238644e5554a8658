"""A company as somebody types it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings

from scoring.models import Collection
from scoring.models.collections import OPEN_ID
from scoring.models.companies.tags import LONGEST_NOTE
from scoring.pages.fields import OneLine, PastedForm
from scoring.tags.forms import NoteField, TagsField


class CompanyForm(PastedForm):
    """A company as somebody types it."""

    field_order: tuple[str, ...] = ("title", "category", "text")

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


class MemberForm(CompanyForm):
    """A company of somebody with an account: with the limits of files, and in which collection.

    Without a choice it goes to the open one; what is no choice is refused, for it may be private.
    """

    field_order = ("title", "category", "into", "text")

    into = forms.TypedChoiceField(
        label="Keep it in",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Only those who may see a collection see what is in it.",
        error_messages={"invalid_choice": "You cannot put companies there; choose another one."},
    )

    def __init__(
        self,
        *args: Any,
        collections: Sequence[Collection],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        into = self.fields["into"]
        assert isinstance(into, forms.TypedChoiceField)
        own = [(collection.pk, collection.name) for collection in collections]
        self.into_choices = [(OPEN_ID, "The open collection, which everybody reads"), *own]
        into.choices = self.into_choices

    @staticmethod
    def limits() -> dict[str, int]:
        return {"title": 200, "category": 200, "text": settings.IMPORT_TEXT_MAX_LENGTH}


class EditForm(CompanyForm):
    """A company with all that it says of itself."""

    field_order: tuple[str, ...] = ("title", "category", "industry", "text")

    industry = OneLine(required=False, help_text="Optional. It does not change the result.")

    @staticmethod
    def limits() -> dict[str, int]:
        """Those of the database's columns; only for the text is there a setting."""
        return {**MemberForm.limits(), "industry": 200}

    def clean_industry(self) -> str:
        return self.checked_length("industry")


class KeptForm(EditForm):
    """The same with what is kept with it, as a member changes it who may."""

    field_order = (*EditForm.field_order, "tags", "note")

    tags = TagsField(
        required=False,
        help_text="Words to find it by. Separate several with commas.",
        widget=forms.TextInput(attrs={"list": "known-tags", "autocomplete": "off"}),
    )
    note = NoteField(
        required=False,
        help_text="Anyone who can see the company can see its tags and note. "
        "The model does not read them.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @staticmethod
    def limits() -> dict[str, int]:
        return {**EditForm.limits(), "note": LONGEST_NOTE}


class VisitorKeptForm(KeptForm):
    """The same with the limits of visitors."""

    @staticmethod
    def limits() -> dict[str, int]:
        industry = settings.CATEGORY_MAX_LENGTH
        return {
            **KeptForm.limits(),
            **CompanyForm.limits(),
            "industry": industry,
        }


class LookForm(CompanyForm):
    """A company that somebody looks up and does not keep: only its description is used."""

    title = OneLine(required=False, widget=CompanyForm.base_fields["title"].widget)

    def checked_length(self, name: str) -> str:
        if name == "text":
            return super().checked_length(name)
        return self.cleaned_data[name]
