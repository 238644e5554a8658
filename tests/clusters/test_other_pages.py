"""A merged cluster has the name of the one it is shown as on every page,
and its own beside distances.
"""

import re
from typing import Any

import pytest
from django.test import Client

from scoring.clusters import display
from scoring.models import Assignment, ModelVersion, Submission
from scoring.review import verdicts
from tests.clusters.shelf import place, store_version, words
from tests.shown import shown
from tests.versions.tables import table, titles_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def insurer(version: ModelVersion) -> Assignment:
    """A company of cluster 2, which is shown as cluster 0, the lenders."""
    display.merge(version=version, number=2, into=0, by="reviewer")
    display.rename(version=version, number=0, name="Lenders", by="reviewer")
    return version.assignments.get(submission__title="Zeta Insurance")


def cluster_links(page: str) -> list[str]:
    return re.findall(r'<a class="cluster" href="/clusters/(\d)/">', page)


def test_a_result_shows_the_merged_cluster_and_each_centre_under_its_own_name(
    client: Client, insurer: Assignment
) -> None:
    page = shown(client.get(insurer.submission.get_absolute_url()))

    assert re.search(r'class="path"><a class="cluster" href="/clusters/0/">.*?Lenders</sp', page)
    assert re.findall(r'<td>(\w+)</td><td class="n">([\d.]+)<', page) == [
        ("Insurance", "0.30"),
        ("Software", "2.00"),
        ("Wires", "2.00"),
        ("Lenders", "3.00"),
    ]


def test_so_does_its_data(client: Client, insurer: Assignment) -> None:
    data = client.get(f"{insurer.submission.get_absolute_url()}?format=json").json()

    assert data["cluster"] == {"number": 0, "name": "Lenders"}
    assert [each["name"] for each in data["distances"]] == [
        "Lenders",
        "Software",
        "Insurance",
        "Wires",
    ]
    assert data["cluster_by_the_model"] == 2


def test_so_does_the_list_of_companies(client: Client, insurer: Assignment) -> None:
    page = shown(client.get("/submissions/"))

    assert sorted(cluster_links(page)) == ["0"] * 6 + ["1"] * 3 + ["3"]
    assert "Insurance</span>" not in page


def test_a_reviewer_chooses_among_shown_clusters(reviewer: Client, insurer: Assignment) -> None:
    pages = (
        insurer.submission.get_absolute_url(),
        f"/admin/scoring/submission/{insurer.submission_id}/change/",
    )
    for address in pages:
        page = shown(reviewer.get(address))
        chosen = re.search(r'<select[^>]* name="(?:right_)?cluster".*?</select>', page, re.DOTALL)
        assert chosen
        assert "Insurance" not in chosen[0]
        assert "Wires" in chosen[0]


def test_a_correction_from_before_the_merge_stays_as_it_was(
    reviewer: Client, version: ModelVersion, staff: Any
) -> None:
    row = version.assignments.get(submission__title="Wires")
    verdicts.review(row, verdict="wrong", cluster=2, note="Insures wires.", reviewer=staff)
    display.merge(version=version, number=2, into=0, by="reviewer")

    for address in (
        row.submission.get_absolute_url(),
        f"/admin/scoring/submission/{row.submission_id}/change/",
    ):
        page = shown(reviewer.get(address))
        assert re.search(r'<option value="0" selected>(?:0 )?Banks', page), address

    row.refresh_from_db()
    assert (row.cluster, row.shown_cluster) == (3, 2)


def test_the_admin_s_list_names_and_filters_by_the_shown_cluster(
    reviewer: Client, insurer: Assignment
) -> None:
    page = reviewer.get("/admin/scoring/submission/?cluster=0").content.decode()

    rows = re.findall(r'field-cluster_name">([^<]*)<', page)
    assert rows == ["Lenders"] * 6
    choices = re.search(r"By cluster.*?</ul>", page, re.DOTALL)
    assert choices
    names = [name.strip() for name in re.findall(r">([^<>]+)</a>", choices[0])]
    assert names == ["All", "Lenders", "Software", "Wires", "no cluster"]


def test_earlier_versions_show_their_own_merges(
    client: Client, version: ModelVersion, insurer: Assignment
) -> None:
    ModelVersion.objects.update(is_active=False)
    newer = store_version()
    Assignment.objects.create(
        submission=insurer.submission,
        version=newer,
        status="scored",
        cluster=1,
        shown_cluster=1,
        sent_at=insurer.sent_at,
    )
    Assignment.objects.filter(pk=insurer.pk).update(scored_at=insurer.sent_at)

    page = shown(client.get(insurer.submission.get_absolute_url()))

    assert f'<a href="/models/{version.pk}/clusters/0/">Lenders</a>' in page


def test_a_version_s_page_says_what_merged_and_hidden_clusters_are_shown_as(
    client: Client, version: ModelVersion, insurer: Assignment
) -> None:
    display.hide(version=version, number=3, by="reviewer")

    page = words(client.get(version.get_absolute_url()))

    assert "Insurance shown as Lenders" in page
    assert "Wires hidden by reviewers" in page
    assert page.count(" phrase") == 4


def test_the_export_names_the_shown_cluster(reviewer: Client, insurer: Assignment) -> None:
    fields = {"action": "export_as_csv", "_selected_action": [insurer.submission_id]}

    lines = b"".join(reviewer.post("/admin/scoring/submission/", fields).streaming_content).decode()

    assert ",Lenders,scored," in lines


def test_new_companies_of_a_merged_cluster_stand_in_the_shown_one(
    client: Client, version: ModelVersion, insurer: Assignment
) -> None:
    place(version, 2, "Newest insurer")

    assert titles_on(shown(client.get("/clusters/0/")))[0] == "Newest insurer"
    found = table(shown(client.get("/clusters/")), "Companies of each category in each cluster")
    assert found[1][:2] == ["Finance", "6"]
    assert Submission.objects.get(title="Newest insurer").assignments.get().shown_cluster == 2
