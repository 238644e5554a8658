"""What tests share behaves as what the site makes:
rows that are put back, and an emptied database.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from scoring.endpoint import embedded
from scoring.models import Job, ModelVersion, Submission
from tests import emptying, kept_rows
from tests.conftest import catalogue, place_catalogue
from tests.servers import ScoringServer

TABLES: list[type[models.Model]] = kept_rows._tables()


def rows(table: type[models.Model]) -> list[dict[str, Any]]:
    return list(table._default_manager.order_by("pk").values())


def told_apart() -> dict[type[models.Model], list[dict[str, Any]]]:
    """All rows, with ids counted from the first one of a table, and times only as there or not."""
    firsts = {
        table: table._default_manager.order_by("pk").values_list("pk", flat=True).first()
        for table in TABLES
    }
    return {table: [_without_origin(table, row, firsts) for row in rows(table)] for table in TABLES}


def _without_origin(
    table: type[models.Model], row: dict[str, Any], firsts: dict[Any, Any]
) -> dict[str, Any]:
    for field in table._meta.concrete_fields:
        pointed_at, value = table if field.primary_key else field.related_model, row[field.attname]
        if isinstance(value, datetime):
            row[field.attname] = "some time"
        elif isinstance(value, int) and pointed_at in firsts:
            row[field.attname] = value - firsts[pointed_at]
    if table is Job:
        row["position"] -= firsts[Submission]
    return row


@pytest.mark.django_db
def test_rows_that_are_put_back_are_as_the_site_makes_them() -> None:
    place_catalogue()
    made = told_apart()

    for _ in range(2):
        emptying.empty()
        version = kept_rows.stored("model", place_catalogue)

        assert told_apart() == made
        assert version == ModelVersion.objects.get(is_active=True)


@pytest.mark.django_db
def test_all_times_are_as_long_ago_as_when_they_were_made(model: ModelVersion) -> None:
    now = timezone.now()
    for table in TABLES:
        times = [
            value for row in rows(table) for value in row.values() if isinstance(value, datetime)
        ]
        assert all(now - timedelta(seconds=30) < time <= now for time in times)


def test_what_is_put_back_can_be_searched_and_its_model_is_in_memory(model: ModelVersion) -> None:
    assert Submission.objects.with_words("insurance").exists()
    assert embedded.model.cache_info().currsize == 1


def test_the_next_rows_get_ids_of_their_own(model: ModelVersion) -> None:
    last = Submission.objects.latest("pk").pk
    assert Submission.objects.create(title="Next", text="A text.", source="form").pk > last


@pytest.mark.django_db
def test_beside_other_rows_everything_is_made_anew(model: ModelVersion) -> None:
    again = kept_rows.stored("model", place_catalogue)

    assert again != model
    assert Submission.objects.count() == 2 * len(catalogue())


def test_with_an_endpoint_everything_is_made_anew(db: None, remote: ScoringServer) -> None:
    kept_rows.stored("model", place_catalogue)

    assert len(remote.rows) == Submission.objects.count()


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_keeps_what_migrations_made(model: ModelVersion, staff: User) -> None:
    lasting = list(ContentType.objects.values()), list(Permission.objects.values())

    emptying.empty()

    assert (list(ContentType.objects.values()), list(Permission.objects.values())) == lasting
    assert lasting[1]
    assert not any(rows(table) for table in [*TABLES, User])
    assert not Submission.objects.with_words("insurance").exists()


@pytest.mark.django_db(transaction=True)
def test_after_emptying_words_are_found_again(model: ModelVersion) -> None:
    emptying.empty()
    kept_rows.stored("model", place_catalogue)

    found = Submission.objects.with_words("insurance")
    assert 0 < found.count() < len(catalogue())
