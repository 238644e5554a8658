"""“Use it from a program”: visitors read how to get a key; who may give keys makes and revokes
them, and sees each one once.
"""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from scoring.models import ModelVersion, WebService
from scoring.webservice import keys
from tests.shown import shown
from tests.versions.small_site import member_of_staff
from tests.webservice.calls import BANK, Service, execute, table

pytestmark = pytest.mark.django_db
PAGE = "/programs/"
OLD_KEY = "An0ldKey/of+the+studio=="


@pytest.fixture
def giver(client: Client) -> Client:
    """Somebody who may give keys."""
    client.force_login(member_of_staff("change_webservice"))
    return client


def key_address(service: Service) -> str:
    return reverse("change-key", args=[service.stored.pk])


def change(client: Client, service: Service, which: str, how: str) -> Any:
    return client.post(key_address(service), {"which": which, "change": how})


def shown_key(response: Any, which: str) -> str:
    found = re.search(rf'id="{which}-key">([^<]+)<', response.content.decode())
    assert found
    return unescape(found[1])


def opens(service: Service, key: str) -> bool:
    return execute(service, table(BANK), authorization=f"Bearer {key}").status == 200


# Visitors


def test_an_old_client_comes_first_and_a_visitor_reads_whom_to_ask(
    client: Client, service: Service, settings: Any
) -> None:
    settings.CONTACT_EMAIL = "keys@scores.example"

    page = client.get(PAGE).content.decode()

    assert page.index("You have an old client") < page.index("Write a new program")
    assert 'href="mailto:keys@scores.example"' in page
    assert "/workspaces/WORKSPACE/services/SERVICE/execute" in page
    assert service.stored.service not in page
    assert "<form" not in page.partition("<main")[2]


def test_every_page_leads_there(client: Client, db: None) -> None:
    assert 'href="/programs/"' in client.get("/contact/").content.decode()


def test_nobody_else_makes_or_revokes_a_key(client: Client, service: Service) -> None:
    before = list(WebService.objects.values())
    for visitor in ("", "view_webservice"):
        if visitor:
            client.force_login(member_of_staff(visitor))
        assert client.post(PAGE, {}).status_code == 403
        for how in ("new", "revoke"):
            assert change(client, service, "primary", how).status_code == 403

    assert list(WebService.objects.values()) == before
    assert service.stored.service not in client.get(PAGE).content.decode()


# Who may give keys


def test_a_service_is_made_and_its_keys_are_shown_once(
    giver: Client, version: ModelVersion
) -> None:
    response = giver.post(PAGE, {})

    stored = WebService.objects.get()
    for which in ("primary", "secondary"):
        key = shown_key(response, which)
        assert getattr(stored, f"{which}_key_hash") == keys.hashed(key)
        assert opens(Service(stored, key, key), key)
        assert key not in unescape(giver.get(PAGE).content.decode())
    assert "no-store" in response["Cache-Control"]
    assert f"{stored.path}/execute" in response.content.decode()


def test_an_old_client_keeps_its_ids_and_its_key(giver: Client, version: ModelVersion) -> None:
    response = giver.post(PAGE, {"workspace": "w1", "service": "s1", "key": OLD_KEY})

    stored = WebService.objects.get()
    assert (stored.workspace, stored.service) == ("w1", "s1")
    assert opens(Service(stored, OLD_KEY, ""), OLD_KEY)
    assert OLD_KEY not in unescape(response.content.decode())
    assert "the one that you entered" in shown(response)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"key": "short"}, "The key has 5 characters"),
        ({"workspace": "no spaces"}, "The workspace id may have letters"),
        ({"service": "x" * 65}, "at most 64 characters"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(
    giver: Client, version: ModelVersion, given: dict[str, str], said: str
) -> None:
    response = giver.post(PAGE, given)

    assert response.status_code == 422
    assert said in shown(response)
    assert not WebService.objects.exists()


def test_without_a_model_there_is_no_service(giver: Client) -> None:
    response = giver.post(PAGE, {})

    assert response.status_code == 422
    assert "no trained model yet" in shown(response)


@pytest.mark.parametrize("which", ["primary", "secondary"])
def test_a_new_key_takes_the_place_of_one_and_the_other_goes_on(
    giver: Client, service: Service, which: str
) -> None:
    response = change(giver, service, which, "new")

    assert opens(service, shown_key(response, which))
    assert opens(service, service.primary) == (which == "secondary")
    assert opens(service, service.secondary) == (which == "primary")


@pytest.mark.parametrize("which", ["primary", "secondary"])
def test_a_revoked_key_opens_nothing_and_the_other_goes_on(
    giver: Client, service: Service, which: str
) -> None:
    assert change(giver, service, which, "revoke")["Location"] == PAGE

    assert opens(service, service.primary) == (which == "secondary")
    assert opens(service, service.secondary) == (which == "primary")
    assert not opens(service, "")
    stored = WebService.objects.get()
    assert getattr(stored, f"{which}_key_hash") == ""
    page = shown(giver.get(PAGE))
    assert f'{which.capitalize()} key <span class="soft"> revoked </span>' in page
    assert f"The {which} key of {stored} no longer works." in page


@pytest.mark.parametrize("wrong", [{}, {"which": "third", "change": "new"}, {"which": "primary"}])
def test_a_change_that_cannot_be_changes_nothing(
    giver: Client, service: Service, wrong: dict[str, str]
) -> None:
    before = list(WebService.objects.values())

    assert giver.post(key_address(service), wrong).status_code == 422

    assert list(WebService.objects.values()) == before


def test_the_admin_and_the_command_say_that_a_key_is_revoked(
    client: Client, staff: User, service: Service
) -> None:
    client.force_login(staff)
    change(client, service, "primary", "revoke")

    page = client.get("/admin/scoring/webservice/").content.decode()
    assert 'class="field-primary_key">revoked<' in page
    assert 'href="/programs/"' in page
