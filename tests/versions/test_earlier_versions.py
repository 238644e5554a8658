"""What an earlier version said stays readable, and an earlier version can be active again."""

from typing import Any

import pytest
from django.test import Client

from scoring.models import ModelVersion, Submission, model_versions
from tests.versions.small_site import (
    activate,
    companies,
    home,
    row_of,
    send,
    stored,
    trained,
    turned,
)
from tests.versions.tables import page_of

pytestmark = pytest.mark.django_db


def said(version: ModelVersion) -> list[Any]:
    """What was stored of each company under a version."""
    return list(
        version.assignments.order_by("pk").values(
            *(
                "submission",
                "status",
                "cluster",
                "shown_cluster",
                "distances",
                "sure",
                "coverage",
                "scored_at",
                "verdict",
            )
        )
    )


def test_what_the_old_version_said_stays_and_stands_on_the_company_s_page(
    client: Client, second: ModelVersion
) -> None:
    first, before = model_versions.active(), said(model_versions.active())
    company = Submission.objects.order_by("pk")[0]

    activate(second)

    assert said(first) == before
    row = row_of(company, first)
    page = page_of(client, company.get_absolute_url()).split("Under other model versions")[1]
    assert f'href="/models/{first.pk}/">{first.pk}</a>' in page
    assert f'href="/models/{first.pk}/clusters/{row.cluster}/"' in page
    assert first.clusters.get(number=row.cluster).name in page
    assert (row.answer, "<td>Sure</td>" in page) == ("sure", True)
    assert f'href="/models/{second.pk}/"' not in page


def test_all_earlier_versions_stand_there_newest_first(
    client: Client, first: ModelVersion, second: ModelVersion
) -> None:
    activate(second)
    third = activate(stored(trained(2)))
    company = Submission.objects.order_by("pk")[0]

    earlier = client.get(company.get_absolute_url()).context["earlier"]

    assert [each.row.version_id for each in earlier] == [second.pk, first.pk]
    assert third.pk not in [each.row.version_id for each in earlier]


def test_a_company_of_one_version_has_no_such_table(client: Client, first: ModelVersion) -> None:
    company = Submission.objects.order_by("pk")[0]

    assert "Under other model versions" not in page_of(client, company.get_absolute_url())


def test_an_older_version_can_be_activated_again_and_scores_only_what_is_new(
    second: ModelVersion,
) -> None:
    first = model_versions.active()
    activate(second)
    before = {row["submission"]: row for row in said(first)}
    newcomer = send()
    assert not newcomer.assignments.filter(version=first).exists()

    activate(first)

    assert model_versions.active() == first
    assert row_of(newcomer, first).status == "scored"
    assert {
        row["submission"]: row for row in said(first) if row["submission"] != newcomer.pk
    } == before
    assert first.assignments.filter(attempts=1).count() == 31


def test_activating_the_active_version_again_changes_nothing_that_is_said(
    first: ModelVersion,
) -> None:
    before = said(first)

    activate(first)

    assert model_versions.active() == first
    assert said(first) == before


def test_the_same_clusters_under_other_numbers_hold_the_same_companies(
    second: ModelVersion,
) -> None:
    first = model_versions.active()

    activate(second)

    for sector in {row["Category"] for row in companies()}:
        assert home(second, sector) == (home(first, sector) + 1) % 3
    assert turned(trained()).names == [cluster.model_name for cluster in second.clusters.all()]
