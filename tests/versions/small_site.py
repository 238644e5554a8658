"""A site of thirty companies in three sectors, model versions for it,
and what people and programs do with them.
"""

import csv
import io
import threading
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from typing import Any, NamedTuple

from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.db import models

from clustering.artifact import dumps
from clustering.model import Model
from clustering.settings import preset
from clustering.training import Rows
from scoring.companies import submissions
from scoring.endpoint import embedded
from scoring.models import (
    Assignment,
    Cluster,
    Job,
    KindCorrection,
    ModelArtefact,
    ModelVersion,
    Review,
    SegmentTally,
    Submission,
    Tally,
    model_versions,
)
from scoring.models.submissions import fingerprint
from scoring.review import verdicts
from scoring.versions import activation
from scoring.versions.training_rows import training_rows
from scoring.worker import loop
from tests import learned
from tests.conftest import catalogue, stored_version, work

SECTORS = ("Financials", "Health Care", "Utilities")
BANK = "We are a bank and perform transactions"
UNKNOWN = "Zzyzx qwrtp flurbnak grondle vexmoo."
FOLDS = {"purity": 0.7125, "nmi": 0.6, "ari": 0.5, "nearest": 0.4}


@lru_cache
def companies() -> list[dict[str, str]]:
    """The catalogue's first ten companies of each of the three sectors."""
    return [row for row in catalogue() if row["Category"] in SECTORS]


def store(rows: list[dict[str, str]], **changes: str) -> None:
    """Store companies of the catalogue, as they are but for the changes."""
    submissions.store([_submission({**row, **changes}) for row in rows])


def _submission(row: dict[str, str]) -> Submission:
    mark = fingerprint(row["Title"], row["Category"], row["Text"])
    fields = {name.lower(): row[name] for name in ("Title", "Category", "Industry", "Text")}
    return Submission(**fields, source=row.get("source", "catalogue"), fingerprint=mark)


def send(title: str = "Newcomer", category: str = "", text: str = BANK) -> Submission:
    return submissions.submit(title=title, category=category, text=text)


# Models and versions


@lru_cache
def trained(k: int = 3) -> Model:
    columns = (
        [row[name] for row in companies()] for name in ("Title", "Category", "Text", "Industry")
    )
    return learned.train(Rows(*columns), preset("similarco", k=k))


def turned(model: Model) -> Model:
    """The same clusters under other numbers: what was 0 is now 1, and the last one is 0."""
    order = [model.settings.k - 1, *range(model.settings.k - 1)]
    names, phrases = ([each[number] for number in order] for each in (model.names, model.phrases))
    return replace(model, centres=model.centres[order], names=names, phrases=phrases)


def stored(model: Model) -> ModelVersion:
    """A trained version that is not active."""
    return stored_version(model, training_rows("catalogue"), FOLDS)


def activate(version: ModelVersion) -> ModelVersion:
    activation.prepare(version)
    work()
    version.refresh_from_db()
    assert model_versions.embedded() == version
    return version


def remote_version(k: int | None = 3, host: str = "scores.example") -> ModelVersion:
    """A version of an endpoint, as its first answer leaves it."""
    version = ModelVersion.objects.create(
        kind="remote", endpoint="e" * 64, host=host, k=k, is_active=True
    )
    Cluster.objects.bulk_create(Cluster(version=version, number=number) for number in range(k or 0))
    return version


DAMAGE = {
    "cut off": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "one byte is another": lambda data: data[:-1] + bytes([data[-1] ^ 1]),
    "not a model at all": lambda data: b"PK\x03\x04" + data,
    "of a later format": lambda data: data.replace(b'"format": 5', b'"format": 6', 1),
}


def damage(version: ModelVersion, kind: str = "cut off") -> None:
    """Spoil a stored artefact; no process keeps the good model in its memory."""
    artefact = ModelArtefact.objects.get(version=version)
    spoilt = DAMAGE[kind](bytes(artefact.data))
    assert spoilt != bytes(artefact.data)
    ModelArtefact.objects.filter(version=version).update(data=spoilt)
    embedded.model.cache_clear()


def mend(version: ModelVersion, model: Model) -> None:
    ModelArtefact.objects.filter(version=version).update(data=dumps(model))
    embedded.model.cache_clear()


# What is stored


TABLES: tuple[type[models.Model], ...] = (
    *(ModelVersion, ModelArtefact, Cluster, Assignment, Job, Review, Submission),
    *(KindCorrection, SegmentTally, Tally),
)


def stored_rows() -> dict[str, list[dict[str, Any]]]:
    """All that training and activating could change."""
    return {
        table.__name__: list(table._default_manager.order_by("pk").values()) for table in TABLES
    }


def row_of(company: Submission | str, version: ModelVersion) -> Assignment:
    named = (
        {"submission": company}
        if isinstance(company, Submission)
        else {"submission__title": company}
    )
    return Assignment.objects.get(version=version, **named)


def members(version: ModelVersion, category: str) -> list[Assignment]:
    return list(version.assignments.filter(category=category).order_by("submission"))


def home(version: ModelVersion, category: str) -> int:
    """The cluster that most companies of a category are in."""
    clusters = [row.cluster for row in members(version, category) if row.cluster is not None]
    return Counter(clusters).most_common(1)[0][0]


def shared_by_hand(before: ModelVersion, after: ModelVersion) -> Counter[tuple[int, int]]:
    """The members of each pair of clusters, counted row by row."""
    then, now = (
        dict(version.assignments.values_list("submission", "cluster"))
        for version in (before, after)
    )
    pairs = ((then[company], now[company]) for company in then if company in now)
    return Counter(pair for pair in pairs if None not in pair)


def review(
    row: Assignment, verdict: str, cluster: int | None = None, reviewer: User | None = None
) -> None:
    somebody = reviewer or User.objects.get_or_create(username="reviewer")[0]
    verdicts.review(row, verdict=verdict, cluster=cluster, note="Why.", reviewer=somebody)


# Commands, the worker and staff


class Answer(NamedTuple):
    """The lines that a command wrote."""

    out: list[str]
    errors: list[str]


def run(command: str, *arguments: str, **options: Any) -> Answer:
    out, errors = io.StringIO(), io.StringIO()
    call_command(command, *arguments, stdout=out, stderr=errors, **options)
    return Answer(out.getvalue().splitlines(), errors.getvalue().splitlines())


def refused(command: str, *arguments: str, **options: Any) -> str:
    """Why a command was refused; it left everything as it was."""
    before = stored_rows()
    try:
        answer = run(command, *arguments, **options)
    except CommandError as error:
        assert stored_rows() == before
        return str(error)
    raise AssertionError(f"It was not refused: {answer}")


def newest() -> ModelVersion:
    return ModelVersion.objects.latest("pk")


def start_worker(rounds: int = 4) -> None:
    """A worker that starts, goes round a few times and stops, whatever still waits."""
    ends = iter([*repeat(False, rounds), True])
    loop.run(threading.Event(), lambda: next(ends))


def go_round(times: int = 1) -> None:
    for _ in range(times):
        loop.work_once(lambda done: None)


def member_of_staff(*permissions: str) -> User:
    user = User.objects.create_user("limited", password="a long enough password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def write_csv(file: Path, rows: list[dict[str, str]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(
            opened, ["Title", "Category", "Industry", "Text"], extrasaction="ignore"
        )
        writer.writeheader()
        writer.writerows(rows)
    return file
