"""One call of the scoring service with many rows, on one core, in a database of its own.

Needs no running site.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.many_rows import LENGTH, made_up
from benchmarks.rows import ROOT, read, training_rows
from clustering.artifact import dumps
from clustering.training import train


class Spent(NamedTuple):
    """Seconds by the clock and of the processor: a busy machine makes the first longer."""

    clock: float
    processor: float


def main() -> None:
    total = int(sys.argv[1])
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'service.sqlite3'}"
        os.environ["DJANGO_SETTINGS_MODULE"] = "similarco_site.settings"
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        measure(total)


def measure(total: int) -> None:
    address, key = service()
    values = [["", "", text] for text in made_up(total).texts]
    body = {"Inputs": {"input1": {"ColumnNames": ["Title", "Category", "Text"], "Values": values}}}
    sent = json.dumps(body).encode()
    first, *later = (spent(address, key, sent) for _ in range(6))
    best = Spent(min(each.clock for each in later), min(each.processor for each in later))
    size = f"{total:,} rows of {LENGTH:,} characters"
    for name, call in (("first", first), ("best later", best)):
        took = f"{call.clock:.2f} s, {call.processor:.2f} s of the processor"
        print(f"{name} call of the scoring service, {size}, on one core: {took}")


def service() -> tuple[str, str]:
    """The address and the key of a service of the catalogue's model."""
    from django.core.management import call_command

    from scoring.models import ModelArtefact, ModelVersion
    from scoring.webservice import keys

    call_command("migrate", verbosity=0)
    model = train(training_rows(read(ROOT / "data" / "companies.csv")))
    version = ModelVersion.objects.create(kind="embedded", is_active=True, k=model.settings.k)
    ModelArtefact.objects.create(version=version, data=dumps(model))
    made, key, _ = keys.create_service()
    return f"{made.path}/execute?api-version=2.0", key


def spent(address: str, key: str, sent: bytes) -> Spent:
    from django.test import Client

    headers: Any = {"host": "127.0.0.1", "authorization": f"Bearer {key}"}
    begun = Spent(time.perf_counter(), time.process_time())
    response = Client().post(address, sent, content_type="application/json", headers=headers)
    if response.status_code != 200:
        raise SystemExit(f"The service answered {response.status_code}: {response.content[:200]!r}")
    return Spent(time.perf_counter() - begun.clock, time.process_time() - begun.processor)


if __name__ == "__main__":
    main()
