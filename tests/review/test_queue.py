"""The least sure company comes first, in an order that the stored rows tell.

Skipping stores nothing.
"""

import pytest
from django.test import Client

from scoring.models import Assignment, Cluster, ModelVersion, Review, Submission
from tests.review.desk import decide, make_version, put, shown

pytestmark = pytest.mark.django_db


def round_of(client: Client, query: str = "") -> list[str]:
    """The titles that come when each is skipped."""
    seen: list[str] = []
    address = f"/review/?{query}"
    while case := client.get(address).context["case"]:
        seen.append(case.company.title)
        address = f"/review/?{query}&after={case.row.pk}"
    return seen


def test_the_least_sure_come_first_ties_by_number_and_those_that_say_nothing_last(
    reviewer: Client, version: ModelVersion
) -> None:
    for title, sure in [("E", None), ("D", 0.9), ("B", 0.1), ("C", 0.1), ("F", None), ("A", 0.0)]:
        put(version, title, sure)

    assert round_of(reviewer) == ["A", "B", "C", "D", "E", "F"]


def test_skipping_stores_nothing_and_the_next_visit_begins_at_the_start(
    reviewer: Client, version: ModelVersion
) -> None:
    for title in "AB":
        put(version, title)

    assert round_of(reviewer) == ["A", "B"]

    assert not Review.objects.exists()
    assert set(Assignment.objects.values_list("verdict", flat=True)) == {"unreviewed"}
    assert shown(reviewer) == "A"


def test_only_scored_and_unreviewed_rows_of_the_active_version_come(
    reviewer: Client, version: ModelVersion
) -> None:
    for status in ("pending", "failed", "unplaced"):
        put(version, status, 0.0, status=status, cluster=None)
    for verdict in ("confirmed", "wrong"):
        put(version, verdict, 0.0, verdict=verdict)
    other = ModelVersion.objects.create(kind="embedded", k=4)
    put(other, "of another version", 0.0)
    put(version, "the one", 0.9)

    assert round_of(reviewer) == ["the one"]


def test_the_queue_of_one_cluster_holds_its_companies_alone(
    reviewer: Client, version: ModelVersion
) -> None:
    for title, cluster in [("A", 0), ("B", 2), ("C", 2)]:
        put(version, title, cluster=cluster)

    assert round_of(reviewer, "cluster=2") == ["B", "C"]
    assert round_of(reviewer, "cluster=1") == []


@pytest.mark.parametrize("asked", ["banana", "-1", "99", "9" * 30, "１"])
def test_a_cluster_that_there_is_not_is_said_and_all_come(
    reviewer: Client, version: ModelVersion, asked: str
) -> None:
    put(version, "A")

    page = reviewer.get("/review/", {"cluster": asked})

    assert page.context["case"].company.title == "A"
    assert "There is no such cluster" in page.content.decode()


@pytest.mark.parametrize(
    "place", ["after=banana", "after=-1", "after=999999", "at=999999", "after=&at=", "last=7"]
)
def test_a_mistyped_place_is_the_start(reviewer: Client, version: ModelVersion, place: str) -> None:
    put(version, "A")

    assert shown(reviewer, f"/review/?{place}") == "A"


def test_the_place_of_a_deleted_company_is_the_start(
    reviewer: Client, version: ModelVersion
) -> None:
    first, _ = put(version, "A", 0.1), put(version, "B", 0.2)
    Submission.objects.filter(pk=first.submission_id).delete()

    assert shown(reviewer, f"/review/?after={first.pk}") == "B"


def test_a_company_asked_for_that_is_reviewed_meanwhile_gives_way_to_the_next(
    reviewer: Client, version: ModelVersion
) -> None:
    put(version, "A", 0.1)
    done = put(version, "B", 0.2, verdict="confirmed")

    assert shown(reviewer, f"/review/?at={done.pk}") == "A"


def test_the_end_of_a_round_tells_of_the_skipped(reviewer: Client, version: ModelVersion) -> None:
    first, last = put(version, "A", 0.1), put(version, "B", 0.2)

    page = decide(reviewer, last).content.decode()

    assert "That was the last one of this round" in page
    assert "1 skipped or new" in page
    assert shown(reviewer) == "A"
    assert Assignment.objects.get(pk=first.pk).verdict == "unreviewed"


