"""On the page of a company reviewers say what it is; what cannot be stored stays there."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.companies import submissions
from scoring.models import Assignment, KindCorrection, ModelVersion, Submission
from scoring.review.kinds import correct_kind
from tests.review.desk import member_of_staff
from tests.shown import shown

pytestmark = pytest.mark.django_db
BUTTON = "Save the kind"
BANKS = "Regional and community banks"


def company() -> Submission:
    return Submission.objects.get(title="Ark Bank")


def send(client: Client, **sent: Any) -> tuple[int, str]:
    """Press the button as somebody who has seen all that was said; the page that comes of it."""
    last = company().kind_corrections.last()
    data = {"last": last.pk if last else 0, **sent}
    response = client.post(f"{company().get_absolute_url()}kind", data, follow=True)
    return response.status_code, shown(response)


def stored_kind() -> tuple[str, str]:
    row = Assignment.objects.get(submission=company())
    return row.shown_sector, row.shown_segment


def assert_unchanged() -> None:
    assert not KindCorrection.objects.exists()
    assert stored_kind() == ("Financials", BANKS)


def test_a_visitor_sees_no_box_and_is_asked_to_sign_in(
    visitor: Client, placed: ModelVersion
) -> None:
    assert BUTTON not in shown(visitor.get(company().get_absolute_url()))

    status, page = send(visitor, kind="Bakeries")

    assert status == 403
    assert "Nothing was changed" in page
    assert 'href="/accounts/login/' in page
    assert_unchanged()


@pytest.mark.parametrize("permissions", [[], ["view_submission"], ["change_cluster"]])
def test_accounts_without_the_permission_are_refused(
    placed: ModelVersion, permissions: list[str]
) -> None:
    other = member_of_staff("other", *permissions)

    assert send(other, kind="Bakeries")[0] == 403
    assert other.get(f"{company().get_absolute_url()}kind").status_code == 403
    assert BUTTON not in shown(other.get(company().get_absolute_url()))
    assert_unchanged()


def test_the_permission_suffices(colleague: Client, placed: ModelVersion) -> None:
    assert send(colleague, kind="Bakeries")[0] == 200
    assert stored_kind() == ("Consumer Staples", "Bakeries")


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("Bakeries", ("Consumer Staples", "Bakeries")),
        ("shops, cars and leisure", ("Consumer Discretionary", "")),
        ("Consumer Discretionary", ("Consumer Discretionary", "")),
    ],
)
def test_what_a_reviewer_says_is_stored_and_shown(
    reviewer: Client, placed: ModelVersion, typed: str, kind: tuple[str, str]
) -> None:
    status, page = send(reviewer, kind=typed)

    assert status == 200
    assert "Stored: that is what it is from now on." in page
    assert f"Last: {kind[1] or kind[0]} by <bdi>reviewer</bdi>" in page
    assert stored_kind() == kind


def test_an_empty_field_takes_it_back(reviewer: Client, placed: ModelVersion) -> None:
    send(reviewer, kind="Bakeries")

    status, page = send(reviewer, kind="")

    assert status == 200
    assert "Last: taken back by <bdi>reviewer</bdi>" in page
    assert stored_kind() == ("Financials", BANKS)


def test_the_field_has_what_is_shown_and_offers_every_kind(
    reviewer: Client, placed: ModelVersion
) -> None:
    page = shown(reviewer.get(company().get_absolute_url()))

    assert f'placeholder="{BANKS}"' in page
    for name in ("Oil and gas", "Bakeries", "Fertility and women&#x27;s health clinics"):
        assert f'<option value="{name}">' in page


def test_where_the_sector_alone_is_known_the_field_has_its_readable_name(
    reviewer: Client, placed: ModelVersion
) -> None:
    _, page = send(reviewer, kind="Energy")

    assert 'autocomplete="off" value="Oil and gas"' in page


@pytest.mark.parametrize(
    ("typed", "in_page"),
    [
        ("Unicorn breeders", "Unicorn breeders"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('" onfocus="alert(1)', "&quot; onfocus=&quot;alert(1)"),
        ("x" * 101, "x" * 101),
        ("none", "none"),
    ],
)
def test_an_unknown_name_is_refused_and_stays_in_the_field(
    reviewer: Client, placed: ModelVersion, typed: str, in_page: str
) -> None:
    status, page = send(reviewer, kind=typed)

    assert status == 422
    assert "Nothing was changed." in page
    assert f'autocomplete="off" value="{in_page}"' in page
    assert "<script>alert" not in page
    assert_unchanged()


@pytest.mark.parametrize("last", ["", "banana", "-1", "1e9", "9" * 30, "\x00"])
def test_a_form_that_does_not_say_what_was_seen_is_not_stored(
    reviewer: Client, placed: ModelVersion, last: str
) -> None:
    status, page = send(reviewer, kind="Bakeries", last=last)

    assert status == 422
    assert "The form was not complete; here is a new one." in page
    assert 'autocomplete="off" value="Bakeries"' in page
    assert_unchanged()


def test_an_empty_request_is_not_stored(reviewer: Client, placed: ModelVersion) -> None:
    assert reviewer.post(f"{company().get_absolute_url()}kind").status_code == 422
    assert_unchanged()


def test_a_colleague_s_newer_word_is_shown_before_it_can_be_overwritten(
    reviewer: Client, placed: ModelVersion
) -> None:
    other = User.objects.create_user("<i>colleague")
    theirs = correct_kind(company(), sector="Energy", segment="", last=0, reviewer=other)

    status, page = send(reviewer, kind="Bakeries", last=0)

    assert status == 422
    assert "colleague said what it is since you opened the page: Energy. Look again." in page
    assert "<i>colleague" not in page
    assert 'autocomplete="off" value="Bakeries"' in page
    assert f'name="last" value="{theirs.pk}"' in page
    assert stored_kind() == ("Energy", "")

    assert send(reviewer, kind="Bakeries")[0] == 200
    assert stored_kind() == ("Consumer Staples", "Bakeries")


def test_what_is_sent_twice_is_stored_once(reviewer: Client, placed: ModelVersion) -> None:
    send(reviewer, kind="Bakeries", last=0)

    assert send(reviewer, kind="Bakeries", last=0)[0] == 422
    assert KindCorrection.objects.count() == 1


def test_whoever_reads_the_address_is_led_to_the_result(
    reviewer: Client, placed: ModelVersion
) -> None:
    address = f"{company().get_absolute_url()}kind"

    assert reviewer.get(address)["Location"] == company().get_absolute_url()
    assert reviewer.put(address).status_code == 405
    assert reviewer.get("/submissions/999999/kind").status_code == 404
    assert reviewer.post("/submissions/999999/kind", {"kind": "Bakeries"}).status_code == 404


def test_a_company_that_waits_for_a_model_keeps_what_is_said(reviewer: Client, db: None) -> None:
    submissions.submit(title="Ark Bank", category="", text="A bank before any model.")

    assert send(reviewer, kind="Bakeries")[0] == 200
    assert send(reviewer, kind="Unicorn breeders")[0] == 422
    assert KindCorrection.objects.count() == 1


def test_a_form_of_another_site_is_refused(placed: ModelVersion, staff: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff)

    assert send(strict, kind="Bakeries")[0] == 403
    assert_unchanged()
