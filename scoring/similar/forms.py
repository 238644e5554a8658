"""Which similar companies are wanted."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from scoring.models import ShownClusters, Submission
from scoring.pages.fields import OneLine


class SimilarForm(forms.Form):
    """Which similar companies are wanted.

    An empty field leaves nobody out, and so does one with a mistake.
    """

    use_required_attribute = False
    field_order = ("category", "cluster", "score", "source")

    category = OneLine(required=False, max_length=200)
    score = forms.IntegerField(required=False, min_value=0, max_value=100, label="Least score")
    source = forms.ChoiceField(
        required=False,
        choices=[("", "Any"), *Submission.Source.choices],
        error_messages={"invalid_choice": "There is no such source; choose one of the list."},
    )

    def __init__(self, data: QueryDict, categories: list[str], clusters: ShownClusters) -> None:
        super().__init__(data, auto_id="filter-%s")
        chosen = OneLine(required=False).clean(data.get("category"))
        names = [*categories, *([chosen] if chosen and chosen not in categories else [])]
        self.fields["cluster"] = forms.TypedChoiceField(
            choices=_or_any(clusters.names.items()),
            required=False,
            coerce=int,
            empty_value=None,
            error_messages={"invalid_choice": "There is no such cluster; choose one of the list."},
        )
        self.order_fields(self.field_order)
        self.fields["category"].widget = forms.Select(
            choices=_or_any((name, name) for name in names)
        )


def _or_any(choices: Iterable[tuple[Any, str]]) -> list[tuple[Any, str]]:
    return [("", "Any"), *choices]
