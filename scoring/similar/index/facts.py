"""What an index knows of a row besides its text: by what its companies are chosen."""

from zlib import crc32

from scoring.models.assignments import DOUBTFUL

# Columns of an assignment, in the order of the facts
COLUMNS = ("collection", "category", "source", "shown_cluster", "shown_sector", "answer")
COLLECTION, CATEGORY, SOURCE, CLUSTER, SECTOR = range(5)
NO_CLUSTER = 0


def facts_of(
    collection: int,
    category: str,
    source: str,
    cluster: int | None,
    sector: str,
    answer: str,
) -> tuple[int, int, int, int, int]:
    """Five numbers. A sector of which nobody can be sure is none."""
    known = "" if answer in DOUBTFUL else sector
    return collection, name(category), name(source), cluster_number(cluster), name(known)


def name(value: str) -> int:
    """A text as a number; two with the same one are told apart by the database."""
    return crc32(value.encode())


def cluster_number(cluster: int | None) -> int:
    if cluster is None:
        return NO_CLUSTER
    return cluster + 1
