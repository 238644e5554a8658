"""A database that cannot be written: pages read on, and nothing typed is lost."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, OperationalError, connection, transaction
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from scoring.models import ModelVersion, PairFeedback, Submission
from scoring.site.unstored import UnstoredMiddleware
from similarco_site.sqlite import base
from tests import servers
from tests.read_only import opened, read_only, switch
from tests.servers import ScoringServer

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    *("/", "/submissions/", "/submissions/{company}/", "/submissions/{company}/seen/"),
    *("/clusters/", "/clusters/1/", "/similar/", "/similar/?like={company}", "/map/"),
    *("/models/", "/about/", "/contact/", "/review/", "/admin/", "/accounts/login/"),
]


def said(response: Any) -> str:
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    page: str = response.content.decode()
    assert "Nothing was stored" in page
    return page


def test_a_read_only_site_reads_on_says_so_and_keeps_what_was_typed(
    reviewer: Client, model: ModelVersion, settings: Any
) -> None:
    # Each visitor would be counted, if that could be stored
    settings.RATE_LIMIT = (30, 60)
    visitor = Client()
    number = Submission.objects.count()
    company = Submission.objects.order_by("pk")[0]
    form = {"title": "Duck & Co", "text": "Rubber ducks\nfor shops", "request_key": "a-key"}
    with read_only():
        for page in PAGES:
            assert reviewer.get(page.format(company=company.pk)).status_code == 200, page
        sent = said(visitor.post("/", form))
        secrets = {"username": "ann", "password": "geheim", "key": "of a service"}
        signed_in = said(visitor.post("/accounts/login/", secrets))
        pasted = visitor.post("/similar/", {"text": company.text})
        marked = visitor.post(
            f"/submissions/{company.pk}/with/{company.pk + 1}/say",
            {"verdict": "similar"},
            headers={"HX-Request": "true"},
        )
        passwords = {"old_password": "a long enough password"}
        passwords |= dict.fromkeys(("new_password1", "new_password2"), "another long password")
        said(reviewer.post("/accounts/password/", passwords))
        health = visitor.get("/readyz")
        assert visitor.get("/healthz").status_code == 200

    assert 'value="Duck &amp; Co"' in sent
    assert ">\nRubber ducks\nfor shops</textarea>" in sent
    assert 'name="request_key" value="a-key"' in sent
    assert 'name="username" value="ann"' in signed_in
    assert "geheim" not in signed_in
    assert "of a service" not in signed_in
    assert pasted.status_code == 200
    assert (marked.status_code, marked["HX-Refresh"]) == (503, "true")
    assert "Nothing was stored" in visitor.get("/contact/").content.decode()
    assert "is changed" not in reviewer.get("/contact/").content.decode()
    assert (health.status_code, health.json()["database"]) == (503, False)
    assert health.json()["reason"] == "The database can only be read."
    assert Submission.objects.count() == number


@pytest.mark.postgresql
def test_a_database_without_room_for_a_file_is_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET temp_file_limit = '64kB'")
        try:
            health = client.get("/readyz")
        finally:
            cursor.execute("RESET temp_file_limit")

    assert health.status_code == 503
    assert health.json()["reason"] == "The disk is full, or fails."


@pytest.mark.sqlite
def test_who_cannot_be_served_in_time_is_asked_to_come_again_with_the_text_kept(
    client: Client,
    model: ModelVersion,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.01)
    form = {"title": "Duck Works", "text": "Rubber ducks for shops"}
    assert base.writers.take(1)
    try:
        sent = said(client.post("/", form))
    finally:
        base.writers.end()

    assert "Rubber ducks for shops</textarea>" in sent
    # One line, though Django would write another for each 503
    [line] = caplog.messages
    assert line.endswith(" POST /")
    assert client.post("/", form).status_code == 302


@pytest.mark.postgresql
def test_what_took_too_long_to_read_is_not_laid_on_those_who_write(client: Client) -> None:
    other = connection.copy()
    other.set_autocommit(False)
    try:
        other.cursor().execute("LOCK TABLE scoring_submission")
        connection.cursor().execute("SET statement_timeout = 50")
        page = client.get("/submissions/")
    finally:
        connection.cursor().execute("RESET statement_timeout")
        other.close()

    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert "This site is busy at this moment." in page.content.decode()


def test_a_score_that_cannot_be_stored_is_the_worker_s_and_no_error(
    client: Client, remote: ScoringServer
) -> None:
    database = opened()

    def answer_when_the_disk_is_full(*request: Any) -> None:
        switch(database, "on")
        servers.healthy(*request)

    remote.behaviour = answer_when_the_disk_is_full
    response = client.post("/", {"title": "Duck Works", "text": "Rubber ducks for shops"})
    switch(database, "off")

    assert response.status_code == 302
    assert Submission.objects.get().assignments.get().status == "pending"


def test_a_download_whose_database_goes_away_is_cut_off_with_a_line_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def lines() -> Iterator[str]:
        yield "Title,Text\n"
        raise OperationalError("terminating connection due to administrator command")

    middleware = UnstoredMiddleware(lambda request: StreamingHttpResponse(lines()))
    reply = iter(middleware(RequestFactory().get("/submissions/?format=csv")))

    assert next(reply) == b"Title,Text\n"
    # Which servers take for a client that has gone
    with pytest.raises(ConnectionResetError):
        next(reply)
    assert caplog.messages == ["The database cannot be reached. Cut off: GET /submissions/"]


def pair_is_marked(company: Submission) -> None:
    # The pair has the lower number first
    other = Submission.objects.filter(pk__gt=company.pk)[0]
    PairFeedback.objects.create(first=company, second=other, verdict="similar")


def nothing_is_found(company: Submission) -> None:
    raise Submission.DoesNotExist


@pytest.mark.parametrize(
    "change",
    [
        nothing_is_found,
        Submission.refresh_from_db,
        pair_is_marked,
        lambda company: company.save(update_fields=["title"]),
    ],
)
def test_what_somebody_deletes_while_another_changes_it_is_not_there(
    model: ModelVersion, change: Callable[[Submission], None]
) -> None:
    company = Submission.objects.order_by("pk")[0]
    Submission.objects.filter(pk=company.pk).delete()
    middleware = UnstoredMiddleware(lambda request: HttpResponse())

    with pytest.raises((DatabaseError, ObjectDoesNotExist)) as raised, transaction.atomic():
        change(company)
    with pytest.raises(Http404):
        middleware.process_exception(RequestFactory().post("/"), raised.value)
