"""A text is read as the kind of business that it tells of."""

import numpy as np
import pytest

from clustering.kinds.reader import KindOfBusiness, Kinds, probabilities, sharpness_for
from clustering.kinds.segments import Segment
from clustering.training.kinds import KindRow, fit_kinds
from tests.clustering.kinds.trades import ROWS, SEGMENTS, kinds


def read(text: str, told_apart: Kinds | None = None) -> KindOfBusiness:
    reader = told_apart or kinds()
    [kind] = reader.read([text])
    assert kind is not None
    return kind


@pytest.mark.parametrize(
    ("text", "segment", "sector"),
    [
        ("A lender that gathers deposits and offers mortgages", "Savings banks", "Financials"),
        ("Cash loans on gold jewellery", "Pawnbrokers", "Financials"),
        ("They bake bread", "Bakeries", "Consumer Staples"),
        ("Craft ales and lagers, brewed in town", "Breweries", "Consumer Staples"),
        ("A clinic for dogs and cats", "Vets", "Health Care"),
    ],
)
def test_a_text_is_of_the_kind_whose_words_it_has(text: str, segment: str, sector: str) -> None:
    kind = read(text)
    assert (kind.segments[0].name, kind.sectors[0].name) == (segment, sector)
    assert kind.segments[0].probability > 0.5


def test_three_sectors_and_three_segments_are_told_the_likeliest_first() -> None:
    kind = read("Deposits, loans on gold, and bread")
    for told in (kind.sectors, kind.segments):
        assert len(told) == 3
        assert len({each.name for each in told}) == 3
    sectors = [each.probability for each in kind.sectors]
    assert sectors == sorted(sectors, reverse=True)
    assert sum(sectors) == pytest.approx(1, abs=1e-5)


def test_the_first_segment_is_one_of_the_first_sector_and_no_likelier() -> None:
    own_sector = {segment.name: segment.sector for segment in SEGMENTS}
    for row in ROWS:
        kind = read(row.text)
        assert own_sector[kind.segments[0].name] == kind.sectors[0].name
        assert kind.segments[0].probability <= kind.sectors[0].probability + 1e-6


def test_what_a_text_says_first_counts_more() -> None:
    bank = "Deposits of savers become mortgages and loans. " * 8
    bakery = "Ovens bake loaves of bread, buns and cakes. " * 8

    assert read(bank + bakery).sectors[0].name == "Financials"
    assert read(bakery + bank).sectors[0].name == "Consumer Staples"


def test_probabilities_add_up_whatever_the_fit() -> None:
    for fits in (np.zeros(6), np.array([1.0, 0, 0, 0, 0, 0]), np.linspace(0, 2, 6)):
        chances = probabilities(fits, 20.0)
        assert chances.sum() == pytest.approx(1)
        assert (chances > 0).all()


def test_one_word_is_told_less_surely_than_several_that_fit_as_well() -> None:
    fits = np.array([[1.0, 0.9], [1.0, 0.9]])
    one, several = probabilities(fits, sharpness_for(20.0, np.array([1.0, 9.0])))[:, 0]
    assert one == pytest.approx(1 / (1 + np.exp(-1.0)))
    assert several == pytest.approx(1 / (1 + np.exp(-1.8)))


def test_a_text_whose_industry_alone_is_known_counts_for_the_segment_that_it_fits() -> None:
    filed = KindRow("Melts down pledged gold as bullion", "", "Consumer Finance", "Financials")
    reader = fit_kinds(SEGMENTS, [*ROWS, filed])
    assert read("bullion bars", reader).segments[0].name == "Pawnbrokers"


def test_a_text_of_an_industry_that_no_segment_has_says_nothing() -> None:
    foreign = KindRow("Smelts copper and zinc", "", "Copper", "Materials")
    reader = fit_kinds(SEGMENTS, [*ROWS, foreign])
    assert read("They bake bread", reader).segments[0].name == "Bakeries"
    assert [each.name for each in read("copper", reader).sectors]


def test_a_text_fits_a_segment_by_the_trade_whose_words_it_has() -> None:
    meals = Segment("Caterers", "Restaurants", "Consumer Discretionary", ("Canteens", "Banquets"))
    kind = (meals.name, meals.industry, meals.sector)
    canteens = [
        KindRow("Lunch trays and coffee for the staff of offices", *kind, trade="Canteens"),
        KindRow("School lunch at noon, served on trays", *kind, trade="Canteens"),
    ]
    banquet = KindRow("Waiters, tents and toasts for wedding parties", *kind, trade="Banquets")
    unnamed = KindRow("Tents and a band for wedding guests", *kind)

    reader = fit_kinds([*SEGMENTS, meals], [*ROWS, *canteens, banquet, unnamed])

    weights = reader.weights_of(["band"])
    [cosines] = reader.profiles.cosines(weights, reader.number_of_profiles)
    of_canteens, of_banquets = cosines[: len(reader.segments.trades)]
    assert [name for _, name in reader.segments.trades] == ["Canteens", "Banquets"]
    assert of_canteens == 0 < of_banquets
    for text in ("Lunch on trays", "Tents for a wedding"):
        assert read(text, reader).segments[0].name == "Caterers"


def test_the_same_rows_give_the_same_to_the_last_bit() -> None:
    again = fit_kinds(SEGMENTS, ROWS)
    assert again.sharpness == kinds().sharpness
    assert again.profiles.weights.tobytes() == kinds().profiles.weights.tobytes()


def test_a_segment_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="stands twice"):
        fit_kinds([*SEGMENTS, Segment("Vets", "", "Consumer Staples")], ROWS)


def test_a_row_of_an_unknown_segment_is_refused() -> None:
    with pytest.raises(KeyError, match="Astrologers"):
        fit_kinds(SEGMENTS, [*ROWS, KindRow("Reads stars", "Astrologers", "", "Financials")])


def test_a_row_of_an_unknown_trade_is_refused() -> None:
    meals = Segment("Caterers", "Restaurants", "Consumer Discretionary", ("Canteens", "Banquets"))
    row = KindRow("Picnics", meals.name, meals.industry, meals.sector, trade="Picnics")
    with pytest.raises(KeyError, match="Picnics"):
        fit_kinds([*SEGMENTS, meals], [*ROWS, row])
