"""A visitor may send so many companies in so much time, and no more."""

import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client
from django.utils import timezone

from scoring.models import RateWindow, Submission
from scoring.pages import visitors
from tests.security.visits import DAY, send

pytestmark = pytest.mark.django_db


def test_over_the_limit_nothing_is_stored_and_nothing_typed_is_lost(
    client: Client, settings: Any, company: dict[str, str]
) -> None:
    settings.RATE_LIMIT = (3, DAY)
    assert [send(client, company, number).status_code for number in range(3)] == [302, 302, 302]

    response = send(client, company, 3)

    assert response.status_code == 429
    page = response.content.decode()
    assert 'value="Company 3"' in page
    assert company["text"] in page
    assert 1 <= int(response["Retry-After"]) <= DAY
    assert f"Wait {response['Retry-After']} second" in page
    assert Submission.objects.count() == 3
    assert RateWindow.objects.get().hits == 3


def test_another_address_has_a_limit_of_its_own(
    client: Client, settings: Any, company: dict[str, str]
) -> None:
    settings.RATE_LIMIT = (1, DAY)
    assert send(client, company).status_code == 302
    assert send(client, company).status_code == 429

    assert send(client, company, REMOTE_ADDR="198.51.100.7").status_code == 302
    assert sorted(RateWindow.objects.values_list("hits", flat=True)) == [1, 1]


def test_a_forged_address_or_a_new_browser_does_not_get_around_the_limit(
    client: Client, settings: Any, company: dict[str, str]
) -> None:
    settings.RATE_LIMIT = (1, DAY)
    send(client, company)

    for number in range(3):
        forged = {"x-forwarded-for": f"198.51.100.{number}", "user-agent": f"Browser {number}"}
        assert send(Client(), company, number, headers=forged).status_code == 429
    assert Submission.objects.count() == 1


def test_whoever_signed_in_has_no_limit(
    client: Client, settings: Any, staff: User, company: dict[str, str]
) -> None:
    settings.RATE_LIMIT = (1, DAY)
    client.force_login(staff)

    assert [send(client, company, number).status_code for number in range(4)] == [302] * 4
    assert not RateWindow.objects.exists()


def test_a_limit_of_0_is_none(client: Client, settings: Any, company: dict[str, str]) -> None:
    settings.RATE_LIMIT = (0, 60)

    assert [send(client, company, number).status_code for number in range(40)] == [302] * 40


def test_a_form_with_mistakes_does_not_count(
    client: Client, settings: Any, company: dict[str, str]
) -> None:
    settings.RATE_LIMIT = (1, DAY)
    for _ in range(5):
        assert client.post("/", {**company, "text": ""}).status_code == 422

    assert send(client, company).status_code == 302


def test_when_the_window_ends_one_may_send_again(
    client: Client, settings: Any, company: dict[str, str]
) -> None:
    settings.RATE_LIMIT = (1, DAY)
    send(client, company)
    assert send(client, company).status_code == 429

    window = RateWindow.objects.get()
    RateWindow.objects.update(begins_at=window.begins_at - timedelta(days=1))

    assert send(client, company, 1).status_code == 302
    assert RateWindow.objects.count() == 2


def test_old_windows_are_forgotten(client: Client, settings: Any, company: dict[str, str]) -> None:
    settings.RATE_LIMIT = (1, DAY)
    send(client, company)
    visitors.forget_old_windows()
    assert RateWindow.objects.count() == 1

    RateWindow.objects.update(begins_at=timezone.now() - timedelta(days=2, seconds=1))
    visitors.forget_old_windows()

    assert not RateWindow.objects.exists()


def test_trying_a_score_again_counts_too(
    client: Client, settings: Any, company: dict[str, str]
) -> None:
    settings.RATE_LIMIT = (1, DAY)
    address = send(client, company)["Location"]

    response = client.post(f"{address}score-again", follow=True)

    assert "That is often enough for now." in response.content.decode()
    assert RateWindow.objects.get().hits == 1


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_time_do_not_exceed_the_limit(
    settings: Any, company: dict[str, str]
) -> None:
    settings.RATE_LIMIT = (5, DAY)
    answers: list[object] = []
    together = threading.Barrier(12)

    def visit(number: int) -> None:
        try:
            together.wait(20)
            answers.append(send(Client(), company, number).status_code)
        except Exception as error:
            answers.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=visit, args=[number]) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert Counter(answers) == {302: 5, 429: 7}
    assert Submission.objects.count() == RateWindow.objects.get().hits == 5
