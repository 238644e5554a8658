"""How far reviewing has come, and how often reviewers agree with the model."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.models import Assignment, Cluster, ModelVersion, Review, ShownClusters
from scoring.models.collections import OF_THE_SITE
from scoring.review import progress
from tests.review.desk import decide, put, undo
from tests.shown import shown

pytestmark = pytest.mark.django_db


def agreement(version: ModelVersion) -> list[tuple[int, int, int, int]]:
    found = progress.agreement(version, ShownClusters.of_version(version), OF_THE_SITE)
    return [(each.cluster.number, each.confirmed, each.reviewed, each.percent) for each in found]


def test_the_desk_says_how_many_of_the_scored_are_reviewed(
    reviewer: Client, version: ModelVersion
) -> None:
    rows = [put(version, title) for title in "ABC"]
    put(version, "unplaced", None, status="unplaced", cluster=None)
    put(version, "elsewhere", cluster=1)

    in_all = shown(decide(reviewer, rows[0], "1"))
    of_one = shown(reviewer.get("/review/?cluster=0"))

    assert "1 of 4 done, 1 by you today (UTC)." in in_all
    assert '<progress value="1" max="4"' in in_all
    assert "in doubt, 3 left" in " ".join(in_all.split())
    assert "Banks, 2 left" in in_all
    assert "Software, 1 left" in in_all
    assert "0 of 2 done in Banks, 1 by you today (UTC)." in of_one


def test_a_merged_cluster_is_counted_where_it_is_shown(version: ModelVersion) -> None:
    put(version, "A", cluster=0)
    put(version, "B", cluster=1, verdict="confirmed")
    Cluster.objects.filter(number=0).update(merged_into=1)

    found = progress.by_cluster(
        progress.kept_counts(version, OF_THE_SITE), ShownClusters.of_version(version)
    )

    assert {number: (part.reviewed, part.total, part.left) for number, part in found.items()} == {
        1: (1, 2, 1)
    }


def test_counts_come_from_the_kept_ones_and_agreement_from_reviewed_rows(
    reviewer: Client, version: ModelVersion
) -> None:
    decide(reviewer, put(version, "A", 0.1))
    put(version, "B", 0.2)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        reviewer.get("/review/")

    counting = [
        query["sql"]
        for query in queries
        if "COUNT(" in query["sql"]
        and "_assignment" in query["sql"]
        and "_reading" not in query["sql"]
    ]
    assert len(counting) == 3
    assert all("'confirmed', 'wrong'" in sql.replace("::varchar", "") for sql in counting)


def test_today_counts_companies_of_this_reviewer_that_stand(
    reviewer: Client, colleague: Client, version: ModelVersion, staff: User
) -> None:
    rows = [put(version, title) for title in "ABCD"]
    decide(colleague, rows[0])
    for row in rows[1:]:
        decide(reviewer, row)
    undo(reviewer, Review.objects.latest("pk").pk)
    Review.objects.filter(assignment=rows[1]).update(made_at=rows[1].sent_at - timedelta(days=2))

    assert progress.done_today(staff, OF_THE_SITE) == 1


def test_agreement_is_the_share_confirmed_of_those_that_the_model_put_there(
    version: ModelVersion,
) -> None:
    for number, verdict in enumerate(["confirmed", "confirmed", "wrong", "unreviewed"]):
        put(
            version,
            f"A{number}",
            cluster=0,
            shown_cluster=0 if verdict != "wrong" else 1,
            verdict=verdict,
        )
    put(version, "B", cluster=1, shown_cluster=0, verdict="wrong")
    put(
        version, "unplaced", None, status="unplaced", cluster=None, shown_cluster=2, verdict="wrong"
    )

    assert agreement(version) == [(0, 2, 3, 67), (1, 0, 1, 0)]


def test_agreement_of_merged_clusters_is_one_line(version: ModelVersion) -> None:
    put(version, "A", cluster=0, verdict="confirmed")
    put(version, "B", cluster=1, shown_cluster=2, verdict="wrong")
    Cluster.objects.filter(number=0).update(merged_into=1)

    assert agreement(version) == [(1, 1, 2, 50)]


def test_the_table_of_agreement_appears_with_the_first_review(
    reviewer: Client, version: ModelVersion
) -> None:
    row = put(version, "A")
    assert "How often people agree with the model" not in shown(reviewer.get("/review/"))

    page = shown(decide(reviewer, row))

    assert "How often people agree with the model" in page
    assert "100 %" in page


def test_reviews_that_a_new_version_takes_over_are_of_the_day_on_which_they_were_made(
    reviewer: Client, staff: User, version: ModelVersion, monkeypatch: Any
) -> None:
    from scoring.versions import taking_over

    row = put(version, "A")
    decide(reviewer, row, "2")
    Review.objects.update(made_at=row.sent_at - timedelta(days=2))
    newer = ModelVersion.objects.create(kind="embedded", k=4)
    carried = Assignment.objects.create(
        submission=row.submission,
        version=newer,
        verdict="wrong",
        cluster=1,
        shown_cluster=2,
        sent_at=row.sent_at,
    )

    taking_over.carry_words([row], newer)

    assert carried.reviews.get().made_at == Review.objects.get(assignment=row).made_at
    assert progress.done_today(staff, OF_THE_SITE) == 0
