"""Words that are said of every kind of business alike decide nothing."""

import numpy as np
import pytest

from clustering.kinds.common_words import CommonWords
from clustering.kinds.reader import Kinds
from clustering.kinds.segments import Segment
from clustering.training.kinds import KindRow, fit_kinds

TRADES = (
    *("bread", "beer", "shoes", "glass", "timber", "wool", "salt", "coal", "paper", "ink"),
    *("soap", "wine", "rope", "nails", "bricks", "tea", "honey", "cheese", "silk", "tin"),
)
SEGMENTS = [
    Segment(f"Makers of {trade}", "", ("Materials", "Consumer Staples")[number % 2])
    for number, trade in enumerate(TRADES)
]
# Ten texts of one trade have "wholesale"; as many have "seamless", one of each second trade
SPREAD = set(range(0, 20, 2))


def rows() -> list[KindRow]:
    texts = []
    for number, (trade, segment) in enumerate(zip(TRADES, SEGMENTS, strict=True)):
        for version in range(3):
            words = [trade, f"grade {trade} number {version}"]
            words.append("seamless platform" if version < 2 else "plain")
            if number == 3:
                words.append("wholesale")
            text = f"{' '.join(words)} works"
            texts.append(KindRow(text, segment.name, "", segment.sector))
        texts += [
            KindRow(f"wholesale {trade} sacks {version}", segment.name, "", segment.sector)
            for version in range(20)
            if number == 3
        ]
    return texts


def told_apart() -> Kinds:
    return fit_kinds(SEGMENTS, rows())


def test_evenly_spread_words_and_their_phrases_weigh_nothing_and_stay_known() -> None:
    vocabulary = told_apart().vocabulary
    weightless = {
        ngram for ngram, idf in zip(vocabulary.ngrams, vocabulary.idf, strict=True) if idf == 0
    }

    assert {"seamless", "platform", "seamless_platform"} <= weightless
    assert not {"bread", "beer", "wholesal", "wholesal_glass"} & weightless


def test_a_text_of_such_words_alone_is_of_no_kind() -> None:
    kinds = told_apart()
    weights = kinds.weights_of(["seamless platform"])

    assert weights.words.tolist() == [2]
    assert not np.isnan(weights.values).any()
    assert kinds.read(["seamless platform"]) == [None]


def test_such_words_change_nothing_beside_others() -> None:
    kinds = told_apart()
    alone, beside = kinds.read(["bread", "seamless platform bread"])

    assert alone == beside
    assert alone is not None
    assert alone.segments[0].name == "Makers of bread"


def test_a_word_is_no_reason_in_a_form_that_everybody_uses() -> None:
    common = CommonWords(frozenset({"team"}), {"power": frozenset({"power"})})

    assert common.is_reason("power", "They sell power", "Solar power, powered by wind")
    assert not common.is_reason("power", "They sell power", "Powered by wind")
    assert not common.is_reason("power_team", "AI-powered teams", "Powered by a team")
    assert common.is_reason("ai_power", "AI-powered teams", "AI-powered")


@pytest.mark.parametrize(
    ("ngram", "one", "other", "is_reason"),
    [
        ("malaysia", "We lend in Malaysia", "Shops of Malaysia", False),
        ("york", "Rents in New York", "NEW YORK", False),
        ("kuala_lumpur", "in kuala lumpur", "Kuala Lumpur", False),
        ("berhad", "Tin Berhad", "Rubber Berhad", False),
        ("class_share", "A Class A share has a vote", "Class B shares have none", False),
        ("unit", "United States", "the United Kingdom", False),
        ("unit", "apartment units", "a unit in the United States", True),
        ("angel", "Los Angeles", "angel investors", False),
        ("bank_america", "the Bank of America", "Bank of America", True),
        ("china", "bone china", "china cups", True),
        ("china", "sold in China", "China", False),
        ("turkey", "turkey farms", "roast turkey", True),
        ("march", "a march of brass bands", "In March 2020", False),
        ("bath", "bath towels", "Bath mats", True),
        ("cork", "cork floors", "Cork for bottles", True),
    ],
)
def test_a_place_a_month_and_a_legal_form_are_no_reason(
    ngram: str, one: str, other: str, is_reason: bool
) -> None:
    assert CommonWords().is_reason(ngram, one, other) is is_reason


def test_forms_that_everybody_uses_are_found_beside_those_of_a_trade() -> None:
    texts = []
    for number, segment in enumerate(SEGMENTS):
        # One trade sells power, and all say what they are powered by
        made = "power" if number == 3 else TRADES[number]
        for version in range(20):
            text = f"{made} of grade {version}, powered by wind"
            texts.append(KindRow(text, segment.name, "", segment.sector))

    common = fit_kinds(SEGMENTS, texts).common_words

    assert common.telling_forms == {"power": {"power"}}
