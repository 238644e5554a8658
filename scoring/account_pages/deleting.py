"""An account and all that belongs to it, gone for good."""

from django.contrib.auth.models import User
from django.db import transaction


@transaction.atomic
def delete_account(account: User) -> None:
    """Reviews stay, under the name that is kept with them."""
    account.delete()
