"""Versions and jobs in the admin:
one trained version can be activated, failed jobs tried again, nothing else.
"""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from scoring.models import Job, ModelVersion, model_versions
from scoring.versions.jobs import train_later
from scoring.versions.recipes import Recipe
from tests.conftest import work
from tests.versions.small_site import (
    damage,
    member_of_staff,
    remote_version,
    stored,
    stored_rows,
    trained,
)
from tests.versions.tables import page_of

pytestmark = pytest.mark.django_db

VERSIONS = "/admin/scoring/modelversion/"
JOBS = "/admin/scoring/job/"
CHOOSE_ONE = "Choose one trained version: only one can be active."


def act(client: Client, address: str, action: str, *chosen: Any) -> HttpResponse:
    """Carry out an action on rows of a list, and look at the page after it."""
    fields = {"action": action, "_selected_action": [row.pk for row in chosen]}
    return client.post(address, fields, follow=True)


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def failed_job(reason: str = "2 clusters from 0 rows: add rows.") -> Job:
    job = train_later(Recipe(k=3), activate=True)
    job.give_up(reason)
    job.save()
    return job


# Activating


def test_one_trained_version_is_prepared_and_becomes_active(
    reviewer: Client, second: ModelVersion
) -> None:
    response = act(reviewer, VERSIONS, "activate", second)

    second.refresh_from_db()
    assert said(response) == [
        f"The worker scores every company under version {second.pk} and then makes it the active "
        "one."
    ]
    assert (second.state, second.is_active) == ("preparing", False)
    assert '<td class="field-state">being prepared</td>' in response.content.decode()
    work()
    assert model_versions.active() == second


def test_two_versions_at_once_are_refused(reviewer: Client, second: ModelVersion) -> None:
    third = stored(trained(2))
    before = stored_rows()

    response = act(reviewer, VERSIONS, "activate", second, third)

    assert said(response) == [CHOOSE_ONE]
    assert stored_rows() == before


def test_a_remote_version_is_refused(reviewer: Client, first: ModelVersion) -> None:
    remote = remote_version()
    before = stored_rows()

    response = act(reviewer, VERSIONS, "activate", remote)

    assert said(response) == [CHOOSE_ONE]
    assert stored_rows() == before


def test_no_version_at_all_is_refused(reviewer: Client, second: ModelVersion) -> None:
    before = stored_rows()

    act(reviewer, VERSIONS, "activate")
    reviewer.post(VERSIONS, {"action": "activate", "_selected_action": ["999999"]})

    assert stored_rows() == before


def test_a_damaged_version_is_refused_and_the_active_one_goes_on(
    reviewer: Client, second: ModelVersion
) -> None:
    damage(second)
    before = stored_rows()

    response = act(reviewer, VERSIONS, "activate", second)

    (message,) = said(response)
    assert message.startswith(f"The model of version {second.pk} cannot be read: ")
    assert message.endswith(" The active version goes on.")
    assert stored_rows() == before


def test_a_version_without_its_model_is_refused(reviewer: Client, second: ModelVersion) -> None:
    second.artefact.delete()
    before = stored_rows()

    response = act(reviewer, VERSIONS, "activate", second)

    assert said(response) == [
        f"The model of version {second.pk} is not stored. The active version goes on."
    ]
    assert stored_rows() == before


@pytest.mark.parametrize(
    "permissions", [["view_modelversion"], ["view_modelversion", "change_modelversion"], []]
)
def test_staff_without_the_permission_activate_nothing(
    client: Client, second: ModelVersion, permissions: list[str]
) -> None:
    client.force_login(member_of_staff(*permissions))
    before = stored_rows()

    response = act(client, VERSIONS, "activate", second)

    assert response.status_code == (200 if permissions else 403)
    assert '<option value="activate">' not in response.content.decode()
    assert stored_rows() == before


def test_nobody_without_an_account_activates_anything(
    visitor: Client, second: ModelVersion
) -> None:
    before = stored_rows()

    response = visitor.post(VERSIONS, {"action": "activate", "_selected_action": [second.pk]})

    assert response["Location"].startswith("/admin/login/")
    assert stored_rows() == before


# The list and the page of versions


def test_the_list_shows_what_sets_versions_apart(reviewer: Client, second: ModelVersion) -> None:
    remote_version()

    page = page_of(reviewer, VERSIONS)

    assert page.count('<td class="field-preset">similarco</td>') == 2
    assert page.count('<td class="field-rows_from">the catalogue</td>') == 2
    assert '<td class="field-host">scores.example</td>' in page
    assert "Train" in page_of(reviewer, f"{VERSIONS}add/")


