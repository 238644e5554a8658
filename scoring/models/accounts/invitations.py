"""Invitations: links with which somebody makes an account once."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

LASTS = timedelta(days=7)


def last_moment() -> datetime:
    return timezone.now() + LASTS


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def standing(self) -> "InvitationQuerySet":
        """Those with which somebody can still make an account."""
        unused = self.filter(used_at__isnull=True, revoked_at__isnull=True)
        return unused.filter(expires_at__gt=timezone.now())

    def opened_by(self, key: str) -> "Invitation | None":
        """The one that stands and has this key."""
        return self.standing().filter(key_hash=hashed(key)).first()


class Invitation(models.Model):
    """A link for one account; the key in it is not kept."""

    class Role(models.TextChoices):
        MEMBER = "member", "member"
        REVIEWER = "reviewer", "reviewer"

    key_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of its key.")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    whom = models.CharField(max_length=254, blank=True, help_text="For whom, as the admin noted.")
    made_by = models.CharField(max_length=150, help_text="Kept when the account is deleted.")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=last_moment)
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"invitation of a {self.role}, {self.state}"

    @property
    def state(self) -> str:
        """One of `open`, `used`, `revoked` and `expired`."""
        if self.used_at:
            return "used"
        if self.revoked_at:
            return "revoked"
        if self.expires_at > timezone.now():
            return "open"
        return "expired"


def hashed(key: str) -> str:
    """All that is stored of a key: 64 hexadecimal digits."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
