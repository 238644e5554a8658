"""Which column is what is guessed from its name in four languages, else from what stands in it."""

import pytest

from scoring.batches.mapping import Mapping, guess

TEXT = "We make cheese and butter and sell it to grocery shops in the whole country."
OTHER = "A bank that takes deposits and lends money to farmers, families and small shops."
NAMED = {
    "English": (["Company Name", "Industry", "Description"], "Company Name", "Description"),
    "German": (
        ["Lfd", "Firmenname", "Branche", "Kurzbeschreibung"],
        "Firmenname",
        "Kurzbeschreibung",
    ),
    "German with umlauts": (["Firma", "Geschäftstätigkeit"], "Firma", "Geschäftstätigkeit"),
    "French": (["Raison sociale", "Secteur d'activité", "Activité"], "Raison sociale", "Activité"),
    "Spanish": (["Razón social", "Sector", "Descripción"], "Razón social", "Descripción"),
    "with words around": (
        ["The Company Name", "Website", "About Us"],
        "The Company Name",
        "About Us",
    ),
}


@pytest.mark.parametrize("language", NAMED)
def test_names_are_known_in_four_languages(language: str) -> None:
    columns, title, text = NAMED[language]

    mapping = guess(columns, [])

    assert (mapping.title, mapping.text) == (title, (text,))


def test_each_field_has_its_own_column() -> None:
    mapping = guess(["ID", "Name", "Website", "Sector", "Industry", "About", "Founded"], [])

    assert mapping == Mapping("Name", ("About",), "Sector", "Industry", "ID", "Website")


@pytest.mark.parametrize("name", ["Kd.-Nr.", "Customer no.", "N° client", "SIREN"])
def test_numbers_that_programs_give_customers_are_own_keys(name: str) -> None:
    assert guess([name, "Firma", "Text"], []).key == name


def test_contents_tell_where_names_say_nothing() -> None:
    rows = [
        ["17", "Rivertown Dairy", "rivertown.example", TEXT, "Food"],
        ["18", "Acme Bank", "https://acme.example/", OTHER, "Food"],
        ["19", "Zoo Works", "www.zoo.example", TEXT, "Food"],
    ]

    mapping = guess(["A", "B", "C", "D", "E"], rows)

    assert (mapping.title, mapping.text, mapping.website) == ("B", ("D",), "C")


def test_a_column_of_words_is_no_text_where_another_has_sentences() -> None:
    rows = [["Acme", "Food", TEXT], ["Zoo", "Toys", OTHER]]

    assert guess(["Name", "Activity", "Notes"], rows).text == ("Notes",)


def test_several_columns_of_one_name_make_the_text_together() -> None:
    assert guess(["Title", "Text", "Text (2)"], []).text == ("Text", "Text (2)")


def test_what_several_rows_have_in_common_is_no_key() -> None:
    rows = [["DE", "Acme", TEXT], ["DE", "Zoo", OTHER]]

    assert guess(["Code", "Name", "About"], rows).key == ""


def test_numbers_alone_are_neither_title_nor_text() -> None:
    assert guess(["a", "b"], [["1", "2"], ["3", "4"]]) == Mapping()
