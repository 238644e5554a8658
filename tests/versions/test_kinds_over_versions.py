"""What reviewers say of kinds of business outlives every model version."""

import pytest
from django.contrib.auth.models import User

from scoring.companies import submissions
from scoring.models import Assignment, KindCorrection, ModelVersion, SegmentTally, Submission
from scoring.review.kinds import correct_kind
from scoring.versions import activation
from scoring.versions.training_rows import training_rows
from tests.conftest import stored_version, trained_model, work
from tests.kinds.conftest import kinds
from tests.kinds.site import BAKERY, BANK, NOTHING, OF_BANK, model_with_kinds, prepared, said, seen
from tests.models.recount import assert_right, submit
from tests.versions.small_site import go_round

__all__ = ["kinds"]
pytestmark = pytest.mark.django_db
CORRECTED = ("Energy", "")


def correct(company: Submission, staff: User, sector: str = "Energy", last: int = 0) -> int:
    """The id of the correction."""
    return correct_kind(company, sector=sector, segment="", last=last, reviewer=staff).pk


def row_under(version: ModelVersion, company: Submission) -> Assignment:
    return Assignment.objects.get(version=version, submission=company)


def test_a_new_version_says_its_own_word_and_shows_the_reviewer_s(
    kinds: ModelVersion, staff: User
) -> None:
    corrected, other = submit("Corrected", text=BANK), submit("Other", text=BANK)
    correct(corrected, staff)

    version = prepared(model_with_kinds())

    assert said(row_under(version, corrected)) == OF_BANK
    assert seen(row_under(version, corrected)) == CORRECTED
    assert seen(row_under(version, other)) == OF_BANK
    assert_right()


@pytest.mark.parametrize("text", [BANK, NOTHING])
def test_a_version_that_knows_no_kinds_shows_the_reviewer_s(
    kinds: ModelVersion, staff: User, text: str
) -> None:
    company = submit(text=text)
    correct(company, staff)

    version = prepared(trained_model())

    assert said(row_under(version, company)) == ("", "")
    assert seen(row_under(version, company)) == CORRECTED
    assert SegmentTally.objects.filter(version=version).totals("sector") == {
        "": kinds.assignments.count() - 1,
        "Energy": 1,
    }
    assert_right()


def test_what_is_said_while_a_version_is_prepared_is_shown_under_both(
    kinds: ModelVersion, staff: User
) -> None:
    waiting, scored = submit("Waiting", text=BANK), submit("Scored", text=BAKERY)
    version = stored_version(model_with_kinds(), training_rows("catalogue"))
    activation.prepare(version)
    go_round()
    correct(waiting, staff)
    correct(scored, staff)
    assert_right()

    work()

    for company in (waiting, scored):
        assert seen(row_under(kinds, company)) == CORRECTED
        assert seen(row_under(version, company)) == CORRECTED
    assert_right()


def test_an_older_version_that_is_activated_again_shows_the_last_word(
    kinds: ModelVersion, staff: User
) -> None:
    company, free = submit("Corrected", text=BANK), submit("Free", text=BANK)
    first = correct(company, staff)
    taken_back = correct(free, staff)
    prepared(model_with_kinds())
    correct(company, staff, sector="Utilities", last=first)
    correct(free, staff, sector="", last=taken_back)

    activation.prepare(kinds)
    work()

    assert seen(row_under(kinds, company)) == ("Utilities", "")
    assert seen(row_under(kinds, free)) == OF_BANK
    assert_right()


def test_a_company_scored_again_under_every_version_keeps_it(
    kinds: ModelVersion, staff: User
) -> None:
    company = submit(text=BANK)
    correct(company, staff)
    prepared(model_with_kinds())

    submissions.rescore(Assignment.objects.all())
    work()

    rows = Assignment.objects.filter(submission=company)
    assert [(said(row), seen(row)) for row in rows] == [(OF_BANK, CORRECTED)] * 2
    assert_right()


def test_a_deleted_version_takes_no_correction_with_it(kinds: ModelVersion, staff: User) -> None:
    company = submit(text=BANK)
    correct(company, staff)
    version = prepared(model_with_kinds())

    kinds.delete()

    assert KindCorrection.objects.count() == 1
    assert seen(row_under(version, company)) == CORRECTED
