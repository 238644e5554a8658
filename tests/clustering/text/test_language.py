import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustering.text.language import WORD, are_english, small_words
from tests.clustering.conftest import TEXTS


def words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def is_english(found: list[str]) -> bool:
    number = small_words()
    small = [number[word] for word in set(found) if word in number]
    [is_english] = are_english(np.array(small, np.intp), np.array([len(small)]))
    return bool(is_english)


@pytest.mark.parametrize(
    "text",
    [
        *TEXTS,
        "Oil and gas",
        "Software company",
        "Bank loans",
        "Bank software",
        "Car maker",
        "Drug maker",
        "We make software for hospitals.",
        "The bank gives loans to small firms",
        "An insurer of ships",
        "Restaurants and snacks",
        "It sells cheese",
        "They don't lend; they insure.",
    ],
)
def test_english_is_english(text: str) -> None:
    assert is_english(words(text))


@pytest.mark.parametrize(
    "text",
    [
        "Die Bank vergibt Kredite an kleine Firmen und berät sie bei der Gründung",
        "La société produit du fromage et du lait pour les restaurants de la région",
        "La banque de la ville",
        "La empresa produce queso y leche para los restaurantes de la región",
        "L'azienda produce formaggio e latte per i ristoranti della regione",
        "Het bedrijf maakt kaas en melk voor de restaurants in de regio",
        "A empresa produz queijo e leite para os restaurantes da região",
        "Företaget gör ost och mjölk för alla restauranger som finns i regionen",
        "Firma produkuje ser i mleko dla restauracji w całym kraju",
        "Компания производит сыр и молоко для ресторанов и для магазинов",
        "الشركة تنتج الجبن و الحليب من أجل المطاعم في المدينة",
        "Şirket bölgedeki restoranlar için peynir ve süt üretiyor",
    ],
)
def test_another_language_is_not(text: str) -> None:
    assert not is_english(words(text))


def test_a_foreign_name_in_an_english_sentence_does_no_harm() -> None:
    assert is_english(words("Crédit du Nord is a bank that gives loans to the firms of the north"))


@pytest.mark.parametrize("text", ["", "42", "!!!", "xyzzy quux", "🙂", "\ud800", "_"])
def test_what_is_in_no_language_is_not_another_one(text: str) -> None:
    assert is_english(words(text))


@settings(max_examples=40, deadline=None)
@given(st.permutations(words("Die Bank gives loans und the Firmen of it")))
def test_the_order_of_words_says_nothing(shuffled: list[str]) -> None:
    assert is_english(shuffled) == is_english(sorted(shuffled))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["the", "bank", "oil", "die", "und", "le", "xyzzy"]), max_size=8))
def test_a_text_said_twice_is_in_the_same_language(found: list[str]) -> None:
    assert is_english(found * 2) == is_english(found)
