"""How large a table may be that somebody sends."""

from typing import NamedTuple

MEGABYTE = 1024 * 1024


class Limits(NamedTuple):
    """The most bytes of a file and of what it unpacks to, and the most rows, columns and cells."""

    bytes: int
    unpacked: int
    rows: int
    columns: int
    cells: int

    def said_of_bytes(self) -> str:
        return (
            f"The file has more than {self.bytes // MEGABYTE:,} MB. Save it as CSV, or in several."
        )

    def said_of_unpacked(self) -> str:
        return (
            f"The file unpacks to more than {self.unpacked // MEGABYTE:,} MB. "
            "Save the sheet as CSV, or in several."
        )

    def said_of_rows(self) -> str:
        return f"The table has more than {self.rows:,} rows. Send it in several."

    def said_of_columns(self, columns: int) -> str:
        return (
            f"The table has {columns:,} columns, and {self.columns:,} is the most. "
            "Delete those that say nothing of a company."
        )

    def said_of_cells(self) -> str:
        return f"The table has more than {self.cells:,} cells. Send it in several."
