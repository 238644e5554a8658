"""Reviews go over to the clusters of a new version that have the same members."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from clustering.matching import match
from scoring.models import Assignment, ModelVersion, Review, Submission
from scoring.queue import changes
from scoring.versions import activation
from tests.models.recount import assert_right
from tests.versions.small_site import (
    SECTORS,
    UNKNOWN,
    activate,
    go_round,
    home,
    members,
    review,
    row_of,
    send,
    shared_by_hand,
    stored,
    trained,
    turned,
)
from tests.versions.tables import page_of

pytestmark = pytest.mark.django_db


def verdict_of(row: Assignment, version: ModelVersion) -> tuple[str, int | None, int | None]:
    """The verdict on the same company under a version, with the model's and the shown cluster."""
    found = row_of(row.submission, version)
    return found.verdict, found.cluster, found.shown_cluster


# Verdicts


def test_a_confirmed_company_stays_confirmed_under_its_new_number(
    first: ModelVersion, second: ModelVersion
) -> None:
    row = members(first, "Health Care")[0]
    review(row, "confirmed")

    activate(second)

    new = (row.cluster + 1) % 3
    assert verdict_of(row, second) == ("confirmed", new, new)
    assert verdict_of(row, first) == ("confirmed", row.cluster, row.cluster)


def test_a_correction_follows_to_the_matched_cluster(
    first: ModelVersion, second: ModelVersion
) -> None:
    row, right = members(first, "Health Care")[0], home(first, "Utilities")
    review(row, "wrong", right)

    activate(second)

    assert verdict_of(row, second) == ("wrong", (row.cluster + 1) % 3, (right + 1) % 3)


def test_what_was_confirmed_is_set_right_where_the_new_model_says_otherwise(
    first: ModelVersion, fine: ModelVersion
) -> None:
    split = members(first, "Financials")
    for row in split:
        review(row, "confirmed")

    activate(fine)

    right = match(shared_by_hand(first, fine))[split[0].cluster]
    found = {verdict_of(row, fine) for row in split}
    assert ("confirmed", right, right) in found
    assert {(verdict, shown) for verdict, cluster, shown in found if cluster != right} == {
        ("wrong", right)
    }
    assert {(verdict, shown) for verdict, cluster, shown in found if cluster == right} == {
        ("confirmed", right)
    }


def test_a_correction_that_the_new_model_agrees_with_is_confirmed(
    first: ModelVersion, fine: ModelVersion
) -> None:
    activate(fine)
    main = home(fine, "Financials")
    other = next(row for row in members(fine, "Financials") if row.cluster != main)
    review(other, "wrong", main)

    activate(first)

    number = home(first, "Financials")
    assert verdict_of(other, first) == ("confirmed", number, number)


def test_without_a_matched_cluster_the_company_is_unreviewed(
    first: ModelVersion, wide: ModelVersion
) -> None:
    rows = [members(first, sector)[0] for sector in SECTORS]
    for row in rows:
        review(row, "confirmed")

    activate(wide)

    same = match(shared_by_hand(first, wide))
    (lost,) = [row for row in rows if row.cluster not in same]
    kept = [row for row in rows if row.cluster in same]
    verdict, cluster, shown = verdict_of(lost, wide)
    assert (verdict, shown) == ("unreviewed", cluster)
    assert [verdict_of(row, wide)[0] for row in kept] == ["confirmed", "confirmed"]
    assert not Review.objects.filter(assignment=row_of(lost.submission, wide)).exists()


def test_a_correction_into_a_cluster_that_is_gone_is_unreviewed(
    first: ModelVersion, wide: ModelVersion
) -> None:
    same = match(shared_by_hand(first, activate(wide)))
    activate(first)
    (gone,) = {0, 1, 2} - set(same)
    row = next(row for row in first.assignments.order_by("pk") if row.cluster != gone)
    review(row, "wrong", gone)
    again = activate(stored(trained(2)))

    verdict, cluster, shown = verdict_of(row, again)

    assert (verdict, shown) == ("unreviewed", cluster)


def test_a_company_that_no_model_can_place_keeps_its_reviewer_s_cluster(
    first: ModelVersion, second: ModelVersion
) -> None:
    row = send("Unknown", text=UNKNOWN).assignments.get()
    review(row, "wrong", 2)

    activate(second)

    assert verdict_of(row, second) == ("wrong", None, 0)
    assert row_of(row.submission, second).status == "unplaced"


def test_what_nobody_reviewed_or_somebody_took_back_is_unreviewed(
    first: ModelVersion, second: ModelVersion
) -> None:
    row = members(first, "Utilities")[0]
    review(row, "wrong", home(first, "Financials"))
    review(row, "unreviewed")

    activate(second)

    assert set(second.assignments.values_list("verdict", flat=True)) == {"unreviewed"}
    assert not Review.objects.filter(assignment__version=second).exists()


