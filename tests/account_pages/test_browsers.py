"""One's account lists the browsers in which one is signed in, and signs them out."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from scoring.accounts.devices import device_in_words
from scoring.models import SignedIn
from tests.collections.private import member
from tests.security.visits import sign_in
from tests.shown import shown

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def ann(db: None) -> User:
    return member("ann")


def browser(user_agent: str, name: str = "ann") -> Client:
    client = Client(headers={"user-agent": user_agent})
    sign_in(client, PASSWORD, name)
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (WINDOWS, "Firefox on Windows"),
        (IPHONE, "Safari on an iPhone"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
            "Edge on Linux",
        ),
        (
            "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/142.0.0.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("<script>", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_told_in_words(said: str, words: str) -> None:
    assert device_in_words(said) == words


def test_all_browsers_of_an_account_are_listed_and_one_is_signed_out(ann: User) -> None:
    here, there = browser(WINDOWS), browser(IPHONE)
    member("bob")
    browser(IPHONE, "bob")
    page = shown(here.get("/account/"))
    assert page.count("Firefox on Windows") == 1
    # And its button says which one it is
    assert page.count("Safari on an iPhone") == 2
    assert there.session.session_key not in page
    row = SignedIn.objects.get(account=ann, device="Safari on an iPhone")

    response = here.post("/account/sign-out", {"browser": row.pk})

    assert response["Location"] == "/account/"
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)
    assert "Safari on an iPhone" not in shown(here.get("/account/"))


def test_all_others_are_signed_out_at_once_and_nobody_else(ann: User) -> None:
    here, *others = (browser(WINDOWS) for _ in range(3))
    member("bob")
    bob = browser(IPHONE, "bob")

    here.post("/account/sign-out", {"others": "1"})

    assert [is_signed_in(each) for each in (here, *others, bob)] == [True, False, False, True]


def test_nobody_signs_out_others_or_himself_by_a_number(ann: User) -> None:
    here = browser(WINDOWS)
    member("bob")
    bob = browser(IPHONE, "bob")
    for row in SignedIn.objects.all():
        here.post("/account/sign-out", {"browser": row.pk})
    here.post("/account/sign-out", {"browser": "x"})

    assert (is_signed_in(here), is_signed_in(bob)) == (True, True)
    assert Client().post("/account/sign-out", {"others": "1"})["Location"].startswith("/accounts/")


def test_what_has_ended_is_not_listed(ann: User) -> None:
    here, over, before = browser(WINDOWS), browser(IPHONE), browser(IPHONE)
    Session.objects.filter(pk=over.session.session_key).update(
        expire_date=timezone.now() - timedelta(days=1)
    )
    changed = {"old_password": PASSWORD, "new_password1": "w" * 20 + "1x"}
    here.post("/accounts/password/", {**changed, "new_password2": changed["new_password1"]})

    page = shown(here.get("/account/"))

    assert "Firefox on Windows" in page
    assert "iPhone" not in page
    assert not is_signed_in(before)


def test_a_browser_is_noted_once_an_hour_and_goes_with_its_session(ann: User) -> None:
    here = browser(WINDOWS)
    row = SignedIn.objects.get()
    long_ago = timezone.now() - timedelta(days=3)
    SignedIn.objects.update(seen_at=long_ago)
    here.get("/account/")
    assert SignedIn.objects.get().seen_at == long_ago
    session = here.session
    session["seen_in_hour"] = "0"
    session.save()

    here.get("/account/")

    assert SignedIn.objects.get().pk == row.pk
    assert SignedIn.objects.get().seen_at > long_ago
    here.post("/accounts/logout/")
    assert not SignedIn.objects.exists()
