"""Who is asking, as every page is told it."""

import pytest
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory

from scoring.accounts.people import Role, person_asking

pytestmark = pytest.mark.django_db


def asking(account: User | AnonymousUser) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = account
    request.session = SessionStore()
    return request


def test_a_visitor_has_no_account_and_no_session_for_nothing() -> None:
    person = person_asking(asking(AnonymousUser()))

    assert (person.role, person.account, person.session_key) == (Role.VISITOR, None, "")
    assert not person.is_member


def test_staff_who_may_not_review_are_members() -> None:
    account = User.objects.create_user("clerk", is_staff=True)

    person = person_asking(asking(account))

    assert (person.role, person.account) == (Role.MEMBER, account)
    assert not person.is_reviewer


def test_who_may_change_what_is_said_of_companies_is_a_reviewer() -> None:
    account = User.objects.create_user("reviewer", is_staff=True)
    account.user_permissions.add(Permission.objects.get(codename="change_submission"))

    person = person_asking(asking(account))

    assert (person.role, person.is_member, person.is_admin) == (Role.REVIEWER, True, False)


def test_a_superuser_is_an_admin() -> None:
    account = User.objects.create_superuser("admin")

    assert person_asking(asking(account)).is_admin


def test_a_person_is_looked_up_once_for_a_request() -> None:
    request = asking(User.objects.create_superuser("admin"))

    assert person_asking(request) is person_asking(request)
