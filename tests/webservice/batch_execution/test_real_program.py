"""A program that polls, as those for the studio do, over real connections,
and a worker beside it.
"""

import csv
import io
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests
from django.db import connection

from scoring.worker import loop
from tests.webservice.batch_execution.programs import csv_of
from tests.webservice.calls import TEXTS, Service, over_http, rows_of, table

pytestmark = pytest.mark.django_db(transaction=True)
VERSION = {"api-version": "2.0"}
STATES = {0: "NotStarted", 1: "Running", 2: "Failed", 3: "Cancelled", 4: "Finished"}


class BatchProgram:
    """Knows nothing of SimilarCo but its address and a key."""

    def __init__(self, base: str, key: str) -> None:
        self.base = base
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {key}"

    def upload(self, content: bytes) -> dict[str, Any]:
        reply = self.session.post(f"{self.base}/files", params={**VERSION, "name": "companies.csv"})
        reply.raise_for_status()
        blob: dict[str, Any] = reply.json()
        # A storage address needs no key, and gets none
        requests.put(
            self.join(blob), content, headers={"x-ms-blob-type": "BlockBlob"}
        ).raise_for_status()
        return blob

    def submit(self, body: dict[str, Any]) -> str:
        reply = self.session.post(f"{self.base}/jobs", params=VERSION, json=body)
        reply.raise_for_status()
        return reply.text.strip('"')

    def start(self, job: str) -> None:
        self.session.post(f"{self.base}/jobs/{job}/start", params=VERSION).raise_for_status()

    def poll(self, job: str) -> dict[str, Any]:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            reply = self.session.get(f"{self.base}/jobs/{job}", params=VERSION)
            reply.raise_for_status()
            said = reply.json()
            code = said["StatusCode"]
            if STATES.get(code, code) in ("Failed", "Cancelled", "Finished"):
                return dict(said)
            assert (said["Results"], said["Details"]) == (None, None)
            time.sleep(0.05)
        self.session.delete(f"{self.base}/jobs/{job}", params=VERSION)
        raise TimeoutError(job)

    def fetch(self, blob: dict[str, Any]) -> list[list[str]]:
        reply = requests.get(self.join(blob))
        reply.raise_for_status()
        return list(csv.reader(io.StringIO(reply.content.decode("utf-8"), newline="")))

    @staticmethod
    def join(blob: dict[str, Any]) -> str:
        return str(blob["BaseLocation"] + blob["RelativeLocation"] + blob["SasBlobToken"])


@contextmanager
def worker() -> Iterator[None]:
    """Works as one does (test_workers.py has whole processes) until the program has its answer."""
    is_over = threading.Event()

    def work() -> None:
        try:
            loop.run(is_over, is_over.is_set)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join(30)


@pytest.fixture
def program(at: str, service: Service) -> BatchProgram:
    return BatchProgram(at + service.address, service.primary)


def test_a_program_uploads_submits_starts_polls_and_fetches(
    program: BatchProgram, service: Service, at: str
) -> None:
    blob = program.upload(csv_of())
    output = {
        "ConnectionString": None,
        "BaseLocation": "https://gone.blob.core.windows.net/",
        "RelativeLocation": "results/out.csv",
        "SasBlobToken": "?sig=x",
    }
    body = {"Inputs": {"input1": blob}, "Outputs": {"output1": output}, "GlobalParameters": {}}
    with worker():
        job = program.submit(body)
        program.start(job)
        said = program.poll(job)

    assert said["Details"] is None
    header, *rows = program.fetch(said["Results"]["output1"])
    assert header[0] == "Assignments"
    assert rows == rows_of(
        over_http(at + service.execute_address(), table(*TEXTS), service.primary)
    )


def test_a_program_of_the_older_form_submits_polls_and_fetches(program: BatchProgram) -> None:
    blob = program.upload(csv_of())
    with worker():
        said = program.poll(
            program.submit({"Input": blob, "Outputs": None, "GlobalParameters": None})
        )

    assert len(program.fetch(said["Results"]["output1"])) == 4


def test_a_program_is_told_why_its_table_failed(program: BatchProgram) -> None:
    blob = program.upload(b"Title\r\nno text\r\n")
    with worker():
        job = program.submit({"Inputs": {"input1": blob}})
        program.start(job)
        said = program.poll(job)

    assert said["StatusCode"] == "Failed"
    assert "The column Text is missing" in said["Details"]


def test_the_id_of_a_job_is_json_of_a_bare_string(program: BatchProgram) -> None:
    blob = program.upload(csv_of())
    reply = program.session.post(
        f"{program.base}/jobs", params=VERSION, data=json.dumps({"Inputs": {"input1": blob}})
    )

    assert reply.text == f'"{reply.json()}"'
    assert reply.headers["Content-Type"].startswith("application/json")


def test_many_programs_at_once_get_each_their_own_result(program: BatchProgram) -> None:
    found: dict[int, int] = {}

    def one(rows: int) -> None:
        mine = BatchProgram(
            program.base, program.session.headers["Authorization"].removeprefix("Bearer ")
        )
        job = mine.submit({"Input": mine.upload(csv_of(["We are a bank"] * rows))})
        found[rows] = len(mine.fetch(mine.poll(job)["Results"]["output1"])) - 1

    threads = [threading.Thread(target=one, args=[rows]) for rows in (1, 10, 100, 2500)]
    with worker():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(40)

    assert found == {1: 1, 10: 10, 100: 100, 2500: 2500}
