"""What a company's sender keeps of it in columns of his own."""

from typing import NamedTuple

from ..submissions import Submission
from .imports import ImportRow


class OwnColumn(NamedTuple):
    """A column of the sender's table, and what stands in it."""

    name: str
    value: str

    @property
    def is_address(self) -> bool:
        """Whether it is one to click on: of the web, and whole."""
        return self.value.startswith(("https://", "http://")) and " " not in self.value


def own_columns(company: Submission) -> list[OwnColumn]:
    """The columns of the newest table that the company came in, without those that made it."""
    if company.source != Submission.Source.IMPORT:
        return []
    # A company that was moved leaves them behind: they belong to the collection
    rows = ImportRow.objects.filter(submission=company.pk, file__collection=company.collection_id)
    row = rows.select_related("file").order_by("-pk").first()
    if row is None:
        return []
    mapping = row.file.mapping
    shown_already = {mapping.get(name) for name in ("title", "category", "industry")}
    shown_already |= set(mapping.get("text", ()))
    cells = zip(row.file.layout["columns"], row.cells, strict=False)
    return [OwnColumn(name, value) for name, value in cells if value and name not in shown_already]
