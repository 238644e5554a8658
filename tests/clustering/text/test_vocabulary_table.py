import csv
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustering.model import Model
from clustering.text.vocabulary import TOTAL, Vocabulary, VocabularyError, read_table, write_table

HEADER = "Id\tNGram\tDF\tIDF\n"
TABLE = f"{HEADER}-1\t{TOTAL}\t10\t0\n0\toil_gas\t1\t1\n1\tgas\t5\t0.30103\n2\toil\t5\t0.30103\n"
ROW = st.tuples(st.integers(0, 2**31 - 1), st.floats(0, 1000, width=32))
NGRAM = st.lists(st.text("abzé&|\"',-", min_size=1, max_size=5), min_size=1, max_size=3).map(
    "_".join
)


def vocabulary(rows: dict[str, tuple[int, float]], total: int) -> Vocabulary:
    ngrams = sorted(rows)
    documents = np.array([rows[ngram][0] for ngram in ngrams], np.int32)
    idf = np.array([rows[ngram][1] for ngram in ngrams], np.float32)
    return Vocabulary(tuple(ngrams), tuple(ngrams), documents, total, idf)


def test_the_table_is_the_studios() -> None:
    rows = {"oil": (5, 0.30103), "gas": (5, 0.30103), "oil_gas": (1, 1)}
    assert write_table(vocabulary(rows, 10)) == TABLE


def test_a_table_is_read_with_its_numbers_as_they_stand() -> None:
    found = read_table(TABLE)
    assert found.ngrams == ("gas", "oil", "oil_gas")
    assert found.surfaces == ("gas", "oil", "oil gas")
    assert (found.documents.tolist(), found.total) == ([5, 5, 1], 10)
    assert found.idf.tolist() == pytest.approx([0.30103, 0.30103, 1])


def test_rows_come_by_idf_downwards_then_by_ngram(model: Model) -> None:
    lines = list(csv.reader(io.StringIO(write_table(model.vocabulary)), delimiter="\t"))[2:]
    assert [int(line[0]) for line in lines] == list(range(len(model.vocabulary.ngrams)))
    assert lines == sorted(lines, key=lambda line: (-float(line[3]), line[1]))


def test_the_vocabulary_of_a_model_makes_the_round_trip(model: Model) -> None:
    before, after = model.vocabulary, read_table(write_table(model.vocabulary))
    assert (after.ngrams, after.total) == (before.ngrams, before.total)
    assert np.array_equal(after.documents, before.documents)
    assert np.array_equal(after.idf, before.idf)


@settings(max_examples=50, deadline=None)
@given(rows=st.dictionaries(NGRAM, ROW, min_size=1, max_size=6), total=st.integers(1, 2**31 - 1))
def test_any_vocabulary_makes_the_round_trip_to_the_last_bit(
    rows: dict[str, tuple[int, float]], total: int
) -> None:
    before = vocabulary(rows, total)
    after = read_table(write_table(before))
    assert (after.ngrams, after.total) == (before.ngrams, total)
    assert np.array_equal(after.documents, before.documents)
    assert after.idf.tobytes() == before.idf.tobytes()


@pytest.mark.parametrize(
    "content",
    [
        TABLE.replace("\t", ","),
        TABLE.replace("\n", "\r\n"),
        TABLE.replace("\t", ",").replace("\n", "\r\n"),
        "\ufeff" + TABLE,
        "\ufeff" + TABLE.replace("\t", ","),
        TABLE.replace("Id\tNGram\tDF\tIDF", " id \tngram\tdf\tidf "),
        TABLE.rstrip("\n"),
        TABLE + "\n\n",
        TABLE.replace("\t5\t", "\t5.0\t"),
        TABLE.replace("gas\t5", '"gas"\t5'),
        TABLE.replace("\n0\toil_gas", "\n0\t oil_gas "),
    ],
)
def test_a_table_may_be_written_in_other_ways(content: str) -> None:
    assert write_table(read_table(content)) == TABLE


def test_columns_may_stand_in_any_order_among_others() -> None:
    found = read_table("IDF,note,NGram,Id,DF\n1.5,x,oil,0,3\n")
    assert (found.ngrams, found.documents.tolist(), found.idf.tolist()) == (("oil",), [3], [1.5])


