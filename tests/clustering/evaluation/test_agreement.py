import pytest

from clustering.evaluation.agreement import quality


def test_clusters_that_are_the_categories_are_perfect() -> None:
    assert quality([1, 1, 0, 0], ["a", "a", "b", "b"]) == {"purity": 1.0, "nmi": 1.0, "ari": 1.0}


def test_figures_of_a_case_worked_by_hand() -> None:
    figures = quality([0, 0, 1, 1], ["a", "a", "a", "b"])
    assert figures["purity"] == 0.75
    # H(cluster) = ln 2, H(category) = 0.5623, mutual information = 0.2158
    assert figures["nmi"] == pytest.approx(0.2158 / ((0.6931 + 0.5623) / 2), abs=1e-3)
    assert figures["ari"] == pytest.approx(0)


def test_one_cluster_for_all_tells_nothing_of_the_categories() -> None:
    assert quality([0, 0, 0, 0], ["a", "a", "b", "b"]) == {"purity": 0.5, "nmi": 0.0, "ari": 0.0}


def test_rows_without_category_or_cluster_do_not_count() -> None:
    assert quality([0, 1, 0, None, 1], ["a", "b", "", "a", " "]) == quality([0, 1], ["a", "b"])


@pytest.mark.parametrize(("labels", "categories"), [([], []), ([0, 1], ["", " "]), ([None], ["a"])])
def test_without_a_row_to_judge_there_are_no_figures(
    labels: list[int | None], categories: list[str]
) -> None:
    assert quality(labels, categories) == {}


def test_labels_and_categories_must_be_as_many() -> None:
    with pytest.raises(ValueError, match="shorter"):
        quality([0, 1], ["a"])
