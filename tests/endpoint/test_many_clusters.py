"""A service with more clusters than pages are made for is refused in a sentence."""

from typing import Any

import pytest
from django.test import Client

from scoring.models import Cluster
from tests import servers
from tests.endpoint.sent_companies import remote_row, send_company
from tests.servers import ScoringServer

pytestmark = pytest.mark.django_db


def sent(client: Client, remote: ScoringServer, company: dict[str, str], distances: int) -> Any:
    cells = ["0", *(str(1 + number) for number in range(distances))]
    remote.behaviour = servers.answering(cells)
    return remote_row(send_company(client, company))


def test_five_thousand_distances_are_not_stored(
    client: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    row = sent(client, remote, company, 5_000)

    assert row.status == "failed"
    assert "speaks of 5,000 clusters; MOST_CLUSTERS allows 500" in row.reason
    assert not Cluster.objects.exists()


def test_as_many_as_the_setting_allows_are(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    settings.MOST_CLUSTERS = 20

    assert sent(client, remote, company, 20).status == "scored"


def test_a_label_alone_beyond_the_setting_makes_no_clusters(
    client: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    remote.behaviour = servers.answering(["500"])

    row = remote_row(send_company(client, company))

    assert "speaks of 501 clusters; MOST_CLUSTERS allows 500" in row.reason
    assert not Cluster.objects.exists()
