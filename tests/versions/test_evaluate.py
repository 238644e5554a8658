"""`manage.py evaluate` compares versions on the same rows, and changes nothing."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from clustering.evaluation.agreement import quality
from scoring.endpoint import embedded
from scoring.models import ModelVersion, Submission
from tests.versions.small_site import (
    activate,
    companies,
    damage,
    mend,
    refused,
    remote_version,
    run,
    send,
    stored,
    stored_rows,
    trained,
    write_csv,
)

pytestmark = pytest.mark.django_db


class Line(NamedTuple):
    """One version in the command's answer."""

    version: int
    active: bool
    preset: str
    k: int
    placed: int
    figures: list[str]


def read(out: list[str]) -> list[Line]:
    """The lines of versions, which stand under a heading and end at a blank line."""
    assert out[1].split() == ["version", "preset", "k", "placed", "purity", "nmi", "ari", "nearest"]
    lines = out[2 : out.index("") if "" in out else None]
    return [_line(line) for line in lines]


def _line(line: str) -> Line:
    number, preset, k, placed, *figures = line.split()
    return Line(int(number.strip("*")), number.endswith("*"), preset, int(k), int(placed), figures)


def nearest_by_hand(version: ModelVersion) -> float:
    vectors = np.array(
        [
            score.vector
            for score in embedded.model(version.pk).score([r["Text"] for r in companies()])
        ]
    )
    labels = np.array([row["Category"] for row in companies()])
    closeness = np.round(vectors @ vectors.T, 6)
    np.fill_diagonal(closeness, -np.inf)
    order = np.argsort(-closeness, axis=1, kind="stable")[:, :10]
    return float(
        np.mean([np.mean(labels[row] == label) for row, label in zip(order, labels, strict=True)])
    )


# What it says


def test_all_trained_versions_stand_side_by_side_and_the_active_one_is_marked(
    first: ModelVersion,
) -> None:
    other = stored(trained(2))
    remote_version()

    lines = read(run("evaluate").out)

    assert [(line.version, line.active, line.k) for line in lines] == [
        (first.pk, True, 3),
        (other.pk, False, 2),
    ]
    assert {(line.preset, line.placed) for line in lines} == {("similarco", 30)}


def test_another_active_version_has_the_mark(second: ModelVersion) -> None:
    activate(second)

    assert [line.active for line in read(run("evaluate").out)] == [False, True]


def test_the_rows_are_counted_and_named(first: ModelVersion) -> None:
    send()

    assert run("evaluate").out[0] == "30 rows of the catalogue"
    assert run("evaluate", rows="all").out[0] == "31 rows of all submissions"
    assert run("evaluate", rows="confirmed").out[0] == "0 rows of confirmed submissions"


@pytest.mark.parametrize("k", [2, 4])
def test_the_figures_are_those_of_a_recount(first: ModelVersion, k: int) -> None:
    version = stored(trained(k))
    labels = [
        score.cluster
        for score in embedded.model(version.pk).score([row["Text"] for row in companies()])
    ]
    expected = quality(labels, [row["Category"] for row in companies()])

    (line,) = read(run("evaluate", str(version.pk)).out)

    assert line.figures[:3] == [f"{expected[name]:.3f}" for name in ("purity", "nmi", "ari")]
    assert float(line.figures[3]) == pytest.approx(nearest_by_hand(version), abs=0.0006)


def test_chosen_versions_stand_in_the_order_in_which_they_were_asked_for(
    second: ModelVersion,
) -> None:
    one, two = ModelVersion.objects.order_by("pk")
    third = stored(trained(2))

    lines = read(run("evaluate", str(third.pk), str(one.pk)).out)

    assert [line.version for line in lines] == [third.pk, one.pk]
    assert two.pk not in [line.version for line in lines]


def test_one_version_alone_gets_the_studio_s_table(first: ModelVersion) -> None:
    scores = embedded.model(first.pk).score([row["Text"] for row in companies()])
    near, second_nearest = np.sort([score.distances for score in scores], axis=1)[:, :2].T

    out = run("evaluate").out

    table = [(line[:28].strip(), *line[28:].split()) for line in out[out.index("") + 2 :]]
    assert [row[0] for row in table] == [
        *(f"Evaluation For Cluster No.{n}" for n in range(3)),
        "Combined Evaluation",
    ]
    assert [row[3] for row in table] == ["10", "10", "10", "30"]
    expected = (second_nearest.mean(), near.mean(), near.max())
    assert [float(table[-1][place]) for place in (1, 2, 4)] == pytest.approx(expected, abs=0.0006)


