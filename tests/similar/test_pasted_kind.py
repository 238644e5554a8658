"""A pasted text shows its kind of business, and nothing of it is stored."""

from typing import Any

import pytest
from django.test import Client

from scoring.kinds.names import KindLinks
from scoring.models import ModelVersion
from tests.kinds.site import BANK, NOTHING
from tests.servers import ScoringServer
from tests.shown import shown
from tests.similar.companies import store
from tests.similar.test_pasted_text import all_rows

pytestmark = pytest.mark.django_db
OF_BANK = KindLinks(
    sector="Financials",
    sector_address="/sectors/financials/",
    segment="Regional and community banks",
    segment_address="/segments/regional-and-community-banks/",
)


def paste(client: Client, text: str) -> Any:
    response = client.post("/similar/", {"text": text})
    assert response.status_code == 200
    return response


def test_a_pasted_text_shows_its_kind_and_leads_to_others_of_it(
    client: Client, kinds: ModelVersion
) -> None:
    response = paste(client, BANK)

    assert response.context["answer"].kind == OF_BANK
    assert f'<a href="{OF_BANK.segment_address}">{OF_BANK.segment}</a>' in shown(response)


def test_it_is_the_kind_that_the_company_would_have(client: Client, kinds: ModelVersion) -> None:
    pasted = paste(client, BANK).context["answer"].kind

    stored = client.get(store("Stored", BANK).get_absolute_url()).context["answer"].kind

    assert pasted == stored == OF_BANK


@pytest.mark.parametrize("text", [BANK, NOTHING])
def test_no_row_of_any_table_changes(client: Client, kinds: ModelVersion, text: str) -> None:
    before = all_rows()

    paste(client, text)

    assert all_rows() == before


@pytest.mark.parametrize(
    "text", [NOTHING, "bank", "Wir sind eine Bank und verleihen Geld an Bauern und Familien."]
)
def test_a_text_of_which_too_little_is_known_has_no_kind(
    client: Client, kinds: ModelVersion, text: str
) -> None:
    response = paste(client, text)

    assert response.context["answer"].kind is None
    assert "/segments/" not in shown(response)
    assert "Its text reads like" not in shown(response)


def test_a_model_without_kinds_shows_none(client: Client, model: ModelVersion) -> None:
    assert paste(client, BANK).context["answer"].kind is None


def test_beside_a_remote_service_the_site_s_own_model_tells_it(
    client: Client, kinds: ModelVersion, remote: ScoringServer
) -> None:
    assert paste(client, BANK).context["answer"].kind == OF_BANK
    assert remote.requests == []
