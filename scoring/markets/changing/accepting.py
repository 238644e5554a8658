"""A person's word on a new division: take it, keep the one that is shown, or go back to that."""

from django.db import transaction
from django.utils import timezone

from scoring.clusters.display import DisplayError
from scoring.markets.divisions import divisions_of
from scoring.models import Collection, ModelVersion

State = ModelVersion.State


@transaction.atomic
def accept(collection: Collection) -> bool:
    """Show the proposed division; False where there is none.

    The one before is kept with all that was changed of it, so that one can go back to it.
    """
    proposed = collection.divisions.select_for_update().filter(state=State.COMPARING).first()
    if proposed is None:
        return False
    earlier = divisions_of(collection).earlier
    if earlier:
        earlier.delete()
    proposed.state, proposed.activated_at = State.READY, timezone.now()
    proposed.save(update_fields=["state", "activated_at"])
    return True


@transaction.atomic
def go_back(collection: Collection) -> None:
    """Show the division of before again; the one that was taken waits for a person's word anew.

    Raises:
        DisplayError: there is none, or another one waits already.
    """
    # Of two who click at once, the second finds it done
    Collection.objects.select_for_update(no_key=True).get(pk=collection.pk)
    found = divisions_of(collection)
    if found.proposed:
        raise DisplayError("A new division waits for your decision: take it or leave it first.")
    if found.shown is None or found.earlier is None:
        raise DisplayError("There are no earlier clusters.")
    found.shown.state, found.shown.activated_at = State.COMPARING, None
    found.shown.save(update_fields=["state", "activated_at"])


def keep(collection: Collection) -> bool:
    """Forget the proposed division; False where there is none."""
    deleted, _ = collection.divisions.filter(state=State.COMPARING).delete()
    return bool(deleted)
