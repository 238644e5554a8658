"""The queue of companies whose text and label disagree."""

from collections.abc import Iterable

import pytest
from django.test import Client

from scoring.models import Assignment, Cluster, ModelVersion, Reading
from tests.review.desk import decide, put, stored

pytestmark = pytest.mark.django_db

QUEUE = "/review/?order=disagree"


def put_all(version: ModelVersion, companies: Iterable[tuple[str, int, str]]) -> list[Assignment]:
    return [
        put(version, title, number / 10, cluster=cluster, category=category)
        for number, (title, cluster, category) in enumerate(companies)
    ]


@pytest.fixture
def rows(version: ModelVersion) -> list[Assignment]:
    """Two that read like the other category, and others that stand where their own does."""
    return put_all(
        version,
        [
            ("Bank", 0, "Finance"),
            ("Lender", 0, "Finance"),
            ("Verisk", 0, "Technology"),
            ("Coder", 1, "Technology"),
            ("Maker", 1, "Technology"),
            ("Broker", 1, "Finance"),
            ("Nameless", 1, ""),
            *((f"Insurer {number}", 0, "Finance") for number in range(4)),
            ("Builder", 1, "Technology"),
        ],
    )


def titles(client: Client, address: str = QUEUE) -> list[str]:
    context = client.get(address).context
    case = context["case"]
    here = [case.company.title] if case else []
    return here + [row.submission.title for row, _, _ in context["upcoming"]]


def test_those_come_whose_category_is_usual_in_another_cluster(
    reviewer: Client, rows: list[Assignment]
) -> None:
    assert titles(reviewer) == ["Verisk", "Broker"]


def test_all_come_in_the_other_order(reviewer: Client, rows: list[Assignment]) -> None:
    assert titles(reviewer, "/review/") == ["Bank", "Lender", "Verisk", "Coder", "Maker"]


def test_the_head_counts_them_and_those_that_are_done(
    reviewer: Client, rows: list[Assignment]
) -> None:
    decide(reviewer, rows[2], "1", order="disagree")

    context = reviewer.get(QUEUE).context

    assert (context["part"].reviewed, context["part"].total) == (1, 2)
    assert context["disagreeing"] == 1
    assert "Text and label disagree, 1 left" in " ".join(reviewer.get(QUEUE).text.split())


def test_a_verdict_leads_to_the_next_of_them(reviewer: Client, rows: list[Assignment]) -> None:
    page = decide(reviewer, rows[2], "1", order="disagree")

    assert page.context["case"].company.title == "Broker"
    assert page.redirect_chain[0][0].startswith("/review/?order=disagree&after=")


def test_one_cell_of_the_table_is_a_queue_of_its_own(
    reviewer: Client, rows: list[Assignment]
) -> None:
    assert titles(reviewer, f"{QUEUE}&cluster=1&category=Finance") == ["Broker"]
    assert titles(reviewer, f"{QUEUE}&cluster=0&category=Finance") == []
    assert titles(reviewer, "/review/?category=Finance&cluster=1") == ["Broker"]


@pytest.mark.parametrize("category", ["Nonsense", "%00", "<script>"])
def test_a_category_that_there_is_not_has_no_companies(
    reviewer: Client, rows: list[Assignment], category: str
) -> None:
    page = reviewer.get(f"/review/?category={category}%00")

    assert page.status_code == 200
    assert "<script>" not in page.text.replace("<script src", "")


def test_a_training_row_comes_by_what_it_reads_like_to_a_model_that_had_not_seen_it(
    reviewer: Client, version: ModelVersion, rows: list[Assignment]
) -> None:
    Reading.objects.create(version=version, submission=rows[0].submission, cluster=1)

    page = reviewer.get(f"{QUEUE}&cluster=1&category=Finance")

    case = page.context["case"]
    assert (case.company.title, case.choice.cluster.number, case.reads.number) == ("Bank", 0, 1)
    assert case.likelier.cluster == case.reads
    assert page.context["part"].left == 2
    assert titles(reviewer) == ["Bank", "Verisk", "Broker"]

    decide(reviewer, rows[0], order="disagree")

    assert stored(rows[0]) == ("confirmed", 0, 0)
    assert reviewer.get(QUEUE).context["part"].reviewed == 1


def test_clusters_that_are_merged_have_one_label(
    reviewer: Client, version: ModelVersion, rows: list[Assignment]
) -> None:
    Cluster.objects.filter(number=1).update(merged_into=0)

    assert titles(reviewer) == []
    assert "Nothing is left to review here" in " ".join(reviewer.get(QUEUE).text.split())
