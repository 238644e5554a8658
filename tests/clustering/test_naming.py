from collections.abc import Collection
from itertools import permutations
from math import log

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from clustering.bulk.odds import log_odds
from clustering.model import Model
from clustering.naming import Members, names, phrases
from clustering.text.vocabulary import Vocabulary
from tests.clustering.conftest import TEXTS


def members_of(
    *clusters: list[str],
    company: Collection[str] = (),
    trade: Collection[str] = (),
    titles: Collection[str] = (),
) -> Members:
    """Clusters of members, each member the phrases that it has, parted by a comma."""
    found = [member.split(", ") for cluster in clusters for member in cluster]
    surfaces = sorted({phrase for member in found for phrase in member if phrase})
    ngrams = tuple(surface.lower().replace(" ", "_") for surface in surfaces)
    size = len(surfaces)
    presence = np.array([[float(surface in member) for surface in surfaces] for member in found])
    return Members(
        weights=csr_matrix(presence.reshape(len(found), size)),
        labels=np.repeat(np.arange(len(clusters)), [len(cluster) for cluster in clusters]),
        k=len(clusters),
        vocabulary=Vocabulary(
            ngrams, tuple(surfaces), np.ones(size, np.int32), 9, np.ones(size, np.float32)
        ),
        company=frozenset(company),
        trade=frozenset(trade),
        titles=frozenset(titles),
    )


def test_every_cluster_has_readable_phrases_of_its_trade(any_model: Model) -> None:
    bank = any_model.score([TEXTS[0]])[0].cluster
    assert bank is not None
    assert {"branches", "savings accounts", "credit cards", "bank"} & set(any_model.phrases[bank])
    assert all(1 <= len(phrases) <= 8 for phrases in any_model.phrases)


def test_a_phrase_is_known_to_the_model(any_model: Model) -> None:
    for shown in any_model.phrases:
        assert set(shown) <= set(any_model.vocabulary.surfaces)


def test_no_phrase_or_name_has_a_company_in_it(any_model: Model) -> None:
    companies = {
        "rivertown",
        "oakmere",
        "pellam",
        "brackwater",
        "kestrel",
        "nimbus",
        "asterley",
        "greenlow",
    }
    shown = " ".join(
        [*any_model.names, *(phrase for found in any_model.phrases for phrase in found)]
    ).lower()
    assert not companies & set(shown.split())


def test_no_phrase_is_part_of_another(any_model: Model) -> None:
    for shown in any_model.phrases:
        for one, other in permutations(shown, 2):
            assert not set(one.lower().split()) <= set(other.lower().split())


def test_names_are_distinct_short_and_in_sentence_case(any_model: Model) -> None:
    assert len({name.casefold() for name in any_model.names}) == 5
    for name in any_model.names:
        assert 1 <= len(name.split()) <= 4
        assert name[0].isupper()
        assert name[1:] == name[1:].lower()


def test_the_score_of_a_phrase_worked_by_hand() -> None:
    # Four of 5 members against one of 5, each with 5 imagined ones that have it and 5 that lack it
    found = log_odds(np.array([[4.0], [1.0]]), np.array([5, 5]))
    expected = (log(9 / 6) - log(6 / 9)) / (1 / 9 + 1 / 6) ** 0.5
    assert found[:, 0] == pytest.approx([expected, -expected])


def test_what_all_clusters_have_alike_tells_nothing() -> None:
    assert log_odds(np.array([[3.0], [6.0]]), np.array([5, 10])) == pytest.approx(np.zeros((2, 1)))
    assert phrases(members_of(["service, loan", "service"], ["service", "service"])) == [
        ["loan"],
        [],
    ]


def test_what_every_member_has_sets_nothing_apart_whatever_the_sizes() -> None:
    assert log_odds(np.array([[20.0], [10.0]]), np.array([20, 10])).tolist() == [[0.0], [0.0]]
    assert phrases(members_of(["oil, gas"] * 20, ["oil"] * 10)) == [["gas"], []]


