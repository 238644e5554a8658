"""The map of many companies: how long the server takes for the page, and how heavy it is. Needs no running site.

The companies are made up of pairs of catalogue companies, in a database of their own.
"""

import gzip
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.rows import ROOT, column, read, training_rows
from clustering.model import Model, unit
from clustering.training import train

CHUNK = 5_000
WINDOWS = ("", "z=1&x=4&y=4", "z=3&x=20&y=60", "z=5&x=100&y=250", "q=bank")


def main() -> None:
    total = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'map.sqlite3'}"
        os.environ["DJANGO_SETTINGS_MODULE"] = "similarco_site.settings"
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        fill(total)
        measure(total)


def fill(total: int) -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from scoring.models import Assignment, Cluster, ModelVersion, Submission
    from scoring.services.map_windows import cell

    call_command("migrate", verbosity=0)
    catalogue = read(ROOT / "data" / "companies.csv")
    model = train(training_rows(catalogue))
    version = ModelVersion.objects.create(kind="embedded", is_active=True, k=model.settings.k)
    Cluster.objects.bulk_create(
        Cluster(version=version, number=number, model_name=name) for number, name in enumerate(model.names)
    )
    places, clusters = made_up(model, column(catalogue, "Text"), total)
    now = timezone.now()
    for start in range(0, total, CHUNK):
        rows = range(start, min(start + CHUNK, total))
        companies = [Submission(title=f"Company {row}", text="", source="import", fingerprint="") for row in rows]
        Submission.objects.bulk_create(companies)
        Assignment.objects.bulk_create(
            Assignment(
                submission=company,
                version=version,
                status="scored",
                cluster=clusters[row],
                shown_cluster=clusters[row],
                map_x=places[row][0],
                map_y=places[row][1],
                map_cell=cell(*places[row]),
                source="import",
                sent_at=now,
            )
            for row, company in zip(rows, companies, strict=True)
        )


def made_up(model: Model, texts: list[str], total: int) -> tuple[list[tuple[float, float]], list[int]]:
    """Places of texts between two catalogue companies that are alike, and the cluster of one of them."""
    chance = np.random.default_rng(0)
    scores = [score for score in model.score(texts) if score.cluster is not None]
    landmarks = np.array([score.vector for score in scores])
    near = np.argsort(-(landmarks @ landmarks.T), axis=1)[:, :30]
    one = chance.integers(len(landmarks), size=total)
    other = near[one, chance.integers(30, size=total)]
    share = chance.random((total, 1), dtype=np.float32)
    vectors = unit(share * landmarks[one] + (1 - share) * landmarks[other])
    places = [model.layout.place(vector) or (0.5, 0.5) for vector in vectors]
    return places, [scores[row].cluster or 0 for row in one]


def measure(total: int) -> None:
    from django.core.cache import cache
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    client.get("/map/")
    for window in WINDOWS:
        cache.clear()
        cold, page = timed(client, window)
        warm, page = timed(client, window)
        marks = page.count(b"<use ") - page.count(b'class="shape')
        size = len(gzip.compress(page)) / 1000
        print(
            f"map of {total:,} companies, ?{window}: {1000 * cold:.0f} ms, again {1000 * warm:.0f} ms, "
            f"{marks:,} marks, {size:.0f} kB"
        )


def timed(client: Any, window: str) -> tuple[float, bytes]:
    begun = time.perf_counter()
    page = client.get(f"/map/?{window}").content
    return time.perf_counter() - begun, page


if __name__ == "__main__":
    main()
