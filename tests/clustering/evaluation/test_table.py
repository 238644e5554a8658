import pytest

from clustering.evaluation.table import COLUMNS, evaluation_table
from clustering.model import Model
from tests.clustering.conftest import TEXTS

ROWS = [(1.0, 3.0, 9.0), (2.0, 8.0, 4.0), (5.0, 1.0, 7.0)]


def test_the_columns_are_the_studios() -> None:
    assert COLUMNS == (
        "Result Description",
        "Average Distance to Other Center",
        "Average Distance to Cluster Center",
        "Number of Points",
        "Maximal Distance to Cluster Center",
    )


def test_numbers_of_a_case_worked_by_hand() -> None:
    first, second, third, combined = evaluation_table(ROWS, 3)
    # The other centre of a row is its second nearest: 3 and 4, then 5.
    assert first == ("Evaluation For Cluster No.0", 3.5, 1.5, 2, 2.0)
    assert second == ("Evaluation For Cluster No.1", 5.0, 1.0, 1, 1.0)
    assert third == ("Evaluation For Cluster No.2", 0.0, 0.0, 0, 0.0)
    assert combined == ("Combined Evaluation", 4.0, pytest.approx(4 / 3), 3, 2.0)


def test_rows_without_distances_are_left_out() -> None:
    assert evaluation_table([(), *ROWS, ()], 3) == evaluation_table(ROWS, 3)


@pytest.mark.parametrize("rows", [[], [()], [(), ()]])
def test_without_a_placed_row_all_numbers_are_zero(rows: list[tuple[float, ...]]) -> None:
    lines = evaluation_table(rows, 2)
    assert [line[0] for line in lines] == [
        "Evaluation For Cluster No.0",
        "Evaluation For Cluster No.1",
        "Combined Evaluation",
    ]
    assert {line[1:] for line in lines} == {(0.0, 0.0, 0, 0.0)}


def test_a_row_between_two_centres_belongs_to_the_first() -> None:
    first, second, _ = evaluation_table([(2.0, 2.0)], 2)
    assert (first[3], second[3]) == (1, 0)


def test_the_combined_line_counts_rows_and_not_clusters() -> None:
    *lines, combined = evaluation_table(ROWS, 3)
    assert combined[3] == sum(line[3] for line in lines)
    assert combined[2] == pytest.approx(sum(line[2] * line[3] for line in lines) / combined[3])
    assert combined[4] == max(line[4] for line in lines)


def test_scores_of_a_model_make_a_table(any_model: Model) -> None:
    scores = any_model.score([*TEXTS, "", "xyzzy"])
    *lines, combined = evaluation_table([score.distances for score in scores], 5)
    assert [line[3] for line in lines] == [
        sum(score.cluster == number for score in scores) for number in range(5)
    ]
    assert combined[3] == len(TEXTS)
    assert all(line[2] <= line[1] for line in lines)


@pytest.mark.parametrize("rows", [[(1.0, 2.0), (1.0,)], [(1.0, 2.0, 3.0)], [(1.0, 2.0, 3.0, 4.0)]])
def test_rows_of_another_number_of_clusters_are_refused(rows: list[tuple[float, ...]]) -> None:
    with pytest.raises(ValueError, match="Every row needs 2 distances"):
        evaluation_table(rows, 2)
