"""What an owner types of a collection."""

from django import forms

from scoring.models import CollectionShare
from scoring.pages.fields import OneLine, PlainText


class CollectionForm(forms.Form):
    """A name, and what it is for."""

    use_required_attribute = False

    name = OneLine(
        max_length=100,
        error_messages={"required": "Give it a name."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    description = PlainText(
        required=False,
        max_length=1000,
        help_text="Optional. Everybody who sees the collection can read it.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ShareForm(forms.Form):
    """An account, and what it may do."""

    use_required_attribute = False

    account = OneLine(
        label="Name of the account",
        max_length=150,
        error_messages={"required": "Say with whom."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label="What this person may do",
        choices=[
            (CollectionShare.Role.READER, "Look at it"),
            (CollectionShare.Role.EDITOR, "Look at it, and change its companies"),
        ],
        error_messages={"required": "Choose one.", "invalid_choice": "Choose one from the list."},
    )
