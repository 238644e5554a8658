"""The page of a search: who is found first, what is shown of each, and what else there is."""

import html
from typing import Any

import pytest
from django.test import Client

from scoring.models import ModelVersion, Submission
from tests.search import companies

pytestmark = pytest.mark.django_db
TITLES = (
    {
        "title": "Baker Hughes",
        "text": "Tools. We bank on Microsoft, Microsoft.",
    },
    {"title": "Partners of Microsoft in Ohio", "text": "Advice."},
    {"title": "Microsoft Partners", "text": "Advice."},
    {"title": "Microsoft", "text": "Software."},
    {"title": "Nestlé", "text": "Chocolates."},
    {"title": "三菱電機株式会社", "text": "電気製品。"},
    {"title": "Tokyo Kitchens", "text": "東京で台所を作る会社です。"},
    {"title": "Seoul Chips", "text": "반도체, 스마트폰을 만드는 기업."},
)


@pytest.fixture
def stored(db: None) -> ModelVersion:
    version = companies.version()
    companies.store(version, *TITLES)
    return version


def found(client: Client, asked: str, **more: Any) -> list[str]:
    reply = client.get("/search/", {"q": asked, "format": "json", **more})
    assert reply.status_code == 200
    return [result["title"] for result in reply.json()["results"]]


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        (
            "microsoft",
            ["Microsoft", "Microsoft Partners", "Partners of Microsoft in Ohio", "Baker Hughes"],
        ),
        ("MICROSOFT par", ["Microsoft Partners"]),
        ("partners microsoft", ["Microsoft Partners", "Partners of Microsoft in Ohio"]),
        ("nestle", ["Nestlé"]),
        ("chocolate", ["Nestlé"]),
        ("the makers of chocolates", []),
        ("what of the chocolates", ["Nestlé"]),
        ("三菱", ["三菱電機株式会社"]),
        ("会社", ["三菱電機株式会社", "Tokyo Kitchens"]),
        ("です", ["Tokyo Kitchens"]),
        ("台所を作る", ["Tokyo Kitchens"]),
        ("会社 kitchens", ["Tokyo Kitchens"]),
        ("会電", []),
        ("반도체", ["Seoul Chips"]),
        ("we on", ["Baker Hughes"]),
    ],
)
def test_titles_come_before_texts_and_the_closest_title_first(
    client: Client, stored: ModelVersion, asked: str, titles: list[str]
) -> None:
    assert found(client, asked) == titles


@pytest.mark.parametrize(
    "asked", ["Mircosoft", "Microsft", "Microsofft", "Microzoft", "icrosoft", "NESTEL", "netsle"]
)
def test_one_wrong_letter_of_a_title_still_finds(
    client: Client, stored: ModelVersion, asked: str
) -> None:
    reply = client.get("/search/", {"q": asked, "format": "json"}).json()

    assert reply["results"][0]["title"] in ("Microsoft", "Nestlé")
    assert reply["nearly"] is True


@pytest.mark.parametrize("asked", ["microsoft corp", "Microsoft Corporation", "Mircosoft, Inc."])
def test_a_company_is_found_by_its_name_with_a_legal_form(
    client: Client, stored: ModelVersion, asked: str
) -> None:
    assert found(client, asked)[0] == "Microsoft"


def test_a_name_with_a_legal_form_comes_before_texts_that_say_it(
    client: Client, stored: ModelVersion
) -> None:
    companies.store(stored, {"title": "Contoso", "text": "Partner of Microsoft Corporation."})

    assert found(client, "Microsoft Corporation") == ["Microsoft", "Microsoft Partners", "Contoso"]


def test_small_words_alone_find_the_newest_first(client: Client, stored: ModelVersion) -> None:
    texts = ("It is the one and only.", "The bank and the only one.", "One of us.")
    companies.store(
        stored, *({"title": f"Shop {at}", "text": text} for at, text in enumerate(texts))
    )

    assert found(client, "the and") == ["Shop 1", "Shop 0"]
    assert found(client, '"the one"') == ["Shop 0"]


@pytest.mark.parametrize("asked", ["*", "***", "* *"])
def test_a_star_alone_is_nobody_s_beginning(
    client: Client, stored: ModelVersion, asked: str
) -> None:
    assert found(client, asked) == []


@pytest.mark.parametrize("asked", ["Mircosfot", "net", "xicrosoftx", "zebra"])
def test_two_wrong_letters_find_nobody(client: Client, stored: ModelVersion, asked: str) -> None:
    assert found(client, asked) == []


def test_a_wrong_letter_finds_a_name_before_a_comma_among_many_like_it(
    client: Client, stored: ModelVersion
) -> None:
    others = ({"title": f"Miro Software {number}"} for number in range(1200))
    companies.store(stored, *others, {"title": "Petrosoft, Inc."})

    assert found(client, "Petorsoft") == ["Petrosoft, Inc."]


def test_a_word_in_a_title_comes_before_it_in_a_text_after_titles_have_changed(
    client: Client, stored: ModelVersion
) -> None:
    companies.store(stored, {"title": "Old and Zebra", "text": "A new zebra."})
    Submission.objects.filter(title="Old and Zebra").update(title="Old and Grey")
    Submission.objects.filter(title="Nestlé").update(title="Our Zebra Sweets")

    assert found(client, "zebra") == ["Our Zebra Sweets", "Old and Grey"]
    Submission.objects.filter(title="Our Zebra Sweets").delete()
    assert found(client, "zebra") == ["Old and Grey"]


def test_a_wrong_letter_in_one_of_two_words_needs_the_other(
    client: Client, stored: ModelVersion
) -> None:
    assert found(client, "Tokio Kitchens") == ["Tokyo Kitchens"]
    assert found(client, "Tokio Kitchenz") == ["Tokyo Kitchens"]
    assert found(client, "Tokio Partners") == []


