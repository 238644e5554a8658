"""What a person asks of the worker: divide a collection, one of its clusters, or a selection."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from scoring.markets.divisions import jobs_of
from scoring.models import Collection, Job
from scoring.models.database.locks import until_commit

FEWEST_CLUSTERS, MOST_CLUSTERS = 2, 60
FEWEST_PARTS, MOST_PARTS = 2, 12


def divide_later(collection: Collection, k: int | None = None, *, by: str) -> bool:
    """Have the worker divide a collection; without a number it finds one, or goes on as it was.

    False where it is being divided already: one division after the other.
    """
    return _ask(collection, {"k": k, "by": by})


def open_later(
    collection: Collection,
    cluster: int,
    parts: int | None,
    *,
    by: str,
) -> bool:
    """Have the worker divide one cluster of the collection's own; False as for `divide_later`."""
    return _ask(collection, {"open": cluster, "k": parts, "by": by})


def divide_chosen_later(
    collection: Collection,
    chosen: Sequence[int],
    parts: int | None,
    *,
    by: str,
) -> bool:
    """Have the worker divide companies, by their ids; False as for `divide_later`."""
    return _ask(collection, {"chosen": list(chosen), "k": parts, "by": by})


def _ask(collection: Collection, what: dict[str, Any]) -> bool:
    options = {"collection": collection.pk, **what}
    # Who clicks twice asks twice at one moment
    with transaction.atomic():
        until_commit("ask for a division")
        if jobs_of(collection.pk).pending().exists():
            return False
        Job.objects.create(kind=Job.Kind.DIVIDE, options=options)
    return True
