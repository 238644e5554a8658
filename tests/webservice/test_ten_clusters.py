"""Old programs read the number of a cluster as one digit, so a new service answers by a version of
ten clusters, whatever the pages show.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from clustering.artifact import dumps
from clustering.model import Model
from scoring.models import ModelArtefact, ModelVersion, WebService, model_versions
from scoring.versions import of_catalogue
from tests.clustering.kinds.trades import kinds
from tests.shown import shown
from tests.versions.small_site import (
    companies,
    damage,
    member_of_staff,
    newest,
    refused,
    run,
    store,
    stored,
    trained,
)
from tests.webservice.calls import BANK, execute, made, rows_of, table
from tests.webservice.test_command import as_made

pytestmark = pytest.mark.django_db
PAGE = "/programs/"


@pytest.fixture(autouse=True)
def address_of_the_site(settings: Any) -> None:
    settings.SITE_URL = "https://scores.example"


@pytest.fixture
def catalogue(version: ModelVersion) -> None:
    """Thirty companies, enough to train on, beside an active version of three clusters."""
    store(companies())


def with_ten_clusters() -> Model:
    return replace(trained(10), kinds=kinds())


def version_line(lines: list[str]) -> str:
    [line] = [line for line in lines if line.startswith("version ")]
    return line


# The command


@pytest.mark.usefixtures("catalogue")
def test_the_first_run_trains_a_version_of_ten_clusters_that_pages_do_not_show(
    version: ModelVersion,
) -> None:
    out = run("webservice").out

    ten = newest()
    assert (ten.k, ten.preset, ten.rows_from, ten.rows) == (10, "similarco", "the catalogue", 30)
    assert (ten.is_active, ten.state, ten.assignments.count()) == (False, "ready", 0)
    assert model_versions.active() == version
    assert WebService.objects.get().version == ten
    assert version_line(out) == f"version    {ten.pk} of 10 clusters"
    [cells] = rows_of(execute(as_made(out), table(BANK)))
    assert len(cells) == 11


@pytest.mark.usefixtures("catalogue")
def test_a_second_service_answers_by_the_version_of_the_first() -> None:
    run("webservice")

    run("webservice", "--workspace", "second")

    assert [service.version for service in WebService.objects.all()] == [newest()] * 2
    assert ModelVersion.objects.count() == 2


@pytest.mark.usefixtures("catalogue")
def test_a_version_that_was_trained_so_before_is_taken() -> None:
    ten = stored(with_ten_clusters())

    run("webservice")

    assert WebService.objects.get().version == ten == newest()


@pytest.mark.usefixtures("catalogue")
def test_a_version_of_another_catalogue_is_not_taken() -> None:
    ten = stored(with_ten_clusters())
    store(companies()[:1], Title="One more")

    run("webservice")

    assert WebService.objects.get().version == newest() != ten
    assert newest().rows == 31


def with_another_seed() -> Model:
    model = with_ten_clusters()
    return replace(model, settings=replace(model.settings, seed=1))


OTHERS = {
    "without kinds of business": lambda: trained(10),
    "another number of clusters": lambda: replace(trained(4), kinds=kinds()),
    "another seed": with_another_seed,
}


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("other", OTHERS)
def test_a_version_that_was_trained_otherwise_is_none_of_ten_clusters(other: str) -> None:
    stored(OTHERS[other]())

    assert list(of_catalogue.stored(10)) == []


@pytest.mark.usefixtures("catalogue")
def test_a_version_that_cannot_be_read_is_none_of_ten_clusters() -> None:
    ten = stored(with_ten_clusters())
    assert list(of_catalogue.stored(10)) == [ten]

    damage(ten)

    assert list(of_catalogue.stored(10)) == []


def test_without_a_catalogue_the_active_version_answers_and_the_command_says_so(
    version: ModelVersion,
) -> None:
    out = run("webservice").out

    assert WebService.objects.get().version == version == newest()
    said = version_line(out)
    assert said.startswith(f"version    {version.pk} of 3 clusters, the active one")
    assert "manage.py load_catalogue" in said


def test_a_catalogue_of_too_few_companies_is_no_hindrance(version: ModelVersion) -> None:
    store(companies()[:5])

    out = run("webservice").out

    assert WebService.objects.get().version == version
    assert "10 clusters from 5 rows" in version_line(out)


@pytest.mark.usefixtures("catalogue")
def test_what_is_refused_trains_nothing() -> None:
    assert "workspace id" in refused("webservice", "--workspace", "a/b")


@pytest.mark.usefixtures("catalogue")
def test_a_service_keeps_its_version_until_it_is_moved(version: ModelVersion) -> None:
    service = made()

    run("webservice")

    assert WebService.objects.get().version == version == newest()
    ten = stored(with_ten_clusters())
    run("webservice", "--to-version", str(ten.pk))
    assert len(rows_of(execute(service, table(BANK)))[0]) == 11
    run("webservice", "--to-version", str(version.pk))
    assert len(rows_of(execute(service, table(BANK)))[0]) == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("catalogue")
def test_two_first_runs_at_once_train_one_version() -> None:
    def run_in_a_thread() -> list[str]:
        try:
            return run("webservice").out
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(run_in_a_thread) for _ in range(2)]
        answers = [each.result() for each in runs]

    assert sorted(lines[0].startswith("address ") for lines in answers) == [False, True]
    assert WebService.objects.get().version == newest()
    assert ModelVersion.objects.filter(k=10).count() == 1


# The page


@pytest.fixture
def giver(client: Client) -> Client:
    """Somebody who may give keys."""
    client.force_login(member_of_staff("change_webservice"))
    return client


@pytest.mark.usefixtures("catalogue")
def test_the_page_takes_a_version_of_ten_clusters_that_is_stored(giver: Client) -> None:
    ten = stored(with_ten_clusters())

    page = shown(giver.post(PAGE, {}))

    assert WebService.objects.get().version == ten
    assert "into the 10 clusters" in page
    assert f"model version {ten.pk} of 10 clusters" in page
    assert "--k 10" not in page


def test_the_page_trains_nothing_and_says_what_an_old_program_needs(giver: Client) -> None:
    active = ModelVersion.objects.create(kind="embedded", preset="similarco", k=11, is_active=True)
    ModelArtefact.objects.create(version=active, data=dumps(trained(11)))
    store(companies())

    page = shown(giver.post(PAGE, {}))

    assert WebService.objects.get().version == active == newest()
    assert "the numbers 0 to 10" in page
    assert "manage.py train --k 10" in page
