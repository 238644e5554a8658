"""Two web processes and two workers over one PostgreSQL and one Redis, on machines of their own."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests
from django.contrib.auth.models import User
from django.utils import timezone

from scoring.models import Assignment, Import, ImportRow, Job, ModelVersion, Submission
from scoring.versions.jobs import train_later
from scoring.versions.recipes import Recipe
from tests.similarco_site.machines import Browser, Machine, wait_for

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.redis,
]
PBKDF2 = "django.contrib.auth.hashers.PBKDF2PasswordHasher"
PASSWORD = "a long enough password"
POSTED, ROWS = 40, 1_200
DUCKS = "We make rubber ducks, and sell them to toy shops and supermarkets."


class Pair(NamedTuple):
    """Two machines of one site."""

    one: Machine
    other: Machine

    def log(self) -> str:
        return self.one.log() + self.other.log()


@pytest.fixture
def pair(tmp_path: Path, model: ModelVersion) -> Iterator[Pair]:
    folders = tmp_path / "one", tmp_path / "other"
    for folder in folders:
        folder.mkdir()
    pair = Pair(*map(Machine, folders))
    try:
        for machine in pair:
            machine.start()
        for machine in pair:
            machine.wait_until_it_serves()
        yield pair
    finally:
        for machine in pair:
            machine.kill()


@pytest.fixture
def admin(pair: Pair, settings: Any) -> Browser:
    """Somebody who signed in at one machine alone."""
    settings.PASSWORD_HASHERS = [PBKDF2]
    User.objects.create_superuser("admin", password=PASSWORD)
    browser = Browser()
    typed = {"username": "admin", "password": PASSWORD}
    browser.post(pair.one, "/accounts/login/", typed)
    return browser


def let_leases_end() -> None:
    """What the killed one held comes back by its lease, a minute or so from now."""
    ended = timezone.now() - timedelta(seconds=1)
    for queue in (Assignment, Job):
        queue.objects.pending().filter(leased_until__isnull=False).update(leased_until=ended)


def send(machine: Machine, fields: dict[str, str]) -> str:
    return Browser().post(machine, "/", fields)


def send_until_accepted(pair: Pair, number: int) -> str:
    """As somebody does whom a machine did not answer: the same form again, to the other one."""
    fields = {
        "title": f"Rubber Duck Works {number}",
        "category": "",
        "text": f"We make rubber ducks, and sell them to {number} toy shops and supermarkets.",
        "request_key": uuid.uuid4().hex,
    }
    try:
        return send(pair[number % 2], fields)
    except requests.RequestException:
        return send(pair.other, fields)


def table(rows: int) -> str:
    lines = (f"Duck House {row},We sell {row} kinds of ducks to farms." for row in range(rows))
    return "\n".join(["Title,Text", *lines])


def test_whatever_was_accepted_is_there_once_and_answered_though_one_machine_is_killed(
    pair: Pair, admin: Browser
) -> None:
    address = admin.post(pair.one, "/import/", {}, file=("ducks.csv", table(ROWS)))
    admin.post(pair.other, address, {"do": "start", "title": "Title", "text": "Text"})
    with ThreadPoolExecutor(4) as people:
        accepted = [people.submit(send_until_accepted, pair, number) for number in range(POSTED)]
        wait_for(accepted[POSTED // 4].done, pair.log)
        wait_for(ImportRow.objects.exists, pair.log)
        pair.one.kill()
    let_leases_end()

    wait_for(lambda: Import.objects.get().state == Import.State.DONE, pair.log)
    wait_for(lambda: not Assignment.objects.pending().exists(), pair.log)
    pages = {each.result() for each in accepted}
    assert len(pages) == POSTED
    sent = Submission.objects.filter(source=Submission.Source.FORM)
    assert {f"/submissions/{pk}/" for pk in sent.values_list("pk", flat=True)} == pages
    imported = Submission.objects.filter(source=Submission.Source.IMPORT)
    assert len(set(imported.values_list("title", flat=True))) == imported.count() == ROWS
    assert Assignment.objects.filter(submission__in=imported, status="scored").count() == ROWS
    visitor = Browser()
    assert all("Rubber Duck Works" in visitor.page(pair.other, page) for page in sorted(pages)[:3])
    assert "1,200" in admin.page(pair.other, address)
    later = send(pair.other, {"title": "Later Ducks", "category": "", "text": DUCKS})
    assert "Later Ducks" in visitor.page(pair.other, later)


def test_a_version_that_one_machine_is_asked_to_activate_is_the_other_s_too(
    pair: Pair, admin: Browser, model: ModelVersion
) -> None:
    visitor = Browser()
    train_later(Recipe(rows="catalogue", seed=1), activate=False)
    others = ModelVersion.objects.exclude(pk=model.pk)
    wait_for(others.exists, pair.log)
    trained = others.get()
    page = f"/models/{trained.pk}/"
    says = f"<dt>Model version</dt><dd>{trained.pk},"
    assert not any(says in visitor.page(machine, "/about/") for machine in pair)

    admin.post(pair.other, f"{page}activate", {}, form=page)

    wait_for(others.filter(is_active=True).exists, pair.log)
    for machine in pair:
        assert says in visitor.page(machine, "/about/")
        send(machine, {"title": "Later Ducks", "category": "", "text": DUCKS})
    sent = Assignment.objects.filter(submission__source=Submission.Source.FORM)
    assert list(sent.values_list("version", "status")) == 2 * [(trained.pk, "scored")]
