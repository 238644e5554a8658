"""An account and all that belongs to it, gone for good."""

from django.contrib.auth.models import User
from django.db import transaction

from scoring.companies import submissions
from scoring.models import Collection, PairFeedback, Scope, Sender, Submission


def own_scope(account: User) -> Scope:
    """The collections of an account, also those that it deleted and could bring back."""
    owned = Collection.objects.filter(owner=account).order_by("pk")
    keys = tuple(owned.values_list("pk", flat=True))
    return Scope(keys, keys)


@transaction.atomic
def delete_account(account: User) -> None:
    """Reviews stay, under the name that is kept with them."""
    own = own_scope(account)
    if own.collections:
        # As a step of an import does, so that neither meets half of what the other does
        owned = Collection.objects.filter(pk__in=own.collections).order_by("pk")
        list(owned.select_for_update(no_key=True))
        # Before their collections, for the counts
        submissions.delete(Submission.objects.visible_to(own))
        owned.delete()
    # What he said for himself; a reviewer's words stay, for they count for all
    PairFeedback.objects.filter(speaker=f"account:{account.pk}").delete()
    # What he sent to the open collection stays, and is nobody's to change
    Sender.objects.filter(sender=f"account:{account.pk}").delete()
    account.delete()
