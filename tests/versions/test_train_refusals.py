"""What cannot be trained is refused with a reason, and leaves nothing behind."""

from typing import Any

import pytest
from django.test import Client

from scoring.models import ModelVersion, Submission, model_versions
from tests.versions.small_site import companies, refused, store, stored_rows

pytestmark = pytest.mark.django_db

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown preset": (
        {"preset": "banana"},
        "There is no preset 'banana': choose one of classic, similarco.",
    ),
    "a preset in capitals": ({"preset": "SimilarCo"}, "There is no preset 'SimilarCo'"),
    "no cluster": ({"k": 0}, "k is 0: choose 2 or more"),
    "one cluster": ({"k": 1}, "k is 1: choose 2 or more"),
    "fewer than no cluster": ({"k": -3}, "k is -3: choose 2 or more"),
    "more clusters than rows": (
        {"k": 31},
        "31 clusters from 30 rows: choose k from 2 to 30, or add rows.",
    ),
    "far more clusters than rows": ({"k": 10**12}, "clusters from 30 rows"),
    "a seed below 0": ({"seed": -1}, "seed is -1: choose one from 0 to 4294967295"),
    "a seed too large": ({"seed": 2**32}, "seed is 4294967296"),
    "another seed than a number": ({"seed": "x"}, "invalid int value: 'x'"),
    "another k than a number": ({"k": "many"}, "invalid int value: 'many'"),
}
NO_RANGE = [
    "banana",
    "5-2",
    "1-5",
    "0-3",
    "2-1001",
    "2-",
    "-5",
    "-",
    "2",
    "2-5-7",
    "2.5-4",
    "2–5",
    "-2--5",
    " ",
    "²-5",
]


def as_arguments(options: dict[str, Any]) -> list[str]:
    return [f"--{name}={value}" for name, value in options.items()]


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_with_what_to_change(
    rows: list[dict[str, str]], case: str
) -> None:
    options, reason = REFUSED[case]

    assert reason in refused("train", *as_arguments(options))


@pytest.mark.parametrize("asked", NO_RANGE)
def test_a_sweep_that_is_no_range_is_refused(rows: list[dict[str, str]], asked: str) -> None:
    assert refused("train", f"--sweep={asked}") == (
        f"The sweep {asked!r} is no range: write it as 2-40, from 2 to 1000."
    )


def test_a_sweep_of_a_number_without_end_is_refused(rows: list[dict[str, str]]) -> None:
    assert "is no range" in refused("train", f"--sweep=2-{'9' * 5000}")


def test_a_sweep_that_lies_beyond_the_rows_is_refused(rows: list[dict[str, str]]) -> None:
    assert "30 rows" in refused("train", sweep="200-300")


def test_without_a_catalogue_there_is_nothing_to_train_on(db: None) -> None:
    assert "There are no rows to train on" in refused("train")


def test_without_a_catalogue_the_reason_names_no_impossible_k(db: None) -> None:
    assert "from 2 to 0" not in refused("train")


def test_other_companies_are_no_catalogue(db: None) -> None:
    store([{**row, "source": "import"} for row in companies()])

    assert "There are no rows to train on" in refused("train", k=3)


@pytest.mark.parametrize("preset", ["similarco", "classic"])
def test_rows_that_are_all_the_same_make_no_clusters(db: None, preset: str) -> None:
    store([{**companies()[0], "Title": f"Company {number}"} for number in range(6)])

    assert "All 6 rows have the same text" in refused("train", k=2, preset=preset)


def test_fewer_different_rows_than_clusters_are_refused(db: None) -> None:
    twins = [
        {**row, "Title": f"{row['Title']} {copy}"} for row in companies()[::10] for copy in range(3)
    ]
    store(twins)

    assert "4 clusters from 3 different texts" in refused("train", k=4)


def test_rows_without_a_word_in_common_make_no_classic_model(db: None) -> None:
    """The classic preset takes only words that five texts have."""
    store(companies()[:4])

    assert refused("train", preset="classic", k=2).startswith("No word is in enough of the texts")


@pytest.mark.parametrize("options", [{"k": 2}, {"sweep": "2-3"}])
def test_rows_of_symbols_make_no_model(rows: list[dict[str, str]], options: dict[str, Any]) -> None:
    Submission.objects.update(text="§§§ !!! ***", industry="", category="")

    assert "No word is in enough of the texts" in refused("train", **options)


def test_after_a_refusal_the_active_version_goes_on(client: Client, first: ModelVersion) -> None:
    before = stored_rows()

    refused("train", "--activate", "--k=31")

    assert stored_rows() == before
    assert model_versions.active() == first
    company = Submission.objects.earliest("pk")
    assert client.get(company.get_absolute_url()).context["version"] == first
