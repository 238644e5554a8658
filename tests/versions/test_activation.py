"""A version is active once every company is scored under it;
until then the pages know nothing of it.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from scoring.companies import submissions
from scoring.models import Assignment, Job, ModelVersion, Submission, model_versions
from scoring.versions import jobs
from tests.conftest import work
from tests.versions.small_site import (
    activate,
    companies,
    go_round,
    refused,
    remote_version,
    row_of,
    run,
    send,
    store,
    stored,
    trained,
)
from tests.versions.tables import page_of

pytestmark = pytest.mark.django_db


def active_ones() -> list[ModelVersion]:
    return list(ModelVersion.objects.filter(is_active=True, kind="embedded"))


# The command


def test_activate_asks_the_worker_and_changes_no_flag_itself(second: ModelVersion) -> None:
    first = model_versions.active()

    answer = run("activate", str(second.pk))

    second.refresh_from_db()
    assert answer == ([f"version {second.pk} is being prepared; the worker activates it"], [])
    assert (second.state, second.is_active) == ("preparing", False)
    assert active_ones() == [first]
    job = Job.objects.pending().get()
    assert (job.kind, job.version, job.position) == ("prepare", second, 0)


def test_asking_twice_makes_one_job(second: ModelVersion) -> None:
    for _ in range(2):
        run("activate", str(second.pk))

    assert Job.objects.pending().count() == 1
    work()
    assert active_ones() == [second]


def test_a_version_that_is_not_there_is_refused(second: ModelVersion) -> None:
    for asked in ("999999", "0", "-1", "99999999999999999999999"):
        assert refused("activate", "--", asked) == f"There is no trained version {asked}."
    for asked in ("x", "", "1.5"):
        assert "invalid int value" in refused("activate", "--", asked)


def test_a_remote_version_is_refused(second: ModelVersion) -> None:
    remote = remote_version()

    assert refused("activate", str(remote.pk)) == f"There is no trained version {remote.pk}."


# From one version to the next


def test_every_company_is_scored_and_one_flag_flipped(second: ModelVersion) -> None:
    first = model_versions.active()
    unplaced = send(text="bank")

    activate(second)

    first.refresh_from_db()
    assert active_ones() == [second]
    assert (second.state, first.state, first.is_active) == ("ready", "ready", False)
    assert second.activated_at > first.activated_at
    assert second.assignments.count() == Submission.objects.count() == 31
    assert second.assignments.filter(status="scored").count() == 30
    assert row_of(unplaced, second).status == "unplaced"
    assert not Job.objects.pending().exists()


def test_until_then_every_page_shows_the_old_version(client: Client, second: ModelVersion) -> None:
    first, company = model_versions.active(), Submission.objects.order_by("pk")[0]
    cluster = row_of(company, first).cluster
    run("activate", str(second.pk))
    seen = []

    while model_versions.active() == first:
        for address in (
            company.get_absolute_url(),
            "/clusters/",
            f"/clusters/{cluster}/",
            "/models/",
        ):
            assert client.get(address).status_code == 200
        result = client.get(company.get_absolute_url()).context
        seen.append((result["version"], result["row"].cluster))
        listed = client.get(f"/clusters/{cluster}/").context["listed"].page.companies
        assert company.pk in [row.pk for row in listed]
        assert page_of(client, "/clusters/").count('<p class="n">10 companies</p>') == 3
        assert f"{second.pk}</a> being prepared" in page_of(client, "/models/")
        go_round()

    assert set(seen) == {(first, cluster)}
    assert client.get(company.get_absolute_url()).context["version"] == second
    assert row_of(company, second).cluster == (cluster + 1) % 3


def test_a_version_is_prepared_chunk_by_chunk(
    second: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "COMPANIES_A_STEP", 7)
    run("activate", str(second.pk))
    counts = []

    while model_versions.active() != second:
        go_round()
        counts.append(second.assignments.count())

    assert counts[:5] == [7, 14, 21, 28, 30]
    assert second.assignments.filter(status="scored", attempts=1).count() == 30


def test_one_row_that_another_worker_holds_keeps_the_flag_where_it_is(second: ModelVersion) -> None:
    run("activate", str(second.pk))
    go_round()
    one = second.assignments.filter(pk=second.assignments.first().pk)
    submissions.rescore(one)
    assert len(one.claim(1, seconds=60)) == 1

    go_round(4)
    assert model_versions.active() != second
    one.update(leased_until=timezone.now() - timedelta(seconds=1))
    work()

    assert active_ones() == [second]


def test_a_version_whose_preparation_was_given_up_is_not_flipped(second: ModelVersion) -> None:
    run("activate", str(second.pk))
    job = second.jobs.get()
    job.give_up("It failed inside SimilarCo for a day.")
    job.save()

    go_round(3)

    assert model_versions.active() != second


# What happens meanwhile


def test_companies_sent_meanwhile_get_both(client: Client, second: ModelVersion) -> None:
    first = model_versions.active()
    run("activate", str(second.pk))

    client.post("/", {"title": "From the form", "category": "", "text": companies()[0]["Text"]})
    store([{**companies()[11], "Title": "From a file", "source": "import"}])
    form, file = Submission.objects.order_by("-pk")[:2][::-1]

    assert {row.status for row in form.assignments.all()} == {"scored"}
    assert {row.version for row in form.assignments.all()} == {first, second}
    assert {row.status for row in file.assignments.all()} == {"pending"}
    assert client.get(form.get_absolute_url()).context["version"] == first
    work()
    assert {row.version for row in file.assignments.filter(status="scored")} == {first, second}
    assert client.get(form.get_absolute_url()).context["version"] == second


def test_a_company_that_is_deleted_meanwhile_does_not_stop_it(second: ModelVersion) -> None:
    run("activate", str(second.pk))
    go_round()
    submissions.delete(Submission.objects.filter(title=companies()[3]["Title"]))

    work()

    assert active_ones() == [second]
    assert second.assignments.count() == 29


def test_a_company_from_before_any_model_gets_its_row(rows: list[dict[str, str]]) -> None:
    assert not Assignment.objects.exists()

    version = activate(stored(trained()))

    assert version.assignments.filter(status="scored").count() == 30


def test_two_versions_asked_for_at_once_are_both_prepared_and_one_is_active(
    second: ModelVersion,
) -> None:
    third = stored(trained(2))
    run("activate", str(second.pk))
    run("activate", str(third.pk))

    work()

    assert len(active_ones()) == 1
    assert ModelVersion.objects.filter(state="preparing").count() == 0
    for version in (second, third):
        assert version.assignments.filter(status="scored").count() == 30


def test_a_remote_endpoint_keeps_its_own_flag(second: ModelVersion) -> None:
    remote = remote_version()

    activate(second)

    remote.refresh_from_db()
    assert remote.is_active
    assert ModelVersion.objects.filter(is_active=True).count() == 2
