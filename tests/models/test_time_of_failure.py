"""Rows that failed before the time of a failure was stored get it from their next attempt."""

from importlib import import_module

import pytest
from django.apps import apps

from scoring.models import Assignment, ModelVersion

migration = import_module("scoring.migrations.0011_time_of_failure")


@pytest.mark.parametrize("attempts", [1, 2, 3, 10])
def test_the_time_is_the_one_that_was_stored_since(model: ModelVersion, attempts: int) -> None:
    row = Assignment.objects.filter(version=model).earliest("pk")
    row.attempts = attempts - 1
    row.give_up("The key was wrong.")
    failed_at = row.failed_at
    row.failed_at = None
    row.save()

    migration.fill(apps, None)

    row.refresh_from_db()
    assert row.failed_at == failed_at
    assert Assignment.objects.filter(failed_at__isnull=False).count() == 1
