from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustering.text.cleaning import ENDINGS, Cleaning
from clustering.text.preprocess import LONGEST_RUN, preprocessed, sentences, tokens

OPEN = Cleaning(
    lower_case=False,
    endings="keep",
    remove_stop_words=False,
    detect_sentences=False,
    remove_numbers=False,
    remove_special_characters=False,
    split_on_special_characters=False,
    remove_duplicate_characters=False,
    remove_emails=False,
    remove_urls=False,
    expand_contractions=False,
    backslashes_to_slashes=False,
)


def surfaces(text: str) -> list[list[str]]:
    return [[word.surface for word in words] for words in sentences(text)]


def test_forms_of_one_word_become_one_token() -> None:
    assert set(tokens("loan loans Loans LOANS")) == {"loan"}


def test_words_keep_the_form_that_a_person_can_read() -> None:
    assert surfaces("Natural gas utilities") == [["Natural", "gas", "utilities"]]


def test_the_preprocessed_text_parts_words_by_spaces_and_sentences_by_bars() -> None:
    assert preprocessed("Oil wells. Gas pipes!\nAnd the banks?") == "oil well ||| gas pipe ||| bank"


@pytest.mark.parametrize("text", ["", "   ", "...", "The of. And it!", "||| |||"])
def test_the_preprocessed_text_of_nothing_is_empty(text: str) -> None:
    assert preprocessed(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "we are the and of it",
        "don't we'll it's they’re",
        "https://bank.example/loans?a=1 www.bank.example ftp://bank.example",
        "bank@loans.example (bank@loans.example)",
        "bankofloans.com shop.co.uk/bank",
        "42 1,000 3M B2B 24x7 covid19",
        "!!! *** ### §§ --- 🙂🙂",
        "The company is headquartered, founded and based",
        "\x00\x00",
        "\ud800 \udfff",
        "_ __ ___",
    ],
)
def test_what_says_nothing_leaves_no_token(text: str) -> None:
    assert tokens(text) == []


def test_a_run_of_letters_longer_than_any_word_is_left_out() -> None:
    run = "ab" * LONGEST_RUN
    assert tokens(f"oil {run[:LONGEST_RUN]} gas") == ["oil", run[:LONGEST_RUN], "gas"]
    assert tokens(f"oil {run[: LONGEST_RUN + 1]} gas") == ["oil", "gas"]


def test_possessives_are_cut_and_other_apostrophes_only_divide() -> None:
    assert surfaces("The bank's loans, Pellam’s L’Oréal") == [
        ["bank", "loans"],
        ["Pellam", "Oréal"],
    ]


def test_a_single_letter_with_a_hyphen_belongs_to_its_word() -> None:
    assert tokens("e-commerce") == tokens("ecommerce")
    assert surfaces("real-estate e-commerce") == [["real", "estate", "e-commerce"]]


def test_full_width_letters_and_ligatures_are_plain_letters() -> None:
    assert tokens("ｂａｎｋ ﬁnance") == tokens("bank finance")


@pytest.mark.parametrize(
    "end", [". ", "! ", "? ", "; ", ": ", ", ", " ||| ", "\n", "\r\n", " (", "... "]
)
def test_a_sentence_ends_where_its_mark_stands(end: str) -> None:
    assert surfaces(f"oil wells{end}gas pipes") == [["oil", "wells"], ["gas", "pipes"]]


@pytest.mark.parametrize(
    "gap", ["oil@wells.example", "www.oil.example", "https://oil.example/wells"]
)
def test_an_address_ends_a_sentence_too(gap: str) -> None:
    assert surfaces(f"oil wells {gap} gas pipes") == [["oil", "wells"], ["gas", "pipes"]]


def test_a_point_inside_a_word_ends_no_sentence() -> None:
    assert surfaces("oil/gas.wells") == [["oil", "gas", "wells"]]


def test_a_word_says_how_it_is_joined_to_the_one_before() -> None:
    (words,) = sentences("oil and gas of real-estate in the north")
    assert [word.joint for word in words] == [" ", " and ", " of ", "-", " "]


@pytest.mark.parametrize(
    "text", ["بنك يقدم القروض", "銀行 融資", "банк займы", "İstanbul", "e\u0301" * 50]
)
def test_other_scripts_pass_through(text: str) -> None:
    assert "".join(tokens(text))
    assert all(len(token) <= LONGEST_RUN for token in tokens(text))


@pytest.mark.parametrize(
    "cleaning", [Cleaning(), OPEN, *(Cleaning(endings=ending) for ending in ENDINGS)]
)
@settings(max_examples=40, deadline=None)
@given(text=st.text(st.characters(exclude_categories=()), max_size=60))
def test_no_text_breaks_any_cleaning(cleaning: Cleaning, text: str) -> None:
    found = sentences(text, cleaning)
    assert all(words for words in found)
    assert all(
        word.token and not set(word.token) & set(" \n_") for words in found for word in words
    )
    assert tokens(text, cleaning) == [word.token for words in found for word in words]


@settings(max_examples=30, deadline=None)
@given(st.text("oilgasbank. !|\n", max_size=60))
def test_a_preprocessed_text_is_preprocessed_already(text: str) -> None:
    once = preprocessed(text, Cleaning(endings="keep"))
    assert preprocessed(once, Cleaning(endings="keep")) == once


def test_threads_get_the_same_tokens_as_one_alone() -> None:
    letters = "bcdfgklmnprst"
    texts = [" ".join(f"{a}{b}ationalizing{c}" for c in letters) for a in letters for b in letters]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(tokens, texts))
    assert together == [tokens(text) for text in texts]
    assert all(
        token.startswith(word[:5])
        for text, found in zip(texts, together, strict=True)
        for word, token in zip(text.split(), found, strict=True)
    )
