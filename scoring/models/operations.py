"""Small rows that keep the site running."""

from django.db import models
from django.utils import timezone


class RateWindow(models.Model):
    """What one visitor did of one kind within one window of time."""

    visitor = models.CharField(
        max_length=64,
        help_text="A keyed hash of the address, never the address.",
    )
    begins_at = models.DateTimeField()
    hits = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visitor", "begins_at"], name="one_window_of_a_visitor")
        ]

    def __str__(self) -> str:
        return f"{self.hits} since {self.begins_at:%H:%M:%S}"


class RemoteEndpoint(models.Model):
    """What all processes know of a remote service: its protocol, and whether it is well."""

    endpoint = models.CharField(
        max_length=64,
        primary_key=True,
        help_text="SHA-256 of its address.",
    )
    protocol = models.CharField(
        max_length=20,
        blank=True,
        help_text="Found out by the first good reply.",
    )
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    resting_until = models.DateTimeField(
        null=True,
        help_text="The circuit is open: nobody calls it before.",
    )
    answered_at = models.DateTimeField(null=True, help_text="The last valid answer.")

    def __str__(self) -> str:
        return f"{self.protocol or 'unknown protocol'}, {self.failures} failures in a row"


class Heartbeat(models.Model):
    """When a worker was last seen."""

    worker = models.CharField(max_length=100, primary_key=True)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.worker} at {self.seen_at:%H:%M:%S}"
