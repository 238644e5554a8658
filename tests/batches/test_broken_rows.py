"""A row that is no CSV is named and left out, wherever it stands; what has no end is refused."""

from pathlib import Path

import pytest
from django.core.management import CommandError

from scoring.tables import encodings, reading
from tests.batches.import_command import BANK, HEADER, load_text, stored, written

pytestmark = pytest.mark.django_db

GOOD = [(f"Good {number}", "", "", BANK) for number in range(3)]
BROKEN = {
    "quotes escaped by backslashes": '"Acme","","","The \\"Old\\" bank, it lends"\n',
    "words behind a quote": f'Acme,,,"{BANK}" and more\n',
    "a quote in quotes": 'Acme,,,"one"two"\n',
    "a quote that is not closed": f'Acme,,,"{BANK}\n',
    "a quote that is not closed, of the title": '"Acme,,,A bank\n',
}


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("above", [0, 1, 3])
def test_the_rows_around_a_broken_one_are_stored(file: Path, kind: str, above: int) -> None:
    top = written(*GOOD[:above])
    bottom = written(*GOOD[above:]).split("\r\n", 1)[1]

    answer = load_text(file, top + BROKEN[kind] + bottom)

    assert answer.counts == "3 stored, 0 known already, 1 with errors\n"
    assert [error.split(":")[:2] for error in answer.errors] == [
        [f"line {above + 2}", " no valid CSV"]
    ]
    assert stored() == GOOD


def test_a_text_of_several_lines_with_a_wrong_quote_makes_no_companies_of_its_lines(
    file: Path,
) -> None:
    text = 'Acme,,,"We lend.\nWe are "honest" and\nSmall, quick, near, cheap"\n'

    answer = load_text(file, HEADER + text)

    assert "line 2: no valid CSV" in answer.errors[0]
    assert "Lines 2 to 3 are left out." in answer.errors[0]


ENDLESS = {
    "empty rows": (HEADER + ",,,\n" * 300_000, "nothing but empty rows"),
    "a line": (f"{HEADER}Acme,,,{'we lend ' * 300_000}\n", "a line of more than 2 MB"),
    "a word": (f"{HEADER}Acme,,,{'x' * 2_200_000}\n", "a line of more than 2 MB"),
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_what_has_no_end_is_refused(file: Path, kind: str) -> None:
    content, said = ENDLESS[kind]

    with pytest.raises(CommandError, match=said):
        load_text(file, content)


def test_where_a_cell_of_many_lines_has_no_end_the_rows_above_are_counted(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reading, "LONGEST_ROW", 10_000)
    assert encodings.LONGEST_LINE > 10_000

    with pytest.raises(
        CommandError, match=r"rest of the file was not read. Line 5 is no valid CSV"
    ):
        load_text(file, written(*GOOD) + 'Acme,,,"' + "We lend.\n" * 2000 + '"\n')

    assert stored() == GOOD
