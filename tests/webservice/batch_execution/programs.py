"""What a program does: ask for an address, send a table, submit, start, ask for the state,
fetch the result.
"""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from scoring.models import BatchExecution, Job
from scoring.worker import loop
from tests.webservice.calls import COLUMNS, TEXTS, Reply, Service, read

Blob = dict[str, Any]
VERSION = "api-version=2.0"
# What a wrong method is answered
WRONG_METHOD = (405, "MethodNotAllowed", "MethodNotAllowed")


def csv_of(texts: Iterable[str] = TEXTS, columns: list[str] = COLUMNS, mark: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark)
    writer.writerow(columns)
    cells = {"Title": "A company", "Category": "Financials"}
    writer.writerows(
        [text if name.lower() == "text" else cells.get(name, "more") for name in columns]
        for text in texts
    )
    return out.getvalue().encode()


def call(
    service: Service,
    method: str,
    path: str,
    body: Any = None,
    *,
    query: str = VERSION,
    key: str = "",
) -> Reply:
    """A call of a program to an address of the service,
    with its primary key if no other is given.
    """
    sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    program = Client(enforce_csrf_checks=True, raise_request_exception=False)
    headers = {"authorization": f"Bearer {key or service.primary}"}
    address = f"{service.address}/{path}?{query}"
    return read(program.generic(method, address, sent, "application/json", headers=headers))


def new_file(service: Service, name: str = "input.csv") -> Blob:
    reply = call(service, "POST", "files", query=f"{VERSION}&name={name}")
    assert reply.status == 200
    return dict(reply.body)


def address(blob: Blob) -> str:
    """The address of a blob, joined as clients join it; on this site the path alone."""
    whole = blob["BaseLocation"] + blob["RelativeLocation"] + blob["SasBlobToken"]
    return str(whole.removeprefix(settings.SITE_URL))


def put(blob: Blob, content: bytes, **headers: Any) -> Any:
    """The raw response to an upload."""
    program = Client(enforce_csrf_checks=True, raise_request_exception=False)
    return program.put(address(blob), content, content_type="text/csv", **headers)


def uploaded(service: Service, content: bytes | None = None, name: str = "input.csv") -> Blob:
    blob = new_file(service, name)
    response = put(blob, csv_of() if content is None else content)
    assert response.status_code == 201, response.content
    return blob


def job_body(blob: Blob, output: Blob | None = None) -> dict[str, Any]:
    outputs = {"output1": output} if output else None
    return {"Inputs": {"input1": blob}, "Outputs": outputs, "GlobalParameters": {}}


def submitted(service: Service, blob: Blob | None = None, output: Blob | None = None) -> str:
    reply = call(service, "POST", "jobs", job_body(blob or uploaded(service), output))
    assert reply.status == 200, reply.body
    assert isinstance(reply.body, str)
    return reply.body


def started(service: Service, blob: Blob | None = None, output: Blob | None = None) -> str:
    key = submitted(service, blob, output)
    assert call(service, "POST", f"jobs/{key}/start").status == 200
    return key


def status(service: Service, key: str) -> dict[str, Any]:
    reply = call(service, "GET", f"jobs/{key}")
    assert reply.status == 200
    assert set(reply.body) == {"StatusCode", "Results", "Details"}
    return dict(reply.body)


def state(service: Service, key: str) -> str:
    return str(status(service, key)["StatusCode"])


def stored(key: str) -> BatchExecution:
    return BatchExecution.objects.get(key=key)


def work_while_due() -> None:
    """What the worker does until nothing is due."""
    while loop.work_once(lambda done: None):
        pass


def work_on_later_tries() -> None:
    """What the worker does once the time of every next try has come."""
    Job.objects.update(next_attempt_at=timezone.now())
    work_while_due()


def outcome(service: Service, content: bytes, name: str = "input.csv") -> dict[str, Any]:
    """The status of a job that has been carried out on a table."""
    key = started(service, uploaded(service, content, name))
    work_while_due()
    return status(service, key)


def why(service: Service, content: bytes) -> str:
    """Why a table cannot be scored."""
    said = outcome(service, content)
    assert (said["StatusCode"], said["Results"]) == ("Failed", None)
    return str(said["Details"])


def fetched(said: dict[str, Any]) -> bytes:
    """The result of a finished job, without a key: the signature opens it."""
    assert said["StatusCode"] == "Finished", said
    response = Client().get(address(said["Results"]["output1"]))
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def rows_in(content: bytes, mark: str = ",") -> list[list[str]]:
    """The rows of a result, below its column names."""
    header, *rows = csv.reader(
        io.StringIO(content.decode(), newline=""), delimiter=mark, strict=True
    )
    assert header == [
        "Assignments",
        *(f"DistancesToClusterCenter no.{number}" for number in range(3)),
    ]
    return rows


def scored(service: Service, content: bytes, name: str = "input.csv") -> list[list[str]]:
    return rows_in(fetched(outcome(service, content, name)))
