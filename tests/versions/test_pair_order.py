"""What a version learns from words on pairs: how much kinds and places count beside words."""

from collections.abc import Callable

import pytest
from django.test import Client

from clustering.closeness import AS_EVER, OF_A_LONG_TEXT, OF_A_SHORT_TEXT, Factors, Shares
from scoring.kinds.data import described
from scoring.models import ModelVersion
from scoring.similar.pairs.feedback import SaidPair
from scoring.versions.learning.pair_order import (
    FEWEST,
    FEWEST_OF_EACH,
    Order,
    learned_order,
)
from tests.kinds.site import NOTHING, SEGMENTS, model_with_kinds
from tests.shown import shown

TRADES = [described()[name].texts for name in SEGMENTS]
NAMES = ("Zyzzquark", "Brobdig", "Quexil", "Mondavik", "Plorvent", "Harkwith", "Strebnor", "Wexal")


def pairs_by(is_similar: Callable[[bool], bool]) -> list[SaidPair]:
    """Pairs of one trade, and of two that share a name; which are similar, somebody says."""
    said = []
    for number, texts in enumerate(TRADES):
        others = TRADES[number - 1]
        for one, next_one, other in zip(texts, texts[1:], others, strict=False):
            name = f"{NAMES[number]} {NAMES[number - 1]}"
            of_two = SaidPair(f"{name} {one}", f"{name} {other}", is_similar(False))
            pairs = [SaidPair(one, next_one, is_similar(True)), of_two]
            # Both kinds in both halves
            said += pairs if len(said) % 4 else pairs[::-1]
    return said


def test_where_people_go_by_the_trade_kinds_and_places_count_more() -> None:
    order = learned_order(model_with_kinds(), pairs_by(lambda is_one_trade: is_one_trade))

    assert order.right_before < order.right <= order.compared
    assert max(order.factors) > 1


def test_what_orders_no_other_pairs_better_is_not_taken() -> None:
    said = pairs_by(lambda is_one_trade: is_one_trade)
    # The halves contradict each other
    torn = [
        pair._replace(is_similar=pair.is_similar != bool(index % 2))
        for index, pair in enumerate(said)
    ]
    order = learned_order(model_with_kinds(), torn)

    assert order.compared
    assert (order.right > order.right_before) == (order.factors != AS_EVER)


@pytest.mark.parametrize(
    "said",
    [
        [],
        pairs_by(lambda is_one_trade: is_one_trade)[: FEWEST - 2],
        pairs_by(lambda is_one_trade: True),
        [SaidPair(NOTHING, "", is_similar=bool(number % 2)) for number in range(FEWEST)],
    ],
)
def test_from_few_words_or_one_kind_of_them_nothing_is_learned(said: list[SaidPair]) -> None:
    assert learned_order(model_with_kinds(), said) == Order()
    assert Order().as_told() == {}


def test_a_few_words_among_many_of_the_other_kind_say_nothing() -> None:
    said = pairs_by(lambda is_one_trade: False)
    few = [pair._replace(is_similar=True) for pair in said[: FEWEST_OF_EACH - 1]]

    assert learned_order(model_with_kinds(), few + said[FEWEST_OF_EACH - 1 :]) == Order()


@pytest.mark.parametrize("shares", [OF_A_SHORT_TEXT, OF_A_LONG_TEXT])
def test_the_whole_goes_with_the_sum_of_what_counts(shares: Shares) -> None:
    changed = shares.times(Factors(2, 0.5))

    assert changed.kinds == 2 * shares.kinds
    assert changed.place == shares.place / 2
    assert sum(changed[:3]) / changed.whole == pytest.approx(sum(shares[:3]) / shares.whole)
    assert shares.times(AS_EVER) == pytest.approx(shares)


def test_a_version_tells_what_it_learned(client: Client, first: ModelVersion) -> None:
    learned = Order(Factors(4, 0.25), compared=400, right=310, right_before=280)
    measured = {"close": 58, "related": 42, "shares": {"close": [1, 2, 3]}}
    first.calibration |= learned.as_told() | {"score": measured}
    first.save()

    page = " ".join(shown(client.get(first.get_absolute_url())).split())
    assert "in <b>310</b> of 400 comparisons" in page
    assert "(before: 280)" in page
    assert "kinds of business now count 4.00 times as much as before, places 0.25 times" in page