@pytest.mark.parametrize(
    ("query", "count"), [("is_active__exact=1", 1), ("kind__exact=remote", 0), ("", 2)]
)
def test_the_list_can_be_narrowed(
    reviewer: Client, second: ModelVersion, query: str, count: int
) -> None:
    assert page_of(reviewer, f"{VERSIONS}?{query}").count('<td class="field-kind">') == count


def test_staff_who_may_only_look_see_no_way_to_train(client: Client, first: ModelVersion) -> None:
    client.force_login(member_of_staff("view_modelversion"))

    assert f"{VERSIONS}add/" not in page_of(client, VERSIONS)
    assert page_of(client, f"{VERSIONS}{first.pk}/change/")


def test_a_version_with_all_that_was_kept_of_it_can_be_read(
    reviewer: Client, first: ModelVersion
) -> None:
    page = page_of(reviewer, f"{VERSIONS}{first.pk}/change/")

    assert first.data_fingerprint in page
    assert "the catalogue" in page
    assert 'name="settings"' not in page


# Jobs


def test_the_list_of_jobs_shows_what_became_of_each(reviewer: Client, first: ModelVersion) -> None:
    failed_job("<b>2 clusters</b> from 0 rows")

    page = page_of(reviewer, JOBS)

    assert '<td class="field-status">failed</td>' in page
    assert '<td class="field-status">done</td>' in page
    assert '<td class="field-reason">&lt;b&gt;2 clusters&lt;/b&gt; from 0 rows</td>' in page
    assert f"version {first.pk}, embedded model" in page


@pytest.mark.parametrize(
    ("query", "count"), [("status__exact=failed", 1), ("kind__exact=prepare", 1), ("", 2)]
)
def test_the_list_of_jobs_can_be_narrowed(
    reviewer: Client, first: ModelVersion, query: str, count: int
) -> None:
    failed_job()

    assert page_of(reviewer, f"{JOBS}?{query}").count('<td class="field-status">') == count


def test_a_failed_job_is_put_back(reviewer: Client, rows: Any) -> None:
    job = failed_job()

    response = act(reviewer, JOBS, "try_again", job)

    job.refresh_from_db()
    assert said(response) == ["1 put back; the worker takes them up."]
    assert (job.status, job.attempts, job.reason) == ("pending", 0, "")
    work()
    assert model_versions.active() is not None


def test_a_job_that_did_not_fail_is_left_alone(reviewer: Client, first: ModelVersion) -> None:
    before = stored_rows()

    response = act(reviewer, JOBS, "try_again", Job.objects.get())

    assert said(response) == ["0 put back; the worker takes them up."]
    assert stored_rows() == before


def test_a_failed_preparation_that_was_asked_for_again_meanwhile_is_no_error(
    reviewer: Client, second: ModelVersion
) -> None:
    Job.objects.create(
        kind="prepare", version=second, status="failed", reason="It failed for a day."
    )
    act(reviewer, VERSIONS, "activate", second)

    response = act(reviewer, JOBS, "try_again", *Job.objects.filter(status="failed"))

    assert response.status_code == 200
    work()
    assert model_versions.active() == second


@pytest.mark.parametrize(
    "permissions", [["view_job"], ["view_job", "change_job", "add_job", "delete_job"], []]
)
def test_staff_without_the_permission_put_nothing_back(
    client: Client, rows: Any, permissions: list[str]
) -> None:
    client.force_login(member_of_staff(*permissions))
    job = failed_job()
    before = stored_rows()

    response = act(client, JOBS, "try_again", job)
    act(client, JOBS, "delete_selected", job)

    assert response.status_code == (200 if permissions else 403)
    assert stored_rows() == before


def test_jobs_are_neither_made_nor_changed_nor_deleted_by_hand(
    reviewer: Client, staff: User, rows: Any
) -> None:
    job = failed_job()
    before = stored_rows()

    assert "train a model version" in page_of(reviewer, f"{JOBS}{job.pk}/change/")
    for address in (f"{JOBS}add/", f"{JOBS}{job.pk}/change/", f"{JOBS}{job.pk}/delete/"):
        assert (
            reviewer.post(address, {"post": "yes", "kind": "train", "status": "done"}).status_code
            == 403
        ), address
    act(reviewer, JOBS, "delete_selected", job)

    assert stored_rows() == before