def test_when_all_are_reviewed_the_desk_says_so(reviewer: Client, version: ModelVersion) -> None:
    page = decide(reviewer, put(version, "A")).content.decode()

    assert "Every company is reviewed" in page
    assert "Stored:" in page


def test_when_a_cluster_is_reviewed_the_desk_leads_to_the_others(
    reviewer: Client, version: ModelVersion
) -> None:
    put(version, "A")

    page = reviewer.get("/review/?cluster=2").content.decode()

    assert "Nothing is left to review in Energy" in " ".join(page.split())
    assert "1 other company is left" in page


def test_without_a_model_the_desk_says_so(reviewer: Client) -> None:
    assert "There is no model yet" in reviewer.get("/review/").content.decode()


def test_without_a_score_there_is_nothing_to_review(
    reviewer: Client, version: ModelVersion
) -> None:
    put(version, "waits", None, status="pending", cluster=None)

    assert "Nothing to review yet" in reviewer.get("/review/").content.decode()


def test_other_clusters_are_choices_by_distance_and_all_can_be_reached(reviewer: Client) -> None:
    version = make_version(k=14)
    put(version, "A", cluster=3, distances=[1.4 - number / 10 for number in range(13)])

    page = reviewer.get("/review/")
    case = page.context["case"]

    assert [each.cluster.number for each in case.others] == [
        12,
        11,
        10,
        9,
        8,
        7,
        6,
        5,
        4,
        2,
        1,
        0,
        13,
    ]
    text = page.content.decode()
    assert all(f'name="choice" value="{each.cluster.number}"' in text for each in case.others)
    assert 'name="other"' not in text


def test_where_the_text_points_to_another_sector_that_cluster_is_the_first_button(
    reviewer: Client, version: ModelVersion
) -> None:
    Cluster.objects.filter(number=0).update(sector="Financials")
    Cluster.objects.filter(number=2).update(sector="Energy")
    put(version, "A", sector="Energy")

    page = reviewer.get("/review/")

    case = page.context["case"]
    assert (case.likelier.cluster.number, case.choice.cluster.number) == (2, 0)
    assert [each.cluster.number for each in case.others] == [1, 3]
    first_button = page.content.decode().split('name="choice"', maxsplit=1)[1]
    assert first_button.lstrip().startswith('value="2"')


def test_merged_clusters_are_one_choice_at_the_nearest_of_their_centres(
    reviewer: Client, version: ModelVersion
) -> None:
    Cluster.objects.filter(number=1).update(merged_into=2)
    put(version, "A", distances=[0.2, 0.4, 0.8, 0.6])

    others = reviewer.get("/review/").context["case"].others

    assert [each.cluster.number for each in others] == [2, 3]


def test_a_company_of_a_merged_cluster_is_proposed_where_it_is_shown(
    reviewer: Client, version: ModelVersion
) -> None:
    Cluster.objects.filter(number=0).update(merged_into=2)
    row = put(version, "A")

    page = reviewer.get("/review/?cluster=0")

    case = page.context["case"]
    assert case.choice.cluster.number == page.context["asked"].cluster.number == 2
    assert [each.cluster.number for each in case.others] == [1, 3]
    assert "The model said Banks, which is shown as this" in page.content.decode()
    decide(reviewer, row, cluster=2)
    row.refresh_from_db()
    assert (row.verdict, row.cluster, row.shown_cluster) == ("confirmed", 0, 0)


def test_hostile_words_are_shown_as_text(reviewer: Client, version: ModelVersion) -> None:
    words = '"><script>alert(1)</script>'
    row = put(version, words)
    Cluster.objects.update(given_name=words)

    pages = reviewer.get("/review/").content.decode() + decide(reviewer, row).content.decode()

    assert "<script>alert" not in pages
    assert "&lt;script&gt;alert(1)" in pages


def test_a_page_costs_the_same_queries_whatever_the_number_of_companies(
    reviewer: Client, version: ModelVersion, django_assert_num_queries: object
) -> None:
    put(version, "first", 0.0)
    reviewer.get("/review/")
    for total in (10, 40):
        for number in range(total):
            put(version, f"{total} {number}", verdict="confirmed" if number % 2 else "unreviewed")
        with django_assert_num_queries(16):  # type: ignore[operator]
            reviewer.get("/review/")
