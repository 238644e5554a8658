"""The letters of a file are read right, or the file is refused; never read wrong without a word."""

from itertools import combinations
from pathlib import Path

import pytest

from scoring.models import Submission
from scoring.tables.encodings import FileError, encoding_of
from tests.batches.import_command import BANK, HEADER, load, stored

ENGLISH = "The company bakes bread and sells it to grocery stores."
NAMES = {
    "cp1252": "Société Générale;Müller Größe;El Niño;São Paulo;Malmö;Ørsted;Caffè Città;Bœuf",
    "cp1250": "Łódź;Śląsk;Plzeň;Dvořák;Győr;Erdő;Braşov;Đaković;Żółty Młyn",
    "cp1254": "Şişecam;Yağ;İş Bankası;Güneş;Kılıç;Fırın",
    "cp1251": "Газпром;Хлебозавод;Київ;Пекарня",
    "cp1253": "Αθήνα;Εθνική Τράπεζα;Κρήτη",
    "mac_turkish": "Şişecam;Yağ;İş Bankası;Güneş;Kılıç;Fırın;Gıda;Çalışma;Sağlık;İnşaat;Şahin",
    "mac_roman": "Société;Müller;Malmö;Señor;Größe;Français;Forêt;Bäckerei;João;España",
    "cp850": "Société;Müller;Malmö;Señor;Größe;Français;Forêt;Bäckerei;João;España",
    "cp932": "東京電力;株式会社トヨタ;パンと菓子を作る会社です。",
    "gb18030": "中国工商银行;北京建筑公司;腾讯控股",
    "cp949": "삼성전자;현대자동차;우리는 빵을 만들어 가게에 팝니다.",
}
SERBIAN = "Млекара;Њива;Љубав;Џем;Ђурђевић"
SYMBOLS = bytes(range(0x80, 0x100)).decode("cp1252", "ignore")


def reading(text: str, encoding: str) -> str:
    """What a file is read as; empty where its encoding is not clear."""
    content = text.encode(encoding)
    try:
        return content.decode(encoding_of([content], "The file"), "replace")
    except FileError:
        return ""


def file_with(*names: str) -> str:
    rows = [f"{name},Food,{ENGLISH}\r\nPlain,Food,{ENGLISH}\r\n" for name in names]
    return "Title,Category,Text\r\n" + "".join(rows)


@pytest.mark.parametrize("encoding", NAMES)
def test_a_few_letters_outside_ascii_are_read_right_or_are_not_clear(encoding: str) -> None:
    names = NAMES[encoding].split(";")
    files = [file_with(*some) for some in [*combinations(names, 1), *combinations(names, 2)]]

    assert [file for file in files if reading(file, encoding) not in (file, "")] == []


def test_a_dash_between_two_names_leaves_the_encoding_clear() -> None:
    table = file_with("Brown–Forman", "Köln", "München", "Zürich", "Frühjahr 2026 (Mio. €)")

    assert reading(table, "cp1252") == table


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("mac_greek", "Αθήνα"), ("cp437", "½"), ("hz", "北京"), ("utf-7", "Café"), ("utf-7", "北京")],
)
def test_what_is_rarely_written_is_not_read_as_what_is_usual(encoding: str, name: str) -> None:
    file = file_with(name)

    assert reading(file, encoding) in (file, "")


@pytest.mark.parametrize("encoding", ["cp1251", "mac_cyrillic"])
def test_capitals_of_cyrillic_code_pages_that_share_their_small_letters_are_not_mixed_up(
    encoding: str,
) -> None:
    files = [file_with(*some) for some in combinations(SERBIAN.split(";"), 2)]

    assert [file for file in files if reading(file, encoding) not in (file, "")] == []


def test_a_plus_in_english_is_no_letter_of_utf_7() -> None:
    table = file_with("C+Pro-line", "Call +49-30-123 or +100-200", "a+b-c", "Disney+Hot-star")

    assert reading(table, "ascii") == table


@pytest.mark.parametrize("encoding", NAMES)
def test_many_letters_outside_ascii_are_read_right(encoding: str) -> None:
    file = file_with(*NAMES[encoding].split(";"))

    assert reading(file, encoding) == file


@pytest.mark.parametrize("place", ["{} Duck Works", "Duck{} Works", "D{}ck Works", "Duck 5 {}"])
def test_one_character_of_windows_1252_is_that_character_or_not_clear(place: str) -> None:
    files = [file_with(place.format(symbol)) for symbol in SYMBOLS]

    assert [file for file in files if reading(file, "cp1252") not in (file, "")] == []


def test_usual_symbols_in_an_english_file_are_read_right() -> None:
    for text in ("© Duck Works", "Acme® tools", "We don’t sell “ducks” – we sell bread…"):
        assert reading(file_with(text), "cp1252") == file_with(text)


@pytest.mark.django_db
def test_a_bad_byte_in_a_file_of_utf_8_costs_its_row_alone(file: Path) -> None:
    good = f'Café Rivière,,,"{BANK}"\n'
    file.write_bytes(f"{HEADER}{good}".encode() + b"Duck,,,The caf\xe9 toy.\nFrog,,,A toy.\n")

    answer = load(file)

    assert answer.errors == [
        "line 3: a character is not in the file's encoding. Save the file as UTF-8."
    ]
    assert [row[0] for row in stored()] == ["Café Rivière", "Frog"]
    assert Submission.objects.count() == 2