def test_what_people_say_while_a_version_is_prepared_goes_over_too(
    first: ModelVersion, second: ModelVersion
) -> None:
    activation.prepare(second)
    go_round()
    row = members(first, "Utilities")[0]
    review(row, "confirmed")
    first.clusters.filter(number=row.cluster).update(given_name="Named meanwhile")

    activate(second)

    assert verdict_of(row, second)[0] == "confirmed"
    assert second.clusters.get(number=(row.cluster + 1) % 3).given_name == "Named meanwhile"
    assert_right()


# Who said it


def test_the_review_says_who_said_it_and_from_which_version(
    first: ModelVersion, second: ModelVersion, staff: User
) -> None:
    confirmed, wrong = members(first, "Health Care")[:2]
    right = home(first, "Utilities")
    review(confirmed, "wrong", right)
    review(confirmed, "confirmed", reviewer=staff)
    review(wrong, "wrong", right, reviewer=staff)

    activate(second)

    carried = Review.objects.filter(assignment__version=second).order_by("assignment__submission")
    note = f"Carried over from version {first.pk}."
    assert list(
        carried.values_list("assignment__submission", "verdict", "cluster", "note", "reviewer_name")
    ) == [
        (confirmed.submission_id, "confirmed", None, note, "reviewer"),
        (wrong.submission_id, "wrong", (right + 1) % 3, note, "reviewer"),
    ]
    assert {review.reviewer for review in carried} == {staff}
    assert Review.objects.filter(assignment__version=first).count() == 3


def test_the_name_of_a_deleted_account_goes_over_too(
    first: ModelVersion, second: ModelVersion
) -> None:
    colleague = User.objects.create_user("colleague")
    row = members(first, "Utilities")[0]
    review(row, "confirmed", reviewer=colleague)
    colleague.delete()

    activate(second)

    carried = Review.objects.get(assignment__version=second)
    assert (carried.reviewer, carried.reviewer_name) == (None, "colleague")


def test_the_admin_shows_the_carried_review(
    reviewer: Client, staff: User, first: ModelVersion, second: ModelVersion
) -> None:
    row = members(first, "Utilities")[0]
    review(row, "confirmed", reviewer=staff)

    activate(second)

    page = page_of(reviewer, f"/admin/scoring/submission/{row.submission_id}/change/")
    assert "confirmed by reviewer" in page
    assert f"Carried over from version {first.pk}." in page
    assert "Confirmed by a reviewer" in page_of(reviewer, row.submission.get_absolute_url())


# Many, and again


def review_many(version: ModelVersion) -> dict[int, str]:
    """A verdict on two of three companies; which one, by submission."""
    given = {}
    for place, row in enumerate(
        version.assignments.filter(cluster__isnull=False).order_by("submission")
    ):
        if place % 3:
            right = (row.cluster + 1) % (version.k or 0) if place % 3 == 1 else None
            review(row, "confirmed" if right is None else "wrong", right)
            given[row.submission_id] = row_of(row.submission, version).verdict
    return given


@pytest.mark.parametrize("k", [2, 4])
def test_the_kept_counts_are_right_after_many_reviews_went_over(
    first: ModelVersion, k: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "ROWS_AT_ONCE", 4)
    send("Unknown", category="Odd", text=UNKNOWN)
    given = review_many(first)
    model = turned(trained(k))

    new = activate(stored(model))

    assert_right()
    carried = dict(
        new.assignments.exclude(verdict="unreviewed").values_list("submission", "verdict")
    )
    assert set(carried) <= set(given)
    assert Review.objects.filter(assignment__version=new).count() == len(carried)
    assert k == 2 or len(carried) == len(given)
    same = match(shared_by_hand(first, new))
    for row in first.assignments.exclude(verdict="unreviewed"):
        _, cluster, shown = verdict_of(row, new)
        assert shown == same.get(row.shown_cluster, cluster)


def test_the_last_word_goes_back_to_an_older_version_that_is_activated_again(
    first: ModelVersion, second: ModelVersion
) -> None:
    row = members(first, "Health Care")[0]
    review(row, "confirmed")
    first.clusters.filter(number=row.cluster).update(given_name="First name")
    activate(second)
    right = home(second, "Utilities")
    review(row_of(row.submission, second), "wrong", right)
    second.clusters.filter(given_name="First name").update(given_name="Second name")

    activate(first)

    assert verdict_of(row, first) == ("wrong", row.cluster, home(first, "Utilities"))
    assert first.clusters.get(number=row.cluster).given_name == "Second name"
    notes = list(
        Review.objects.filter(assignment=row).order_by("pk").values_list("note", flat=True)
    )
    assert notes == ["Why.", f"Carried over from version {second.pk}."]
    assert_right()


def test_activating_the_active_version_again_carries_nothing(first: ModelVersion) -> None:
    review(members(first, "Utilities")[0], "confirmed")

    activate(first)

    assert Review.objects.count() == 1
    assert_right()


def test_a_first_version_has_nothing_to_take_over(first: ModelVersion) -> None:
    assert not Review.objects.exists()
    assert not first.clusters.exclude(given_name="").exists()
    assert Submission.objects.count() == 30
    assert_right()