def test_a_changed_title_is_found_by_its_new_parts_alone(
    client: Client, stored: ModelVersion
) -> None:
    Submission.objects.filter(title="Microsoft").update(title="Contoso")
    Submission.objects.filter(title="三菱電機株式会社").delete()

    assert found(client, "software") == ["Contoso"]
    assert found(client, "contoso") == ["Contoso"]
    assert found(client, "conttoso") == ["Contoso"]
    assert "Contoso" not in found(client, "Microzoft")
    assert found(client, "三菱") == []


def test_what_matched_is_marked_and_markup_is_text(client: Client, stored: ModelVersion) -> None:
    companies.store(stored, {"title": "<b>Zebra</b>", "text": "<script>zebras</script> run."})

    page = client.get("/search/?q=zebra").content.decode()

    assert "&lt;b&gt;<mark>Zebra</mark>&lt;/b&gt;" in page
    assert "&lt;script&gt;<mark>zebras</mark>&lt;/script&gt;" in page
    assert "Banks and lending" in page
    assert "<mark>台所</mark>" in client.get("/search/?q=台所").content.decode()


def test_ten_at_a_time_with_an_address_for_more(client: Client, stored: ModelVersion) -> None:
    companies.store(stored, *({"title": f"Shop {number:02}"} for number in range(23)))

    first = client.get("/search/?q=shop&in=open&format=json").json()
    second = client.get(f"/search/{first['next']}&format=json").json()
    third = client.get(f"/search/{second['next']}&format=json").json()

    titles = [result["title"] for page in (first, second, third) for result in page["results"]]
    assert titles == [f"Shop {number:02}" for number in range(23)]
    assert "in=open" in first["next"]
    assert third["next"] == ""
    past = client.get("/search/?q=shop&start=90").content.decode()
    assert "There are no more results" in past


@pytest.mark.parametrize(
    "query",
    [
        *("", "q=", "q=%20", "q=%00", "q=%22", "q=%22%22", "q=*", "q=%25", "q=_", "q=%ED%A0%80"),
        *("q=NEAR(a%20b)", "q=title:a%20OR%20b", "q=a%20AND%20NOT", "q=%5E", "q=-a", "q=%5C"),
        *("q=" + "x" * 2000, "q=" + "long%20words%20" * 150, "q=会", "q=" + "会社" * 900),
        *("q=a&start=-1", "q=a&start=99999999999999", "q=a&start=x", "q=%F0%9F%A6%86", "q='--"),
        *("q=a%00b%20c%20d", "q=%EF%BF%BF", "q=%F4%8F%BF%BF", "q=a%CC%81"),
    ],
)
def test_whatever_is_asked_is_answered(client: Client, stored: ModelVersion, query: str) -> None:
    assert client.get(f"/search/?{query}").status_code == 200
    assert client.get(f"/search/?{query}&format=json").status_code == 200
    assert client.get(f"/search/suggest/?{query}").status_code == 200


def test_nothing_found_says_what_to_try(client: Client, stored: ModelVersion) -> None:
    page = client.get("/search/?q=astrologer").content.decode()

    assert "Nothing was found" in page
    assert "a sentence that says what a company does" in page


def test_a_sentence_that_nobody_says_finds_companies_like_it(
    client: Client, model: ModelVersion
) -> None:
    asked = "We lend money to zebras and take the deposits of their households"

    reply = client.get("/search/", {"q": asked, "format": "json"}).json()
    page = html.unescape(client.get("/search/", {"q": asked}).content.decode())

    assert reply["results"] == []
    similar = reply["like_the_sentence"]["similar"]
    assert len(similar) == 10
    assert "These are like the sentence" in page
    assert similar[0]["title"] in page


def test_sentences_are_looked_up_as_often_as_others_may_be_sent(
    client: Client, model: ModelVersion, settings: Any
) -> None:
    settings.RATE_LIMIT = (1, 3600)
    asked = "/search/?q=zebras+that+lend+money+to+households"

    assert client.get(asked).status_code == 200
    late = client.get(asked)

    assert late.status_code == 429
    assert int(late["Retry-After"]) > 0
    assert client.get("/search/?q=bank").status_code == 200


def test_an_unknown_collection_is_not_found(client: Client, stored: ModelVersion) -> None:
    assert client.get("/search/?q=a&in=99").status_code == 404
    assert client.get("/search/suggest/?q=ab&in=99").status_code == 404


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("mic", ["Microsoft", "Microsoft Partners", "Partners of Microsoft in Ohio"]),
        ("hugh", ["Baker Hughes"]),
        ("電機", ["三菱電機株式会社"]),
        ("m", []),
        ("chocolate", []),
    ],
)
def test_titles_are_suggested_as_one_types(
    client: Client, stored: ModelVersion, typed: str, titles: list[str]
) -> None:
    suggested = client.get("/search/suggest/", {"q": typed}).context["suggested"]

    assert [company.title for company in suggested] == titles


def test_at_most_eight_are_suggested(client: Client, stored: ModelVersion) -> None:
    companies.store(stored, *({"title": f"Shop {number:02}"} for number in range(23)))

    assert client.get("/search/suggest/?q=sho").content.decode().count("<li>") == 8


def test_whoever_asks_for_too_many_suggestions_waits(
    client: Client, stored: ModelVersion, settings: Any
) -> None:
    settings.RATE_LIMIT = (1, 3600)

    replies = [client.get("/search/suggest/?q=mic").status_code for _ in range(21)]

    assert replies == [200] * 20 + [429]
