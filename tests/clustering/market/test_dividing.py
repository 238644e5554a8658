"""Companies of a collection make clusters of their own."""

import numpy as np
import pytest

from clustering.closeness import NOTHING
from clustering.evaluation.agreement import quality
from clustering.market.dividing import ANY_NUMBER, OUTSIDE, Division, Wish, divide
from clustering.market.errors import MarketError
from clustering.market.naming import Filed, named
from clustering.market.numbers import range_for
from tests.clustering.kinds.trades import SEGMENTS, TEXTS, kinds, told

TOWNS = ("Leeds", "York", "Bath", "Hull")
TRADES = [segment.name for segment in SEGMENTS for _ in TEXTS[segment.name] for _ in TOWNS]
COMPANIES = [
    f"{text} In {town}." for segment in SEGMENTS for text in TEXTS[segment.name] for town in TOWNS
]


def divided(texts: list[str], wish: Wish = ANY_NUMBER) -> Division:
    return divide([told(text) for text in texts], [], kinds().segments, wish)


def test_companies_of_one_trade_are_together() -> None:
    division = divided(COMPANIES, Wish(k=6))
    assert quality(division.labels.tolist(), TRADES)["purity"] > 0.9


def test_a_number_that_nobody_names_is_chosen_from_those_that_were_tried() -> None:
    division = divided(COMPANIES)
    assert division.k in [tried.k for tried in division.curve]
    assert all(0 <= tried.clear <= 1 for tried in division.curve)


def test_another_order_of_the_companies_gives_the_same_clusters() -> None:
    backwards = divided(COMPANIES[::-1], Wish(k=6))
    labels = backwards.labels[::-1].tolist()
    assert labels == divided(COMPANIES, Wish(k=6)).labels.tolist()


def test_the_largest_cluster_comes_first() -> None:
    more_beer = ["Ale and lager in kegs for pubs.", "A brewery of bottled beer from hops."]
    division = divided(COMPANIES + more_beer, Wish(k=6))
    sizes = np.bincount(division.labels[division.labels != OUTSIDE])
    assert sizes.argmax() == 0


def test_a_text_that_says_nothing_is_outside() -> None:
    told_by_all = [told(text) for text in COMPANIES]
    division = divide([NOTHING, *told_by_all], [], kinds().segments, Wish(k=6))
    assert division.labels[0] == OUTSIDE
    assert division.fits[0] == 0
    assert (division.near[0] == OUTSIDE).all()


def test_earlier_clusters_keep_their_numbers_and_new_companies_join_them() -> None:
    before = divided(COMPANIES, Wish(k=6))
    earlier = [*before.labels.tolist(), OUTSIDE]
    after = divided([*COMPANIES, "Bread and cakes from ovens."], Wish(earlier=earlier))
    assert after.labels[:-1].tolist() == before.labels.tolist()
    assert after.labels[-1] == before.labels[TRADES.index("Bakeries")]


def test_what_a_person_settled_stays_and_its_neighbours_say_otherwise() -> None:
    before = divided(COMPANIES, Wish(k=6))
    bakery, brewery = TRADES.index("Bakeries"), TRADES.index("Breweries")
    breweries = int(before.labels[brewery])
    wish = Wish(earlier=before.labels.tolist(), settled={bakery: breweries})
    after = divided(COMPANIES, wish)
    assert after.labels[bakery] == breweries
    assert after.otherwise[bakery] == before.labels[bakery]


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ([], "There is no company in it yet: add some first."),
        (COMPANIES[:1], "1 company is too few to divide: from 8 on there is something to see."),
        (COMPANIES[:5], "5 companies are too few to divide"),
        ([*COMPANIES[:5], "", "", "", ""], "9 companies, of which 5 say what they do, are too few"),
        (COMPANIES[:1] * 9, "All companies say the same"),
        (COMPANIES[:2] * 9, "Only 2 of the texts differ"),
    ],
)
def test_too_little_is_refused_with_a_sentence(texts: list[str], sentence: str) -> None:
    with pytest.raises(MarketError, match=sentence):
        divided(texts)


def test_more_clusters_than_texts_are_refused() -> None:
    with pytest.raises(MarketError, match="so they make no 73"):
        divided(COMPANIES, Wish(k=73))


@pytest.mark.parametrize(
    ("companies", "first", "last"), [(8, 2, 2), (20, 3, 4), (300, 3, 14), (20_000, 3, 60)]
)
def test_the_numbers_that_are_tried_fit_the_size(companies: int, first: int, last: int) -> None:
    numbers = range_for(companies)
    assert (numbers[0], numbers[-1]) == (first, last)
    assert numbers == sorted(set(numbers))


def test_clusters_are_called_by_what_their_companies_are_filed_under() -> None:
    division = divided(COMPANIES, Wish(k=6))
    titles = [f"Company {place}" for place in range(len(COMPANIES))]
    filed = Filed(titles, COMPANIES, [""] * len(COMPANIES), TRADES)
    names = [each.name for each in named(filed, division.labels, division.k)]
    assert {names[label] for label in division.labels} == set(TRADES)


def test_clusters_of_companies_that_are_filed_nowhere_are_called_by_what_they_say() -> None:
    division = divided(COMPANIES, Wish(k=6))
    nothing = [""] * len(COMPANIES)
    filed = Filed(nothing, COMPANIES, nothing, nothing)
    bakeries = division.labels[TRADES.index("Bakeries")]
    found = named(filed, division.labels, division.k)
    assert "bread" in found[bakeries].subtitle
    assert len({each.name for each in found}) == 6
