from itertools import permutations

import numpy as np
import pytest

from clustering.model import Model
from clustering.naming import cluster_names, cluster_phrases, company_words
from clustering.ngrams import Vocabulary
from tests.clustering.conftest import TITLES


def described(presence: list[list[float]], surfaces: list[str], company: set[str]) -> list[list[str]]:
    ngrams = tuple(surface.lower().replace(" ", "_") for surface in surfaces)
    vocabulary = Vocabulary(ngrams, tuple(surfaces), np.ones(len(surfaces), np.float32))
    return cluster_phrases(np.array(presence, float), vocabulary, company)


def test_every_cluster_has_readable_phrases_of_its_trade(model: Model) -> None:
    bank = model.score(["bank loans"])[0].cluster
    assert bank is not None
    assert {"branches", "savings accounts", "credit cards"} & set(model.phrases[bank])
    assert all(1 <= len(phrases) <= 8 for phrases in model.phrases)


def test_no_phrase_or_name_has_a_company_in_it(model: Model) -> None:
    companies = {"rivertown", "oakmere", "pellam", "brackwater", "kestrel", "nimbus", "asterley", "greenlow"}
    shown = " ".join([*model.names, *(phrase for phrases in model.phrases for phrase in phrases)]).lower()
    assert not companies & set(shown.split())


def test_no_phrase_is_part_of_another(model: Model) -> None:
    for phrases in model.phrases:
        for one, other in permutations(phrases, 2):
            assert not set(one.lower().split()) <= set(other.lower().split())


def test_names_are_distinct_short_and_in_sentence_case(model: Model) -> None:
    assert len(set(model.names)) == 5
    for name in model.names:
        assert 1 <= len(name.split()) <= 4
        assert name[0].isupper()
        assert name[1:] == name[1:].lower()


def test_a_token_found_mostly_under_its_own_title_is_a_name() -> None:
    titles = ["Pellam Bank", "Oakmere", "Quill"]
    texts = ["Pellam is a bank", "Oakmere is a bank too", "A bank like no bank"]
    assert company_words(titles, texts) == {"pellam", "oakmer"}


@pytest.mark.parametrize("title", ["", "The", "3M", "\ud800"])
def test_a_title_without_words_names_nothing(title: str) -> None:
    assert company_words([title], ["a bank"]) == set()


def test_titles_of_the_fixture_are_names() -> None:
    assert company_words(TITLES, TITLES) >= {"rivertown", "kestrel"}


def test_phrases_that_every_cluster_has_come_last() -> None:
    assert described([[3, 3], [3, 0]], ["service", "loan"], set())[0] == ["loan", "service"]


def test_proper_nouns_are_left_out_and_acronyms_stay() -> None:
    assert described([[5, 3, 2], [0, 0, 1]], ["Norway", "REIT", "loan"], set())[0] == ["REIT", "loan"]


def test_proper_nouns_are_better_than_nothing() -> None:
    assert described([[5], [0]], ["Norway"], set()) == [["Norway"], []]


def test_a_cluster_whose_words_are_all_company_names_has_no_phrases() -> None:
    assert described([[5, 1], [0, 1]], ["pellam", "pellam bank"], {"pellam"}) == [[], []]


def test_two_phrases_make_a_name_of_at_most_four_words() -> None:
    phrases = [["oil", "natural gas"], ["real estate", "square feet", "offices"], ["oil and gas", "wells"]]
    assert cluster_names(phrases) == ["Oil and natural gas", "Real estate and offices", "Oil and gas"]


def test_clusters_with_the_same_phrases_get_different_names() -> None:
    names = cluster_names([["bank", "loans"]] * 5)
    assert names == ["Bank and loans", "Bank", "Loans", "Cluster 3", "Cluster 4"]


def test_clusters_without_phrases_are_named_by_their_number() -> None:
    assert cluster_names([[], []]) == ["Cluster 0", "Cluster 1"]
