"""How the site is connected to its database."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction

from scoring.models import Heartbeat
from similarco_site.environment import database
from similarco_site.sqlite import base, open_file, patience


def test_the_database_is_in_wal_mode_with_immediate_transactions_and_a_busy_timeout(
    db: None,
) -> None:
    if connection.vendor != "sqlite":
        assert connection.settings_dict["CONN_HEALTH_CHECKS"]
        return
    with connection.cursor() as cursor:
        found = [
            cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous")
        ]
    assert found == ["wal", 1]
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert connection.settings_dict["OPTIONS"]["timeout"] == 10


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_statement_outside_of_a_transaction_waits_for_its_turn_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.01)
    assert base.writers.take(0)
    try:
        assert not Heartbeat.objects.exists()
        with pytest.raises(OperationalError, match="too many are writing"):
            Heartbeat.objects.update(worker="")
    finally:
        base.writers.end()

    Heartbeat.objects.update(worker="")
    assert base.writers.take(0)
    base.writers.end()


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_the_writes_of_a_request_wait_together_as_long_as_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(patience, "REQUEST_SECONDS", 0.3)
    path = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        patience.begin_request()
        begun = time.monotonic()
        for _ in range(3):
            with pytest.raises(OperationalError, match="locked"):
                Heartbeat.objects.update(worker="")
            with pytest.raises(OperationalError, match="locked"), transaction.atomic():
                Heartbeat.objects.update(worker="")
        waited = time.monotonic() - begun
        patience.end_request()

    assert 0.2 < waited < 0.6


def test_a_database_is_readable_where_no_file_can_be_made_beside_it(
    db: None, tmp_path: Path
) -> None:
    path = tmp_path / "db.sqlite3"
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("CREATE TABLE kept (number)")
    made.close()
    # Even root can make no file of that name
    (tmp_path / "db.sqlite3-wal").mkdir()
    settings = {**connection.settings_dict, **database(f"sqlite:///{path}")}
    reader = base.DatabaseWrapper(settings, "reader")

    with reader.cursor() as cursor:
        assert cursor.execute("SELECT * FROM kept").fetchall() == []
    reader.close()
    assert path not in open_file.kept_open