def test_a_share_counts_and_not_a_number() -> None:
    found = log_odds(np.array([[20.0], [5.0]]), np.array([100, 10]))
    assert found[0, 0] < 0 < found[1, 0]


def test_phrases_come_with_the_most_telling_first() -> None:
    assert phrases(
        members_of(["bank, loan, card", "bank, card", "bank"], ["shop", "shop", "shop"])
    ) == [
        ["bank", "card", "loan"],
        ["shop"],
    ]


def test_there_are_at_most_eight_phrases() -> None:
    many = ", ".join(
        ["oil", "gas", "well", "pipe", "rig", "drill", "crude", "basin", "field", "pump"]
    )
    assert [len(shown) for shown in phrases(members_of([many] * 3, [""] * 3))] == [8, 0]


def test_proper_nouns_are_left_out_and_acronyms_stay() -> None:
    assert phrases(members_of(["Norway, REIT, loan", "Norway, REIT", "Norway"], ["oil"] * 3))[
        0
    ] == ["REIT", "loan"]


def test_proper_nouns_are_better_than_nothing() -> None:
    assert phrases(members_of(["Norway"] * 2, [""] * 2)) == [["Norway"], []]


def test_words_of_company_names_are_never_shown() -> None:
    found = members_of(["pellam, pellam bank"] * 2, ["oil"] * 2, company={"pellam"})
    assert phrases(found) == [[], ["oil"]]
    assert names(found) == ["Cluster 0", "Oil"]


def test_a_cluster_without_members_has_no_phrases() -> None:
    found = members_of(["loan", "", "loan"], [])
    assert phrases(found)[1] == []
    assert names(found)[1] == "Cluster 1"


def test_a_name_joins_what_different_members_have() -> None:
    found = members_of(["banks, branches"] * 4 + ["insurance"] * 3, ["oil"] * 7)
    assert names(found) == ["Banks and insurance", "Oil"]


def test_words_of_the_trade_come_first() -> None:
    clusters = ["banks, loans"] * 3, ["oil"] * 3
    assert names(members_of(*clusters))[0] == "Banks and loans"
    assert names(members_of(*clusters, trade={"loans"}))[0] == "Loans and banks"


@pytest.mark.parametrize("word", ["products", "services", "customers", "other", "equipment"])
def test_what_any_business_has_is_shown_and_names_nothing(word: str) -> None:
    found = members_of([f"{word}, {word} of note, loans"] * 3, ["oil"] * 3)
    assert word in " ".join(phrases(found)[0])
    assert names(found)[0] == "Loans"


def test_a_name_has_at_most_four_words() -> None:
    found = members_of(["real estate"] * 3 + ["square feet of room"] * 2 + ["offices"], ["oil"] * 6)
    assert names(found)[0] == "Real estate and offices"


def test_a_phrase_with_an_and_is_not_joined_by_another() -> None:
    assert names(members_of(["oil and gas, wells"] * 2, ["bank"] * 2))[0] == "Oil and gas"


def test_a_name_is_not_made_of_a_phrase_of_more_than_four_words() -> None:
    assert names(members_of(["bank of the old river town"] * 2, ["oil"] * 2)) == [
        "Cluster 0",
        "Oil",
    ]


def test_clusters_with_the_same_phrases_get_different_names() -> None:
    found = names(members_of(*[["bank, loans"]] * 5, *[["oil"]] * 9))
    assert len({name.casefold() for name in found}) == 14
    assert {name for name in found[:5] if "ank" in name} >= {
        "Bank and loans",
        "Loans and bank",
        "Bank",
    }


def test_a_cluster_is_not_named_as_a_company() -> None:
    found = members_of(["banks, loans"] * 3, ["oil"] * 3, titles={"BANKS AND LOANS", "Oil"})
    assert names(found) == ["Loans and banks", "Cluster 1"]


def test_clusters_that_have_nothing_are_named_by_their_number() -> None:
    found = members_of([""], [""], ["", ""])
    assert phrases(found) == [[], [], []]
    assert names(found) == ["Cluster 0", "Cluster 1", "Cluster 2"]
