"""A search also finds companies whose kind of business is called by the words."""

import pytest
from django.test import Client

from scoring.models import ModelVersion
from scoring.search.kinds import segments_called
from tests.clusters.shelf import place, store_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> ModelVersion:
    version = store_version(("Shops",))
    place(version, 0, "Kneaded Ltd", shown_sector="Consumer Staples", shown_segment="Bakeries")
    place(version, 0, "Baker & Sons", shown_sector="Industrials", shown_segment="Car parks")
    return version


def found(client: Client, words: str) -> list[str]:
    page = client.get("/submissions/", {"q": words}).context["listed"]
    return [company.title for company in page.page.companies]


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        # In the title of one, in the kind of the other: both are of the same stem
        ("bakery", ["Kneaded Ltd"]),
        ("car parks", ["Baker & Sons"]),
        ('"car parks"', ["Baker & Sons"]),
        ('"parks car"', []),
        ("bakeries kneaded", []),
        ("baker", ["Baker & Sons"]),
        ("astrologers", []),
    ],
)
def test_words_of_a_kind_find_its_companies(
    client: Client, version: ModelVersion, words: str, titles: list[str]
) -> None:
    assert found(client, words) == titles


def test_the_count_is_of_both(client: Client, version: ModelVersion) -> None:
    place(version, 0, "A bakery of another kind")
    listed = client.get("/submissions/", {"q": "bakery"}).context["listed"]
    assert listed.counted.words == "2"


@pytest.mark.parametrize("words", ["", "  ", "!!!", "*", '""', "x" * 500])
def test_no_kind_is_called_by_nothing(words: str) -> None:
    assert segments_called(words) == ()
