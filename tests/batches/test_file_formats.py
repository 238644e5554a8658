"""A file is read as common programs write it; of one that cannot be read, it is said why."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError

from scoring.models import Submission
from tests.batches.import_command import BANK, GOOD, HEADER, load, load_text, stored, written
from tests.catalogue import catalogue

pytestmark = pytest.mark.django_db


def test_a_good_file_is_stored_as_it_is(file: Path) -> None:
    rows = [
        ("Acme Bank", "Financials", "Banks", BANK),
        ("Zoë's 漢字 🦆", "", "", 'They say "quack",\nthen swim.'),
    ]

    answer = load_text(file, written(*rows))

    assert answer == ("2 stored, 0 known already, 0 with errors\n", [])
    assert stored() == rows
    assert set(Submission.objects.values_list("source", flat=True)) == {"import"}


HEADERS = {
    "capitals": "TITLE,CATEGORY,INDUSTRY,TEXT",
    "small letters": "title,category,industry,text",
    "spaces around": " Title , Category,Industry , Text ",
    "quoted": '"Title","Category","Industry","Text"',
}


@pytest.mark.parametrize("kind", HEADERS)
def test_the_header_counts_in_any_letter_case(file: Path, kind: str) -> None:
    load_text(file, f'{HEADERS[kind]}\nAcme Bank,Financials,Banks,"{BANK}"\n')

    assert stored() == [("Acme Bank", "Financials", "Banks", BANK)]


def test_columns_may_come_in_any_order_and_others_are_left_out(file: Path) -> None:
    load_text(
        file, f'Ticker,Text,Industry,Title,Website\nACM,"{BANK}",Banks,Acme Bank,acme.example\n'
    )

    assert stored() == [("Acme Bank", "", "Banks", BANK)]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_cells_may_be_parted_as_spreadsheets_of_other_countries_do(
    file: Path, delimiter: str
) -> None:
    row = delimiter.join(["Acme Bank", "Financials, mostly", "Banks", f'"{BANK}"'])

    load_text(file, f"{HEADER.replace(',', delimiter)}{row}\n")

    assert stored() == [("Acme Bank", "Financials, mostly", "Banks", BANK)]


def test_category_and_industry_may_be_missing(file: Path) -> None:
    load_text(file, f'Title,Text\nAcme Bank,"{BANK}"\n')

    assert stored() == [("Acme Bank", "", "", BANK)]


WESTERN = "Société Générale prête à la clientèle; Ørsted, Mærsk, El Niño, naïve Größe, Håkan."
ENCODINGS = {
    "UTF-8": ("utf-8", WESTERN + " 漢字 🦆"),
    "UTF-8 with a byte-order mark, as Excel writes it": ("utf-8-sig", WESTERN),
    "Latin-1": ("latin-1", WESTERN),
    "Windows-1252 with its quotes and dashes": (
        "cp1252",
        WESTERN + " “Quoted” – it costs 5 € … and that’s all",
    ),
    "UTF-16 with a mark, as Excel writes its Unicode text": ("utf-16", WESTERN + " 漢字 🦆"),
    "Windows-1251": ("cp1251", "Банк принимает вклады и выдаёт кредиты фермерам и магазинам."),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_file_may_be_encoded_as_common_programs_do(file: Path, encoding: str) -> None:
    codec, text = ENCODINGS[encoding]

    answer = load_text(file, written(("Acme Bank", text[:20], "", text)), codec)

    assert answer.errors == []
    assert stored() == [("Acme Bank", text[:20].strip(), "", text)]


def test_a_few_accents_in_an_english_file_are_read_right(file: Path) -> None:
    plain = [row for row in catalogue() if "".join(row.values()).isascii()]
    rows = [(row["Title"], row["Category"], row["Industry"], row["Text"]) for row in plain]
    rows.append(
        ("Société Générale", "Financials", "", "Crédit à la clientèle, prêts, El Niño, Ørsted.")
    )

    load_text(file, written(*rows), "cp1252")

    assert stored() == rows


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_any_system_ends_them(file: Path, newline: str) -> None:
    answer = load_text(
        file,
        f'Title,Text{newline}One,"First{newline}second"{newline}Two,{BANK.split(",")[0]}{newline}',
    )

    assert answer.errors == []
    assert [row[3] for row in stored()] == ["First\nsecond", BANK.split(",")[0]]


def test_a_last_line_without_an_end_is_read(file: Path) -> None:
    load_text(file, f"Title,Text\nAcme Bank,{BANK.split(',')[0]}")

    assert len(stored()) == 1


# Files that cannot be read at all


def refusal(file: Path) -> str:
    with pytest.raises(CommandError) as caught:
        load(file)
    assert not Submission.objects.exists()
    return str(caught.value)


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("Title,Category,Industry", "Text is missing"),
        ("Category,Text", "Title is missing among the columns Category, Text. Rename what is"),
        ("Founded,Employees", "Title and Text are missing"),
    ],
)
def test_a_missing_column_is_named(file: Path, header: str, missing: str) -> None:
    file.write_text(f"{header}\n1850,12\n")

    assert missing in refusal(file)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_says_so(file: Path, content: bytes) -> None:
    file.write_bytes(content)

    assert refusal(file) == "The file is empty."


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        GOOD.encode("utf-16-le"),
        f"{GOOD}Null Bank,,,A bank\0 that lends money.\n".encode(),
        GOOD.encode() + written(*[("Good", "", "", BANK)] * 9000).encode() + b"Null,,,A\0 bank",
    ],
    ids=["a picture", "UTF-16 without a mark", "early zero byte", "late zero byte"],
)
def test_a_file_that_is_no_text_says_so(file: Path, content: bytes) -> None:
    file.write_bytes(content)

    assert "is no text file. Save it as CSV with UTF-8 encoding." in refusal(file)


def test_a_directory_says_so(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path} cannot be read: Is a directory."


def test_a_file_that_is_not_there_says_so(file: Path) -> None:
    assert refusal(file) == f"{file} cannot be read: No such file or directory."


def test_a_link_that_leads_to_itself_is_named(file: Path) -> None:
    file.symlink_to(file)

    assert refusal(file) == f"{file} cannot be read: Too many levels of symbolic links."


def test_the_command_ends_with_an_error_for_the_shell(file: Path) -> None:
    with pytest.raises(CommandError) as caught:
        load(file)
    assert caught.value.returncode != 0


def test_json_may_stand_in_one_line_of_several_megabytes(file: Path) -> None:
    rows = [{"title": f"Bank {n}", "text": BANK, "page": "x" * 100_000} for n in range(30)]

    answer = load_text(file, json.dumps(rows))

    assert answer[0].startswith("30 stored, 0 known already, 0 with errors")
