"""The worker takes up what is pending, once each, and survives whatever happens to it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from scoring.companies import submissions
from scoring.models import Assignment, Heartbeat, Job, ModelVersion, Submission, model_versions
from scoring.models.work import Lease
from scoring.queue import assignments, changes
from scoring.worker import loop
from tests import servers
from tests.conftest import load_catalogue, work
from tests.read_only import opened, switch
from tests.servers import ScoringServer

pytestmark = pytest.mark.django_db(transaction=True)


def submit(title: str = "Rubber Duck Works") -> Assignment:
    company = submissions.submit(
        title=title, category="", text=f"{title} sells rubber ducks to shops."
    )
    return company.assignments.get(version=model_versions.active())


def make_due() -> None:
    Assignment.objects.update(next_attempt_at=timezone.now())


def test_a_row_that_waited_for_a_dead_service_is_scored_once_it_is_back(
    remote: ScoringServer,
) -> None:
    remote.behaviour = servers.refusing(503)
    row = submit()
    remote.behaviour = servers.healthy
    make_due()

    work()

    row.refresh_from_db()
    assert (row.status, row.cluster, row.attempts, row.reason) == ("scored", 1, 2, "")


def test_a_service_that_was_just_configured_scores_the_companies_that_were_there(
    remote: ScoringServer, settings: Any
) -> None:
    address, settings.AML_URL = settings.AML_URL, ""
    company = submissions.submit(title="Rubber Duck Works", category="", text="Sells ducks.")
    settings.AML_URL = address
    assert model_versions.active() is None

    work()

    assert company.assignments.get(version=model_versions.active()).status == "scored"


def test_waits_double_from_ten_seconds_to_an_hour(remote: ScoringServer, settings: Any) -> None:
    settings.AML_CIRCUIT_FAILURES = 0
    # One try, without a pause
    remote.behaviour = servers.refusing(500)
    row = submit()
    waits = []
    for _ in range(11):
        row.refresh_from_db()
        waits.append(round((row.next_attempt_at - timezone.now()).total_seconds(), -1))
        make_due()
        loop.work_once(lambda done: None)

    assert waits[:5] == [10, 20, 40, 80, 160]
    assert waits[-1] == 3600


def test_a_row_is_given_up_a_day_after_its_first_attempt(remote: ScoringServer) -> None:
    remote.behaviour = servers.refusing(503)
    row = submit()
    Assignment.objects.update(
        first_attempt_at=timezone.now() - timedelta(hours=24), next_attempt_at=timezone.now()
    )

    loop.work_once(lambda done: None)

    row.refresh_from_db()
    assert row.status == "failed"
    assert "(503)" in row.reason


def test_a_row_whose_time_has_not_come_is_left_alone(remote: ScoringServer) -> None:
    remote.behaviour = servers.refusing(503)
    submit()
    before = len(remote.requests)

    loop.work_once(lambda done: None)

    assert len(remote.requests) == before


def test_rescore_puts_failed_rows_back(remote: ScoringServer) -> None:
    remote.behaviour = servers.refusing(401)
    row = submit()
    remote.behaviour = servers.healthy
    out = StringIO()

    call_command("rescore", failed=True, dry_run=True, stdout=out)
    row.refresh_from_db()
    assert row.status == "failed"
    call_command("rescore", failed=True, stdout=out)
    work()

    row.refresh_from_db()
    assert (row.status, row.cluster) == ("scored", 1)
    assert out.getvalue() == "1 would be put back\n1 put back\n"


def test_rescore_without_a_model_says_what_to_do(db: None) -> None:
    with pytest.raises(CommandError, match="manage.py prepare"):
        call_command("rescore", all=True)


def test_a_leased_row_is_nobody_else_s_until_its_lease_ends(remote: ScoringServer) -> None:
    remote.behaviour = servers.refusing(503)
    submit()
    make_due()

    first = Assignment.objects.all().claim(10, seconds=60)
    second = Assignment.objects.all().claim(10, seconds=60)
    Assignment.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    third = Assignment.objects.all().claim(10, seconds=60)

    assert (len(first), len(second), len(third)) == (1, 0, 1)


def test_a_score_that_comes_after_the_lease_was_lost_is_dropped(remote: ScoringServer) -> None:
    remote.behaviour = servers.refusing(503)
    row = submit()
    make_due()
    (held,) = Assignment.objects.all().claim(1, seconds=60)
    other = Lease.lasting(60)
    Assignment.objects.update(lease=other.id)
    remote.behaviour = servers.healthy

    stored = assignments.score([held], seconds=1)

    row.refresh_from_db()
    assert stored == 0
    assert (row.status, row.cluster, row.lease) == ("pending", None, other.id)


def test_an_error_of_our_own_does_not_end_the_worker(
    remote: ScoringServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    remote.behaviour = servers.refusing(503)
    row = submit()
    make_due()

    def broken(*args: Any) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("scoring.endpoint.scoring._remote", broken)
    loop.work_once(lambda done: None)

    row.refresh_from_db()
    assert (row.status, row.lease) == ("pending", None)
    assert "this site's fault" in row.reason
    assert "a mistake of ours" in caplog.text


def test_a_worker_is_seen(db: None, client: Client) -> None:
    assert not loop.seen_lately()
    loop.work_once(lambda done: None)
    assert loop.seen_lately()
    Heartbeat.objects.update(seen_at=timezone.now() - timedelta(minutes=3))
    assert not loop.seen_lately()


def test_a_company_that_was_stored_before_any_model_is_placed_when_there_is_one(
    client: Client, company: Any
) -> None:
    response = client.post("/", company)
    page = client.get(response["Location"])
    assert b"waiting for a model" in page.content

    load_catalogue()
    call_command("train", activate=True, stdout=StringIO())
    work()

    assert Submission.objects.get(title=company["title"]).assignments.get().status in (
        "scored",
        "unplaced",
    )


def test_a_new_version_is_active_only_once_every_row_is_scored_under_it(
    model: ModelVersion,
) -> None:
    call_command("train", k=5, activate=True, stdout=StringIO())
    newest = ModelVersion.objects.latest("pk")
    loop.work_once(lambda done: None)
    assert model_versions.active() == model

    while model_versions.active() == model:
        assert loop.work_once(lambda done: None)

    assert model_versions.active() == newest
    assert newest.assignments.exclude(status="pending").count() == Submission.objects.count()
    assert model.assignments.count() == Submission.objects.count()


def test_what_comes_in_while_a_version_is_prepared_gets_both(model: ModelVersion) -> None:
    call_command("train", k=5, activate=True, stdout=StringIO())

    company = submissions.submit(
        title="Late", category="", text="A bank that lends to farmers and shops."
    )

    assert company.assignments.filter(status="scored").count() == 2


@contextmanager
def worker_process(environment: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker", *arguments],
        cwd=django_settings.BASE_DIR,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def site(tmp_path: Path, remote: ScoringServer) -> dict[str, str]:
    """The environment of processes that work on this test's own database and service."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{found['NAME']}"
    else:
        server = f"{found['HOST']}:{found['PORT'] or 5432}"
        url = f"postgres://{found['USER']}:{found['PASSWORD']}@{server}/{found['NAME']}"
    return {
        "DATABASE_URL": url,
        "AML_URL": django_settings.AML_URL,
        "AML_API_KEY": django_settings.AML_API_KEY,
        "AML_TIMEOUT": "5",
    }


