"""A company as a row of a file."""

from scoring.companies.forms import KeptForm


class RowForm(KeptForm):
    """A company as a row of a file, with the limits of an editor."""
