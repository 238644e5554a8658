"""Tags and notes as they are typed."""

import unicodedata
from typing import Any

from django import forms

from scoring.models.companies.tags import LONGEST_NOTE, LONGEST_TAG, MOST_TAGS
from scoring.pages.fields import OneLine, PlainText


def normalised(name: str) -> str:
    """A tag as it is kept: “ To  Call” and “to call” are one."""
    return " ".join(unicodedata.normalize("NFC", name).lower().split())


class TagsField(OneLine):
    """Tags with commas between them; its clean value is a list without doubles."""

    def clean(self, value: Any) -> list[str]:
        names = map(normalised, super().clean(value).split(","))
        tags = list(dict.fromkeys(name for name in names if name))
        for tag in tags:
            if len(tag) > LONGEST_TAG:
                problem = f"A tag has {LONGEST_TAG} characters or fewer; “{tag}” has {len(tag)}."
                raise forms.ValidationError(problem, code="max_length")
        if len(tags) > MOST_TAGS:
            problem = f"A company has {MOST_TAGS} tags at most; these are {len(tags)}."
            raise forms.ValidationError(problem, code="too_many")
        return tags


class TagsForm(forms.Form):
    """Tags to add to companies, and tags to take off them."""

    use_required_attribute = False

    add = TagsField(
        label="Add these tags",
        required=False,
        help_text="Separate several with commas.",
        widget=forms.TextInput(attrs={"list": "known-tags", "autocomplete": "off"}),
    )
    remove = TagsField(
        label="Take these tags off",
        required=False,
        help_text="From those that have them.",
        widget=forms.TextInput(attrs={"list": "known-tags", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        added = self.cleaned_data.get("add", [])
        removed = self.cleaned_data.get("remove", [])
        if not self.errors and not added and not removed:
            raise forms.ValidationError("Type a tag to add or to take off.")
        if both := set(added) & set(removed):
            raise forms.ValidationError(f"“{min(both)}” cannot be added and taken off at once.")
        return self.cleaned_data


class NoteField(PlainText):
    """A note; empty, there is none."""

    def clean(self, value: Any) -> str:
        note = str(super().clean(value)).strip()
        if len(note) > LONGEST_NOTE:
            problem = f"Use {LONGEST_NOTE:,} characters or fewer; this has {len(note):,}."
            raise forms.ValidationError(problem, code="max_length")
        return note
