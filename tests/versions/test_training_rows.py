"""Training rows come from the catalogue, all submissions, confirmed ones, or a file."""

from pathlib import Path

import pytest

from scoring.models import ModelVersion, Submission
from tests.versions.small_site import (
    BANK,
    SECTORS,
    activate,
    companies,
    home,
    members,
    newest,
    refused,
    review,
    row_of,
    run,
    send,
    stored,
    trained,
    write_csv,
)

pytestmark = pytest.mark.django_db

HEADER = "Title,Category,Industry,Text\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "mine.csv", companies())


# What is stored


def test_the_catalogue_leaves_out_what_people_sent(first: ModelVersion) -> None:
    send()

    run("train", k=3, rows="catalogue")

    assert (newest().rows, newest().rows_from) == (30, "the catalogue")


def test_all_are_all(first: ModelVersion) -> None:
    send(category="Sent by a person")

    run("train", k=3, rows="all")

    assert (newest().rows, newest().rows_from) == (31, "all submissions")
    assert sum(newest().composition["Sent by a person"]) == 1


def test_confirmed_are_those_that_were_confirmed_under_the_active_version(
    first: ModelVersion,
) -> None:
    for sector in SECTORS:
        for row in members(first, sector)[:4]:
            review(row, "confirmed")
    taken_back, wrong = members(first, "Financials")[8:]
    review(taken_back, "confirmed")
    review(taken_back, "unreviewed")
    review(wrong, "wrong", home(first, "Utilities"))

    run("train", k=3, rows="confirmed")

    version = newest()
    assert (version.rows, version.rows_from) == (12, "confirmed submissions")
    assert {name: sum(counts) for name, counts in version.composition.items()} == dict.fromkeys(
        SECTORS, 4
    )


def test_what_was_confirmed_under_another_version_is_not_taken(first: ModelVersion) -> None:
    activate(stored(trained(2)))
    first.assignments.filter(category="Financials").update(verdict="confirmed")

    assert "There are no rows to train on" in refused("train", k=2, rows="confirmed")


def test_one_confirmed_makes_no_model(first: ModelVersion) -> None:
    review(members(first, "Financials")[0], "confirmed")

    assert "A single row makes no clusters" in refused("train", k=2, rows="confirmed")


def test_confirmed_without_any_model_are_none(rows: list[dict[str, str]]) -> None:
    assert "There are no rows to train on" in refused("train", k=2, rows="confirmed")


# A file


def test_the_rows_of_a_file_are_trained_on_and_not_stored(db: None, file: Path) -> None:
    answer = run("train", k=3, rows=str(file))

    version = newest()
    assert answer == ([f"version {version.pk}: 30 rows, 3 clusters"], [])
    assert (version.rows, version.rows_from) == (30, "the file mine.csv")
    assert set(version.composition) == set(SECTORS)
    assert not Submission.objects.exists()


def test_a_file_gives_the_model_of_the_same_stored_rows(
    rows: list[dict[str, str]], file: Path
) -> None:
    run("train", k=3)
    run("train", k=3, rows=str(file))

    one, two = ModelVersion.objects.order_by("pk")
    assert bytes(one.artefact.data) == bytes(two.artefact.data)
    assert one.data_fingerprint == two.data_fingerprint


def test_bad_rows_of_a_file_are_named_and_the_good_ones_used(db: None, file: Path) -> None:
    bad = [{"Title": "", "Text": BANK}, {"Title": "No text"}, {"Title": "x" * 201, "Text": BANK}]
    write_csv(file, [bad[0], *companies(), *bad[1:]])

    answer = run("train", k=3, rows=str(file))

    assert answer.errors == [
        "line 2: Title: Enter a title.",
        "line 33: Description: Describe the company in a sentence or more.",
        "line 34: Title: Use 200 characters or fewer; this has 201.",
    ]
    assert (newest().rows, newest().k) == (30, 3)


def test_a_file_of_bad_rows_only_is_refused(db: None, file: Path) -> None:
    write_csv(file, [{"Title": "No text"}] * 5)

    assert "There are no rows to train on in the file mine.csv." in refused(
        "train", k=2, rows=str(file)
    )


CANNOT_BE_READ = {
    "a missing column": ("Title,Category\nAcme,Banks\n", "Text is missing"),
    "no header": ("", "The file is empty."),
    "no text file": ("PK\x03\x04\0\0\0", "It is no workbook that can be read"),
    "broken quotes": (f'Title,"Text\nAcme,{BANK}\n', "is no valid CSV"),
}


@pytest.mark.parametrize("case", CANNOT_BE_READ)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(
    db: None, file: Path, case: str
) -> None:
    content, reason = CANNOT_BE_READ[case]
    file.write_text(content)

    assert reason in refused("train", k=2, rows=str(file))


@pytest.mark.parametrize("name", ["nowhere.csv", "catalog", "", "Catalogue"])
def test_a_file_that_is_not_there_is_refused(db: None, tmp_path: Path, name: str) -> None:
    path = tmp_path / name

    assert refused("train", rows=str(path)).startswith(f"{path} cannot be read: ")


def test_a_file_with_a_long_name_is_kept_under_as_much_of_it_as_fits(
    db: None, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / f"{'漢字' * 40}.csv", companies())

    run("train", k=3, rows=str(file))

    assert newest().rows_from == f"the file {'漢字' * 40}.csv"[:100]


def test_a_file_may_lack_categories(db: None, file: Path) -> None:
    write_csv(file, [{"Title": row["Title"], "Text": row["Text"]} for row in companies()])

    answer = run("train", k=3, rows=str(file))

    assert "Too few categories" in answer.out[1]
    assert list(newest().composition) == [""]


ODD = [
    "<script>alert(1)</script>",
    "'; drop table x; --",
    "{{ 7|add:7 }}",
    "🦆" * 60,
    "ß \u202e Ω",
    "x" * 200,
]


def test_odd_categories_are_kept_as_they_are(db: None, file: Path) -> None:
    write_csv(file, [{**row, "Category": ODD[place % 6]} for place, row in enumerate(companies())])

    run("train", k=3, rows=str(file))

    assert {name: sum(counts) for name, counts in newest().composition.items()} == dict.fromkeys(
        ODD, 5
    )


def test_a_version_of_a_file_places_the_companies_that_are_stored(
    first: ModelVersion, file: Path
) -> None:
    run("train", k=2, rows=str(file))

    activate(newest())

    assert newest().assignments.filter(status="scored").count() == 30
    assert row_of(companies()[0]["Title"], newest()).cluster in (0, 1)