def test_several_versions_get_no_studio_s_table(second: ModelVersion) -> None:
    assert "Combined Evaluation" not in "\n".join(run("evaluate").out)


def test_evaluating_changes_nothing(second: ModelVersion) -> None:
    before = stored_rows()

    run("evaluate")
    run("evaluate", str(second.pk), rows="all")

    assert stored_rows() == before


# Other rows


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "unseen.csv"


def test_the_rows_of_a_file_are_scored_and_its_bad_ones_named(
    first: ModelVersion, file: Path
) -> None:
    unplaced = {"Title": "One word", "Text": "bank", "Category": "Financials"}
    write_csv(file, [*companies()[:12], {"Title": "No text"}, unplaced])

    answer = run("evaluate", rows=str(file))

    assert answer.out[0] == "13 rows of the file unseen.csv"
    assert answer.errors == ["line 14: Description: Describe the company in a sentence or more."]
    assert [line.placed for line in read(answer.out)] == [12]
    assert Submission.objects.count() == 30


def test_rows_without_a_category_are_placed_and_have_no_figures(
    first: ModelVersion, file: Path
) -> None:
    write_csv(file, [{**row, "Category": " "} for row in companies()])

    (line,) = read(run("evaluate", rows=str(file)).out)

    assert (line.placed, line.figures) == (30, ["-", "-", "-", "-"])


def test_rows_of_which_none_can_be_placed_have_no_figures(first: ModelVersion, file: Path) -> None:
    write_csv(
        file,
        [
            {"Title": f"No {number}", "Text": "bank", "Category": "Financials"}
            for number in range(3)
        ],
    )

    (line,) = read(run("evaluate", rows=str(file)).out)

    assert (line.placed, line.figures) == (0, ["-", "-", "-", "-"])


def test_a_single_row_has_no_neighbours_to_count(first: ModelVersion, file: Path) -> None:
    write_csv(file, companies()[:1])

    (line,) = read(run("evaluate", rows=str(file)).out)

    assert line.placed == 1
    assert line.figures[0] == "1.000"
    assert line.figures[3] != "nan"


def test_a_file_without_rows_is_refused(first: ModelVersion, file: Path) -> None:
    write_csv(file, [])

    said = refused("evaluate", rows=str(file))

    assert said == "The file has column names, but no rows below them."


# What cannot be compared


def test_without_a_version_it_says_what_to_do(db: None) -> None:
    assert refused("evaluate") == "There is no trained version. Run manage.py train first."


def test_a_remote_version_alone_is_no_trained_one(db: None) -> None:
    remote_version()

    assert refused("evaluate") == "There is no trained version. Run manage.py train first."


def test_unknown_versions_are_named_beside_those_that_there_are(
    first: ModelVersion, second: ModelVersion
) -> None:
    remote = remote_version()
    there = sorted([first.pk, second.pk])

    reason = refused("evaluate", str(second.pk), "999998", str(remote.pk))

    assert reason == f"There is no trained version 999998, {remote.pk}: choose of {there}."


def test_what_is_no_version_number_is_refused(first: ModelVersion) -> None:
    for asked in ("x", "1.5", ""):
        assert f"invalid int value: {asked!r}" in refused("evaluate", "--", asked)
    assert "There is no trained version -1" in refused("evaluate", "--", "-1")


def test_a_missing_file_is_refused(first: ModelVersion, file: Path) -> None:
    assert (
        refused("evaluate", rows=str(file)) == f"{file} cannot be read: No such file or directory."
    )


def test_a_damaged_version_is_named_and_the_others_can_still_be_compared(
    first: ModelVersion, second: ModelVersion
) -> None:
    damage(second)

    assert f"The model of version {second.pk} cannot be read" in refused("evaluate")
    assert [line.version for line in read(run("evaluate", str(first.pk)).out)] == [first.pk]
    mend(second, trained(2))
    assert len(read(run("evaluate").out)) == 2


def test_a_version_without_an_artefact_is_named(second: ModelVersion) -> None:
    second.artefact.delete()

    assert refused("evaluate") == f"The model of version {second.pk} is not stored."
