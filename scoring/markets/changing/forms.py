"""What a person asks of a collection's own clusters, as forms send it."""

from django import forms

from scoring.markets.changing.asking import FEWEST_CLUSTERS, FEWEST_PARTS, MOST_CLUSTERS, MOST_PARTS
from scoring.pages.fields import OneLine

NEW, OUTSIDE = "new", "outside"
COARSER_OR_FINER = 1.5


class NumberForm(forms.Form):
    """How many clusters; empty for as many as fit."""

    k = forms.IntegerField(
        required=False,
        min_value=FEWEST_CLUSTERS,
        max_value=MOST_CLUSTERS,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            f"Choose a number from {FEWEST_CLUSTERS} to {MOST_CLUSTERS}.",
        ),
    )


class PartsForm(forms.Form):
    """Into how many parts a cluster is opened; empty for as many as fit."""

    k = forms.IntegerField(
        required=False,
        min_value=FEWEST_PARTS,
        max_value=MOST_PARTS,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            f"Choose a number of parts from {FEWEST_PARTS} to {MOST_PARTS}.",
        ),
    )


class MoveForm(forms.Form):
    """Where chosen companies go: a cluster's number, a new cluster, or outside."""

    into = forms.CharField(error_messages={"required": "Choose where they go."})
    name = OneLine(required=False)

    def clean_into(self) -> str:
        into: str = self.cleaned_data["into"]
        if into in (NEW, OUTSIDE) or (into.isdecimal() and len(into) < 7):
            return into
        raise forms.ValidationError("Choose where they go.")


def coarser(k: int) -> int:
    """Fewer clusters than k, as few as there can be."""
    return max(FEWEST_CLUSTERS, min(k - 1, round(k / COARSER_OR_FINER)))


def finer(k: int) -> int:
    """More clusters than k, as many as there can be."""
    return min(MOST_CLUSTERS, max(k + 1, round(k * COARSER_OR_FINER)))
