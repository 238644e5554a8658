"""The training form of the admin: what it asks of the worker, and of whom it takes it."""

import re
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from scoring.models import Job, ModelVersion, model_versions
from scoring.versions.recipes import Recipe
from tests.conftest import work
from tests.versions.small_site import member_of_staff, newest
from tests.versions.tables import page_of

pytestmark = pytest.mark.django_db

FORM = "/admin/scoring/modelversion/add/"
JOBS = "/admin/scoring/job/"
GOOD = {
    "preset": "similarco",
    "rows": "catalogue",
    "k": "3",
    "sweep": "",
    "seed": "0",
    "activate": "on",
}


def send_form(client: Client, **changes: Any) -> HttpResponse:
    """A good form with some fields changed; None leaves one out."""
    fields = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    return client.post(FORM, fields)


def recipe_of(job: Job) -> dict[str, Any]:
    return {name: job.options["recipe"][name] for name in ("preset", "k", "sweep", "seed", "rows")}


# Good


def test_the_form_offers_presets_rows_and_defaults(reviewer: Client, db: None) -> None:
    page = page_of(reviewer, FORM)

    assert re.findall(r'<option value="([^"]+)"', page) == [
        "classic",
        "similarco",
        "catalogue",
        "all",
        "confirmed",
        "taught",
    ]
    assert re.findall(r'<option value="([^"]+)" selected', page) == ["similarco", "catalogue"]
    assert set(re.findall(r' name="(\w+)"', page)) >= set(GOOD)
    assert re.search(r'<input[^>]*name="activate"[^>]*checked', page)
    assert not Job.objects.exists()


def test_a_good_form_stores_one_job_and_leads_to_the_list_of_jobs(
    reviewer: Client, rows: Any
) -> None:
    response = send_form(reviewer, preset="classic", rows="all", k="4", seed="7")

    assert (response.status_code, response["Location"]) == (302, JOBS)
    job = Job.objects.get()
    assert (job.kind, job.status, job.version) == ("train", "pending", None)
    assert recipe_of(job) == {"preset": "classic", "k": 4, "sweep": "", "seed": 7, "rows": "all"}
    assert job.options["activate"] is True
    page = page_of(reviewer, JOBS)
    assert "The worker trains the model; the list of jobs shows how far it is." in page
    assert "train a model version" in page
    assert not ModelVersion.objects.exists()


def test_what_may_be_left_out_follows_the_preset(reviewer: Client, rows: Any) -> None:
    send_form(reviewer, k="", activate=None)

    job = Job.objects.get()
    assert recipe_of(job) == {
        "preset": "similarco",
        "k": None,
        "sweep": "",
        "seed": 0,
        "rows": "catalogue",
    }
    assert job.options["activate"] is False
    assert Recipe(**job.options["recipe"]) == Recipe()


@pytest.mark.parametrize("written", ["2-5", " 2 - 5 ", "2 -5"])
def test_a_sweep_may_be_written_with_blanks(reviewer: Client, rows: Any, written: str) -> None:
    assert send_form(reviewer, sweep=written).status_code == 302

    assert recipe_of(Job.objects.get())["sweep"] == "2-5"


def test_the_worker_does_what_the_form_asked(reviewer: Client, rows: Any) -> None:
    send_form(reviewer, seed="9")

    work()

    version = newest()
    assert model_versions.active() == version
    assert (version.k, version.settings["seed"], version.rows_from) == (3, 9, "the catalogue")
    assert page_of(reviewer, JOBS).count('<td class="field-status">done</td>') == 2


def test_without_activate_the_active_version_stays(reviewer: Client, first: ModelVersion) -> None:
    send_form(reviewer, activate=None)

    work()

    assert model_versions.active() == first
    assert newest() != first


