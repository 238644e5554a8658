"""A company that fits no cluster: a verdict like any other, in lists, files and later versions."""

import pytest
from django.test import Client

from scoring.models import Assignment, ModelVersion, Review, Submission
from tests.admin.companies_in_admin import act, give_verdict, read_csv
from tests.models.recount import assert_right
from tests.review.desk import decide, put, stored, undo
from tests.shown import shown
from tests.versions import small_site
from tests.versions.small_site import activate, companies, members, row_of, store, trained, turned

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(db: None) -> ModelVersion:
    store(companies())
    return activate(small_site.stored(trained()))


@pytest.fixture
def outsider(reviewer: Client, version: ModelVersion) -> Assignment:
    """One that fits none, beside another that nobody has reviewed."""
    row, _ = put(version, "Outsider", 0.1), put(version, "Other", 0.2)
    decide(reviewer, row, "none")
    return Assignment.objects.get(pk=row.pk)


def test_the_desk_stores_it_as_wrong_without_a_right_cluster(outsider: Assignment) -> None:
    assert stored(outsider) == ("wrong", 0, None)
    assert outsider.fits_none
    assert outsider.centre_distance is None
    review = Review.objects.get()
    assert (review.verdict, review.cluster, review.fits_none) == ("wrong", None, True)
    assert str(review) == "wrong, none of the clusters, by reviewer"
    assert_right()


def test_the_desk_says_what_was_stored_and_takes_it_back(
    reviewer: Client, version: ModelVersion
) -> None:
    row = put(version, "Outsider")

    page = shown(decide(reviewer, row, "none"))

    assert "fits none of the clusters" in page
    undo(reviewer, Review.objects.get().pk)
    assert stored(row) == ("unreviewed", 0, 0)


def test_a_colleague_is_told_that_none_fits(
    colleague: Client, outsider: Assignment, version: ModelVersion
) -> None:
    page = shown(decide(colleague, outsider))

    assert "was reviewed by reviewer since you opened the page" in page
    assert "it fits none of the clusters" in page


def test_lists_and_files_have_it_in_no_cluster_and_as_wrong(
    client: Client, reviewer: Client, outsider: Assignment
) -> None:
    company = outsider.submission
    link = f'href="{company.get_absolute_url()}"'

    assert link in client.get("/submissions/?cluster=none&review=wrong").content.decode()
    assert link not in client.get("/clusters/0/").content.decode()
    (line,) = read_csv(act(reviewer, "export_as_csv", [company.pk]))[1:]
    assert (line[5], line[6], line[8]) == ("", "", "wrong")
    data = client.get(f"{company.get_absolute_url()}?format=json").json()
    assert (data["cluster"], data["cluster_by_the_model"], data["review"]) == (None, 0, "wrong")


def test_its_own_page_says_so(client: Client, outsider: Assignment) -> None:
    page = shown(client.get(outsider.submission.get_absolute_url()))

    assert "None of the clusters fits" in page
    assert "The model said Banks" in page


def test_it_counts_as_reviewed_and_against_the_model(
    reviewer: Client, outsider: Assignment
) -> None:
    context = reviewer.get("/review/").context

    assert (context["progress"].reviewed, context["progress"].total) == (1, 2)
    assert [(each.confirmed, each.reviewed) for each in context["agreement"]] == [(0, 1)]


def test_the_box_of_a_result_offers_it_and_remembers_it(
    reviewer: Client, version: ModelVersion
) -> None:
    row = put(version, "Outsider")
    address = f"{row.submission.get_absolute_url()}review"

    page = shown(
        reviewer.post(address, {"last": 0, "verdict": "wrong", "cluster": "none"}, follow=True)
    )

    assert stored(row) == ("wrong", 0, None)
    assert '<option value="none" selected>' in page


def test_the_admin_stores_it_and_shows_it_again(reviewer: Client, version: ModelVersion) -> None:
    row = put(version, "Outsider")

    assert give_verdict(reviewer, row, "wrong", "none").status_code == 302

    assert stored(row) == ("wrong", 0, None)
    page = shown(reviewer.get(f"/admin/scoring/submission/{row.submission_id}/change/"))
    assert '<option value="none" selected>None of these</option>' in page
    assert "wrong, none of the clusters, by reviewer" in page


def test_what_the_model_placed_nowhere_cannot_be_said_to_fit_none(
    reviewer: Client, version: ModelVersion
) -> None:
    row = put(version, "Unknown", None, status="unplaced", cluster=None)
    address = f"{row.submission.get_absolute_url()}review"

    answer = reviewer.post(address, {"last": 0, "verdict": "wrong", "cluster": "none"})

    assert answer.status_code == 422
    assert "The model found no cluster for it either" in shown(answer)
    assert stored(row) == ("unreviewed", None, None)


def test_it_outlives_a_new_score(reviewer: Client, first: ModelVersion) -> None:
    row = members(first, "Utilities")[0]
    small_site.review(row, "wrong", None)

    act(reviewer, "score_again", [row.submission_id])
    small_site.go_round()

    assert stored(row) == ("wrong", row.cluster, None)
    assert_right()


def test_it_is_not_among_the_confirmed_rows_that_one_trains_on(first: ModelVersion) -> None:
    from scoring.versions.training_rows import training_rows

    kept, outsider = members(first, "Utilities")[:2]
    small_site.review(kept, "confirmed")
    small_site.review(outsider, "wrong", None)

    assert training_rows("confirmed").rows.titles == [kept.submission.title]


def test_it_goes_over_to_a_version_that_has_the_same_clusters(first: ModelVersion) -> None:
    row = members(first, "Utilities")[0]
    small_site.review(row, "wrong", None)

    second = activate(small_site.stored(turned(trained())))

    carried = row_of(row.submission, second)
    assert stored(carried) == ("wrong", (row.cluster + 1) % 3, None)
    assert carried.reviews.get().fits_none
    assert_right()


def test_it_is_unreviewed_where_the_next_version_puts_it_in_a_new_cluster(
    first: ModelVersion,
) -> None:
    from clustering.matching import match

    second = small_site.stored(trained(4))
    activate(second)
    known = set(match(small_site.shared_by_hand(first, second)).values())
    activate(first)
    moved = next(row for row in second.assignments.all() if row.cluster not in known)
    small_site.review(row_of(moved.submission, first), "wrong", None)

    activate(second)

    assert stored(moved) == ("unreviewed", moved.cluster, moved.cluster)
    assert Submission.objects.count() == 30
    assert_right()
