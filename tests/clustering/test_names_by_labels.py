"""Names of clusters out of the categories and industries of their own rows."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from clustering.artifact import dumps
from clustering.naming import Members, names
from clustering.text.vocabulary import Vocabulary
from clustering.training import Rows, train
from tests.clustering.conftest import CATEGORIES, SETTINGS, TEXTS, TITLES

Filed = tuple[str, str]


def named(*clusters: list[Filed], titles: frozenset[str] = frozenset()) -> list[str]:
    """Names of clusters whose members have a category and an industry, and the word "loans"."""
    filed = [row for cluster in clusters for row in cluster]
    presence = np.ones((len(filed), 1))
    # In one cluster alone, or it would tell of none
    presence[len(clusters[0]) :] = 0
    members = Members(
        weights=csr_matrix(presence),
        labels=np.repeat(np.arange(len(clusters)), [len(cluster) for cluster in clusters]),
        k=len(clusters),
        vocabulary=Vocabulary(
            ("loans",), ("loans",), np.ones(1, np.int32), 9, np.ones(1, np.float32)
        ),
        categories=[category for category, _ in filed],
        industries=[industry for _, industry in filed],
        titles=titles,
    )
    return names(members)


def rows(category: str, *industries: str, each: int = 3) -> list[Filed]:
    return [(category, industry) for industry in industries for _ in range(each)]


OIL = rows("Energy", "Oil & Gas Drilling", "Coal")
HEALTH = rows("Health Care", "Biotechnology", "Pharmaceuticals")


def test_a_cluster_is_called_as_the_category_that_it_has_most_of() -> None:
    assert named(OIL, HEALTH) == ["Energy", "Health care"]


def test_two_categories_in_one_cluster_name_it_together() -> None:
    assert named([*OIL, *rows("Materials", "Steel")], HEALTH)[0] == "Energy and materials"


def test_a_category_names_nothing_that_has_only_a_part_of_it() -> None:
    assert named(HEALTH[:3], HEALTH[3:]) == ["Biotechnology", "Pharmaceuticals"]


def test_two_industries_name_a_cluster_the_larger_first() -> None:
    medicine = [*rows("Health Care", "Pharmaceuticals", each=4), *HEALTH[:3]]
    others = rows("Health Care", "Hospitals", "Laboratories", "Insurers", each=6)
    assert named(medicine, others)[0] == "Pharmaceuticals and biotechnology"


def test_what_ends_the_names_of_several_industries_names_a_cluster_of_all_of_them() -> None:
    trusts = rows("Real Estate", "Office REITs", "Retail REITs", "Hotel & Resort REITs", each=2)
    others = rows("Real Estate", "Brokers", each=8)
    assert named(trusts, others)[0] == "REITs"


def test_an_ampersand_in_a_name_keeps_its_comma_and_catch_alls_are_dropped() -> None:
    planes = rows("Industrials", "Aerospace & Defense", "Airlines & Other Services")
    others = rows("Industrials", "Machinery", each=9)
    assert named(planes, others)[0] == "Aerospace & defense, airlines"


def test_where_no_label_fits_it_is_a_category_with_two_industries_of_it() -> None:
    mixed = rows("Industrials", "Industrials Holdings", *"ABCDEF", each=2)
    others = rows("Industrials", *"GHIJKL", each=2)
    assert named(mixed, others) == ["Industrials: holdings, a", "Industrials: g, h"]


def test_two_members_are_called_what_they_are() -> None:
    assert named(OIL[:2], [*OIL[2:], *HEALTH])[0] == "Energy: oil & gas drilling"


def test_names_are_distinct_and_the_best_fit_has_its_first_choice() -> None:
    found = named(OIL, OIL[:3], [*OIL[3:], *HEALTH[:1]], HEALTH)
    assert len(set(found)) == 4


def test_no_name_is_longer_than_sixty_characters() -> None:
    long = [f"{word * 9} Manufacturing" for word in ("Wagon", "Bottle", "Carpet", "Ladder")]
    found = named(rows("Industrials", *long[:2]), rows("Industrials", *long[2:]))
    assert all(len(name) <= 60 for name in found)
    assert len(set(found)) == 2


def test_a_cluster_is_not_called_as_a_company() -> None:
    assert named(OIL, HEALTH, titles=frozenset({"Energy"}))[0] != "Energy"


@pytest.mark.parametrize("filed", [("", ""), ("", "Banks")])
def test_rows_without_a_label_are_named_by_their_phrases(filed: Filed) -> None:
    unlabelled = [("", "")] * 7
    assert named([filed, *unlabelled], OIL) == ["Loans", "Energy"]


def test_a_model_is_named_by_the_categories_that_it_learned_from() -> None:
    model = train(Rows(TITLES, CATEGORIES, TEXTS), SETTINGS)
    assert sorted(model.names) == ["Bank", "Food", "Medicine", "Oil", "Software"]
    assert dumps(train(Rows(TITLES, CATEGORIES, TEXTS), SETTINGS)) == dumps(model)
