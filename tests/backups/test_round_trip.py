"""What a person entered comes back whole, and so does every page."""

import re
import threading
from itertools import pairwise
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.core.management import call_command
from django.db import connections
from django.test import Client

from scoring.backups.making import write_backup
from scoring.companies import submissions
from scoring.models import (
    Collection,
    KindCorrection,
    ModelVersion,
    PairFeedback,
    Review,
    Submission,
)
from scoring.own_columns import keeping
from scoring.tags.changing import set_note, set_tags
from tests import emptying
from tests.collections.private import make_collection, put_into
from tests.models.recount import assert_right, review, shown_row, submit
from tests.security.pages import admin_pages, public_pages

pytestmark = pytest.mark.django_db(transaction=True)
# Each answer has others; how long ago something was is told beside when
ANEW = re.compile(
    r'name="(?:csrfmiddlewaretoken|request_key)" value="[^"]+"|(?<=UTC">)[^<]+(?=</time>)'
)
FILES = (
    "/submissions/?format=json",
    "/submissions/?format=csv&review=wrong",
    "/submissions/?format=csv&tag=à+rappeler&note=some",
    "/similar/feedback.csv",
)


def enter(staff: User) -> Submission:
    """What people enter, in characters of many scripts."""
    collection = make_collection(staff, "Ciblé 2027")
    [private] = put_into(collection, "We bake bread in Zanzibar.")
    keeping.keep(collection.pk, {private.pk: {"Città": "Zürich"}})
    set_tags(private, ["à rappeler"])
    set_note(private, "Rückruf am Montag.", "reviewer")
    company = submit("Ærø & Søn 🦆", "Banks")
    other = Submission.objects.order_by("pk")[0]
    review(shown_row(company), "wrong", 2, staff)
    PairFeedback.objects.create(first=other, second=company, verdict="similar", said_by="reviewer")
    KindCorrection.objects.create(
        submission=company, sector="Financials", reviewer=staff, reviewer_name="reviewer"
    )
    staff.groups.add(Group.objects.create(name="Reviewers"))
    return company


def seen(client: Client, addresses: list[str]) -> dict[str, str]:
    """What a reviewer's browser gets."""
    cache.clear()
    return {
        address: ANEW.sub("", b"".join(client.get(address)).decode(errors="replace"))
        for address in addresses
    }


def test_every_page_is_the_same_after_a_backup_and_a_restore(
    model: ModelVersion, staff: User, client: Client, tmp_path: Path
) -> None:
    company = enter(staff)
    client.force_login(staff)
    own = Submission.objects.get(collection__owner=staff)
    addresses = [*public_pages(), *admin_pages(model), *FILES, own.get_absolute_url()]
    before = seen(client, addresses)
    call_command("backup", str(tmp_path / "site.backup"))
    emptying.empty()

    call_command("restore", str(tmp_path / "site.backup"))

    client.force_login(User.objects.get(username="reviewer"))
    after = seen(client, addresses)
    assert [address for address in addresses if after[address] != before[address]] == []
    assert "Ærø &amp; Søn 🦆" in after[company.get_absolute_url()]
    assert "Zürich" in after[own.get_absolute_url()]
    assert_right()
    # Words are found, and what is sent next gets a number of its own
    assert list(Submission.objects.all().with_words("søn")) == [company]
    assert Collection.objects.get(owner__username="reviewer").submissions.get() == own
    assert submit("The next one").pk > company.pk
    assert Review.objects.get().reviewer == User.objects.get()


def test_a_backup_is_of_one_moment_and_keeps_nobody_from_writing(tmp_path: Path) -> None:
    """All companies are deleted once a few of them are read; pairs of them are read later."""
    companies = [
        Submission(title=f"{number}", text="x", source="form", fingerprint=f"{number}")
        for number in range(60)
    ]
    Submission.objects.bulk_create(companies)
    for one, other in pairwise(companies):
        PairFeedback.objects.create(first=one, second=other, verdict="similar")

    def delete_all() -> None:
        submissions.delete(Submission.objects.all())
        connections.close_all()

    somebody = threading.Thread(target=delete_all)

    def note(rows: int) -> None:
        if somebody.ident is None:
            somebody.start()
            somebody.join(30)

    rows = write_backup(tmp_path / "site.backup", note)

    assert not Submission.objects.exists()
    assert (rows["scoring.Submission"], rows["scoring.PairFeedback"]) == (60, 59)
