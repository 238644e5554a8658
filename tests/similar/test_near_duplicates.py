"""The same company told again stands above the list of similar companies, and not in it."""

import pytest
from django.test import Client

from scoring.models import ModelVersion, Submission
from scoring.similar.ranking import Filters
from tests.kinds.site import BAKERY, BANK
from tests.shown import shown
from tests.similar.companies import att, nearest_to, store, titles

pytestmark = pytest.mark.django_db


def left_out(company: Submission) -> list[Submission]:
    found = nearest_to(company, 10)
    assert not {each.pk for each in found.near_duplicates} & {
        each.company.pk for each in found.rows
    }
    return found.near_duplicates


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: text.upper(),
        lambda text: f"{text} It has been at it for many years.",
        lambda text: text.replace(",", ";").replace(".", "!"),
        lambda text: text.rsplit(". ", 1)[0],
    ],
)
def test_the_same_text_under_another_title_is_left_out_in_both_directions(
    model: ModelVersion, change: object
) -> None:
    assert callable(change)
    copy = store("Somebody else", change(att().text))

    assert left_out(att()) == [copy]
    assert left_out(copy) == [att()]


def test_the_same_title_with_a_close_text_is_left_out(model: ModelVersion) -> None:
    text = att().text
    half = ". ".join(text.split(". ")[: len(text.split(". ")) // 2 + 1])
    again = store("at&t", half)

    assert left_out(att()) == [again]


def test_the_same_title_in_another_trade_is_another_company(model: ModelVersion) -> None:
    text = Submission.objects.filter(category="Energy").earliest("pk").text
    original = att()
    store("AT&T", text)

    assert left_out(original) == []


def test_close_companies_with_other_words_stay(model: ModelVersion) -> None:
    for company in Submission.objects.all():
        assert left_out(company) == []


def test_the_list_is_as_long_with_near_duplicates_as_without(
    client: Client, model: ModelVersion
) -> None:
    before = titles(nearest_to(att(), 10))
    for number in range(25):
        store(f"Copy {number}", att().text)

    page = client.get(att().get_absolute_url())

    assert titles(page.context["similar"].nearest) == before
    text = shown(page)
    assert "Probably the same:" in text
    assert text.count("<bdi>Copy ") == 20
    assert "and 5 more" in text


def test_one_near_duplicate_is_linked(client: Client, model: ModelVersion) -> None:
    copy = store("<script>alert(1)</script>", att().text)

    page = shown(client.get(att().get_absolute_url()))

    assert "Probably the same:" in page
    assert f'<a href="{copy.get_absolute_url()}"><bdi>&lt;script&gt;' in page


def test_near_duplicates_of_another_company_stay(model: ModelVersion) -> None:
    near = nearest_to(att(), 1).rows[0].company
    copy = store("Its copy", near.text)

    assert {near.title, copy.title} <= set(titles(nearest_to(att(), 3)))


def test_a_filter_leaves_near_duplicates_out_too(model: ModelVersion) -> None:
    store("Copy", att().text)

    found = nearest_to(att(), 10, Filters(source="catalogue"))

    assert found.near_duplicates == []


AGAIN = (
    "Bread, rolls and cakes, baked each night in the ovens of Quillfern and sold in our own town."
)


def test_the_same_company_in_other_words_is_told_by_the_words_that_both_have(
    client: Client, kinds: ModelVersion
) -> None:
    told, again = store("Quillfern", BAKERY), store("Lakeland baker", AGAIN)
    other = store("Quillfern", BANK)

    assert left_out(told) == [again]
    assert left_out(again) == [told]
    assert left_out(other) == []
    pasted = client.post("/similar/?format=json", {"text": BAKERY}).json()
    assert {each["title"] for each in pasted["same"]} == {"Quillfern", "Lakeland baker"}
    assert other.pk not in {each["id"] for each in pasted["same"]}
    assert {"id", "address", "title", "sector", "score", "closeness"} <= set(pasted["similar"][0])


def test_twins_among_the_listed_are_one_row_that_opens(client: Client, model: ModelVersion) -> None:
    near = nearest_to(att(), 1).rows[0].company
    copies = [store(f"Copy {number}", near.text) for number in (1, 2)]

    response = client.get(att().get_absolute_url())

    twins = {each.company: each.twin_of for each in response.context["similar"].rows}
    assert [twins[each] for each in (near, *copies)] == [None, near.pk, near.pk]
    page = shown(response)
    folded = page.split('<li class="twins">')
    assert len(folded) == 2
    assert "and 2 more that say the same</summary>" in folded[1]
    assert f"<bdi>{near.title}</bdi>" in folded[0]
    inside = folded[1].split("</ol></details>")[0]
    assert all(f"<bdi>{each.title}</bdi>" in inside for each in copies)
    named = [each.company for each in response.context["answer"].closest.rows]
    assert not set(named) & set(copies)


def test_twins_are_told_by_their_words_and_the_first_of_them_keeps_its_row(
    client: Client, kinds: ModelVersion
) -> None:
    told, again = store("Quillfern", BAKERY), store("Lakeland", AGAIN)
    asked = "Flour, yeast and butter for those who bake cakes at home."

    rows = client.post("/similar/", {"text": asked}).context["similar"].rows

    twins = {each.company: each.twin_of for each in rows if each.company in (told, again)}
    assert sorted(twins.values(), key=bool) == [None, next(iter(twins)).pk]
    assert not any(each.twin_of for each in rows if each.company not in twins)


def test_files_give_twins_as_rows_of_their_own(client: Client, model: ModelVersion) -> None:
    near = nearest_to(att(), 1).rows[0].company
    store("Copy", near.text)

    data = client.get(f"/similar/?like={att().pk}&format=json").json()

    assert len(data["similar"]) == 10
    assert {near.title, "Copy"} <= {each["title"] for each in data["similar"]}