# Bad


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown preset": ({"preset": "banana"}, "banana is not one of the available choices"),
    "no preset": ({"preset": ""}, "This field is required"),
    "a file of the server": (
        {"rows": "/etc/passwd"},
        "/etc/passwd is not one of the available choices",
    ),
    "no rows": ({"rows": None}, "This field is required"),
    "one cluster": ({"k": "1"}, "greater than or equal to 2"),
    "fewer than no cluster": ({"k": "-3"}, "greater than or equal to 2"),
    "too many clusters": ({"k": "1001"}, "less than or equal to 1000"),
    "far too many clusters": ({"k": "9" * 5000}, "Enter a whole number"),
    "half a cluster": ({"k": "2.5"}, "Enter a whole number"),
    "another k than a number": ({"k": "many"}, "Enter a whole number"),
    "a seed below 0": ({"seed": "-1"}, "greater than or equal to 0"),
    "a seed too large": ({"seed": str(2**32)}, "less than or equal to 4294967295"),
    "no seed": ({"seed": ""}, "This field is required"),
    "a sweep that is none": (
        {"sweep": "banana"},
        "The sweep 'banana' is no range: write it as 2-40",
    ),
    "a sweep downwards": ({"sweep": "5-2"}, "is no range"),
    "a sweep from one": ({"sweep": "1-5"}, "is no range"),
    "a sweep that is too wide": ({"sweep": "2-1001"}, "is no range"),
    "a sweep of a number without end": ({"sweep": "2-" + "9" * 5000}, "is no range"),
    "a sweep with a null": ({"sweep": "2-\x005"}, "Null characters are not allowed"),
    "a sweep of tags": ({"sweep": "<b>2-5</b>"}, "The sweep '<b>2-5</b>' is no range"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_form_says_what_to_change_and_stores_nothing(
    reviewer: Client, rows: Any, case: str
) -> None:
    changes, reason = BAD[case]

    response = send_form(reviewer, **changes)

    assert response.status_code == 200
    page = response.content.decode()
    assert reason in unescape(page)
    assert "<b>2-5" not in page
    assert not Job.objects.exists()


def test_what_was_typed_stays_in_a_refused_form(reviewer: Client, rows: Any) -> None:
    page = send_form(reviewer, preset="classic", seed="42", sweep="5-2", k="17").content.decode()

    assert '<option value="classic" selected>' in page
    assert re.search(r'name="seed" value="42"', page)
    assert re.search(r'name="sweep" value="5-2"', page)
    assert re.search(r'name="k" value="17"', page)


def test_an_empty_post_shows_the_form(reviewer: Client, rows: Any) -> None:
    response = reviewer.post(FORM, {})

    assert response.status_code == 200
    assert not Job.objects.exists()


# For whom


@pytest.mark.parametrize(
    "permissions",
    [
        [],
        ["view_modelversion", "change_modelversion", "delete_modelversion"],
        ["add_job", "change_job", "view_job"],
        ["add_submission", "change_submission", "add_cluster"],
    ],
)
def test_staff_without_the_permission_are_refused(
    client: Client, rows: Any, permissions: list[str]
) -> None:
    client.force_login(member_of_staff(*permissions))

    assert client.get(FORM).status_code == 403
    assert send_form(client).status_code == 403

    assert not Job.objects.exists()


def test_staff_with_the_permission_may_train(client: Client, rows: Any) -> None:
    client.force_login(member_of_staff("add_modelversion"))

    assert client.get(FORM).status_code == 200
    assert send_form(client).status_code == 302

    assert Job.objects.count() == 1


def test_after_training_staff_who_may_not_see_jobs_are_not_led_to_a_refusal(
    client: Client, rows: Any
) -> None:
    client.force_login(member_of_staff("add_modelversion", "view_modelversion"))

    response = client.post(FORM, GOOD, follow=True)

    assert response.status_code == 200


def test_nobody_without_an_account_may_train(visitor: Client, rows: Any) -> None:
    for response in (visitor.get(FORM), send_form(visitor)):
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")

    assert not Job.objects.exists()


def test_a_form_of_another_site_is_refused(staff: Any, rows: Any) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(staff)

    assert send_form(careful).status_code == 403

    assert not Job.objects.exists()
