"""The desk is for staff who may change submissions, and for nobody else."""

import pytest
from django.test import Client

from scoring.models import ModelVersion, Review
from tests.review.desk import decide, member_of_staff, put, stored

pytestmark = pytest.mark.django_db

LINK = '<a href="/review/"'


def test_a_visitor_is_sent_to_sign_in_and_comes_back(client: Client, version: ModelVersion) -> None:
    row = put(version, "A")

    assert (
        client.get("/review/?cluster=1")["Location"]
        == "/accounts/login/?next=/review/%3Fcluster%3D1"
    )
    for address, sent in (
        ("/review/", {"row": row.pk, "said": 0, "choice": "confirm"}),
        ("/review/undo", {"last": 1}),
    ):
        assert client.post(address, sent)["Location"] == f"/accounts/login/?next={address}"
    assert stored(row) == ("unreviewed", 0, 0)


@pytest.mark.parametrize("permissions", [[], ["view_submission"], ["change_cluster"]])
def test_accounts_without_the_permission_are_refused(
    client: Client, version: ModelVersion, permissions: list[str]
) -> None:
    row = put(version, "A")
    other = member_of_staff("other", *permissions)

    assert other.get("/review/").status_code == 403
    assert decide(other, row).status_code == 403
    assert other.post("/review/undo", {"last": 1}).status_code == 403
    assert not Review.objects.exists()
    assert LINK not in other.get("/about/").content.decode()


def test_the_permission_suffices(colleague: Client, version: ModelVersion) -> None:
    row = put(version, "A")

    assert decide(colleague, row).status_code == 200
    assert stored(row) == ("confirmed", 0, 0)


def test_the_link_in_the_head_is_for_reviewers(client: Client, colleague: Client) -> None:
    assert LINK not in client.get("/about/").content.decode()
    assert LINK in colleague.get("/about/").content.decode()
    assert f'{LINK} aria-current="page"' in colleague.get("/review/").content.decode()


@pytest.mark.parametrize(
    ("address", "allowed"), [("/review/", {"GET", "HEAD", "POST"}), ("/review/undo", {"POST"})]
)
def test_other_methods_are_refused(reviewer: Client, address: str, allowed: set[str]) -> None:
    for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} - allowed:
        assert reviewer.generic(method, address).status_code == 405


def test_a_form_of_another_site_is_refused(staff: object, version: ModelVersion) -> None:
    row = put(version, "A")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff)  # type: ignore[arg-type]

    assert decide(strict, row).status_code == 403
    assert stored(row) == ("unreviewed", 0, 0)
