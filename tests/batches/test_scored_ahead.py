"""Rows of a table are stored together with their scores."""

from collections.abc import Sequence
from typing import Any

import pytest

from clustering.many_cores import ManyCores
from scoring.batches import pieces, steps
from scoring.batches.rows import RowReader
from scoring.companies import submissions
from scoring.endpoint import embedded, scoring
from scoring.endpoint.scoring import Scored
from scoring.models import Assignment, ImportRow, ModelArtefact, ModelVersion, model_versions
from scoring.queue import ahead
from tests.batches.imports import BANK, DAIRY, imported, own_collection, rows_of
from tests.conftest import work
from tests.models.recount import assert_right
from tests.servers import ScoringServer
from wire import Row

TABLE = f"Title,Text\nAcme Bank,{BANK}\nZoo Dairy,{DAIRY}\nMute,zzz qqq\n"


def rows() -> list[Assignment]:
    return list(Assignment.objects.filter(submission__source="import").order_by("submission"))


def said(row: Assignment) -> tuple[Any, ...]:
    return (
        *(row.status, row.cluster, row.shown_cluster, row.distances, row.sure, row.answer),
        *(row.sector, row.segment, row.next_kinds, row.map_cell, row.category, row.source),
        *(row.attempts, row.lease, row.reason, bytes(row.vector or b""), bytes(row.said or b"")),
    )


def test_a_row_is_stored_with_the_score_that_the_worker_would_give_it(model: ModelVersion) -> None:
    imported(TABLE, own_collection())
    stored = list(map(said, rows()))
    assert_right()
    submissions.rescore(Assignment.objects.filter(submission__source="import"))
    work()

    assert [status for status, *_ in stored] == ["scored", "scored", "unplaced"]
    assert list(map(said, rows())) == stored


def test_what_the_collection_has_already_is_not_scored_again(
    model: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    collection = own_collection()
    imported(TABLE, collection)
    asked: list[str] = []

    def score(version: ModelVersion, rows: Sequence[Row], seconds: float) -> list[Scored]:
        asked.extend(row.title for row in rows)
        return scoring.score(version, rows, seconds)

    monkeypatch.setattr(ahead, "score", score)
    made = imported(TABLE + f"New Dairy,{DAIRY} And milk.\n", collection)

    assert (made.stored, made.known) == (1, 3)
    assert asked == ["New Dairy"]


def test_while_rows_are_stored_those_behind_them_are_read_once_and_begun_with(
    model: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[list[str]] = []
    read: list[int] = []

    def begin(rows: Sequence[Row]) -> None:
        begun.append([row.title for row in rows])

    def judge(row: ImportRow, reader: RowReader) -> dict[str, Any]:
        read.append(row.number)
        return judged(row, reader)

    judged = pieces.judge
    monkeypatch.setattr(pieces, "ROWS_A_STEP", 2)
    monkeypatch.setattr(steps, "begin_ahead", begin)
    monkeypatch.setattr(pieces, "judge", judge)

    made = imported(TABLE + f"New Dairy,{DAIRY} And milk.\nOld Bank,{BANK}\n", own_collection())

    assert (made.stored, begun, read) == (5, [["Mute", "New Dairy"], ["Old Bank"]], [1, 2, 3, 4, 5])
    assert [line for line, *_ in rows_of(made)] == [2, 3, 4, 5, 6]


def test_of_long_rows_fewer_are_read_in_a_step(
    model: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[list[str]] = []
    monkeypatch.setattr(pieces, "BYTES_A_STEP", len(BANK))
    monkeypatch.setattr(
        steps, "begin_ahead", lambda rows: begun.append([row.title for row in rows])
    )

    made = imported(TABLE, own_collection())

    assert (made.stored, begun) == (3, [["Zoo Dairy"], ["Mute"]])


def test_a_large_table_has_processes_started_before_its_first_rows_are_scored(
    model: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []
    embedded.use_cores(2)
    monkeypatch.setattr(pieces, "ROWS_A_STEP", 2)
    monkeypatch.setattr(embedded, "LEAST_EXPECTED", 3)
    monkeypatch.setattr(ManyCores, "start", lambda cores: started.append(cores.cores))

    imported("Title,Text\nMute,zzz qqq\n", own_collection())
    assert started == []
    imported(TABLE + f"New Dairy,{DAIRY} And milk.\nOld Bank,{BANK}\n", own_collection())
    assert started == [2]


def test_rows_that_the_model_cannot_score_wait_for_the_worker(
    model: ModelVersion, caplog: pytest.LogCaptureFixture
) -> None:
    ModelArtefact.objects.update(data=b"damaged")
    embedded.model.cache_clear()

    made = imported(TABLE, own_collection())

    assert made.stored == 3
    assert {row.status for row in rows()} == {"pending"}
    assert "3 rows of a file wait for their score" in caplog.text
    assert_right()


def test_a_remote_endpoint_is_not_asked_while_rows_are_stored(
    model: ModelVersion, remote: ScoringServer
) -> None:
    imported(TABLE, own_collection())

    assert {(row.version == model, row.status) for row in rows()} == {
        (True, "scored"),
        (True, "unplaced"),
        (False, "pending"),
    }
    assert remote.requests == []
    work()
    assert model_versions.active() != model
    assert "pending" not in {row.status for row in rows()}
