"""Verdicts as they are sent: from the box on a result, and from the desk."""

from typing import Any

from django import forms

from scoring.models import Assignment
from scoring.pages.fields import INCOMPLETE, PlainText


class ReviewForm(forms.Form):
    """A verdict of staff, who saw the `last` review (0: none).

    Whether it can stand is for verdicts.py to say.
    """

    verdict = forms.ChoiceField(
        choices=Assignment.Verdict,
        error_messages={"required": "Choose a verdict.", "invalid_choice": "Choose a verdict."},
    )
    cluster = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=10**6,
        error_messages={"invalid": "Choose the right cluster."},
    )
    note = PlainText(required=False, max_length=2000)
    last = forms.IntegerField(min_value=0, max_value=10**9, error_messages=INCOMPLETE)


class DeskForm(forms.Form):
    """A verdict of the review desk on a row.

    The model `said` a cluster when the page was opened. `choice` is “confirm”, the number of a
    cluster, or “other” with the number beside it.
    """

    row = forms.IntegerField(min_value=1, max_value=10**9, error_messages=INCOMPLETE)
    said = forms.IntegerField(min_value=0, max_value=10**6, error_messages=INCOMPLETE)
    choice = forms.RegexField(
        "^(confirm|other|[0-9]{1,6})$",
        error_messages={
            "required": "Confirm, or choose a cluster.",
            "invalid": "Confirm, or choose a cluster.",
        },
    )
    other = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=10**6,
        error_messages={"invalid": "Choose the right cluster."},
    )
    note = PlainText(
        required=False,
        max_length=2000,
        error_messages={
            "max_length": "Use 2,000 characters or fewer for the note; this has %(show_value)d."
        },
    )

    def clean(self) -> dict[str, Any]:
        """Adds `verdict` and `cluster`, as `verdicts.review` takes them."""
        super().clean()
        cleaned = self.cleaned_data
        choice = cleaned.get("choice", "")
        cleaned["verdict"] = Assignment.Verdict.WRONG
        cleaned["cluster"] = None
        if choice == "confirm":
            cleaned["verdict"] = Assignment.Verdict.CONFIRMED
        elif choice == "other":
            cleaned["cluster"] = cleaned.get("other")
        elif choice:
            cleaned["cluster"] = int(choice)
        return cleaned
