"""The clusters of a remote endpoint are named after the texts that are stored in them."""

from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.test import Client

from scoring.companies import submissions
from scoring.models import Assignment, Cluster, ModelVersion, Submission, model_versions
from scoring.models.submissions import fingerprint
from tests import servers
from tests.catalogue import catalogue
from tests.endpoint.sent_companies import work_once
from tests.servers import ScoringServer

pytestmark = pytest.mark.django_db
SECTORS = ["Energy", "Financials", "Utilities"]


def by_sector(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    """A cluster for each of three sectors,
    so that every cluster has texts with something in common.
    """
    rows = []
    for _, category, _ in body["Inputs"]["input1"]["Values"]:
        cluster = SECTORS.index(category) if category in SECTORS else 0
        rows.append([str(cluster), *("0.1" if number == cluster else "0.9" for number in range(3))])
    servers.send(handler, 200, servers.reply(rows))


@pytest.fixture
def companies() -> list[dict[str, str]]:
    """Thirty of the catalogue, as somebody would send them."""
    found = [row for row in catalogue() if row["Category"] in SECTORS]
    return [
        {"title": row["Title"][:30], "category": row["Category"], "text": row["Text"][:1000]}
        for row in found
    ]


@pytest.fixture
def few(model: ModelVersion, remote: ScoringServer) -> ScoringServer:
    """An embedded model, a remote endpoint, and no company."""
    submissions.delete(Submission.objects.all())
    remote.behaviour = by_sector
    return remote


def send(companies: list[dict[str, str]]) -> None:
    """As one import does: the worker asks for all in one call."""
    submissions.store(
        [Submission(**company, fingerprint=fingerprint(*company.values())) for company in companies]
    )


def idle() -> None:
    """What a worker does until it finds nothing more to do."""
    rounds = 0
    while work_once():
        rounds += 1
        assert rounds < 20


def clusters() -> list[Cluster]:
    version = model_versions.active()
    assert version is not None
    assert version.kind == "remote"
    return list(version.clusters.order_by("number"))


def test_with_nineteen_companies_they_are_numbers_and_with_twenty_they_have_names(
    client: Client, few: ScoringServer, companies: list[dict[str, str]]
) -> None:
    send(companies[:19])
    idle()
    assert [(cluster.model_name, cluster.phrases) for cluster in clusters()] == [("", [])] * 3

    send(companies[19:20])
    idle()

    named = [cluster for cluster in clusters() if cluster.model_name]
    assert len(named) >= 2
    assert len({cluster.model_name for cluster in named}) == len(named)
    assert all(cluster.phrases for cluster in named)
    assert ModelVersion.objects.get(kind="remote").rows == 20
    page = client.get("/clusters/").content.decode()
    assert all(cluster.model_name in page for cluster in named)


def test_a_cluster_is_named_after_its_own_texts(
    few: ScoringServer, companies: list[dict[str, str]]
) -> None:
    send(companies)
    idle()

    texts = {
        number: " ".join(c["text"].lower() for c in companies if c["category"] == SECTORS[number])
        for number in range(3)
    }
    for cluster in clusters():
        assert cluster.phrases
        assert all(phrase.lower().split()[0] in texts[cluster.number] for phrase in cluster.phrases)


def test_they_are_named_again_with_twice_as_many_and_not_before(
    few: ScoringServer, companies: list[dict[str, str]]
) -> None:
    send(companies[:20])
    idle()
    Cluster.objects.update(model_name="Before")

    again = [{**company, "title": f"{company['title'][:25]} Two"} for company in companies]
    send(companies[20:] + again[:9])
    idle()
    assert Assignment.objects.filter(version__kind="remote", status="scored").count() == 39
    assert {cluster.model_name for cluster in clusters()} == {"Before"}

    send(again[9:10])
    idle()

    assert "Before" not in {cluster.model_name for cluster in clusters()}
    assert ModelVersion.objects.get(kind="remote").rows == 40


def test_a_cluster_that_gets_companies_later_need_not_wait_for_twice_as_many(
    few: ScoringServer, companies: list[dict[str, str]]
) -> None:
    first = [company for company in companies if company["category"] != SECTORS[2]]
    send(first)
    idle()
    assert (len(first), clusters()[2].model_name) == (20, "")

    later = [company for company in companies if company["category"] == SECTORS[2]]
    send(later[:1])
    idle()
    assert ModelVersion.objects.get(kind="remote").rows == 20
    send(later[1:])
    idle()

    assert clusters()[2].model_name
    assert clusters()[2].phrases
    assert ModelVersion.objects.get(kind="remote").rows == 30


def test_a_name_by_a_person_stays(few: ScoringServer, companies: list[dict[str, str]]) -> None:
    send(companies[:19])
    idle()
    Cluster.objects.filter(version__kind="remote", number=1).update(given_name="Banks")
    send(companies[19:20])
    idle()

    assert (clusters()[1].given_name, str(clusters()[1])) == ("Banks", "Banks")
    assert clusters()[1].model_name not in ("", "Banks")


def test_rows_that_wait_or_failed_do_not_count(
    few: ScoringServer, companies: list[dict[str, str]], settings: Any
) -> None:
    send(companies[:15])
    idle()
    settings.AML_CIRCUIT_FAILURES = 0
    few.behaviour = servers.in_turn(*[servers.refusing(401)] * 5, servers.refusing(500))
    for company in companies[15:25]:
        submissions.submit(**company)
    idle()

    assert Assignment.objects.filter(version__kind="remote").count() == 25
    assert {cluster.model_name for cluster in clusters()} == {""}


def test_without_an_embedded_model_they_stay_numbers(
    remote: ScoringServer, companies: list[dict[str, str]]
) -> None:
    remote.behaviour = by_sector
    send(companies[:20])
    idle()

    assert {cluster.model_name for cluster in clusters()} == {""}


def test_a_remote_cluster_without_companies_stays_a_number(
    client: Client, few: ScoringServer, companies: list[dict[str, str]]
) -> None:
    send([company for company in companies if company["category"] != SECTORS[2]])
    idle()

    assert [bool(cluster.model_name) for cluster in clusters()][:2] == [True, True]
    assert clusters()[2].phrases == []
    assert client.get("/clusters/").status_code == 200
    assert client.get("/clusters/2/").status_code == 200
