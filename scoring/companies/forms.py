"""Strings from pages and files as clean values, or messages beside the fields."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict

from scoring.models import Assignment, Cluster, ClusterChange, Submission

INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff]")
INCOMPLETE = dict.fromkeys(
    ["required", "invalid", "min_value", "max_value"], "The form was not complete; here is a new one."
)


class PlainText(forms.CharField):
    """Text whose newlines count as one character each, as browsers count them, and without control characters."""

    def to_python(self, value: Any) -> str:
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        return super().to_python(INVISIBLE.sub("", text)) or ""


class OneLine(PlainText):
    """Plain text on one line, spaces folded."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class PastedForm(forms.Form):
    """A description alone. No field has a maxlength: a browser would cut what is pasted without a word."""

    use_required_attribute = False

    text = PlainText(
        label="Description",
        help_text="What it makes or does, and for whom. A few sentences are enough.",
        error_messages={"required": "Describe the company in a sentence or more."},
        widget=forms.Textarea(attrs={"rows": 9}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, limit in self.limits().items():
            self.fields[name].widget.attrs["data-limit"] = limit

    @staticmethod
    def limits() -> dict[str, int]:
        return {"text": settings.TEXT_MAX_LENGTH}

    def clean_text(self) -> str:
        return self._within("text")

    def _within(self, name: str) -> str:
        value, limit = self.cleaned_data[name], self.limits()[name]
        if len(value) > limit:
            raise forms.ValidationError(
                f"Use {limit:,} characters or fewer; this has {len(value):,}.", code="max_length"
            )
        return value

    def text_is_too_long(self) -> bool:
        return self.has_error("text", "max_length")


class CompanyForm(PastedForm):
    """A company as somebody types it."""

    field_order = ("title", "category", "text")

    title = OneLine(
        min_length=2,
        help_text="The company's name.",
        error_messages={"required": "Enter a title.", "min_length": "The title needs at least 2 characters."},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    category = OneLine(
        required=False,
        help_text="Optional. Its sector, if you know it; the cluster comes from the description alone.",
        widget=forms.TextInput(attrs={"list": "known-categories"}),
    )

    @staticmethod
    def limits() -> dict[str, int]:
        return {
            "title": settings.TITLE_MAX_LENGTH,
            "category": settings.CATEGORY_MAX_LENGTH,
            "text": settings.TEXT_MAX_LENGTH,
        }

    def clean_title(self) -> str:
        return self._within("title")

    def clean_category(self) -> str:
        return self._within("category")


class RowForm(CompanyForm):
    """A company as a row of a file, with the wider limits of files and an industry."""

    industry = OneLine(required=False)

    @staticmethod
    def limits() -> dict[str, int]:
        return {"title": 200, "category": 200, "text": settings.IMPORT_TEXT_MAX_LENGTH, "industry": 200}

    def clean_industry(self) -> str:
        return self._within("industry")


class ReviewForm(forms.Form):
    """A verdict of staff, who saw the `last` review (0: none); whether it can stand is for services to say."""

    verdict = forms.ChoiceField(
        choices=Assignment.Verdict,
        error_messages={"required": "Choose a verdict.", "invalid_choice": "Choose a verdict."},
    )
    cluster = forms.IntegerField(
        required=False, min_value=0, max_value=10**6, error_messages={"invalid": "Choose the right cluster."}
    )
    note = PlainText(required=False, max_length=2000)
    last = forms.IntegerField(min_value=0, max_value=10**9, error_messages=INCOMPLETE)


class DeskForm(forms.Form):
    """A verdict of the review desk on a row, of which the model `said` a cluster when the page was opened.

    `choice` is “confirm”, the number of a cluster, or “other” with the number beside it.
    """

    row = forms.IntegerField(min_value=1, max_value=10**9, error_messages=INCOMPLETE)
    said = forms.IntegerField(min_value=0, max_value=10**6, error_messages=INCOMPLETE)
    choice = forms.RegexField(
        "^(confirm|other|[0-9]{1,6})$",
        error_messages={"required": "Confirm, or choose a cluster.", "invalid": "Confirm, or choose a cluster."},
    )
    other = forms.IntegerField(
        required=False, min_value=0, max_value=10**6, error_messages={"invalid": "Choose the right cluster."}
    )
    note = PlainText(
        required=False,
        max_length=2000,
        error_messages={"max_length": "Use 2,000 characters or fewer for the note; this has %(show_value)d."},
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        choice = cleaned.get("choice", "")
        is_right = choice == "confirm"
        cleaned["verdict"] = Assignment.Verdict.CONFIRMED if is_right else Assignment.Verdict.WRONG
        cleaned["cluster"] = int(choice) if choice.isdigit() else cleaned.get("other") if choice == "other" else None
        return cleaned


def complaints(form: forms.Form) -> str:
    """All that is wrong with a form, for a page that shows it in one place."""
    messages = [str(message) for found in form.errors.values() for message in found]
    return " ".join(dict.fromkeys(messages))


class ClusterChangeForm(forms.Form):
    """How a cluster shall be shown; whether it can be is for scoring/services/cluster_display.py to say."""

    kind = forms.ChoiceField(
        choices=ClusterChange.Kind,
        error_messages={"required": "Choose what to change.", "invalid_choice": "Choose what to change."},
    )
    name = OneLine(required=False)
    into = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=10**6,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Choose a cluster of the list."),
    )


def first_characters(text: str) -> str:
    """As much of a typed text as the form takes, counted as the form counts."""
    return PlainText(required=False).clean(text)[: settings.TEXT_MAX_LENGTH]


class SimilarForm(forms.Form):
    """Which similar companies are wanted. An empty field leaves nobody out, and so does one with a mistake."""

    use_required_attribute = False
    field_order = ("category", "cluster", "score", "source")

    category = OneLine(required=False, max_length=200)
    score = forms.IntegerField(required=False, min_value=0, max_value=100, label="Least score")
    source = forms.ChoiceField(
        required=False,
        choices=[("", "Any"), *Submission.Source.choices],
        error_messages={"invalid_choice": "There is no such source; choose one of the list."},
    )

    def __init__(self, data: QueryDict, categories: list[str], clusters: dict[int, Cluster]) -> None:
        super().__init__(data, auto_id="filter-%s")
        chosen = OneLine(required=False).clean(data.get("category"))
        names = [*categories, *([chosen] if chosen and chosen not in categories else [])]
        shown = {cluster.number: str(cluster) for cluster in clusters.values()}
        self.fields["cluster"] = forms.TypedChoiceField(
            choices=_or_any(sorted(shown.items())),
            required=False,
            coerce=int,
            empty_value=None,
            error_messages={"invalid_choice": "There is no such cluster; choose one of the list."},
        )
        self.order_fields(self.field_order)
        self.fields["category"].widget = forms.Select(choices=_or_any((name, name) for name in names))


def _or_any(choices: Iterable[tuple[Any, str]]) -> list[tuple[Any, str]]:
    return [("", "Any"), *choices]
