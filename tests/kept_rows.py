"""Rows that many tests begin with: made through the product once in a process, and had again.

Between tests that begin with the same ones they stand in an open transaction, around that of each
test.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone
from pytest_django.plugin import blocking_manager_key

from scoring.endpoint import embedded
from scoring.models import Collection, ModelVersion
from tests import emptying

# How old the times of rows may come to look while they stand
FRESH = timedelta(seconds=10)
NEED_THE_DATABASE = {"db", "transactional_db", "live_server"}
# With an endpoint of its own, a test has everything made anew
COMMIT_OR_NEED_NONE = {"transactional_db", "live_server", "remote"}


class Kept(NamedTuple):
    """Every row of the site after the first making."""

    rows: dict[type[models.Model], list[dict[str, Any]]]
    version: int
    made_at: datetime


class Standing:
    """Kept rows in a transaction that is still open; one test takes them once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.since = timezone.now()
        self.is_taken = False
        self.transaction = transaction.atomic()
        # As Django's own around tests: code that asks for an outermost transaction may run inside
        self.transaction._from_testcase = True  # type: ignore[attr-defined]
        self.transaction.__enter__()
        _put_back(_kept[name])
        connection.check_constraints()

    def end(self) -> None:
        # Who opened another connection has left this one's rows behind
        if connection.in_atomic_block:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)


_kept: dict[str, Kept] = {}
_standing: Standing | None = None


def kept_as(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark the function of a fixture that returns `stored(name, …)`."""

    def mark(fixture: Callable[..., Any]) -> Callable[..., Any]:
        fixture.kept_as = name  # type: ignore[attr-defined]
        return fixture

    return mark


def bring_together(tests: list[pytest.Function]) -> None:
    """Within its file, have a test follow those that begin with the same rows."""
    in_order = []
    for _, of_file in groupby(tests, key=lambda test: test.path):
        alike: dict[str | None, list[pytest.Function]] = {}
        for test in of_file:
            alike.setdefault(_begins_with(test), []).append(test)
        for own in alike.values():
            in_order += own
    tests[:] = in_order


def stand_before(test: pytest.Function) -> None:
    """Have the rows stand that the test begins with; no rows before any other test that reads."""
    name = _begins_with(test)
    if name is None:
        return
    with test.config.stash[blocking_manager_key].unblock():
        if not _stands(name):
            end()
        _stand(name if name in _kept else "")


def needs_database(test: pytest.Function) -> bool:
    marker = test.get_closest_marker("django_db")
    return bool(marker or NEED_THE_DATABASE & set(test.fixturenames))


def _begins_with(test: pytest.Function) -> str | None:
    """The name of its kept rows, empty where it has no such rows; None without the database."""
    if not needs_database(test):
        return None
    asked = set(test.fixturenames)
    marker = test.get_closest_marker("django_db")
    if (marker and (marker.args or marker.kwargs)) or asked & COMMIT_OR_NEED_NONE:
        return ""
    used = test._fixtureinfo.name2fixturedefs.values()
    functions = (definitions[-1].func for definitions in used if definitions)
    names = {function.kept_as for function in functions if hasattr(function, "kept_as")}
    return names.pop() if len(names) == 1 else ""


def end() -> None:
    global _standing
    if _standing:
        _standing.end()
        _standing = None


def stored(name: str, make: Callable[[], ModelVersion]) -> ModelVersion:
    """What `make` stores and returns;
    nothing is put back where the test has rows or an endpoint of its own.
    """
    if _standing and not _standing.is_taken:
        _standing.is_taken = True
        if _standing.name == name and not settings.AML_URL:
            return _version(name)
        emptying.empty()
    if settings.AML_URL or any(table._default_manager.exists() for table in _tables()):
        return make()
    if name not in _kept:
        version = make()
        rows = {table: list(table._default_manager.order_by("pk").values()) for table in _tables()}
        _kept[name] = Kept(rows, version.pk, timezone.now())
        return version
    _put_back(_kept[name])
    return _version(name)


def _stands(name: str) -> bool:
    """Whether the rows of this name stand, and their times are still as when they were made."""
    if not _standing or _standing.name != name or not connection.in_atomic_block:
        return False
    # A test that closes a streamed answer has Django close the connection too
    if connection.closed_in_transaction:
        return False
    return timezone.now() - _standing.since < FRESH


def _stand(name: str) -> None:
    global _standing
    if _standing:
        _standing.is_taken = False
    elif name:
        _standing = Standing(name)


def _version(name: str) -> ModelVersion:
    # As after making it, the model is in memory
    embedded.model(_kept[name].version)
    return ModelVersion.objects.get(pk=_kept[name].version)


def _tables() -> list[type[models.Model]]:
    """All but collections: those of the site are there before anything is made."""
    return [
        table for table in apps.get_app_config("scoring").get_models() if table is not Collection
    ]


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
