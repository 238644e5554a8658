"""Rows that many tests begin with:
made through the product once in a process, and put back for each later test.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from scoring.endpoint import embedded
from scoring.models import ModelVersion


class Kept(NamedTuple):
    """Every row of the site after the first making."""

    rows: dict[type[models.Model], list[dict[str, Any]]]
    version: int
    made_at: datetime


_kept: dict[str, Kept] = {}


def stored(name: str, make: Callable[[], ModelVersion]) -> ModelVersion:
    """What `make` stores and returns;
    nothing is put back where the test has rows or an endpoint of its own.
    """
    if settings.AML_URL or any(table._default_manager.exists() for table in _tables()):
        return make()
    if name not in _kept:
        version = make()
        rows = {table: list(table._default_manager.order_by("pk").values()) for table in _tables()}
        _kept[name] = Kept(rows, version.pk, timezone.now())
    else:
        _put_back(_kept[name])
        # As after making it, the model is in memory
        embedded.model(_kept[name].version)
    return ModelVersion.objects.get(pk=_kept[name].version)


def _tables() -> list[type[models.Model]]:
    return list(apps.get_app_config("scoring").get_models())


@transaction.atomic
def _put_back(kept: Kept) -> None:
    """The ids are those of the first making, which no sequence gives again;
    all times are as long ago as they were.
    """
    passed = timezone.now() - kept.made_at
    for table, rows in kept.rows.items():
        table._default_manager.bulk_create(table(**_later(row, passed)) for row in rows)


def _later(row: dict[str, Any], passed: timedelta) -> dict[str, Any]:
    return {
        name: value + passed if isinstance(value, datetime) else value
        for name, value in row.items()
    }
