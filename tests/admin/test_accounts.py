"""Staff keep accounts and groups in the admin."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.utils import timezone

from scoring.models import Collection, ModelVersion, Submission
from tests.collections.private import make_collection, put_into
from tests.models.recount import assert_right

pytestmark = pytest.mark.django_db

ACCOUNTS = "/admin/auth/user/"


def test_an_account_is_made_and_put_into_a_group(reviewer: Client) -> None:
    group = Group.objects.create(name="Reviewers")
    password = "a long enough password"
    entered = {
        "username": "second",
        "usable_password": "true",
        "password1": password,
        "password2": password,
    }

    made = reviewer.post(f"{ACCOUNTS}add/", entered)
    account = User.objects.get(username="second")
    response = reviewer.post(
        made["Location"], {"username": "second", "is_active": "on", "groups": [group.pk]}
    )

    assert response.status_code == 302
    assert account.check_password(password)
    assert list(account.groups.all()) == [group]


def test_nobody_can_change_when_somebody_joined_or_signed_in(reviewer: Client, staff: User) -> None:
    staff.refresh_from_db()
    long_ago = {
        f"{name}_{part}": value
        for name in ("date_joined", "last_login")
        for part, value in DATE.items()
    }

    response = reviewer.post(
        f"{ACCOUNTS}{staff.pk}/change/",
        {
            "username": "reviewer",
            "first_name": "Changed",
            "is_active": "on",
            "is_superuser": "on",
            **long_ago,
        },
    )

    assert response.status_code == 302
    after = User.objects.get(pk=staff.pk)
    assert after.first_name == "Changed"
    assert (after.date_joined, after.last_login) == (staff.date_joined, staff.last_login)


@pytest.mark.parametrize("by_action", [False, True])
def test_an_account_is_deleted_with_its_collections_and_their_counts(
    reviewer: Client, model: ModelVersion, by_action: bool
) -> None:
    public = Submission.objects.count()
    leaving = User.objects.create_user("leaving")
    put_into(make_collection(leaving, "Targets 2027"), "We bake bread.")
    address, form = f"{ACCOUNTS}{leaving.pk}/delete/", {"post": "yes"}
    if by_action:
        address = ACCOUNTS
        form |= {"action": "delete_selected", "_selected_action": str(leaving.pk)}
    asked = reviewer.post(address, {**form, "post": ""}) if by_action else reviewer.get(address)
    assert "Targets 2027" in asked.content.decode()

    assert reviewer.post(address, form).status_code == 302

    assert not User.objects.filter(username="leaving").exists()
    assert not Collection.objects.filter(name="Targets 2027").exists()
    assert Submission.objects.count() == public
    assert_right()


DATE = {"0": "1999-01-01", "1": "00:00:00"}


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ({"username": ""}, "This field is required."),
        ({"username": "two words"}, "Enter a valid username."),
        ({"username": "reviewer"}, "A user with that username already exists."),
        ({"password2": "another password"}, "The two password fields"),
        ({"password1": "12345678", "password2": "12345678"}, "too common"),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    reviewer: Client, entered: dict[str, str], said: str
) -> None:
    password = "a long enough password"
    good = {
        "username": "second",
        "usable_password": "true",
        "password1": password,
        "password2": password,
    }

    response = reviewer.post(f"{ACCOUNTS}add/", {**good, **entered})

    assert response.status_code == 200
    assert said in response.content.decode()
    assert User.objects.count() == 1


def test_the_last_admin_stays_until_there_is_another(reviewer: Client, staff: User) -> None:
    form = {"post": "yes", "action": "delete_selected", "_selected_action": str(staff.pk)}

    for address in (ACCOUNTS, f"{ACCOUNTS}{staff.pk}/delete/"):
        assert "nobody could make another one" in reviewer.post(address, form).content.decode()
    assert User.objects.filter(pk=staff.pk).exists()

    User.objects.create_superuser("second")
    assert reviewer.post(f"{ACCOUNTS}{staff.pk}/delete/", form).status_code == 302
    assert not User.objects.filter(pk=staff.pk).exists()


def test_who_is_no_admin_reads_no_names_of_collections(client: Client) -> None:
    keeper = User.objects.create_user("keeper", is_staff=True)
    keeper.user_permissions.set(Permission.objects.filter(content_type__model="user"))
    leaving = User.objects.create_user("leaving")
    make_collection(leaving, "Targets 2027")
    client.force_login(keeper)

    page = client.get(f"{ACCOUNTS}{leaving.pk}/delete/").content.decode()

    assert "Collections with all their companies" in page
    assert "Targets 2027" not in page


def test_failed_tries_that_are_over_are_cleaned_up(reviewer: Client) -> None:
    new = AccessAttempt.objects.create(failures_since_start=1, username="ann")
    old = AccessAttempt.objects.create(failures_since_start=1, username="bob")
    long_ago = timezone.now() - timedelta(hours=2)
    AccessAttempt.objects.filter(pk=old.pk).update(attempt_time=long_ago)
    form = {"action": "cleanup_expired_attempts", "_selected_action": str(new.pk)}

    assert reviewer.post("/admin/axes/accessattempt/", form).status_code == 302
    assert list(AccessAttempt.objects.values_list("pk", flat=True)) == [new.pk]
