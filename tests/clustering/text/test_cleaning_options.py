import json
from dataclasses import asdict, fields
from typing import Any, NamedTuple

import pytest

from clustering.text.cleaning import Cleaning
from clustering.text.preprocess import preprocessed

KEEP_ALL: dict[str, Any] = {"endings": "keep", "remove_stop_words": False}


class Example(NamedTuple):
    """A text, and what is left of it with one switch on and off."""

    text: str
    on: str
    off: str
    others: dict[str, Any] = {}


EXAMPLES = {
    "lower_case": Example("Bank LOANS", "bank loans", "Bank LOANS"),
    "remove_stop_words": Example("The bank and its loans", "bank loans", "the bank and its loans"),
    "detect_sentences": Example("oil wells. gas", "oil wells ||| gas", "oil wells gas"),
    "remove_numbers": Example("42 wells B2B ⅔", "wells", "42 wells b2b 2 3"),
    "remove_special_characters": Example("oil & gas $", "oil gas", "oil & gas $"),
    "split_on_special_characters": Example("oil-gas AT&T", "oil gas at t", "oilgas att"),
    "remove_duplicate_characters": Example("looooan aa 1000", "looan aa", "looooan aa"),
    "remove_emails": Example(
        "ask loans@bank.example now", "ask ||| now", "ask loans bank example now"
    ),
    "remove_urls": Example(
        "see ftp://bank.example/a now", "see ||| now", "see ftp bank example a now"
    ),
    "expand_contractions": Example("they'll drill", "they will drill", "they ll drill"),
    "backslashes_to_slashes": Example(
        "oil\\gas",
        "oil/gas",
        "oil\\gas",
        {"remove_special_characters": False, "split_on_special_characters": False},
    ),
}


@pytest.mark.parametrize(("option", "example"), EXAMPLES.items(), ids=EXAMPLES)
def test_a_switch_does_its_work_only_when_it_is_on(option: str, example: Example) -> None:
    found = [
        preprocessed(example.text, Cleaning(**KEEP_ALL | example.others | {option: on}))
        for on in (True, False)
    ]
    assert found == [example.on, example.off]


def test_every_switch_has_an_example() -> None:
    assert set(EXAMPLES) == {option.name for option in fields(Cleaning) if option.type is bool}


@pytest.mark.parametrize(
    ("endings", "expected"),
    [
        ("stem", "util children pipelin"),
        ("lemma", "utility child pipeline"),
        ("keep", "utilities children pipelines"),
    ],
)
def test_endings_are_stemmed_lemmatised_or_kept(endings: str, expected: str) -> None:
    assert preprocessed("Utilities children pipelines", Cleaning(endings=endings)) == expected


def test_a_lemma_brings_no_capital_back() -> None:
    assert preprocessed("paris Facebook", Cleaning(endings="lemma")) == "paris facebook"


def test_a_stop_word_is_found_in_any_case() -> None:
    assert preprocessed("The AND bank", Cleaning(lower_case=False)) == "bank"


def test_own_stop_words_are_removed_beside_the_others() -> None:
    assert preprocessed("the bank and its loans", Cleaning(stop_words=("bank",))) == "loan"


def test_own_stop_words_rest_while_stop_words_are_kept() -> None:
    assert (
        preprocessed("the bank", Cleaning(remove_stop_words=False, stop_words=("bank",)))
        == "the bank"
    )


def test_an_own_stop_word_is_no_part_of_a_word() -> None:
    assert (
        preprocessed(
            "bankers bank",
            Cleaning(stop_words=("bank", "")),
        )
        == "banker"
    )


@pytest.mark.parametrize("stop_word", ["e-commerce", "E-Commerce", "ecommerce", "e.commerce"])
@pytest.mark.parametrize("text", ["e-commerce loan", "E-COMMERCE loan", "ecommerce loan"])
def test_an_own_stop_word_is_found_however_it_is_written(text: str, stop_word: str) -> None:
    assert preprocessed(text, Cleaning(stop_words=(stop_word,))) == "loan"


def test_stop_words_in_one_text_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^stop_words is one text: give a list of words\.$"):
        Cleaning(stop_words="bank")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("don't isn't", "do not is not"),
        ("I'm we've he'd you're she’ll", "i am we have he would you are she will"),
        ("DON'T WE'VE", "do not we have"),
        ("can't won't shan't", "can not will not shall not"),
        ("CAN’T Won’t", "can not will not"),
        ("the 'dark' rock'n'roll", "the dark rock n roll"),
    ],
)
def test_contractions_become_whole_words(text: str, expected: str) -> None:
    assert preprocessed(text, Cleaning(**KEEP_ALL)) == expected


