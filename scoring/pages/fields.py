"""Typed and pasted text as clean values, or messages beside the fields."""

from typing import Any

from django import forms
from django.conf import settings

from clustering.files.cells import plain_text

INCOMPLETE = dict.fromkeys(
    ["required", "invalid", "min_value", "max_value"],
    "The form was not complete; here is a new one.",
)


class PlainText(forms.CharField):
    """Text without control characters; a newline is one character, as browsers count."""

    def to_python(self, value: Any) -> str:
        return super().to_python(plain_text(str(value or ""))) or ""


class OneLine(PlainText):
    """Plain text on one line, spaces folded."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class PastedForm(forms.Form):
    """A description alone.

    No field has a maxlength: a browser would cut what is pasted without a word.
    """

    use_required_attribute = False

    text = PlainText(
        label="Description",
        help_text="What it makes or does, and for whom. Two or three sentences are enough.",
        error_messages={"required": "Describe the company in a sentence or more."},
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._limits = self.limits()
        for name, limit in self._limits.items():
            self.fields[name].widget.attrs["data-limit"] = limit

    @staticmethod
    def limits() -> dict[str, int]:
        return {"text": settings.TEXT_MAX_LENGTH}

    def clean_text(self) -> str:
        return self.checked_length("text")

    def checked_length(self, name: str) -> str:
        """The value of a field. Raises ValidationError when it is longer than its limit."""
        value = self.cleaned_data[name]
        limit = self._limits[name]
        if len(value) > limit:
            problem = f"Use {limit:,} characters or fewer; this has {len(value):,}."
            raise forms.ValidationError(problem, code="max_length")
        return value

    def text_is_too_long(self) -> bool:
        return self.has_error("text", "max_length")


def first_characters(text: str) -> str:
    """As much of a typed text as the form takes, counted as the form counts."""
    clean_text = PlainText(required=False).clean(text)
    return clean_text[: settings.TEXT_MAX_LENGTH]
