"""Which tables a job reads, and what it says of those that it cannot."""

import pytest

from scoring.models import BatchExecution, ServiceUse
from scoring.webservice import batch_steps, batch_tables, files
from tests.webservice.batch_execution.programs import csv_of, fetched, outcome, rows_in, scored, why
from tests.webservice.calls import BANK, HOSPITAL, POWER, TEXTS, Service, execute, rows_of, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def expected(service: Service) -> list[list[str]]:
    """What is said of the three usual rows."""
    return rows_of(execute(service, table(*TEXTS)))


PLAIN = csv_of()
SAME_TABLES = {
    "commas": PLAIN,
    "semicolons": csv_of(mark=";"),
    "tabs": csv_of(mark="\t"),
    "a byte-order mark": b"\xef\xbb\xbf" + PLAIN,
    "a byte-order mark before a quoted name": b"\xef\xbb\xbf"
    + PLAIN.replace(b"Title", b'"Title"', 1),
    "UTF-16": PLAIN.decode().encode("utf-16"),
    "Unix line ends": PLAIN.replace(b"\r\n", b"\n"),
    "old Mac line ends": PLAIN.replace(b"\r\n", b"\r"),
    "no end of the last line": PLAIN.rstrip(),
    "blank lines": b"\r\n" + PLAIN.replace(b"\r\n", b"\r\n\r\n  \r\n"),
    "no title and category": csv_of(columns=["Text"]),
    "other columns in another order": csv_of(columns=["Id", "text", "TITLE"]),
    "names with blanks": PLAIN.replace(b"Title,Category,Text", b" Title , Category , Text "),
}


@pytest.mark.parametrize("name", SAME_TABLES)
def test_however_it_is_written_the_same_table_gives_the_same_result(
    service: Service, expected: list[list[str]], name: str
) -> None:
    assert scored(service, SAME_TABLES[name]) == expected


def test_a_table_of_tabs_may_be_called_tsv(service: Service, expected: list[list[str]]) -> None:
    assert scored(service, csv_of(mark="\t"), "input.tsv") == expected


def test_latin_1_is_told(service: Service) -> None:
    texts = [f"Größe und Übergröße: Straße {number}, façade, œuvre. {BANK}" for number in range(20)]
    western = csv_of(texts).decode().encode("cp1252")

    assert scored(service, western) == rows_of(execute(service, table(*texts)))


def test_a_quoted_cell_may_have_line_breaks_marks_and_quotes(service: Service) -> None:
    texts = [f'First line\r\n\r\nsecond, "quoted"; line\n{each}' for each in TEXTS]

    assert scored(service, csv_of(texts)) == rows_of(execute(service, table(*texts)))


def test_a_row_of_empty_cells_is_a_row(service: Service) -> None:
    content = csv_of([BANK]) + b",,\r\n" + csv_of([POWER]).partition(b"\r\n")[2]

    assert scored(service, content) == rows_of(execute(service, table(BANK, "", POWER)))


