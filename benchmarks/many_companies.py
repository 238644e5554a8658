"""Pages over many stored companies: the map, lists and files. Needs no running site.

The companies are made up of pairs of catalogue companies, in a database of their own.
"""

import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import numpy as np

from benchmarks import lists, map_page
from benchmarks.rows import ROOT, Rows, column, read, training_rows
from clustering.model import Model
from clustering.training import train
from clustering.vectors import unit

COMPANIES_AT_ONCE = 5_000


def main() -> None:
    total = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'many.sqlite3'}"
        os.environ["DJANGO_SETTINGS_MODULE"] = "similarco_site.settings"
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        fill(total)
        map_page.measure(total)
        lists.measure(total)


def fill(total: int) -> None:
    from django.core.management import call_command

    from scoring.models import Cluster, ModelVersion

    call_command("migrate", verbosity=0)
    catalogue = read(ROOT / "data" / "companies.csv")
    model = train(training_rows(catalogue))
    version = ModelVersion.objects.create(kind="embedded", is_active=True, k=model.settings.k)
    Cluster.objects.bulk_create(
        Cluster(version=version, number=number, model_name=name)
        for number, name in enumerate(model.names)
    )
    made_up = MadeUp(model, catalogue, total)
    for start in range(0, total, COMPANIES_AT_ONCE):
        store(version, made_up, range(start, min(start + COMPANIES_AT_ONCE, total)))


class MadeUp:
    """Companies between two of the catalogue that are alike:
    the text, category and cluster of one, a place between.
    """

    def __init__(self, model: Model, catalogue: Rows, total: int) -> None:
        chance = np.random.default_rng(0)
        scores = model.score(column(catalogue, "Text"))
        landmarks = np.array([score.vector for score in scores])
        near = np.argsort(-(landmarks @ landmarks.T), axis=1)[:, :30]
        self.one = chance.integers(len(landmarks), size=total)
        other = near[self.one, chance.integers(30, size=total)]
        share = chance.random((total, 1), dtype=np.float32)
        vectors = unit(share * landmarks[self.one] + (1 - share) * landmarks[other])
        self.places = [model.layout.place(vector) or (0.5, 0.5) for vector in vectors]
        self.scores, self.catalogue = scores, catalogue


def store(version: object, made_up: MadeUp, rows: range) -> None:
    from django.utils import timezone

    from scoring.models import Assignment, Submission, tallies
    from scoring.models.map_cells import cell
    from scoring.queue import changes

    now, companies, placed = timezone.now(), [], []
    for row in rows:
        like, score = made_up.catalogue[made_up.one[row]], made_up.scores[made_up.one[row]]
        said = {
            "source": "import",
            "category": like["Category"],
            "sent_at": now - timedelta(minutes=row),
        }
        companies.append(
            Submission(title=f"Company {row}", text=like["Text"], fingerprint=str(row), **said)
        )
        x, y = made_up.places[row]
        place = {
            "map_x": x,
            "map_y": y,
            "map_cell": cell(x, y),
            "sure": score.sure,
            "coverage": score.coverage,
        }
        made = Assignment(version=version, status="scored", cluster=score.cluster, **place, **said)
        made.distances = list(score.distances)
        made.show_in(score.cluster)
        placed.append(made)
    Submission.objects.bulk_create(companies)
    for made, company in zip(placed, companies, strict=True):
        made.submission = company
    Assignment.objects.bulk_create(placed)
    tallies.shift(changes.counted(placed))


if __name__ == "__main__":
    main()