def pending_rows(count: int, remote: ScoringServer) -> None:
    remote.behaviour = servers.refusing(503)
    submissions.store(
        [
            Submission(title=f"Company {n}", text=f"Text {n}", source="import", fingerprint=str(n))
            for n in range(count)
        ]
    )


def wait_for(condition: Any, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def test_two_workers_and_the_page_score_no_row_twice(
    remote: ScoringServer, site: dict[str, str]
) -> None:
    pending_rows(600, remote)

    def slowly(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        time.sleep(0.1)
        servers.healthy(handler, body)

    remote.behaviour = slowly
    remote.requests.clear()
    with worker_process(site, "--until-empty") as one, worker_process(site, "--until-empty") as two:
        for number in range(20):
            submit(f"From the page {number}")
        said = [process.communicate(timeout=40)[0] for process in (one, two)]

    assert not Assignment.objects.exclude(status="scored").exists()
    assert sorted(row[0] for row in remote.rows) == sorted(
        Submission.objects.values_list("title", flat=True)
    )
    assert all("nothing pending" in text for text in said)
    assert 0 < sum(int(text.splitlines()[-1].split()[0]) for text in said) <= 620


def test_a_killed_worker_loses_nothing(remote: ScoringServer, site: dict[str, str]) -> None:
    pending_rows(300, remote)
    held = threading.Event()

    def hold(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        held.set()
        servers.pause(handler, 20)

    remote.behaviour = hold
    with worker_process(site) as process:
        assert held.wait(20)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert Assignment.objects.leased().count() == changes.ROWS_AT_ONCE

    # The lease ends, and another worker takes the rows up
    Assignment.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    remote.behaviour = servers.healthy
    work()

    assert Assignment.objects.filter(status="scored").count() == 300
    assert not Job.objects.pending().exists()


def test_a_worker_that_is_told_to_stop_finishes_its_chunk(
    remote: ScoringServer, site: dict[str, str]
) -> None:
    pending_rows(10, remote)
    held, told = threading.Event(), threading.Event()

    def hold(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        held.set()
        told.wait(20)
        servers.healthy(handler, body)

    remote.behaviour = hold
    with worker_process(site) as process:
        assert held.wait(20)
        process.send_signal(signal.SIGTERM)
        told.set()
        assert process.wait(20) == 0

    assert Assignment.objects.filter(status="scored").count() == 10


def test_the_worker_waits_for_a_database_that_cannot_be_written_and_goes_on(
    remote: ScoringServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(loop, "TROUBLE_SECONDS", 0)
    pending_rows(1, remote)
    remote.requests.clear()
    database = opened()
    # Another connection to SQLite would not know of it
    monkeypatch.setattr(connection, "close_at", None)
    rounds = 0

    def answer_when_the_disk_is_full(*request: Any) -> None:
        if len(remote.requests) == 1:
            switch(database, "on")
        servers.healthy(*request)

    def is_done() -> bool:
        nonlocal rounds
        rounds += 1
        if rounds == 5:
            switch(database, "off")
        return loop.is_empty()

    remote.behaviour = answer_when_the_disk_is_full
    loop.run(threading.Event(), is_done)

    row = Assignment.objects.get()
    assert (row.status, row.attempts, row.lease, row.deaths) == ("scored", 1, None, 0)
    assert len(remote.requests) == 2
    assert caplog.text.count("The database can only be read. The worker waits.") == 1
    assert "goes on" in caplog.text
