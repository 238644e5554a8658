"""Leases that a worker could not give back while nothing could be stored."""

from scoring.models.work import QueuedQuerySet

_still_held: list[QueuedQuerySet] = []


def give_back_later(held: QueuedQuerySet) -> None:
    """Keep a lease in mind that nobody needs any more, until something can be stored again."""
    _still_held.append(held)


def give_back() -> None:
    """Before they run out, or the worker would count as one that died over the rows."""
    while _still_held:
        # Forgotten only once it is stored, for this may fail as well
        _still_held[0].give_back()
        del _still_held[0]