def test_a_table_without_the_total_counts_the_most_frequent() -> None:
    assert read_table(f"{HEADER}0\toil\t3\t1\n1\tgas\t7\t1\n").total == 7


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        ("", "Id and NGram and DF and IDF"),
        ("\ufeff", "Id and NGram and DF and IDF"),
        ("oil gas", "Id and NGram and DF and IDF"),
        ("Id;NGram;DF;IDF\n0;oil;1;1\n", "Id and NGram and DF and IDF"),
        ("Id,NGram,DF\n0,oil,1\n", "IDF"),
        ("Id\tWord\tIDF\n0\toil\t1\n", "NGram and DF"),
        ("NGram,DF,IDF\noil,1,1\n", "Id"),
    ],
)
def test_a_missing_column_is_named(content: str, missing: str) -> None:
    with pytest.raises(
        VocabularyError, match=f"lacks the column {missing}: it needs Id, NGram, DF, IDF"
    ):
        read_table(content)


@pytest.mark.parametrize("content", [HEADER, HEADER + "\n\n", f"{HEADER}-1\t{TOTAL}\t10\t0\n"])
def test_a_table_without_an_ngram_is_refused(content: str) -> None:
    with pytest.raises(VocabularyError, match="has no n-gram: give at least one row"):
        read_table(content)


@pytest.mark.parametrize(
    "row",
    [
        "oil\tmany\t1",
        "oil\t\t1",
        "oil\t-1\t1",
        "oil\tnan\t1",
        "oil\tinf\t1",
        "oil\t2147483648\t1",
        "oil\t3.7\t1",
        "oil\t-0.5\t1",
        "oil\t1_0\t1",
        "oil\t1\t",
        "oil\t1\tmuch",
        "oil\t1\tnan",
        "oil\t1\tinf",
        "oil\t1\t-inf",
        "oil\t1\t0,5",
        "oil\t1\t1_0",
        "oil\t1\t1e7",
        "oil\t1\t1e39",
        "oil\t1\t-1e39",
        "oil\t1",
        "oil",
    ],
)
def test_a_number_that_is_none_is_refused_with_its_line(row: str) -> None:
    with pytest.raises(
        VocabularyError, match="Line 3: DF must be a whole number from 0 and IDF a number; found"
    ):
        read_table(f"{HEADER}0\tgas\t1\t1\n1\t{row}\n")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(TABLE.replace("\n", "\r"), id="lines end as on old machines"),
        pytest.param("Id,NGram,DF,IDF\r0,oil,2,3\r", id="with commas too"),
    ],
)
def test_what_cannot_be_parted_into_cells_is_refused(content: str) -> None:
    expected = r"^The vocabulary is no table: .*\. Save it with tabs or commas between cells\.$"
    with pytest.raises(VocabularyError, match=expected):
        read_table(content)


@pytest.mark.parametrize("ngram", ["", " ", '""'])
def test_an_empty_ngram_is_refused_with_its_line(ngram: str) -> None:
    with pytest.raises(VocabularyError, match="Line 2: the n-gram '' is empty"):
        read_table(f"{HEADER}0\t{ngram}\t1\t1\n")


@pytest.mark.parametrize("ngram", ["oil", " oil ", '"oil"'])
def test_an_ngram_that_stands_twice_is_refused_with_its_line(ngram: str) -> None:
    with pytest.raises(VocabularyError, match="Line 4: the n-gram 'oil' stands twice"):
        read_table(f"{HEADER}0\toil\t1\t1\n1\tgas\t1\t1\n2\t{ngram}\t1\t1\n")


def test_two_totals_are_refused() -> None:
    with pytest.raises(VocabularyError, match=f"'{TOTAL}' stands twice"):
        read_table(f"{TABLE}-1\t{TOTAL}\t10\t0\n")


def test_the_error_is_a_value_error() -> None:
    assert issubclass(VocabularyError, ValueError)


def test_a_known_ngram_has_a_readable_form_and_another_has_none() -> None:
    found = read_table(TABLE)
    assert found.surface("oil_gas") == "oil gas"
    with pytest.raises(KeyError):
        found.surface("zebra")


@pytest.mark.parametrize(
    ("ngrams", "surfaces", "documents", "idf"),
    [
        (("oil", "oil"), ("oil", "oil"), 2, 2),
        (("oil", "gas"), ("oil",), 2, 2),
        (("oil", "gas"), ("oil", "gas"), 1, 2),
        (("oil", "gas"), ("oil", "gas"), 2, 3),
        ((), (), 1, 0),
    ],
)
def test_parts_that_do_not_fit_make_no_vocabulary(
    ngrams: tuple[str, ...], surfaces: tuple[str, ...], documents: int, idf: int
) -> None:
    with pytest.raises(ValueError, match="parts of the vocabulary do not fit"):
        Vocabulary(ngrams, surfaces, np.ones(documents, np.int32), 3, np.ones(idf, np.float32))
