"""What pages say in a sentence: what is wrong with a form, a company's title."""

from django import forms

from scoring.models import Submission


def complaints(form: forms.Form) -> str:
    """All that is wrong with a form, for a page that shows it in one place."""
    messages = [str(message) for found in form.errors.values() for message in found]
    return " ".join(dict.fromkeys(messages))


def quoted(company: Submission) -> str:
    """A title for a sentence, kept apart so that the direction of its letters ends with it."""
    return f"“\u2068{company}\u2069”"
