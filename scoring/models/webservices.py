"""Scoring services that this site offers to programs."""

import secrets
from datetime import datetime
from typing import NamedTuple

from django.db import models
from django.utils import timezone

from .model_versions import ModelVersion


def new_id() -> str:
    """32 hexadecimal digits, as the ids of the studio's workspaces and services."""
    return secrets.token_hex(16)


class ServiceKey(NamedTuple):
    """One of the two keys of a service, as far as it is known."""

    which: str
    made_at: datetime
    is_revoked: bool

    def __str__(self) -> str:
        if self.is_revoked:
            return "revoked"
        return f"{self.made_at:%Y-%m-%d}"


class WebService(models.Model):
    """One service with two keys, so that one can be changed without a stop.

    It stays with its model version until a person moves it, so that numbers never change under a
    client.
    """

    workspace = models.CharField(max_length=64, default=new_id)
    service = models.CharField(max_length=64, default=new_id)
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="services")
    primary_key_hash = models.CharField(
        max_length=64,
        db_index=True,
        help_text="SHA-256; the key itself is not kept.",
    )
    secondary_key_hash = models.CharField(max_length=64, db_index=True)
    primary_key_made_at = models.DateTimeField(default=timezone.now)
    secondary_key_made_at = models.DateTimeField(default=timezone.now)
    most_calls_at_once = models.PositiveIntegerField(
        default=20,
        help_text="In each process; more are turned away.",
    )
    created_at = models.DateTimeField("made", default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "service"],
                name="one_service_of_an_address",
            )
        ]

    def __str__(self) -> str:
        return f"service {self.service} of workspace {self.workspace}"

    @property
    def path(self) -> str:
        """Its address on this site, below which `/execute`, `/jobs`, `/files` and `/help` stand."""
        return f"/workspaces/{self.workspace}/services/{self.service}"

    @property
    def keys(self) -> list[ServiceKey]:
        """The primary and the secondary one. A revoked one has no hash, so none is like it."""
        return [
            ServiceKey("primary", self.primary_key_made_at, not self.primary_key_hash),
            ServiceKey("secondary", self.secondary_key_made_at, not self.secondary_key_hash),
        ]


class ServiceUse(models.Model):
    """Calls of one service on one day; what was sent is not stored."""

    service = models.ForeignKey(WebService, on_delete=models.CASCADE, related_name="uses")
    day = models.DateField()
    calls = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "day"], name="one_use_of_a_day")]

    def __str__(self) -> str:
        return f"{self.calls} calls on {self.day}"
