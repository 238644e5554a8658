"""Browsers in which somebody is signed in."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class SignedIn(models.Model):
    """A session of an account, with what its browser calls itself in words."""

    # Whoever has the key of a session is signed in: no page shows it, and this row has its own
    session = models.OneToOneField(
        "sessions.Session",
        on_delete=models.CASCADE,
        related_name="signed_in",
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
    )
    device = models.CharField(max_length=60)
    begun_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now, help_text="To the hour.")

    # Whether it is the browser that asks; told where several are shown
    is_this = False

    class Meta:
        ordering = ["-seen_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.device} since {self.begun_at:%Y-%m-%d}"