@pytest.mark.parametrize(
    "address", ["a@b", "loans@bank.example", "<loans@bank.example>,", "@pellam", "a+b.c@d.co.uk"]
)
def test_an_email_address_leaves_nothing(address: str) -> None:
    assert preprocessed(f"oil {address} wells", Cleaning(detect_sentences=False)) == "oil well"


@pytest.mark.parametrize(
    "address",
    [
        "http://bank.example",
        "HTTPS://Bank.Example/Loans?a=1#b",
        "ftp://bank.example",
        "www.bank.example",
        "pellam.com",
        "pellam.co.uk/loans",
    ],
)
def test_an_address_of_a_page_leaves_nothing(address: str) -> None:
    assert preprocessed(f"oil {address} wells", Cleaning(detect_sentences=False)) == "oil well"


@pytest.mark.parametrize("address", ["loans@bank.example", "www.bank.example", "pellam.com"])
def test_an_address_leaves_no_mark_among_special_characters(address: str) -> None:
    kept = Cleaning(detect_sentences=False, remove_special_characters=False)
    assert preprocessed(f"oil {address} wells", kept) == "oil well"


def test_an_email_address_is_no_address_of_a_page() -> None:
    text = "drilling@pellam.com wells"
    assert (
        preprocessed(text, Cleaning(endings="keep", remove_emails=False)) == "drilling pellam wells"
    )


@pytest.mark.parametrize("text", ["oil.gas", "communication", "netting orgchart", "e.g. committee"])
def test_words_that_look_like_an_address_stay(text: str) -> None:
    with_addresses = Cleaning(remove_urls=False, remove_emails=False)
    assert preprocessed(text) == preprocessed(text, with_addresses) != ""


def test_a_pattern_is_replaced_before_anything_else() -> None:
    masked = Cleaning(endings="keep", pattern=r"https?://(\w+)\S*", replacement=r"\1")
    assert preprocessed("see http://drilling.example/x", masked) == "drilling"


def test_a_pattern_sees_the_text_as_it_was_written() -> None:
    cased = Cleaning(endings="keep", pattern="Oil", replacement="Coal")
    assert preprocessed("Oil oil", cased) == "coal oil"


def test_a_pattern_without_replacement_removes() -> None:
    assert preprocessed("oil (sour) wells", Cleaning(pattern=r"\(.*?\)")) == "oil well"


def test_a_replacement_without_pattern_does_nothing() -> None:
    assert preprocessed("oil wells", Cleaning(replacement="gas")) == "oil well"


@pytest.mark.parametrize(
    "pattern",
    [
        *("(", ")", "[", "*", "a{2,1}", "(?P<x", "\\", "(?<=a+)b", "(?z)", "a{99999999999}"),
        pytest.param("(" * 5_000 + ")" * 5_000, id="too deep"),
    ],
)
def test_a_pattern_that_is_none_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="The pattern .* cannot be used"):
        Cleaning(pattern=pattern)


@pytest.mark.parametrize("replacement", ["\\1", "\\2", "\\", "\\q", "\\g<1>", "\\g<", "\\g<x>"])
def test_a_replacement_that_fits_no_group_is_refused(replacement: str) -> None:
    with pytest.raises(ValueError, match="its replacement cannot be used"):
        Cleaning(pattern="oil", replacement=replacement)


@pytest.mark.parametrize("endings", ["", "Stem", "porter", "none", None, 1])
def test_unknown_endings_are_refused_with_the_known_ones(endings: Any) -> None:
    with pytest.raises(ValueError, match="endings is .*: choose one of stem, lemma, keep"):
        Cleaning(endings=endings)


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(TypeError, match="remove_stopwords"):
        Cleaning(remove_stopwords=True)  # type: ignore[call-arg]


def test_options_from_json_are_equal_and_can_be_a_key() -> None:
    cleaning = Cleaning(stop_words=("oil", "gas"), pattern="x", replacement="y")
    again = Cleaning(**json.loads(json.dumps(asdict(cleaning))))
    assert {cleaning: "found"}[again] == "found"
