"""Jobs whose input lies on another site, with a token in its address."""

from typing import Any

from tests.webservice.batch_execution.programs import call, job_body
from tests.webservice.calls import Reply, Service

TOKEN = "?sv=2015&sig=S3cretToken%2F"


def blob(base: str) -> dict[str, Any]:
    return {
        "ConnectionString": None,
        "BaseLocation": base,
        "RelativeLocation": "box/in.csv",
        "SasBlobToken": TOKEN,
    }


def submit(service: Service, base: str) -> Reply:
    return call(service, "POST", "jobs", job_body(blob(base)))


def started_at(service: Service, base: str) -> str:
    reply = submit(service, base)
    assert reply.status == 200, reply.body
    assert call(service, "POST", f"jobs/{reply.body}/start").status == 200
    return str(reply.body)
