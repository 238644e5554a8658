"""A table with own columns of every kind, in a collection of its own."""

from scoring.models import Collection, Import, OwnValue, Submission
from tests.batches.imports import imported, own_collection

BANK = "A bank that takes deposits and lends money to farmers and families and small shops."
DAIRY = "We make cheese and butter and milk for grocery shops and hotels and bakeries."
OIL = "We drill for oil and natural gas and sell crude oil and fuel to refineries."
NAMES = ("City", "Staff", "Founded", "Site")
ROWS = {
    "Acme Bank": (BANK, "Bonn", "1,200", "2001-05-31", "https://acme.example/"),
    "Zoo Dairy": (DAIRY, "Köln", "12", "31.12.1999", ""),
    "Oil Works": (OIL, "bonn", "", "", "http://oil.example/a b"),
    "Last Bank": (BANK + " Last.", "", "90.5", "2001-06-01", "none"),
}


def table(rows: dict[str, tuple[str, ...]] = ROWS) -> str:
    lines = ["Name;About;" + ";".join(NAMES)]
    lines += [";".join((title, *cells)) for title, cells in rows.items()]
    return "\n".join(lines)


def filled_collection(owner: str = "ann") -> tuple[Collection, Import]:
    collection = own_collection(owner)
    made = imported(table(), collection)
    assert (made.stored, made.bad) == (len(ROWS), 0)
    return collection, made


def kept(company: str) -> dict[str, str]:
    """Name -> text of all that is kept of one company."""
    values = OwnValue.objects.filter(submission=Submission.objects.get(title=company))
    return dict(values.order_by("column").values_list("column__name", "text"))
