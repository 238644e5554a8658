"""Replies of the classic service: both forms, and numbers as .NET writes them."""

import json
import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.wire.strategies import quick
from wire import Answer
from wire.client import classic
from wire.service.classic import number_text, write_answers, write_swagger_answers

SCORES = [Answer(1, (0.91, 0.25, 1.5), ""), Answer(0, (1e-05, 1.0, 2.0), "")]
COLUMNS = [
    "Assignments",
    "DistancesToClusterCenter no.0",
    "DistancesToClusterCenter no.1",
    "DistancesToClusterCenter no.2",
]
UNPLACED = Answer(None, (), "")  # type: ignore[arg-type]


def test_the_table_has_strings_alone_and_the_assignment_first() -> None:
    assert write_answers(SCORES, 3, details=False) == {
        "Results": {
            "output1": {
                "type": "table",
                "value": {
                    "ColumnNames": COLUMNS,
                    "Values": [["1", "0.91", "0.25", "1.5"], ["0", "1E-05", "1", "2"]],
                },
            }
        }
    }


def test_details_add_the_column_types_and_nothing_else() -> None:
    plain = write_answers(SCORES, 3, details=False)["Results"]["output1"]["value"]
    detailed = write_answers(SCORES, 3, details=True)["Results"]["output1"]["value"]

    assert detailed.pop("ColumnTypes") == ["Int32", "Double", "Double", "Double"]
    assert detailed == plain


def test_the_swagger_form_is_a_bare_list_of_objects_of_strings() -> None:
    assert write_swagger_answers(SCORES[:1], 3) == {
        "Results": {"output1": [dict(zip(COLUMNS, ["1", "0.91", "0.25", "1.5"], strict=True))]}
    }


def test_a_row_that_cannot_be_placed_has_null_cells() -> None:
    (row,) = write_answers([UNPLACED], 2, details=True)["Results"]["output1"]["value"]["Values"]

    assert row == [None, None, None]
    assert set(write_swagger_answers([UNPLACED], 2)["Results"]["output1"][0].values()) == {None}


def test_no_rows_still_have_their_columns() -> None:
    assert (
        write_answers([], 3, details=False)["Results"]["output1"]["value"]["ColumnNames"] == COLUMNS
    )


def test_scores_of_another_number_of_clusters_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="3 distances, not 2"):
        write_answers(SCORES, 2, details=False)


@pytest.mark.parametrize(
    "written", [write_answers(SCORES, 3, details=True), write_swagger_answers(SCORES, 3)]
)
def test_our_own_client_reads_what_the_service_writes(written: object) -> None:
    answers = classic.read_reply(json.dumps(written).encode(), 2)

    assert [(answer.cluster, answer.distances) for answer in answers] == [
        score[:2] for score in SCORES
    ]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (9, "9"),
        (-0.0, "0"),
        (2.0, "2"),
        (0.1 + 0.2, "0.3"),
        (1 / math.sqrt(11), "0.301511344577764"),
        (0.00019444411131992912, "0.000194444111319929"),
        (0.99956774711608912, "0.999567747116089"),
        (14748.9994776615, "14748.9994776615"),
        (0.0001, "0.0001"),
        (0.0000123, "1.23E-05"),
        (1e-100, "1E-100"),
        (123456789012345.0, "123456789012345"),
        (1e15, "1E+15"),
        (1.5e300, "1.5E+300"),
    ],
)
def test_numbers_have_15_digits_and_a_large_e(number: float, text: str) -> None:
    assert number_text(number) == text


@given(st.floats(min_value=0, max_value=1e300))
@example(5e-324)
@example(0.999999999999999999)
@quick
def test_the_text_of_a_number_agrees_with_it_to_15_digits(number: float) -> None:
    text = number_text(number)

    assert math.isclose(float(text), number, rel_tol=5e-15, abs_tol=5e-324)
    assert len(text.split("E")[0].replace(".", "").lstrip("0")) <= 15
    assert number_text(float(text)) == text