def test_an_empty_cell_of_a_table_with_one_column_is_a_row(service: Service) -> None:
    assert len(scored(service, b'Text\r\nWe are a bank\r\n""\r\n\r\nWe make cars\r\n')) == 3


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the rows make as many steps."""
    monkeypatch.setattr(batch_tables, "MOST_ROWS", 200)


@pytest.mark.parametrize("rows", [199, 200, 201, 400, 401])
def test_every_row_has_one_line_in_the_result_whatever_their_number(
    service: Service, small_pieces: None, rows: int
) -> None:
    texts = [TEXTS[number % 3] for number in range(rows)]
    three = rows_of(execute(service, table(*TEXTS)))

    assert scored(service, csv_of(texts)) == [three[number % 3] for number in range(rows)]


def test_lines_may_go_over_the_parts_in_which_a_file_is_kept(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PART", 5_003)
    # Cells with characters of several bytes, and line ends, fall on every place near a part's end
    texts = [f"é株式会社\r\n{'x' * (number % 7)} {TEXTS[number % 3]} " * 5 for number in range(300)]
    content = csv_of(texts)
    assert len(content) > 20 * files.PART

    assert scored(service, content) == rows_of(execute(service, table(*texts)))


def test_a_piece_ends_early_where_its_texts_are_long(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_tables, "MOST_BYTES", 100_000)
    texts = [f"{TEXTS[number % 3]} " * 500 for number in range(12)]

    rows = scored(service, csv_of(texts))

    assert rows == rows_of(execute(service, table(*texts)))
    assert BatchExecution.objects.get().result.parts.count() > 3


NO_TABLES = {
    "no text column": (
        b"Title,Category\na,b\n",
        "The column Text is missing; the columns are: Title, Category.",
    ),
    "a column twice": (b"Text,text\na,b\n", "The column Text is there twice."),
    "column names only": (b"Title,Category,Text\r\n", "The input has no rows."),
    "blank lines only": (b"\r\n\r\n  \r\n", "The input has no rows."),
    "broken rows only": (b"Text\r\na,b\r\nc,d\r\n", "No row can be read. Row 1: 2 cells under 1"),
    "an endless row": (b'Text\r\na\r\n"' + b"bread, cakes\r\n" * 160_000, "Row 2 is no valid CSV:"),
    "a quote without an end in the names": (
        b'Title,"Text\r\na,b\r\n',
        "The line of the column names is no valid CSV:",
    ),
    "a spreadsheet": (
        b"PK\x03\x04\x14\x00\x08\x00" + bytes(range(256)) * 20,
        "The input is no text file.",
    ),
    "a bad byte beside one of UTF-8": (
        "Text\r\nWe bake bread at the café\r\n".encode() + b"We sell caf\xe9 bread\r\n",
        "The encoding of the input is not clear; as UTF-8 it has a bad byte in line 3. Save it",
    ),
    "a zero byte far down": (PLAIN * 3000 + b"\0", "The input is no text file."),
}


@pytest.mark.parametrize("name", NO_TABLES)
def test_a_table_that_cannot_be_scored_fails_and_says_why(service: Service, name: str) -> None:
    content, expected = NO_TABLES[name]

    assert why(service, content).startswith(expected)


LEFT_OUT = {
    "a short row": (b"only,two\r\n", "Row 4: 2 cells under 3 columns."),
    "a long row": (b"one,two,three,four\r\n", "Row 4: 4 cells under 3 columns."),
    "a quote amid a cell": (b'a,b,"c" d\r\n', "Row 4: no valid CSV:"),
    "a quote without an end": (b'a,b,"c\r\n', "Row 4: no valid CSV:"),
    "a byte that is no UTF-8": (
        "a,b,Café Rivière ".encode() + b"caf\xe9\r\n",
        "Row 4: a character is not in the file's encoding.",
    ),
    "an endless text": (b"a,b," + b"x" * 100_001 + b"\r\n", "Row 4: a text of 100,001 characters"),
}
_, _, THREE_ROWS = PLAIN.partition(b"\r\n")


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_broken_row_is_named_and_has_empty_cells_and_the_others_are_scored(
    service: Service, expected: list[list[str]], name: str
) -> None:
    broken, trouble = LEFT_OUT[name]

    said = outcome(service, PLAIN + broken + THREE_ROWS)

    assert said["StatusCode"] == "Finished"
    count = "1 of 7 rows are left out, and have empty cells in the result. "
    assert said["Details"].startswith(count + trouble)
    assert rows_in(fetched(said)) == [*expected, [""] * len(expected[0]), *expected]
    stored = BatchExecution.objects.get()
    assert (stored.rows_done, stored.rows_left_out) == (7, 1)
    # With the three of the call that said what to expect
    assert ServiceUse.objects.get().rows == 9


def test_broken_rows_of_later_pieces_are_named_by_their_numbers_in_the_whole_table(
    service: Service, small_pieces: None
) -> None:
    content = csv_of([HOSPITAL] * 250).replace(b"\r\n", b"\r\n\r\n") + b"short\x2crow\r\n"
    unclosed = b'a,b,"c\r\n'

    said = outcome(service, content + unclosed + csv_of([BANK] * 250).partition(b"\r\n")[2])

    assert said["Details"].startswith("2 of 502 rows are left out")
    assert "Row 251: 2 cells under 3 columns. Row 252: no valid CSV:" in said["Details"]
    assert len(rows_in(fetched(said))) == 502


def test_many_broken_rows_are_counted_and_some_are_named(
    service: Service, small_pieces: None
) -> None:
    said = outcome(service, PLAIN + b"short,row\r\n" * 350)

    assert said["Details"].startswith("350 of 353 rows are left out")
    assert said["Details"].count("Row ") == batch_steps.MOST_NAMED


def test_a_failed_job_gives_no_part_of_a_result(service: Service, small_pieces: None) -> None:
    said = outcome(service, csv_of([HOSPITAL] * 250) + b'"' + b"bread, " * 400_000)

    assert (said["StatusCode"], said["Results"]) == ("Failed", None)
