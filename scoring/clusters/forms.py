"""How a cluster shall be shown, as a form asks for it."""

from django import forms

from scoring.models import ClusterChange
from scoring.pages.fields import OneLine


class ClusterChangeForm(forms.Form):
    """How a cluster shall be shown; whether it can be is for display.py to say."""

    kind = forms.ChoiceField(
        choices=ClusterChange.Kind,
        error_messages={
            "required": "Choose what to change.",
            "invalid_choice": "Choose what to change.",
        },
    )
    name = OneLine(required=False)
    into = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=10**6,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            "Choose a cluster from the list.",
        ),
    )
