"""Lists of companies as tables of files, with the own columns that were chosen."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from scoring.companies.addresses import SHOWN
from scoring.companies.shown.columns import OWN
from scoring.kinds.sureness import in_words
from scoring.models import ShownClusters, Submission
from scoring.models.kinds import KIND_FIELDS, shown_kind
from scoring.own_columns.columns import OwnColumns, WithCompanies
from scoring.own_columns.kept_names import LIST_HEADER
from scoring.tables.headers import column_names
from scoring.tables.writing import Table
from scoring.tags.reading import NOTHING, kept_with_each

# In the order in which `_cells` takes them apart
FIELDS = (
    "pk",
    "title",
    "category",
    "industry",
    "text",
    "shown_cluster",
    "status",
    "verdict",
    "source",
    "sent_at",
    *(f"current__{name}" for name in KIND_FIELDS),
)
ROWS_AT_ONCE = 1000


def columns_of_file(query: QueryDict, own: OwnColumns) -> OwnColumns:
    """The own columns that an address chooses; all where it chooses none."""
    shown = query.getlist(SHOWN)
    if not any(shown):
        return own
    chosen = []
    for name, column in own.items():
        if f"{OWN}{name}" in shown:
            chosen.append(column)
    return OwnColumns(own.scope, chosen)


def companies_table(
    companies: QuerySet[Submission],
    clusters: ShownClusters,
    own: OwnColumns,
) -> Table:
    """Companies that were read `under` a version, with the clusters that they are shown in."""
    header = [*LIST_HEADER, *own]
    names = column_names(header, len(header))
    return Table("companies", names, _cells(companies, clusters, own))


def _cells(
    companies: QuerySet[Submission],
    clusters: ShownClusters,
    own: OwnColumns,
) -> Iterator[list[Any]]:
    # Chunk by chunk, for a list may have a million companies
    stored = companies.values_list(*FIELDS).iterator(chunk_size=ROWS_AT_ONCE)
    while chunk := list(islice(stored, ROWS_AT_ONCE)):
        ids = [company for company, *_ in chunk]
        kept = kept_with_each(ids, own.scope)
        beside = WithCompanies(list(own), own.values_of(ids, own.values()))
        for company in chunk:
            # What it says of itself comes first in FIELDS
            own_words, rest = company[:5], company[5:]
            number, status, verdict, source, sent_at, *of_kind = rest
            cluster = clusters.get(number)
            kind = shown_kind(*of_kind)
            kept_here = kept.get(company[0], NOTHING)
            yield [
                *own_words,
                cluster.number if cluster else number,
                cluster.name if cluster else None,
                status,
                verdict,
                source,
                sent_at.isoformat(timespec="seconds"),
                ", ".join(kept_here.tags),
                kept_here.text,
                *kind,
                in_words(kind, cluster),
                *beside.cells(company[0]),
            ]
