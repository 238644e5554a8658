"""Who sent a company to the open collection: he may change it."""

from django.db import models

from ..collections import ScopedQuerySet
from ..submissions import Submission


class SenderQuerySet(ScopedQuerySet):
    collection_columns = ("submission__collection",)


class Sender(models.Model):
    """`account:` and its id, or `visitor:` and the hash of what his browser keeps."""

    # What the stored word on an account begins with, its id behind it
    OF_ACCOUNT = "account:"

    submission = models.OneToOneField(
        Submission,
        on_delete=models.CASCADE,
        related_name="kept_sender",
        primary_key=True,
    )
    sender = models.CharField(max_length=80, db_index=True)

    objects = SenderQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.submission_id} by {self.sender.partition(':')[0]}"

    @classmethod
    def hand_over(cls, sender: str, to: str) -> None:
        """Make all that one sender sent another's."""
        cls.objects.filter(sender=sender).update(sender=to)
