"""A company as a row of a file."""

from scoring.companies.forms import CompanyForm, MemberForm
from scoring.pages.fields import OneLine


class RowForm(CompanyForm):
    """A company as a row of a file, with the wider limits of files and an industry."""

    industry = OneLine(required=False)

    @staticmethod
    def limits() -> dict[str, int]:
        """Those of the database's columns; only for the text is there a setting."""
        return {**MemberForm.limits(), "industry": 200}

    def clean_industry(self) -> str:
        return self.checked_length("industry")
