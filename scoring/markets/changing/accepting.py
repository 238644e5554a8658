"""A person's word on a new division: take it, or keep the one that is shown."""

from django.db import transaction
from django.utils import timezone

from scoring.models import Collection, ModelVersion

State = ModelVersion.State


@transaction.atomic
def accept(collection: Collection) -> bool:
    """Show the proposed division, and forget the one before; False where there is none."""
    proposed = collection.divisions.select_for_update().filter(state=State.COMPARING).first()
    if proposed is None:
        return False
    collection.divisions.filter(state=State.READY).delete()
    proposed.state, proposed.activated_at = State.READY, timezone.now()
    proposed.save(update_fields=["state", "activated_at"])
    return True


def keep(collection: Collection) -> bool:
    """Forget the proposed division; False where there is none."""
    deleted, _ = collection.divisions.filter(state=State.COMPARING).delete()
    return bool(deleted)
