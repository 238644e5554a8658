"""Staff see what services are used for and may move them and limit them;
superusers may delete one.
"""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from scoring.models import ModelVersion, ServiceUse, WebService
from tests.versions.small_site import damage, member_of_staff, remote_version
from tests.webservice.calls import BANK, TEXTS, Service, execute, made, rows_of, table

pytestmark = pytest.mark.django_db
LIST = "/admin/scoring/webservice/"


@pytest.fixture
def superuser(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


def page_of(service: Service) -> str:
    return f"{LIST}{service.stored.pk}/change/"


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return unescape(response.content.decode())


def change(client: Client, service: Service, version: object, calls: object = 20) -> HttpResponse:
    return client.post(
        page_of(service), {"version": getattr(version, "pk", version), "most_calls_at_once": calls}
    )


def stored() -> list[dict[str, Any]]:
    return list(WebService.objects.order_by("pk").values())


# Reading


def test_the_list_says_what_each_service_is_used_for(superuser: Client, service: Service) -> None:
    second = made(workspace="old", service="scores")
    execute(service, table(BANK))
    execute(service, table(*TEXTS))

    page = text_of(superuser, LIST)

    for each in (service, second):
        assert each.address in page
    found = re.findall(r'class="field-calls">(\d+)<.*?class="field-rows">(\d+)<', page)
    assert found == [("2", "4"), ("0", "0")]
    assert str(service.stored.version) in page
    assert f'class="field-primary_key">{service.stored.primary_key_made_at:%Y-%m-%d}<' in page
    assert "manage.py webservice" in page


def test_no_page_shows_a_key_or_its_hash(
    superuser: Client, service: Service, other: ModelVersion
) -> None:
    change(superuser, service, other, 5)

    row = stored()[0]
    secrets = (
        service.primary,
        service.secondary,
        row["primary_key_hash"],
        row["secondary_key_hash"],
    )
    for address in (
        LIST,
        page_of(service),
        f"{page_of(service)[:-7]}history/",
        f"{page_of(service)[:-7]}delete/",
    ):
        page = text_of(superuser, address)
        assert not any(secret in page for secret in secrets), address
    assert not any(secret in str(list(LogEntry.objects.values())) for secret in secrets)


def test_the_form_has_two_fields(superuser: Client, service: Service) -> None:
    form = re.findall(
        r'<(?:input|select|textarea)[^>]* name="([^"]+)"', text_of(superuser, page_of(service))
    )

    assert {name for name in form if not name.startswith(("_", "csrf"))} - {"q"} == {
        "version",
        "most_calls_at_once",
    }


def test_only_trained_versions_are_offered(
    superuser: Client, service: Service, other: ModelVersion
) -> None:
    remote_version()

    offered = re.findall(r'<option value="(\d*)"', text_of(superuser, page_of(service)))

    assert offered == [str(other.pk), str(service.stored.version_id)]


# Changing


def test_a_service_is_moved_and_its_client_gets_the_other_numbers(
    superuser: Client, service: Service, other: ModelVersion
) -> None:
    before, row = rows_of(execute(service, table(BANK))), stored()[0]

    assert change(superuser, service, other).status_code == 302

    after = rows_of(execute(service, table(BANK)))
    assert int(after[0][0]) == (int(before[0][0]) + 1) % 3
    assert stored() == [{**row, "version_id": other.pk}]
    entry = LogEntry.objects.get()
    assert entry.change_message == f"Model version: {row['version_id']} → {other.pk}."


def test_the_calls_at_once_can_be_set(
    superuser: Client, service: Service, version: ModelVersion
) -> None:
    row = stored()[0]

    assert change(superuser, service, version, 50).status_code == 302

    assert stored() == [{**row, "most_calls_at_once": 50}]
    assert LogEntry.objects.get().change_message == "Most calls at once: 20 → 50."


def test_what_is_saved_unchanged_changes_nothing(
    superuser: Client, service: Service, version: ModelVersion
) -> None:
    before = stored()

    assert change(superuser, service, version).status_code == 302

    assert stored() == before
    assert LogEntry.objects.get().change_message == "Nothing changed."


def test_both_may_change_together(superuser: Client, service: Service, other: ModelVersion) -> None:
    change(superuser, service, other, 1)

    said = LogEntry.objects.get().change_message
    assert f"→ {other.pk}." in said
    assert "20 → 1." in said


@pytest.mark.parametrize("calls", ["0", "-1", "201", "", "many", "1.5", "9" * 30])
def test_a_limit_that_cannot_be_is_refused(
    superuser: Client, service: Service, version: ModelVersion, calls: str
) -> None:
    before = stored()

    response = change(superuser, service, version, calls)

    assert response.status_code == 200
    assert 'class="errorlist"' in response.content.decode()
    assert stored() == before
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("wrong", ["", "0", "999999", "latest", "the remote one"])
def test_a_version_that_cannot_be_is_refused(
    superuser: Client, service: Service, wrong: str
) -> None:
    before = stored()

    response = change(superuser, service, remote_version().pk if " " in wrong else wrong)

    assert response.status_code == 200
    assert stored() == before


def test_a_version_that_cannot_be_read_is_refused_and_the_service_goes_on(
    superuser: Client, service: Service, other: ModelVersion
) -> None:
    before = stored()
    damage(other)

    response = change(superuser, service, other)

    assert "cannot be read" in response.content.decode()
    assert stored() == before
    assert rows_of(execute(service, table(BANK)))


def test_the_limit_of_a_service_whose_model_is_damaged_can_be_set(
    superuser: Client, service: Service, version: ModelVersion
) -> None:
    damage(version)

    assert change(superuser, service, version, 7).status_code == 302
    assert stored()[0]["most_calls_at_once"] == 7


def test_nothing_else_can_be_changed(
    superuser: Client, service: Service, version: ModelVersion
) -> None:
    before = stored()
    sent = {
        "version": version.pk,
        "most_calls_at_once": 20,
        "created_at": "2020-01-01",
        "primary_key_hash": "0" * 64,
    }

    superuser.post(
        page_of(service), {**sent, "workspace": "mine", "service": "mine", "path": "/mine"}
    )

    assert stored() == before


def test_no_service_is_made_there(superuser: Client, service: Service) -> None:
    for response in (
        superuser.get(f"{LIST}add/"),
        superuser.post(f"{LIST}add/", {"workspace": "w"}),
    ):
        assert response.status_code == 403
    assert WebService.objects.count() == 1


# Deleting


def test_a_superuser_deletes_a_service_with_its_counts_and_its_model_stays(
    superuser: Client, service: Service
) -> None:
    second = made()
    execute(service, table(BANK))

    assert superuser.post(f"{LIST}{service.stored.pk}/delete/", {"post": "yes"}).status_code == 302

    assert WebService.objects.get() == second.stored
    assert not ServiceUse.objects.exists()
    assert ModelVersion.objects.count() == 1
    assert execute(service, table(BANK)).status == 404
    assert LogEntry.objects.get().is_deletion()


def test_staff_with_every_other_permission_delete_nothing(client: Client, service: Service) -> None:
    client.force_login(
        member_of_staff(
            "view_webservice", "change_webservice", "add_webservice", "delete_webservice"
        )
    )

    assert client.post(f"{LIST}{service.stored.pk}/delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [service.stored.pk], "post": "yes"}
    client.post(LIST, chosen)

    assert WebService.objects.count() == 1
    assert "delete_selected" not in text_of(client, LIST)


# Who may what


def test_staff_who_may_only_look_change_nothing(
    client: Client, service: Service, other: ModelVersion
) -> None:
    client.force_login(member_of_staff("view_webservice"))
    before = stored()

    page = text_of(client, page_of(service))

    assert '<select name="version"' not in page
    assert service.address in page
    assert before[0]["primary_key_hash"] not in page
    assert change(client, service, other, 1).status_code == 403
    assert stored() == before


def test_staff_without_a_permission_see_nothing(
    client: Client, service: Service, other: ModelVersion
) -> None:
    client.force_login(member_of_staff("change_cluster"))
    before = stored()

    for address in (LIST, page_of(service), f"{LIST}{service.stored.pk}/history/"):
        assert client.get(address).status_code == 403
    assert change(client, service, other, 1).status_code == 403
    assert stored() == before


def test_a_visitor_is_sent_to_sign_in(service: Service, other: ModelVersion) -> None:
    before = stored()

    for response in (Client().get(LIST), change(Client(), service, other, 1)):
        assert (response.status_code, response["Location"].partition("?")[0]) == (
            302,
            "/admin/login/",
        )
    assert stored() == before


def test_the_key_of_a_service_opens_no_page(service: Service) -> None:
    response = Client().get(LIST, headers={"authorization": f"Bearer {service.primary}"})

    assert response.status_code == 302
