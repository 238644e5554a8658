"""A visitor's words on pairs count in his session, a member's for himself, a reviewer's for all."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from clustering.closeness import Factors
from scoring.account_pages.deleting import delete_account
from scoring.models import ModelVersion, PairFeedback, Submission
from scoring.models.collections import OF_THE_SITE
from scoring.similar.nearest import pair_score
from scoring.similar.sources import Sources
from tests.collections.private import make_collection, member, put_into
from tests.shown import shown
from tests.similar.companies import att, nearest

pytestmark = pytest.mark.django_db
LEFT_OUT = "1 pair marked not similar is left out"


@pytest.fixture
def other(model: ModelVersion) -> Submission:
    """The company that is most like the one that the tests ask about."""
    return nearest(att())


def browser(account: User) -> Client:
    client = Client()
    client.force_login(account)
    return client


def say(client: Client, other: Submission, verdict: str = "not-similar") -> str:
    address = f"/submissions/{att().pk}/with/{other.pk}/say"
    return shown(client.post(address, {"verdict": verdict}, follow=True))


def leaves_out(client: Client) -> bool:
    return LEFT_OUT in shown(client.get(att().get_absolute_url()))


def test_a_visitor_s_word_counts_in_his_session_alone(
    visitor: Client, reviewer: Client, other: Submission
) -> None:
    say(visitor, other)

    assert leaves_out(visitor)
    assert not leaves_out(Client())
    assert not leaves_out(reviewer)
    said = PairFeedback.objects.get()
    assert said.speaker.startswith("session:")
    assert (said.said_by, said.verdict) == ("", "not-similar")


def test_a_member_s_word_counts_for_himself_in_every_browser(other: Submission) -> None:
    ann = member("ann")
    say(browser(ann), other)

    assert leaves_out(browser(ann))
    assert not leaves_out(browser(member("bob")))
    assert not leaves_out(Client())


def test_a_reviewer_s_word_counts_for_all_and_he_alone_takes_it_back(
    visitor: Client, reviewer: Client, other: Submission
) -> None:
    say(reviewer, other)
    assert leaves_out(visitor)

    assert "You have not marked this pair" in say(visitor, other, "")
    assert leaves_out(visitor)

    say(reviewer, other, "")
    assert not leaves_out(visitor)


def test_one_s_own_word_stands_before_a_reviewer_s(
    visitor: Client, reviewer: Client, other: Submission
) -> None:
    say(reviewer, other)
    say(visitor, other, "similar")

    assert not leaves_out(visitor)
    assert leaves_out(reviewer)
    say(visitor, other, "")
    assert leaves_out(visitor)


def test_a_reviewer_s_word_on_a_private_company_counts_for_who_sees_both(
    visitor: Client, reviewer: Client, staff: User, other: Submission
) -> None:
    private = make_collection(staff)
    [copy] = put_into(private, f"{att().text} Telephones and networks.")
    say(reviewer, copy)

    assert "marked not similar" in shown(reviewer.get(att().get_absolute_url()))
    assert "marked not similar" not in shown(visitor.get(att().get_absolute_url()))


def test_files_of_words_have_one_s_own_and_those_for_all_and_a_reviewer_s_has_every_one(
    visitor: Client, reviewer: Client, other: Submission
) -> None:
    say(visitor, other)
    say(browser(member("ann")), other, "similar")

    def rows(client: Client) -> int:
        return client.get("/similar/feedback.csv").getvalue().decode().count("\r\n") - 1

    assert (rows(visitor), rows(Client()), rows(reviewer)) == (1, 0, 2)


def test_a_deleted_member_takes_his_words_along_and_a_reviewer_s_stay(
    reviewer: Client, staff: User, other: Submission
) -> None:
    ann = member("ann")
    say(browser(ann), other)
    say(reviewer, other)

    delete_account(ann)

    assert [each.speaker for each in PairFeedback.objects.all()] == ["all"]


def test_scores_go_by_what_a_version_learned_from_words(kinds: ModelVersion) -> None:
    one, other = Submission.objects.order_by("pk")[:2]
    before = pair_score(one, other, Sources.read(OF_THE_SITE))
    kinds.calibration["order"] = {"factors": [0.25, 0.25]}
    kinds.save()

    learned = Sources.read(OF_THE_SITE)
    assert learned.factors() == Factors(0.25, 0.25)
    assert pair_score(one, other, learned) != before
