"""After any one change the kept counts are what a recount of the rows would give."""

from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from scoring.batches import importing
from scoring.clusters import overview
from scoring.companies import submissions
from scoring.models import Assignment, ModelVersion, Submission, Tally, model_versions, tallies
from scoring.models.collections import OF_THE_SITE
from scoring.models.tallies import NO_CLUSTER, TallyKey
from scoring.models.work import Lease
from scoring.pages import categories
from scoring.queue import assignments
from scoring.worker import loop
from tests import servers
from tests.conftest import work
from tests.models.recount import (
    CATEGORIES,
    KNOWN,
    UNKNOWN,
    assert_right,
    counted,
    kept,
    make_due,
    recount,
    review,
    shown_row,
    submit,
)
from tests.servers import ScoringServer
from tests.shown import shown

pytestmark = pytest.mark.django_db


def corrected(row: Assignment) -> int:
    return 0 if row.cluster != 0 else 1


def test_nothing_stored_counts_nothing(db: None) -> None:
    assert kept() == recount() == {}


def test_a_catalogue_that_was_placed_is_counted(model: ModelVersion) -> None:
    assert_right()
    assert sum(kept().values()) == Submission.objects.count() == model.rows


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_submission_is_counted_in_its_category(model: ModelVersion, category: str) -> None:
    row = shown_row(submit(category=category))

    assert_right()
    assert counted()[model.pk, "scored", row.cluster, category] >= 1


def test_what_cannot_be_placed_is_counted_without_a_cluster(model: ModelVersion) -> None:
    submit(category="Odd", text=UNKNOWN)

    assert_right()
    assert counted()[model.pk, "unplaced", NO_CLUSTER, "Odd"] == 1


def test_the_same_form_sent_twice_is_counted_once(model: ModelVersion) -> None:
    for _ in range(2):
        submissions.submit(title="Twice", category="Twins", text=KNOWN, request_key="one form")

    assert_right()
    assert Tally.objects.filter(category="Twins").totals("category") == {"Twins": 1}


