"""A model that cannot be read is never made active, and one that was active is replaced."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from scoring.endpoint import embedded
from scoring.models import Assignment, ModelVersion, Submission, model_versions
from scoring.versions import activation
from scoring.worker import loop
from tests.clustering.kinds.trades import kinds
from tests.conftest import work
from tests.versions.small_site import (
    DAMAGE,
    activate,
    damage,
    go_round,
    home,
    mend,
    newest,
    refused,
    row_of,
    run,
    send,
    start_worker,
    stored,
    trained,
    turned,
)
from tests.versions.tables import page_of

pytestmark = pytest.mark.django_db

CANNOT_BE_READ = "The model of version {} cannot be read: "


def first_company() -> Submission:
    return Submission.objects.order_by("pk")[0]


# Before it is active


def test_a_damaged_version_is_not_prepared_and_the_active_one_goes_on(second: ModelVersion) -> None:
    first = model_versions.active()
    for kind in DAMAGE:
        damage(second, kind)

        reason = refused("activate", str(second.pk))

        assert reason.startswith(CANNOT_BE_READ.format(second.pk)), kind
        assert reason.endswith(" The active version goes on."), kind
        mend(second, turned(trained()))

    assert model_versions.active() == first
    assert send().assignments.get().version == first


def test_a_version_of_a_later_format_says_what_to_do(second: ModelVersion) -> None:
    damage(second, "of a later format")

    assert "use the version of SimilarCo that made it, or train a new model" in refused(
        "activate", str(second.pk)
    )


def test_a_version_without_its_model_is_not_prepared(second: ModelVersion) -> None:
    second.artefact.delete()

    assert refused("activate", str(second.pk)) == (
        f"The model of version {second.pk} is not stored. The active version goes on."
    )


def test_a_version_that_is_spoilt_while_it_is_prepared_does_not_become_active(
    second: ModelVersion,
) -> None:
    first = model_versions.active()
    activation.prepare(second)
    damage(second)

    go_round(4)

    assert model_versions.active() == first
    assert set(second.assignments.values_list("status", flat=True)) == {"pending"}
    assert second.assignments.first().reason.startswith(CANNOT_BE_READ.format(second.pk))
    mend(second, turned(trained()))
    Assignment.objects.filter(version=second).update(next_attempt_at=second.created_at)
    work()
    assert model_versions.active() == second


def test_a_version_under_which_every_row_failed_does_not_become_active(
    second: ModelVersion,
) -> None:
    first = model_versions.active()
    activation.prepare(second)
    damage(second)
    go_round(2)
    long_ago = timezone.now() - timedelta(hours=25)
    Assignment.objects.filter(version=second).update(
        first_attempt_at=long_ago, next_attempt_at=long_ago
    )

    go_round(2)

    assert set(second.assignments.values_list("status", flat=True)) == {"failed"}
    assert model_versions.active() == first


# While it is active


def test_a_result_still_shows_its_similar_companies(client: Client, first: ModelVersion) -> None:
    company = first_company()
    before = client.get(company.get_absolute_url()).context
    damage(first)

    response = client.get(company.get_absolute_url())

    assert response.status_code == 200
    assert response.context["row"].cluster == before["row"].cluster
    now, then = response.context["similar"].rows, before["similar"].rows
    assert [(each.company, each.score, each.cluster) for each in now] == [
        (each.company, each.score, each.cluster) for each in then
    ]
    assert any(each.phrases for each in then)
    assert not any(each.phrases for each in now)


def test_all_pages_still_answer(client: Client, first: ModelVersion) -> None:
    damage(first)

    for address in (
        "/",
        "/submissions/",
        "/clusters/",
        "/clusters/0/",
        "/models/",
        f"/models/{first.pk}/",
        "/about/",
    ):
        page_of(client, address)
    page_of(client, f"/models/{first.pk}/clusters/0/")
    page_of(client, f"/models/{first.pk}/vocabulary.tsv", 404)


def test_a_new_company_is_stored_and_waits_with_the_reason(
    client: Client, first: ModelVersion
) -> None:
    damage(first)

    response = client.post(
        "/", {"title": "Newcomer", "category": "", "text": "A bank that lends to farmers."}
    )

    company = Submission.objects.latest("pk")
    row = company.assignments.get()
    assert response["Location"] == company.get_absolute_url()
    assert (row.status, row.attempts, row.cluster) == ("pending", 1, None)
    assert row.reason.startswith(CANNOT_BE_READ.format(first.pk))
    page = page_of(client, company.get_absolute_url())
    assert "Waiting for its score" in page
    assert "cannot be read" in page


def test_once_the_model_is_mended_the_company_is_placed(first: ModelVersion) -> None:
    damage(first)
    company = send(text="A bank that lends money and takes deposits.")
    mend(first, trained())
    Assignment.objects.update(next_attempt_at=first.created_at)

    work()

    assert row_of(company, first).cluster == home(first, "Financials")


# The worker's start


@pytest.mark.parametrize("kind", ["cut off", "of a later format"])
def test_a_worker_that_starts_replaces_what_it_cannot_read(
    client: Client, second: ModelVersion, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    first = model_versions.active()
    activate(second)
    damage(second, kind)

    work()

    assert model_versions.active() == first
    assert f"The model of {second} cannot be read; {first} takes its place" in caplog.text
    company = send(text="A bank that lends money and takes deposits.")
    assert row_of(company, first).status == "scored"
    assert client.get(company.get_absolute_url()).context["version"] == first


def test_companies_that_waited_for_the_damaged_one_are_placed_under_the_other(
    second: ModelVersion,
) -> None:
    first = model_versions.active()
    activate(second)
    damage(second)
    company = send(text="A bank that lends money and takes deposits.")
    assert row_of(company, second).status == "pending"

    start_worker(rounds=6)

    assert model_versions.active() == first
    assert row_of(company, first).cluster == home(first, "Financials")


def test_the_one_that_was_active_last_is_taken(second: ModelVersion) -> None:
    first = model_versions.active()
    activate(second)
    third = activate(stored(trained(2)))
    never = stored(trained(4))
    damage(third)
    damage(first)

    work()

    assert model_versions.active() == second
    assert not never.assignments.exists()


def test_one_that_was_never_active_is_better_than_none(first: ModelVersion) -> None:
    spoilt, good = stored(trained(2)), stored(trained(4))
    damage(first)
    damage(spoilt)

    work()

    assert model_versions.active() == good


def test_without_a_readable_one_the_worker_goes_on(second: ModelVersion) -> None:
    first = model_versions.active()
    damage(first)
    second.artefact.delete()

    start_worker()

    assert model_versions.active() == first
    assert loop.seen_lately()


def test_a_version_that_is_being_prepared_is_not_overtaken(second: ModelVersion) -> None:
    first = model_versions.active()
    third = stored(trained(2))
    activation.prepare(third)
    damage(first)

    work()

    assert model_versions.active() == third
    assert not second.assignments.exists()


def test_a_worker_that_finds_all_well_changes_nothing(second: ModelVersion) -> None:
    first = model_versions.active()

    start_worker()

    assert model_versions.active() == first
    assert not second.assignments.exists()


def test_without_any_version_the_worker_starts_all_the_same(db: None) -> None:
    loop.run(threading.Event(), loop.is_empty)

    assert model_versions.active() is None


# prepare


def test_prepare_trains_anew_when_no_version_can_be_read(second: ModelVersion) -> None:
    first = model_versions.active()
    damage(first)
    damage(second)

    answer = run("prepare")

    third = newest()
    assert third not in (first, second)
    assert answer.out == [f"version {third.pk}: 30 rows, 11 clusters", "ready"]
    assert model_versions.active() == third
    assert third.assignments.filter(status="scored").count() == 30


def test_prepare_ends_with_a_readable_active_version(second: ModelVersion) -> None:
    damage(model_versions.active())

    assert run("prepare").out[-1] == "ready"

    assert embedded.is_readable(model_versions.active())


def test_prepare_does_nothing_twice(first: ModelVersion) -> None:
    mend(first, replace(trained(), kinds=kinds()))

    assert run("prepare").out == ["ready"]

    assert ModelVersion.objects.get() == first
    assert first.assignments.filter(attempts=1).count() == 30


def test_a_model_is_kept_in_memory_once_it_was_read(first: ModelVersion) -> None:
    assert embedded.model(first.pk) is embedded.model(first.pk)
    with pytest.raises(embedded.NoModelError, match="is not stored"):
        embedded.model(999999)
