"""`manage.py train --vocabulary` starts from a table of n-grams, in one of the studio's modes."""

from pathlib import Path

import pytest
from django.test import Client

from scoring.endpoint import embedded
from scoring.models import ModelVersion
from tests.versions.small_site import SECTORS, activate, companies, home, newest, refused, run

pytestmark = pytest.mark.django_db

HEADER = "Id\tNGram\tDF\tIDF\n"


def ngrams() -> set[str]:
    return set(embedded.model(newest().pk).vocabulary.ngrams)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "words.tsv"


@pytest.fixture
def words(file: Path, rows: list[dict[str, str]]) -> Path:
    """Eight words of the small site's own, of which one is in no text,
    as a table of a hundred texts.
    """
    own = ["bank", "insur", "hospit", "patient", "electr", "gas", "util", "zebra"]
    lines = "".join(f"{number}\t{word}\t10\t1.5\n" for number, word in enumerate(own))
    file.write_text(f"{HEADER}-1\ttotal.num.docs\t100\t0\n{lines}")
    return file


def test_read_only_knows_the_words_of_the_table_and_no_others(words: Path) -> None:
    run("train", k=3, vocabulary=str(words))

    vocabulary = embedded.model(newest().pk).vocabulary
    assert vocabulary.ngrams == (
        "bank",
        "electr",
        "gas",
        "hospit",
        "insur",
        "patient",
        "util",
        "zebra",
    )
    assert vocabulary.total == 100
    assert set(vocabulary.documents.tolist()) == {10}
    assert newest().figures["ngrams"] == 8


def test_update_counts_the_table_too_and_keeps_to_the_words_of_the_texts(words: Path) -> None:
    run("train", k=3, vocabulary=str(words), vocabulary_mode="update")

    vocabulary = embedded.model(newest().pk).vocabulary
    assert vocabulary.total == 130
    assert "zebra" not in vocabulary.ngrams
    assert vocabulary.documents[vocabulary.index["bank"]] > 10
    assert len(vocabulary.ngrams) > 100


def test_merge_has_the_words_of_both(words: Path) -> None:
    run("train", k=3, vocabulary=str(words), vocabulary_mode="merge")

    assert "zebra" in ngrams()
    assert len(ngrams()) > 100
    assert embedded.model(newest().pk).vocabulary.total == 130


def test_the_vocabulary_of_a_version_can_be_used_for_another(
    client: Client, first: ModelVersion, file: Path
) -> None:
    file.write_bytes(client.get(f"/models/{first.pk}/vocabulary.tsv").content)

    run("train", k=3, vocabulary=str(file))

    second = newest()
    assert ngrams() == set(embedded.model(first.pk).vocabulary.ngrams)
    assert second.data_fingerprint == first.data_fingerprint
    activate(second)
    assert len({home(second, sector) for sector in SECTORS}) == 3


BAD_TABLES = {
    "an empty file": ("", "lacks the column Id and NGram and DF and IDF"),
    "a missing column": ("Id\tNGram\tDF\n0\tbank\t1\n", "lacks the column IDF"),
    "no n-gram": (HEADER, "The vocabulary has no n-gram"),
    "only the total": (f"{HEADER}-1\ttotal.num.docs\t100\t0\n", "The vocabulary has no n-gram"),
    "an n-gram twice": (
        f"{HEADER}0\tbank\t1\t1\n1\tbank\t1\t1\n",
        "Line 3: the n-gram 'bank' stands twice",
    ),
    "an n-gram that is empty": (f"{HEADER}0\t \t1\t1\n", "Line 2: the n-gram '' is empty"),
    "a number that is none": (
        f"{HEADER}0\tbank\tmany\t1\n",
        "Line 2: DF must be a whole number from 0",
    ),
    "a weight without end": (
        f"{HEADER}0\tbank\t1\tinf\n",
        "Line 2: DF must be a whole number from 0",
    ),
    "too few cells": (f"{HEADER}0\tbank\n", "Line 2: DF must be a whole number from 0"),
}


@pytest.mark.parametrize("case", BAD_TABLES)
def test_what_is_no_vocabulary_is_refused_with_its_reason(
    rows: list[dict[str, str]], file: Path, case: str
) -> None:
    content, reason = BAD_TABLES[case]
    file.write_text(content)

    said = refused("train", k=3, vocabulary=str(file))

    assert reason in said
    assert said.startswith(f"{file} is no vocabulary: ")


def test_a_cell_without_end_is_refused(rows: list[dict[str, str]], file: Path) -> None:
    """How long a cell may be depends on what the process has read before."""
    file.write_text(f"{HEADER}0\t{'x' * 200_000}\t1\t1\n")

    assert "vocabulary" in refused("train", k=3, vocabulary=str(file))


def test_a_file_that_is_not_there_is_refused(rows: list[dict[str, str]], file: Path) -> None:
    assert (
        refused("train", k=3, vocabulary=str(file))
        == f"{file} cannot be read: No such file or directory."
    )
    assert (
        refused("train", k=3, vocabulary=str(file.parent))
        == f"{file.parent} cannot be read: Is a directory."
    )


def test_a_file_that_is_no_text_is_refused(rows: list[dict[str, str]], file: Path) -> None:
    file.write_bytes(b"PK\x03\x04\xff\xfe\x00")

    assert refused("train", k=3, vocabulary=str(file)).startswith(f"{file} is no vocabulary: ")


def test_words_of_other_texts_make_no_model(rows: list[dict[str, str]], file: Path) -> None:
    file.write_text(f"{HEADER}0\tzebra\t5\t1.5\n1\tgiraff\t5\t1.5\n")

    assert "None of the texts has an n-gram of the vocabulary" in refused(
        "train", k=3, vocabulary=str(file)
    )


@pytest.mark.parametrize("mode", ["banana", "", "Merge"])
def test_another_mode_is_refused(words: Path, mode: str) -> None:
    assert "invalid choice" in refused(
        "train", f"--vocabulary={words}", f"--vocabulary-mode={mode}", "--k=3"
    )


def test_without_the_option_the_words_are_the_texts_own(rows: list[dict[str, str]]) -> None:
    run("train", k=3)

    assert len(ngrams()) > 100
    assert newest().rows == len(companies())