OUTCOMES = {
    "scored": servers.healthy,
    "failed": servers.refusing(401),
    "pending": servers.refusing(503),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_outcome_of_a_remote_call_is_counted(remote: ScoringServer, outcome: str) -> None:
    remote.behaviour = OUTCOMES[outcome]

    row = shown_row(submit())

    assert row.status == outcome
    assert_right()
    assert counted() == {
        (row.version_id, outcome, 1 if outcome == "scored" else NO_CLUSTER, "Banks"): 1
    }


def test_a_retry_moves_the_count(remote: ScoringServer) -> None:
    remote.behaviour = servers.refusing(503)
    version = shown_row(submit()).version_id
    remote.behaviour = servers.healthy
    make_due()

    work()

    assert_right()
    assert counted() == {(version, "scored", 1, "Banks"): 1}


def test_trying_a_failed_company_again_moves_the_count(remote: ScoringServer) -> None:
    remote.behaviour = servers.refusing(401)
    company = submit()
    remote.behaviour = servers.answering(["2", "0.9", "0.8", "0.1"])

    submissions.score_again(company)

    assert_right()
    assert counted() == {(shown_row(company).version_id, "scored", 2, "Banks"): 1}


def test_every_verdict_and_every_change_of_it_moves_the_count(
    model: ModelVersion, staff: User
) -> None:
    row = shown_row(submit(category="Reviewed"))
    wrong = corrected(row)
    also_wrong = next(
        number for number in range(model.k or 0) if number not in (row.cluster, wrong)
    )
    verdicts = [
        ("confirmed", None, row.cluster),
        ("wrong", wrong, wrong),
        ("wrong", also_wrong, also_wrong),
        ("wrong", also_wrong, also_wrong),
        ("unreviewed", None, row.cluster),
        ("unreviewed", None, row.cluster),
        ("wrong", wrong, wrong),
        ("confirmed", None, row.cluster),
    ]

    for verdict, cluster, shown_cluster in verdicts:
        review(row, verdict, cluster, staff)
        assert_right()
        assert Tally.objects.filter(category="Reviewed").totals("cluster") == {shown_cluster: 1}


def test_a_review_that_breaks_off_moves_nothing(model: ModelVersion) -> None:
    row = shown_row(submit())
    before = kept()

    with pytest.raises(AttributeError), transaction.atomic():
        review(row, "wrong", corrected(row), reviewer=None)  # type: ignore[arg-type]

    row.refresh_from_db()
    assert (row.verdict, row.shown_cluster) == ("unreviewed", row.cluster)
    assert kept() == before == recount()


def test_a_correction_of_an_unplaced_company_is_counted(model: ModelVersion, staff: User) -> None:
    row = shown_row(submit(category="Odd", text=UNKNOWN))

    review(row, "wrong", 3, staff)

    assert_right()
    assert counted()[model.pk, "unplaced", 3, "Odd"] == 1


def test_a_new_score_moves_the_count_only_where_no_correction_stands(
    remote: ScoringServer, staff: User
) -> None:
    free, confirmed, wrong = (submit(title) for title in ("Free", "Confirmed", "Wrong"))
    review(shown_row(confirmed), "confirmed", None, staff)
    review(shown_row(wrong), "wrong", 0, staff)
    version = shown_row(free).version_id
    remote.behaviour = servers.answering(["2", "0.9", "0.8", "0.1"])

    assert submissions.rescore(Assignment.objects.all()) == 3
    assert_right()
    assert counted() == {(version, "pending", 1, "Banks"): 2, (version, "pending", 0, "Banks"): 1}
    work()

    assert_right()
    assert counted() == {(version, "scored", 2, "Banks"): 2, (version, "scored", 0, "Banks"): 1}
    assert [shown_row(each).verdict for each in (free, confirmed, wrong)] == [
        "unreviewed",
        "unreviewed",
        "wrong",
    ]


def test_a_score_that_came_too_late_moves_nothing(remote: ScoringServer) -> None:
    remote.behaviour = servers.refusing(503)
    submit()
    make_due()
    (held,) = Assignment.objects.all().claim(1, seconds=60)
    Assignment.objects.update(lease=Lease.lasting(60).id)
    remote.behaviour = servers.healthy

    assert assignments.score([held], seconds=1) == 0

    assert_right()
    assert counted() == {(held.version_id, "pending", NO_CLUSTER, "Banks"): 1}


def test_a_deleted_company_is_counted_no_more(model: ModelVersion, staff: User) -> None:
    company = submit(category="Gone")
    review(shown_row(company), "wrong", corrected(shown_row(company)), staff)

    assert submissions.delete(Submission.objects.filter(pk=company.pk)) == 1

    assert_right()
    assert Tally.objects.filter(category="Gone").totals("category") == {}
    assert "Gone" not in categories.known_categories(OF_THE_SITE)


def test_many_companies_deleted_at_once_are_counted_no_more(model: ModelVersion) -> None:
    gone = Submission.objects.filter(category="Financials")

    assert submissions.delete(gone) > 1

    assert_right()
    assert not Tally.objects.filter(category="Financials").totals("category")


def test_deleting_nothing_changes_nothing(model: ModelVersion) -> None:
    before = kept()

    assert submissions.delete(Submission.objects.none()) == 0

    assert kept() == before == recount()


def test_an_imported_file_is_counted_once(model: ModelVersion, tmp_path: Path) -> None:
    file = tmp_path / "companies.csv"
    file.write_text(
        "Title,Category,Text\n" + "".join(f'Co {n},Cat {n % 3},"{KNOWN}"\n' for n in range(20))
    )
    for _ in range(2):
        importing.import_file(file, Submission.Source.IMPORT)
        assert_right()
    assert Tally.objects.filter(status="pending").totals("category") == {
        "Cat 0": 7,
        "Cat 1": 7,
        "Cat 2": 6,
    }

    work()

    assert_right()
    assert not Tally.objects.filter(status="pending").totals("status")


def test_a_dry_run_counts_nothing(model: ModelVersion, tmp_path: Path) -> None:
    before = kept()
    file = tmp_path / "companies.csv"
    file.write_text(f'Title,Text\nCompany,"{KNOWN}"\n')

    importing.import_file(file, Submission.Source.IMPORT, dry_run=True)

    assert kept() == before == recount()


def test_another_version_is_counted_beside_the_old_one(model: ModelVersion) -> None:
    before = kept()
    call_command("train", k=5, activate=True, stdout=StringIO())
    while model_versions.active() == model:
        assert loop.work_once(lambda done: None)
        assert_right()

    newest = model_versions.active()
    assert newest is not None
    assert {key: total for key, total in kept().items() if key[0] == model.pk} == before
    assert (
        sum(total for key, total in kept().items() if key[0] == newest.pk)
        == Submission.objects.count()
    )


def test_a_remote_endpoint_with_another_number_of_clusters_is_counted_anew(
    remote: ScoringServer,
) -> None:
    first = submit("First")
    old = shown_row(first).version_id
    remote.behaviour = servers.answering(["3", "0.9", "0.8", "0.7", "0.1"])

    submit("Second")
    assert_right()
    work()

    new = shown_row(first).version_id
    assert new != old
    assert_right()
    assert counted() == {
        (old, "scored", 1, "Banks"): 1,
        (old, "failed", NO_CLUSTER, "Banks"): 1,
        (new, "scored", 3, "Banks"): 2,
    }


def test_pages_show_the_recount(client: Client, model: ModelVersion, staff: User) -> None:
    row = shown_row(submit(category="Reviewed"))
    review(row, "wrong", corrected(row), staff)
    submit(text=UNKNOWN)

    by_cluster = Counter(row.shown_cluster for row in model.assignments.all())
    by_status = Counter(row.status for row in model.assignments.all())
    counted = client.get("/submissions/").context["listed"].counted.counts["status"].totals
    assert tallies.counts_by_status(model) == by_status
    assert counted == by_status
    assert {shelf.cluster.number: shelf.size for shelf in overview.shelves(model, OF_THE_SITE)} == {
        number: by_cluster[number] for number in range(model.k or 0)
    }
    for number in range(model.k or 0):
        page = shown(client.get(f"/clusters/{number}/"))
        assert f'<p class="soft">{by_cluster[number]} compan' in page


def test_a_kind_is_counted_in_one_row_only(model: ModelVersion) -> None:
    tally = Tally.objects.filter(total__gt=0).first()
    assert tally is not None

    with pytest.raises(IntegrityError), transaction.atomic():
        Tally.objects.create(
            version=model, **{name: getattr(tally, name) for name in TallyKey._fields[1:]}
        )

    assert_right()
