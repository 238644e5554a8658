"""Who sent a company to the open collection changes it; a visitor does so in his session."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.account_pages.deleting import delete_account
from scoring.models import CompanyTag, EarlierText, ModelVersion, Sender, Submission
from tests.collections.private import make_collection, member
from tests.shown import shown

pytestmark = pytest.mark.django_db
SENT = {"title": "Duck Works", "category": "", "text": "We make rubber ducks for the bath."}


def send(client: Client, **more: str) -> Submission:
    address = client.post("/", SENT | more)["Location"]
    return Submission.objects.get(pk=address.strip("/").split("/")[-1])


def edit(client: Client, company: Submission, **said: str) -> Any:
    return client.post(f"/submissions/{company.pk}/edit/", SENT | said)


def test_a_visitor_changes_what_he_sent_in_his_session_and_nobody_else_does(
    model: ModelVersion, client: Client
) -> None:
    company = send(client)
    assert f"/submissions/{company.pk}/edit/" in shown(client.get(company.get_absolute_url()))

    response = edit(client, company, title="Duck Hut", tags="ducks", note="Mine.")

    assert response["Location"] == company.get_absolute_url()
    company.refresh_from_db()
    assert company.title == "Duck Hut"
    assert EarlierText.objects.get().title == "Duck Works"
    assert CompanyTag.objects.get().name == "ducks"
    stranger = Client()
    page = shown(stranger.get(company.get_absolute_url()))
    assert "ducks" in page
    assert "/edit/" not in page
    assert edit(stranger, company, title="Theirs")["Location"].startswith("/accounts/login/")
    assert edit(Client(), company, title="x")["Location"].startswith("/accounts/login/")
    other = Client()
    other.force_login(member("bob"))
    assert edit(other, company, title="Theirs").status_code == 403
    assert other.post(f"/submissions/{company.pk}/tags", {"add": "x"}).status_code == 403
    company.refresh_from_db()
    assert company.title == "Duck Hut"


def test_visitors_keep_their_limits_and_are_counted(
    model: ModelVersion, client: Client, settings: Any
) -> None:
    company = send(client)
    assert edit(client, company, title="x" * 31).status_code == 422
    assert edit(client, company, text="x" * 1001).status_code == 422
    settings.RATE_LIMIT = (1, 60)
    assert edit(client, company, title="Duck Hut").status_code == 302

    response = edit(client, company, title="Duck Inn")

    assert response.status_code == 429
    assert "Duck Inn" in shown(response)
    company.refresh_from_db()
    assert company.title == "Duck Hut"
    tagged = client.post(f"/submissions/{company.pk}/tags", {"add": "ducks"})
    assert (tagged.status_code, CompanyTag.objects.exists()) == (422, False)
    assert "often enough" in shown(tagged)


def test_a_member_changes_what_he_sent_wherever_he_signs_in(model: ModelVersion) -> None:
    ann = member("ann")
    client = Client()
    client.force_login(ann)
    company = send(client)
    again = Client()
    again.force_login(ann)

    assert edit(again, company, title="Duck Hut " + "x" * 100).status_code == 302

    assert Sender.objects.get(submission=company).sender == f"account:{ann.pk}"
    delete_account(ann)
    assert not Sender.objects.exists()
    assert Submission.objects.filter(pk=company.pk).exists()


PASSWORD = "a long enough password"
SIGNED_IN: dict[str, tuple[str, dict[str, str]]] = {
    "by a password": ("/accounts/login/", {"username": "ann", "password": PASSWORD}),
    "by a new account": (
        "/accounts/join/",
        {"username": "newcomer", "password1": PASSWORD, "password2": PASSWORD},
    ),
}


@pytest.mark.parametrize("way", SIGNED_IN)
def test_what_a_visitor_sent_is_his_once_he_signs_in(
    model: ModelVersion, client: Client, settings: Any, way: str
) -> None:
    settings.SIGN_UP = "open"
    member("ann")
    company = send(client)
    address, said = SIGNED_IN[way]

    assert client.post(address, said).status_code == 302

    account = User.objects.get(username=said["username"])
    assert Sender.objects.get(submission=company).sender == f"account:{account.pk}"
    elsewhere = Client()
    elsewhere.force_login(account)
    assert edit(elsewhere, company, title="Duck Hut").status_code == 302
    client.logout()
    assert edit(client, company, title="x")["Location"].startswith("/accounts/login/")


def test_a_wrong_password_takes_nothing_over(model: ModelVersion, client: Client) -> None:
    member("ann")
    company = send(client)

    client.post("/accounts/login/", {"username": "ann", "password": "wrong"})

    assert Sender.objects.get(submission=company).sender.startswith("visitor:")
    assert edit(client, company, title="Duck Hut").status_code == 302


def test_in_a_collection_its_editors_alone_decide(model: ModelVersion) -> None:
    ann = member("ann")
    client = Client()
    client.force_login(ann)
    company = send(client, into=str(make_collection(ann).pk))

    assert not Sender.objects.filter(submission=company).exists()
    assert edit(client, company, title="Duck Hut").status_code == 302
