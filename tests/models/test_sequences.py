"""The kept counts are right after any sequence of changes, and after many at the same time."""

import random
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections

from scoring.companies import submissions
from scoring.models import Assignment, ModelVersion, Submission, Tally, model_versions
from scoring.review import verdicts
from scoring.worker import loop
from tests import servers
from tests.conftest import work
from tests.models.recount import (
    CATEGORIES,
    KNOWN,
    UNKNOWN,
    assert_right,
    kept,
    make_due,
    recount,
    review,
    shown_row,
    submit,
)
from tests.servers import ScoringServer

pytestmark = pytest.mark.django_db


def test_an_endpoint_that_comes_and_goes_leaves_both_versions_counted(
    model: ModelVersion, remote: ScoringServer, settings: Any
) -> None:
    for number in range(2):
        settings.AML_URL = remote.url
        submit(f"Remote {number}")
        work()
        assert_right()
        settings.AML_URL = ""
        submit(f"Embedded {number}")
        work()
        assert_right()


class Somebody:
    """Does one thing after another, as chance has it,
    to companies under an endpoint in every mood.
    """

    def __init__(self, seed: int, remote: ScoringServer, reviewer: User) -> None:
        self.chance = random.Random(seed)
        self.remote, self.reviewer = remote, reviewer
        self.done: list[str] = []

    def act(self) -> None:
        steps: list[Callable[[], object]] = [
            *[self.submit] * 4, *[self.review] * 4, *[self.work] * 3,
            self.store, self.change_mood, self.rescore, self.score_again, self.delete,
        ]  # fmt: skip
        step = self.chance.choice(steps)
        self.done.append(step.__name__)
        step()

    def submit(self) -> None:
        submit(
            f"Company {self.chance.random()}",
            self.chance.choice(CATEGORIES),
            self.chance.choice([KNOWN, UNKNOWN]),
        )

    def store(self) -> None:
        names = [f"Row {self.chance.random()}" for _ in range(5)]
        category = self.chance.choice(CATEGORIES)
        submissions.store(
            [
                Submission(title=n, category=category, text=KNOWN, source="import", fingerprint=n)
                for n in names
            ]
        )

    def change_mood(self) -> None:
        k = self.chance.choice([3, 3, 4])
        distances = [round(self.chance.random(), 3) for _ in range(k)]
        good = servers.answering([distances.index(min(distances)), *distances])
        moods = [
            good,
            good,
            servers.refusing(503),
            servers.refusing(401),
            servers.saying(b"banana"),
        ]
        self.remote.behaviour = self.chance.choice(moods)

    def work(self) -> None:
        make_due()
        loop.work_once(lambda done: None)

    def rescore(self) -> None:
        submissions.rescore(
            Assignment.objects.filter(status=self.chance.choice(Assignment.Status.values))
        )

    def score_again(self) -> None:
        if company := self.some_company():
            submissions.score_again(company)

    def review(self) -> None:
        company = self.some_company()
        row = company and company.assignments.filter(version=model_versions.active()).first()
        if row:
            verdict, cluster = self.chance.choice(
                [("wrong", 0), ("wrong", 2), ("confirmed", None), ("unreviewed", None)]
            )
            try:
                review(row, verdict, cluster, self.reviewer)
            except verdicts.ReviewError:
                self.done[-1] += " (refused)"

    def delete(self) -> None:
        if company := self.some_company():
            submissions.delete(Submission.objects.filter(pk=company.pk))

    def some_company(self) -> Submission | None:
        return self.chance.choice(list(Submission.objects.order_by("pk")) or [None])


@pytest.mark.parametrize("seed", range(2))
def test_the_counts_are_right_after_each_step_of_any_sequence(
    remote: ScoringServer, staff: User, seed: int
) -> None:
    somebody = Somebody(seed, remote, staff)

    for _ in range(80):
        somebody.act()
        assert kept() == recount(), somebody.done
        assert not Tally.objects.filter(total__lt=0).exists(), somebody.done

    assert sum(kept().values()) == Assignment.objects.count() > 0


@pytest.mark.django_db(transaction=True)
def test_people_and_workers_at_the_same_time_leave_the_counts_right(
    remote: ScoringServer, staff: User
) -> None:
    companies = [submit(f"Company {number}") for number in range(6)]
    troubles: list[Exception] = []

    def in_parallel(task: Callable[[int], object]) -> threading.Thread:
        def run() -> None:
            try:
                for number in range(6):
                    task(number)
            except Exception as error:
                troubles.append(error)
            finally:
                connections.close_all()

        return threading.Thread(target=run)

    threads = [
        in_parallel(lambda number: submit(f"New {number}")),
        in_parallel(
            lambda number: review(shown_row(companies[number]), "wrong", number % 2 * 2, staff)
        ),
        in_parallel(lambda number: review(shown_row(companies[number]), "confirmed", None, staff)),
        in_parallel(
            lambda number: submissions.rescore(
                Assignment.objects.filter(submission=companies[number])
            )
        ),
        in_parallel(lambda number: loop.work_once(lambda done: None)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    work()

    assert troubles == []
    assert_right()
    assert sum(kept().values()) == 12
