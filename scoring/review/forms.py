"""Verdicts as they are sent: from the box on a result, and from the desk."""

from typing import Any

from django import forms
from django.http import QueryDict

from scoring.models import Assignment, ShownClusters
from scoring.pages.fields import INCOMPLETE, PlainText
from scoring.review.names import typed_cluster

# What is sent where none of the clusters is right
NONE = "none"
CHOOSE = "Choose the right cluster."


class RightCluster(forms.IntegerField):
    """The number of a cluster; None for “none of these”, and where nothing was chosen."""

    def clean(self, value: Any) -> int | None:
        number: int | None = None
        if value != NONE:
            number = super().clean(value)
        return number


class ReviewForm(forms.Form):
    """A verdict of staff, who saw the `last` review (0: none).

    Whether it can stand is for verdicts.py to say.
    """

    verdict = forms.ChoiceField(
        choices=Assignment.Verdict,
        error_messages={"required": "Choose a verdict.", "invalid_choice": "Choose a verdict."},
    )
    cluster = RightCluster(
        required=False,
        min_value=0,
        max_value=10**6,
        error_messages={"invalid": CHOOSE},
    )
    note = PlainText(required=False, max_length=2000)
    last = forms.IntegerField(min_value=0, max_value=10**9, error_messages=INCOMPLETE)

    def clean(self) -> dict[str, Any]:
        super().clean()
        is_wrong = self.cleaned_data.get("verdict") == Assignment.Verdict.WRONG
        if is_wrong and not self.data.get("cluster"):
            self.add_error("cluster", CHOOSE)
        return self.cleaned_data


class DeskForm(forms.Form):
    """A verdict of the review desk on a row.

    The model `said` a cluster when the page was opened. `choice` is “confirm”, the number of a
    cluster, “none” of them, or “other” with the name beside it.
    """

    row = forms.IntegerField(min_value=1, max_value=10**9, error_messages=INCOMPLETE)
    said = forms.IntegerField(min_value=0, max_value=10**6, error_messages=INCOMPLETE)
    choice = forms.RegexField(
        "^(confirm|none|other|[0-9]{1,6})$",
        error_messages={
            "required": "Say yes, or choose a cluster.",
            "invalid": "Say yes, or choose a cluster.",
        },
    )
    other = PlainText(required=False, max_length=200)
    note = PlainText(
        required=False,
        max_length=2000,
        error_messages={
            "max_length": "Use 2,000 characters or fewer for the note; this has %(show_value)d."
        },
    )

    def __init__(self, data: QueryDict, clusters: ShownClusters) -> None:
        super().__init__(data)
        self._clusters = clusters

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
            name = cleaned.get("other", "")
            cluster = typed_cluster(name, self._clusters)
            if cluster is None:
                said = f"No cluster is called “{name}”. " if name else ""
                mend = "Type the name of a cluster, or choose one from the list."
                self.add_error("other", f"{said}{mend}")
            else:
                cleaned["cluster"] = cluster.number
        elif choice and choice != NONE:
            cleaned["cluster"] = int(choice)
        return cleaned
