"""A company as a row of a file."""

from scoring.companies.forms import EditForm


class RowForm(EditForm):
    """A company as a row of a file, with the limits of an editor."""
