from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

import pytest

from clustering.preprocess import sentences, tokens


def surfaces(text: str) -> list[list[str]]:
    return [[word.surface for word in words] for words in sentences(text)]


def test_forms_of_one_word_become_one_token() -> None:
    assert set(tokens("loan loans Loans LOANS")) == {"loan"}


def test_words_keep_the_form_that_a_person_can_read() -> None:
    assert surfaces("Natural gas utilities") == [["Natural", "gas", "utilities"]]


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
        "AI TV it go",
        "a" * 26,
        "The company is headquartered, founded and based",
        "\x00\x00",
        "\ud800 \udfff",
        "_ __ ___",
    ],
)
def test_what_says_nothing_leaves_no_token(text: str) -> None:
    assert tokens(text) == []


def test_possessives_are_cut_and_other_apostrophes_only_divide() -> None:
    assert surfaces("The bank's loans, L’Oréal’s brands") == [["bank", "loans"], ["Oréal", "brands"]]


def test_a_single_letter_with_a_hyphen_belongs_to_its_word() -> None:
    assert tokens("e-commerce") == tokens("ecommerce")
    assert surfaces("real-estate e-commerce") == [["real", "estate", "e-commerce"]]


def test_full_width_letters_and_ligatures_are_plain_letters() -> None:
    assert tokens("ｂａｎｋ ﬁnance") == tokens("bank finance")


@pytest.mark.parametrize("end", [". ", "! ", "? ", "; ", ": ", ", ", " ||| ", "\n", "\r\n", " (", "... "])
def test_a_sentence_ends_where_its_mark_stands(end: str) -> None:
    assert surfaces(f"oil wells{end}gas pipes") == [["oil", "wells"], ["gas", "pipes"]]


def test_a_point_inside_a_word_ends_no_sentence() -> None:
    assert surfaces("oil/gas.wells") == [["oil", "gas", "wells"]]


def test_a_word_says_how_it_is_joined_to_the_one_before() -> None:
    (words,) = sentences("oil and gas of real-estate in the north")
    assert [word.joint for word in words] == [" ", " and ", " of ", "-", " "]


@pytest.mark.parametrize("text", ["بنك يقدم القروض", "銀行 融資", "банк займы", "İstanbul", "e\u0301" * 50])
def test_other_scripts_pass_through(text: str) -> None:
    assert all(3 <= len(token) <= 25 for token in tokens(text))


@pytest.mark.parametrize(
    "chunk",
    [
        "a",
        "a@",
        " @",
        "www.",
        "a-",
        ".",
        ".!x",
        " ",
        "'s",
        "\ud800",
        "a.com",
        "a\u0323\u0301",
        "\u0f71\u0f72\u3099",
        "ا",
    ],
)
def test_a_megabyte_of_anything_is_read_in_seconds(chunk: str) -> None:
    start = perf_counter()
    tokens(chunk * (1_000_000 // len(chunk)) + "x")
    assert perf_counter() - start < 10


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
