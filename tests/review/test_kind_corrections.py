"""What a reviewer says that a company is, is kept, and shown in every place."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.companies import submissions
from scoring.models import Assignment, KindCorrection, ModelVersion, Submission
from scoring.review.kinds import KindForm, correct_kind
from scoring.review.taught import Taught, what_was_taught
from scoring.review.verdicts import ReviewError
from tests.companies.test_filters import titles
from tests.kinds.site import seen
from tests.models.recount import assert_right

pytestmark = pytest.mark.django_db
BANKS = "Regional and community banks"


def company(title: str) -> Submission:
    return Submission.objects.get(title=title)


def row_of(title: str) -> Assignment:
    return Assignment.objects.get(submission__title=title)


def correct(title: str, sector: str, segment: str, reviewer: User) -> KindCorrection:
    """Say it as somebody who has seen all that was said before."""
    last = company(title).kind_corrections.last()
    return correct_kind(
        company(title),
        sector=sector,
        segment=segment,
        last=last.pk if last else 0,
        reviewer=reviewer,
    )


def in_list(client: Client, **asked: str) -> list[str]:
    return titles(client, urlencode(asked))


def in_cluster(client: Client, number: int) -> dict[str, int]:
    """The kinds of business that the page of a cluster says it is made of."""
    parts = client.get(f"/clusters/{number}/").context["shelf"].mix.parts
    return {part.name: part.total for part in parts}


# What is typed


def read(typed: Any) -> KindForm:
    form = KindForm({"kind": typed, "last": 0})
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("Bakeries", ("Consumer Staples", "Bakeries")),
        ("bakeries", ("Consumer Staples", "Bakeries")),
        ("  REGIONAL   and community\nbanks ", ("Financials", BANKS)),
        (
            "Fertility and women's health clinics",
            ("Health Care", "Fertility and women's health clinics"),
        ),
        ("Consumer Discretionary", ("Consumer Discretionary", "")),
        ("Shops, cars and leisure", ("Consumer Discretionary", "")),
        ("oil and gas", ("Energy", "")),
        ("Bake\x00ries\u200b", ("Consumer Staples", "Bakeries")),
        ("", ("", "")),
        (" \n\x00", ("", "")),
    ],
)
def test_a_segment_and_a_sector_by_either_name_are_understood(
    typed: str, kind: tuple[str, str]
) -> None:
    assert read(typed).cleaned_data["kind"] == kind


@pytest.mark.parametrize(
    "typed",
    ["Baker", "Bakeries and cakes", "none", "0", "consumer-staples", "%", "🦆", "<b>Bakeries</b>"],
)
def test_what_is_neither_is_refused(typed: str) -> None:
    assert read(typed).errors["kind"] == [
        f"“{typed}” is not a kind of business from the list. "
        "Choose one that is offered, or a sector."
    ]


def test_what_is_longer_than_any_name_is_refused() -> None:
    assert read("x" * 101).has_error("kind", "max_length")
    assert not read("x" * 101).cleaned_data.get("kind")


# Where it is shown


def test_a_corrected_company_moves_in_lists_counts_files_and_its_cluster(
    client: Client, placed: ModelVersion, staff: User
) -> None:
    assert in_cluster(client, 0) == {"Pawnbrokers": 1, BANKS: 1}

    correct("Ark Bank", "Consumer Staples", "Bakeries", staff)

    assert seen(row_of("Ark Bank")) == ("Consumer Staples", "Bakeries")
    assert "Ark Bank" not in in_list(client, sector="Financials")
    assert "Ark Bank" in in_list(client, sector="Consumer Staples", segment="Bakeries")
    assert "Ark Bank" in titles(client, "", "/segments/bakeries/")
    assert in_cluster(client, 0) == {"Bakeries": 1, "Pawnbrokers": 1}
    exported = client.get("/submissions/?q=ark&format=json")
    [row] = json.loads(b"".join(exported.streaming_content))
    assert (row["sector"], row["segment"]) == ("Consumer Staples", "Bakeries")
    assert_right()


def test_what_the_model_said_and_the_cluster_stay(placed: ModelVersion, staff: User) -> None:
    before = row_of("Ark Bank")

    correct("Ark Bank", "Energy", "", staff)

    row = row_of("Ark Bank")
    said = ("sector", "segment", "sector_probability", "segment_probability", "next_kinds")
    kept = (*said, "cluster", "shown_cluster", "verdict", "status")
    assert [getattr(row, name) for name in kept] == [getattr(before, name) for name in kept]


def test_a_sector_alone_leaves_the_model_s_segment_only_within_it(
    placed: ModelVersion, staff: User
) -> None:
    correct("Ark Bank", "Financials", "", staff)
    correct("Gold Pawn", "Energy", "", staff)

    assert seen(row_of("Ark Bank")) == ("Financials", BANKS)
    assert seen(row_of("Gold Pawn")) == ("Energy", "")


def test_the_last_word_stands_and_earlier_ones_are_kept(placed: ModelVersion, staff: User) -> None:
    for sector, segment in (("Energy", ""), ("Financials", "Pawnbrokers"), ("Utilities", "")):
        correct("Ark Bank", sector, segment, staff)
        assert_right()

    assert seen(row_of("Ark Bank")) == ("Utilities", "")
    said = KindCorrection.objects.values_list("sector", "segment", "reviewer_name")
    assert list(said) == [
        ("Energy", "", "reviewer"),
        ("Financials", "Pawnbrokers", "reviewer"),
        ("Utilities", "", "reviewer"),
    ]


def test_one_that_is_taken_back_shows_the_model_s_again(placed: ModelVersion, staff: User) -> None:
    correct("Ark Bank", "Energy", "", staff)
    correct("Ark Bank", "", "", staff)

    assert seen(row_of("Ark Bank")) == ("Financials", BANKS)
    assert KindCorrection.objects.count() == 2
    assert KindCorrection.objects.standing([company("Ark Bank").pk]) == {}
    assert_right()


@pytest.mark.parametrize("title", ["Hush", "Idle"])
def test_a_company_without_a_kind_of_the_model_gets_one(
    client: Client, placed: ModelVersion, staff: User, title: str
) -> None:
    correct(title, "Consumer Staples", "Bakeries", staff)

    assert title in in_list(client, segment="Bakeries")
    assert_right()
    correct(title, "", "", staff)
    assert seen(row_of(title)) == ("", "")
    assert title in in_list(client, segment="none", sector="none")
    assert_right()


def test_one_of_a_segment_that_is_no_more_is_shown_listed_and_teaches_its_sector(
    reviewer: Client, placed: ModelVersion, staff: User
) -> None:
    correct("Ark Bank", "Financials", "Banks of old", staff)
    ark = company("Ark Bank")

    page = reviewer.get(f"/submissions/{ark.pk}/").content.decode()

    assert '<a href="/submissions/?segment=Banks+of+old">Banks of old</a>' in page
    assert in_list(reviewer, segment="Banks of old") == ["Ark Bank"]
    assert reviewer.get(f"/admin/scoring/submission/{ark.pk}/change/").status_code == 200
    assert what_was_taught() == (Taught(ark.pk, ark.text, "Financials", ""),)


def test_other_companies_stay_as_they_are(placed: ModelVersion, staff: User) -> None:
    others = Assignment.objects.exclude(submission__title="Ark Bank").order_by("pk")
    before = list(others.values_list())

    correct("Ark Bank", "Energy", "", staff)

    assert list(others.values_list()) == before


def test_a_colleague_s_newer_word_is_not_overwritten_unseen(
    placed: ModelVersion, staff: User
) -> None:
    colleague = User.objects.create_user("colleague")
    correct("Ark Bank", "Energy", "", colleague)

    for last in (0, 10**9):
        with pytest.raises(ReviewError, match="colleague said what it is since .*: Energy"):
            correct_kind(
                company("Ark Bank"), sector="Utilities", segment="", last=last, reviewer=staff
            )

    assert seen(row_of("Ark Bank")) == ("Energy", "")
    assert KindCorrection.objects.count() == 1
    assert_right()


def test_one_that_a_colleague_took_back_is_not_said_again_unseen(
    placed: ModelVersion, staff: User
) -> None:
    first = correct("Ark Bank", "Energy", "", staff)
    correct("Ark Bank", "", "", User.objects.create_user("colleague"))

    with pytest.raises(ReviewError, match="colleague .*: nothing any more"):
        correct_kind(
            company("Ark Bank"), sector="Utilities", segment="", last=first.pk, reviewer=staff
        )


def test_the_word_of_a_deleted_account_stands(placed: ModelVersion) -> None:
    colleague = User.objects.create_user("colleague")
    correct("Ark Bank", "Energy", "", colleague)

    colleague.delete()

    [kept] = KindCorrection.objects.all()
    assert (kept.reviewer, kept.reviewer_name) == (None, "colleague")
    assert KindCorrection.objects.standing([company("Ark Bank").pk]) == {kept.submission_id: kept}


def test_what_was_said_of_a_deleted_company_goes_with_it(placed: ModelVersion, staff: User) -> None:
    correct("Ark Bank", "Energy", "", staff)

    submissions.delete(Submission.objects.filter(title="Ark Bank"))

    assert not KindCorrection.objects.exists()
    assert_right()
