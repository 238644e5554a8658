"""Only staff get in, and each does only what he has permission for."""

import re
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client

from scoring.models import Assignment, Review
from tests.admin.companies_in_admin import (
    CLUSTERS,
    LIST,
    VERSIONS,
    act,
    change_page,
    give_verdict,
    read_csv,
)

pytestmark = pytest.mark.django_db


def member_of_staff(*permissions: str) -> User:
    user = User.objects.create_user("limited", password="a long enough password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


EVERY_ADDRESS = [
    "/admin/",
    LIST,
    f"{LIST}{{company}}/change/",
    f"{LIST}{{company}}/history/",
    f"{LIST}{{company}}/delete/",
    f"{LIST}add/",
    CLUSTERS,
    f"{CLUSTERS}{{cluster}}/change/",
    VERSIONS,
    f"{VERSIONS}{{version}}/change/",
    "/admin/scoring/",
    "/admin/password_change/",
    "/admin/jsi18n/",
    "/admin/autocomplete/",
]


def addresses(row: Assignment) -> list[str]:
    cluster = row.version.clusters.first()
    return [
        each.format(company=row.submission_id, cluster=cluster.pk, version=row.version_id)
        for each in EVERY_ADDRESS
    ]


@pytest.mark.parametrize(
    "who", ["a visitor", "an account that is no staff", "staff whose account was closed"]
)
def test_nobody_but_staff_gets_in(client: Client, placed: Assignment, who: str) -> None:
    if who != "a visitor":
        closed = who.endswith("closed")
        client.force_login(User.objects.create_user("guest", is_staff=closed, is_active=not closed))

    for address in addresses(placed):
        for response in (client.get(address), client.post(address, {"verdict": "confirmed"})):
            assert response.status_code == 302, address
            assert response["Location"].startswith("/admin/login/"), address
    act(client, "delete_selected", [placed.submission_id], post="yes")
    act(client, "score_again", [placed.submission_id])
    act(client, "export_as_csv", [placed.submission_id])

    placed.refresh_from_db()
    assert (placed.status, placed.verdict) == ("scored", "unreviewed")
    assert not LogEntry.objects.exists()


def test_staff_without_a_permission_reach_nothing(client: Client, placed: Assignment) -> None:
    client.force_login(member_of_staff())

    for address in addresses(placed)[1:10]:
        assert client.get(address).status_code == 403, address
        assert client.post(address, {"verdict": "confirmed"}).status_code == 403, address

    placed.refresh_from_db()
    assert placed.verdict == "unreviewed"
    assert placed.submission.title not in client.get("/admin/").content.decode()


def test_staff_who_may_only_look_look_and_export(client: Client, placed: Assignment) -> None:
    client.force_login(member_of_staff("view_submission"))

    page = client.get(change_page(placed)).content.decode()
    options = re.findall(r'<option value="(\w+)"', client.get(LIST).content.decode())

    assert placed.submission.title in unescape(page)
    assert '<select name="verdict"' not in page
    assert options == ["export_as_csv"]
    assert (
        read_csv(act(client, "export_as_csv", [placed.submission_id]))[1][1]
        == placed.submission.title
    )
    assert give_verdict(client, placed, "confirmed").status_code == 403
    assert client.post(f"{LIST}{placed.submission_id}/delete/", {"post": "yes"}).status_code == 403
    for action in ("score_again", "mark_confirmed", "delete_selected"):
        act(client, action, [placed.submission_id], post="yes")
    placed.refresh_from_db()
    assert (placed.status, placed.verdict) == ("scored", "unreviewed")
    assert not Review.objects.exists()


def test_staff_who_may_change_may_not_delete(client: Client, placed: Assignment) -> None:
    client.force_login(member_of_staff("view_submission", "change_submission"))

    assert give_verdict(client, placed, "confirmed").status_code == 302
    assert client.post(f"{LIST}{placed.submission_id}/delete/", {"post": "yes"}).status_code == 403
    act(client, "delete_selected", [placed.submission_id], post="yes")

    placed.refresh_from_db()
    assert placed.verdict == "confirmed"
