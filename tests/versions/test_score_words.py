"""From which scores on companies are close or related, as a version finds it when it is trained."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from clustering.evaluation.near_pairs import FEWEST_ROWS, NearPair, near_pairs
from clustering.settings import PRESETS
from clustering.training import Rows
from scoring.models import ModelVersion, Submission
from scoring.models.collections import Collection
from scoring.similar.pairs.feedback import SaidPair, mark_pair, pairs_to_learn
from scoring.similar.pairs.meaning import CLOSE, RELATED
from scoring.similar.ranking import FULL
from scoring.versions.learning import score_words
from scoring.versions.learning.score_words import Scored
from scoring.versions.training_rows import training_rows
from tests.conftest import stored_version
from tests.kinds.site import model_with_kinds
from tests.shown import shown
from tests.similar.companies import store

SETTINGS = PRESETS["similarco"]
ONE, OTHER = "We bake bread and rolls in our own ovens.", "Rolls and bread from our ovens."


def pairs(score: int, count: int, *, segment: int, industry: int) -> list[NearPair]:
    """So many with one score, of which some are of one segment, some of one industry and sector."""
    closeness = FULL * score / 100
    found = []
    for place in range(count):
        is_one_industry = place < industry
        found.append(NearPair(closeness, place < segment, is_one_industry, is_one_industry))
    return found


NEAR = [
    *pairs(90, 50, segment=50, industry=50),
    *pairs(70, 50, segment=30, industry=30),
    *pairs(60, 50, segment=5, industry=20),
    *pairs(40, 50, segment=0, industry=10),
    *pairs(30, 50, segment=0, industry=0),
]


def fitted(near: list[NearPair], said: list[SaidPair] | None = None) -> dict[str, Any]:
    return score_words.score_words(Scored(model_with_kinds()), near, said or [], None)


def test_bounds_are_where_enough_pairs_from_there_on_are_of_one_kind() -> None:
    told = fitted(NEAR)["score"]

    assert (told["close"], told["related"]) == (61, 31)
    assert told["shares"] == {
        "close": (100, 8.0, 8.0, 8.0),
        "related": (100, 0.5, 3.0, 3.0),
        "weak": (50, 0, 0, 0),
    }


def test_of_too_few_pairs_bounds_are_those_found_once() -> None:
    told = fitted(NEAR[:5])["score"]

    assert (told["close"], told["related"]) == (CLOSE, RELATED)


def test_without_labelled_companies_nothing_is_told() -> None:
    assert fitted([], [SaidPair(ONE, OTHER, is_similar=True)]) == {}


def test_few_rows_have_no_pairs_and_no_kinds_are_learned_for_them() -> None:
    texts = [ONE] * (FEWEST_ROWS - 1)
    rows = Rows(texts, texts, texts)

    assert near_pairs(rows, texts, SETTINGS, kinds_without=pytest.fail) == []  # type: ignore[arg-type]


def test_words_of_reviewers_move_a_bound_and_are_asked_of_the_other_half() -> None:
    one_pair = [SaidPair(ONE, OTHER, is_similar=False)]
    scores = score_words._scores(Scored(model_with_kinds()), one_pair)
    near = pairs(scores[0], 40, segment=40, industry=40) + pairs(20, 40, segment=0, industry=0)
    said = one_pair * 20

    assert fitted(near)["score"]["related"] <= fitted(near)["score"]["close"] <= scores[0]
    told = fitted(near, said)
    assert told["score"]["related"] == min(RELATED, told["score"]["close"]) != scores[0]
    assert told["pairs"]["said"] == 20
    assert fitted(near, said[:1])["pairs"] == {"said": 1, "right": 0}


@pytest.mark.django_db
def test_only_what_counts_for_all_of_companies_that_all_may_see_is_learned(staff: User) -> None:
    first, second, third = (store(f"C{number}", f"{ONE} {number}") for number in range(3))
    own = Collection.objects.create(name="Own", owner=staff)
    mark_pair(first, second, "similar", "reviewer")
    mark_pair(first, second, "not-similar", "member", "account 7")
    mark_pair(first, third, "not-similar", "reviewer")
    Submission.objects.filter(pk=third.pk).update(collection=own)

    assert pairs_to_learn() == [SaidPair(first.text, second.text, is_similar=True)]


def test_words_on_pairs_are_counted_at_the_desk_and_told_with_the_version(
    reviewer: Client, first: ModelVersion
) -> None:
    one, other = Submission.objects.order_by("pk")[:2]
    mark_pair(one, other, "similar", "reviewer")
    assert "1 answer since the last training" in shown(reviewer.get("/review/"))

    model = model_with_kinds()
    version = stored_version(model, training_rows("catalogue"))
    version.calibration = score_words.score_words(Scored(model), NEAR, pairs_to_learn(), None)
    version.calibration["pairs"]["right_before"] = 0
    version.save()

    page = " ".join(shown(reviewer.get(version.get_absolute_url())).split())
    assert "Reviewers judged 1 pair: <b>" in page
    assert "(before: 0)" in page
