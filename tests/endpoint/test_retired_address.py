"""An address of Azure ML Studio (classic) fails at once, with the date it was switched off."""

import socket
from typing import Any

import pytest
from django.test import Client

from tests.endpoint.sent_companies import remote_row, send_company

pytestmark = pytest.mark.django_db


def test_a_company_sent_to_a_retired_address_fails_with_what_to_do(
    client: Client, company: dict[str, str], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*rest: Any, **more: Any) -> None:
        raise socket.gaierror("nobody knows")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    settings.AML_URL = (
        "https://europewest.services.azureml.net/workspaces/w/services/s/execute?api-version=2.0"
    )

    stored = send_company(client, company)
    page = client.get(stored.get_absolute_url()).content.decode()

    row = remote_row(stored)
    assert (row.status, row.attempts) == ("failed", 1)
    assert "switched off on 31 August 2024" in row.reason
    assert "Remove AML_URL" in row.reason
    assert row.reason in page
