"""What reviewers said makes a version that is compared before anybody activates it."""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from scoring.kinds.data import described
from scoring.models import Job, ModelVersion, Submission, model_versions
from scoring.models.collections import Collection
from scoring.review.kinds import correct_kind
from scoring.review.taught import Taught, what_was_taught
from scoring.versions import training
from scoring.versions.learning import kind_rows
from scoring.versions.learning.kind_rows import kinds_with
from tests.clusters.shelf import member_of_staff
from tests.conftest import work
from tests.kinds.site import SEGMENTS
from tests.shown import shown
from tests.versions.small_site import BANK, companies, home, members, newest, review, row_of, send

pytestmark = pytest.mark.django_db
BAKERY = ("Consumer Staples", "Bakeries")
CATALOGUE = ("Title", "Category", "Industry", "Segment", "Text")


@pytest.fixture(autouse=True)
def few_kinds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Kinds are learned from eight segments alone, which takes a moment."""
    few = {name: described()[name] for name in SEGMENTS}
    empty = tmp_path / "companies.csv"
    with empty.open("w", newline="") as file:
        csv.writer(file).writerow(CATALOGUE)
    monkeypatch.setattr(kind_rows, "described", lambda: few)
    monkeypatch.setattr(kind_rows, "CATALOGUE", empty)
    monkeypatch.setattr(training, "kinds_of_business", lambda: kind_rows.kinds_with([]))


def correct(company: Submission, staff: User, sector: str, segment: str = "") -> None:
    last = company.kind_corrections.last()
    seen = last.pk if last else 0
    correct_kind(company, sector=sector, segment=segment, last=seen, reviewer=staff)


def taught() -> dict[str, tuple[str, str]]:
    titles = dict(Submission.objects.values_list("pk", "title"))
    return {titles[each.company]: (each.sector, each.segment) for each in what_was_taught()}


def teach(reviewer: Client) -> ModelVersion:
    assert reviewer.post("/models/teach")["Location"] == "/review/"
    work()
    return newest()


@pytest.mark.parametrize("work", ["right_unseen", "dumps"])
def test_nobody_waits_to_write_while_what_was_learned_is_measured_or_made_bytes(
    work: str,
    reviewer: Client,
    first: ModelVersion,
    staff: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    correct(members(first, "Financials")[0].submission, staff, *BAKERY)
    outside = len(connection.savepoint_ids)
    meanwhile = set()
    done = getattr(training, work)

    def watched(given: Any) -> Any:
        meanwhile.add(len(connection.savepoint_ids))
        return done(given)

    monkeypatch.setattr(training, work, watched)

    teach(reviewer)

    assert meanwhile == {outside}


def test_a_version_learns_what_was_said_and_waits_for_a_person(
    reviewer: Client, first: ModelVersion, staff: User
) -> None:
    bank = members(first, "Financials")[0].submission
    baker = send("Baker", text="We bake bread, rolls and cakes in our ovens each night.")
    for company in (bank, baker):
        correct(company, staff, *BAKERY)
    assert "2 answers since the last training" in shown(reviewer.get("/review/"))

    version = teach(reviewer)

    assert model_versions.embedded() == first
    assert (version.state, version.rows, version.k) == ("ready", len(companies()) + 1, first.k)
    assert version.rows_from == "the catalogue and what reviewers said"
    # Both said so of a company that the other half teaches
    assert version.calibration["lesson"]["answers"] == 2
    assert version.composition["Consumer Staples"] != [0] * first.k
    assert not version.assignments.exclude(status__in=("scored", "unplaced")).exists()
    desk = shown(reviewer.get("/review/"))
    assert "since the last training" not in desk
    assert f'<a href="/models/{version.pk}/">Compare version {version.pk}</a>' in desk


def test_the_page_of_the_version_shows_before_and_after_and_what_moved(
    reviewer: Client, first: ModelVersion, staff: User
) -> None:
    row = members(first, "Financials")[0]
    correct(row.submission, staff, *BAKERY)
    version = teach(reviewer)
    first.assignments.filter(pk=row.pk).update(sector="Utilities")
    version.assignments.filter(submission=row.submission).update(sector="Energy")
    ModelVersion.objects.filter(pk=first.pk).update(
        calibration={"points": [], "share_sure": 0.123, "right_of_sure": 0.967}
    )

    page = shown(reviewer.get(f"/models/{version.pk}/"))

    assert f"(version {first.pk}: 96.7)" in page
    assert "of 1</b> answers of reviewers come out as they said" in page
    assert f"Sectors changed since version {first.pk}" in page
    assert "from Utilities to Oil and gas" in page
    assert row.submission.title in page
    assert "Make it the active version" in page


def test_who_may_train_activates_it_there(
    reviewer: Client, first: ModelVersion, staff: User
) -> None:
    correct(members(first, "Financials")[0].submission, staff, *BAKERY)
    version = teach(reviewer)

    reviewer.post(f"/models/{version.pk}/activate")
    work()

    assert model_versions.embedded() == version
    assert "Make it the active version" not in shown(reviewer.get(f"/models/{version.pk}/"))
    assert "Compare version" not in shown(reviewer.get("/review/"))


def test_who_asks_twice_gets_one_version_and_sees_that_it_is_made(
    reviewer: Client, first: ModelVersion, staff: User
) -> None:
    correct(members(first, "Financials")[0].submission, staff, *BAKERY)

    reviewer.post("/models/teach")
    reviewer.post("/models/teach")

    assert Job.objects.filter(kind="train").count() == 1
    desk = shown(reviewer.get("/review/"))
    assert "The worker trains a version with what reviewers said" in desk
    assert 'action="/models/teach"' not in desk


def test_a_training_that_fails_is_told_at_the_desk_with_its_reason(
    reviewer: Client, first: ModelVersion, staff: User
) -> None:
    bank = members(first, "Financials")[0].submission
    correct(bank, staff, *BAKERY)
    reviewer.post("/models/teach")
    Submission.objects.exclude(pk=bank.pk).delete()

    work()

    job = Job.objects.get(kind="train")
    assert (job.status, job.version) == ("failed", None)
    desk = shown(reviewer.get("/review/"))
    assert f"The last training with what reviewers said did not succeed: {job.reason}" in desk
    assert "Train and compare" in desk


@pytest.mark.parametrize("address", ["/models/teach", "/models/{}/activate"])
def test_nobody_else_may_train_or_activate(first: ModelVersion, address: str) -> None:
    browser = member_of_staff("change_submission")

    assert browser.post(address.format(first.pk)).status_code == 403
    assert Client().post(address.format(first.pk)).status_code in (302, 403)
    assert not Job.objects.filter(status="pending").exists()


def test_without_a_model_nothing_is_trained(reviewer: Client, db: None) -> None:
    page = reviewer.post("/models/teach", follow=True)

    assert "Nothing is trained. There is no trained model yet." in shown(page)


def test_a_kind_says_more_than_a_cluster_and_what_was_taken_back_teaches_nothing(
    first: ModelVersion, staff: User
) -> None:
    one, two, three = (row.submission for row in members(first, "Financials")[:3])
    review(row_of(one, first), "wrong", home(first, "Utilities"))
    review(row_of(two, first), "confirmed")
    correct(two, staff, *BAKERY)
    correct(three, staff, *BAKERY)
    correct(three, staff, "")

    assert taught() == {one.title: ("Utilities", ""), two.title: BAKERY}


def test_kinds_are_had_without_what_was_said_of_texts_that_are_asked() -> None:
    [sector, segment] = BAKERY
    said = [Taught(1, BANK, sector, segment)]

    without = kind_rows.kinds_of_others(said)([BANK])

    told = [kinds.read([BANK]) for kinds in (without, kinds_with([]), kinds_with(said))]
    assert told[0] == told[1] != told[2]


def test_a_private_company_teaches_nobody(first: ModelVersion, staff: User) -> None:
    company = members(first, "Financials")[0].submission
    correct(company, staff, *BAKERY)
    own = Collection.objects.create(owner=staff, name="Mine")
    Submission.objects.filter(pk=company.pk).update(collection=own)

    assert taught() == {}


def test_without_answers_the_desk_offers_nothing(reviewer: Client, first: ModelVersion) -> None:
    page: Any = reviewer.get("/review/")

    assert "since the last training" not in shown(page)
    assert page.context["lesson"] == (0, False, None, "")
