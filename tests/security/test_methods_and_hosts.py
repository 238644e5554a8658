"""Addresses answer to their own methods only, and to hosts of their own only."""

import pytest
from django.test import Client
from django.urls import reverse

from scoring.models import ModelVersion, Submission
from tests.security.pages import our_addresses

pytestmark = pytest.mark.django_db


def test_addresses_that_change_something_answer_405_to_reading(
    client: Client, model: ModelVersion
) -> None:
    company = Submission.objects.earliest("pk")
    for address in (
        reverse("score-again", args=[company.pk]),
        reverse("say-similar", args=[company.pk, company.pk + 1]),
        reverse("undo-review"),
        reverse("sign-out-browser"),
        reverse("bring-back", args=[3]),
        reverse("change-cluster", args=[model.pk, 0]),
        reverse("undo-cluster-change", args=[model.pk, 1]),
        "/accounts/logout/",
    ):
        for response in (client.get(address), client.head(address), client.put(address)):
            assert response.status_code == 405, address
            assert "POST" in response["Allow"]
    assert company.assignments.get().status != "pending"


def test_addresses_that_are_read_answer_405_to_everything_else(
    client: Client, model: ModelVersion
) -> None:
    stored = Submission.objects.count()
    of_company = ("score-again", "review", "kind", "tags", "with/1/say")
    changing = {
        "/",
        "/home",
        "/similar/",
        # Who has no account is sent to sign in, or may not make keys
        "/look/",
        "/programs/",
        "/programs/1/key",
        "/review/",
        "/review/undo",
        "/account/",
        "/account/delete/",
        "/account/sign-out",
        "/submissions/tags/",
        "/collections/new/",
        "/import/",
        "/models/1/activate",
        "/models/teach",
        "/collections/1/import/",
        "/collections/1/imports/1/",
        "/submissions/1/edit/",
        *(f"/collections/1/{each}" for each in ("move/", "settings/", "back")),
        *(f"/collections/1/clusters/{each}" for each in ("", "1/", "outside/", "chosen/")),
        "/collections/1/clusters/changes/1/undo",
        *(f"/submissions/1/{each}" for each in of_company),
    }
    changing |= {"/models/1/clusters/1/change", "/models/1/changes/1/undo"}
    readable = [address for address in our_addresses() if address not in changing]
    assert len(readable) > 7

    for address in readable:
        for method in (client.post, client.put, client.patch, client.delete, client.trace):
            response = method(address)
            assert response.status_code == 405, address
            assert response["Allow"] == "GET, HEAD"
    for method in (client.put, client.patch, client.delete, client.trace):
        assert method("/").status_code == method("/similar/").status_code == 405
    assert Submission.objects.count() == stored


UNKNOWN_HOSTS = [
    "evil.example",
    "127.0.0.1.evil.example",
    "evil.example:8000",
    "localhost@evil.example",
    "[::1",
    "a b",
]


@pytest.mark.parametrize("host", UNKNOWN_HOSTS)
def test_an_unknown_host_is_refused(client: Client, company: dict[str, str], host: str) -> None:
    for response in (
        client.get("/", headers={"host": host}),
        client.post("/", company, headers={"host": host}),
    ):
        assert response.status_code == 400
        assert host not in response.content.decode()
    assert not Submission.objects.exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_local_hosts_are_served_on_any_port(client: Client, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


def test_a_forwarded_host_is_not_believed(https: Client) -> None:
    forged = {
        "host": "similarco.example",
        "x-forwarded-host": "evil.example",
        "x-forwarded-port": "1",
    }

    assert https.get("/about/", headers=forged)["Location"] == "https://similarco.example/about/"


def test_a_browser_is_shown_a_page_where_another_method_is_taken(client: Client) -> None:
    response = client.get("/review/undo", headers={"accept": "text/html,*/*"})

    assert (response.status_code, response["Allow"]) == (405, "POST")
    page = response.content.decode()
    assert "This page cannot be opened this way" in page
    assert 'class="brand"' in page
    assert 'href="/submissions/"' in page
