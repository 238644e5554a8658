"""What pages say in a sentence: what is wrong with a form, a company's title."""

from django import forms

from scoring.models import Submission


def complaints(form: forms.Form) -> str:
    """All that is wrong with a form, for a page that shows it in one place."""
    sentences = []
    for messages in form.errors.values():
        sentences += [str(message) for message in messages]
    # Several fields may have the same complaint, which is said once
    return " ".join(dict.fromkeys(sentences))


def named_complaints(form: forms.Form) -> str:
    """All that is wrong with a form, each complaint behind the name of its field."""
    sentences = []
    for name, messages in form.errors.items():
        of_field = " ".join(str(message) for message in messages)
        sentences.append(f"{form[name].label}: {of_field}")
    return " ".join(sentences)


def quoted(company: Submission) -> str:
    """A title for a sentence, kept apart so that the direction of its letters ends with it."""
    return f"“\u2068{company}\u2069”"
