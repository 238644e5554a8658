"""More like these, less like those: companies and a text as examples, and what they moved."""

import re
from typing import Any

import numpy as np
import pytest
from django.test import Client

from scoring.models import ModelVersion, Submission
from scoring.models.collections import OF_THE_SITE
from scoring.similar import ranking
from scoring.similar.seeds import stored_seeds
from scoring.similar.sources import Sources
from tests.shown import shown
from tests.similar.companies import att, store

pytestmark = pytest.mark.django_db
TEXT = "We sell mobile telephone lines, broadband and cable television to households."


def of(category: str, count: int) -> list[Submission]:
    return list(Submission.objects.filter(category=category).order_by("pk")[:count])


def pks(client: Client, address: str) -> list[int]:
    return [each.company.pk for each in client.get(address).context["similar"].rows]


def listed(response: Any) -> list[str]:
    return [each.company.title for each in response.context["similar"].rows]


def test_half_of_how_close_a_company_is_to_the_unwanted_is_taken_away(
    client: Client, model: ModelVersion
) -> None:
    wanted, unwanted = of("Energy", 1)[0], of("Utilities", 1)[0]

    rows = client.get(f"/similar/?like={wanted.pk}&unlike={unwanted.pk}").context["similar"].rows

    sources = Sources.read(OF_THE_SITE)
    like, unlike = stored_seeds([wanted, unwanted], sources)
    for row in rows:
        [seed] = stored_seeds([row.company], sources)
        closeness = seed.vector @ like.vector - 0.5 * (seed.vector @ unlike.vector)
        assert row.score == pytest.approx(ranking.score(float(closeness)), abs=1)
    assert not {wanted, unwanted} & {row.company for row in rows}
    assert rows == sorted(rows, key=lambda row: -row.score)


def test_what_says_the_same_as_an_unwanted_one_is_neither_listed_nor_the_same(
    client: Client, model: ModelVersion
) -> None:
    unwanted = of("Energy", 1)[0]
    copy = store("Copy", unwanted.text)

    address = f"/similar/?like={att().pk}&unlike={unwanted.pk}&show=50"

    similar = client.get(address).context["similar"]
    assert copy not in [row.company for row in similar.rows]
    assert similar.nearest.near_duplicates == []


@pytest.mark.parametrize(
    ("do", "address"),
    [
        ("more", "/similar/?like={a}&like={c}&like={d}&unlike={b}&new={c}&new={d}"),
        ("less", "/similar/?like={a}&unlike={b}&unlike={c}&unlike={d}&new={c}&new={d}"),
    ],
)
def test_ticked_companies_come_to_those_that_were_there(
    client: Client, model: ModelVersion, do: str, address: str
) -> None:
    a, b, c, d = Submission.objects.order_by("pk").values_list("pk", flat=True)[:4]

    asked = f"/similar/?there={a}&unlike={b}&like={c}&like={d}&do={do}"

    assert client.get(asked)["Location"] == address.format(a=a, b=b, c=c, d=d)


def test_a_company_that_was_unwanted_can_be_wanted_and_the_other_way_round(
    client: Client, model: ModelVersion
) -> None:
    a, b = Submission.objects.order_by("pk").values_list("pk", flat=True)[:2]

    again = client.get(f"/similar/?there={a}&unlike={b}&like={b}&do=more")["Location"]
    no_more = client.get(f"/similar/?there={a}&there={b}&like={b}&do=less")["Location"]

    assert again == f"/similar/?like={a}&like={b}&new={b}"
    assert no_more == f"/similar/?like={a}&unlike={b}&new={b}"


def test_the_last_choice_is_undone_and_a_single_one_taken_away(
    client: Client, model: ModelVersion
) -> None:
    a, b, c = Submission.objects.order_by("pk").values_list("pk", flat=True)[:3]
    there = f"/similar/?there={a}&there={b}&unlike={c}&new={b}&new={c}&category=Energy"

    assert client.get(f"{there}&undo=1")["Location"] == f"/similar/?category=Energy&like={a}"
    assert (
        client.get(f"{there}&without={b}")["Location"]
        == f"/similar/?category=Energy&like={a}&unlike={c}&new={c}"
    )


def test_a_row_says_which_phrase_moved_it_and_by_which_example(
    client: Client, model: ModelVersion
) -> None:
    first, second = of("Energy", 2)
    before = pks(client, f"/similar/?like={first.pk}&show=50")

    response = client.get(f"/similar/?like={first.pk}&like={second.pk}&new={second.pk}&show=50")

    rows = response.context["similar"].rows
    moved = [row for row in rows if row.moved]
    assert moved
    assert {row.moved.example for row in moved} == {second.title}
    assert all(row.moved.is_up for row in moved)
    for row in moved:
        # Where a text has the words in another form, they begin alike
        word = row.moved.phrase.lower().split()[0][:4]
        assert re.search(rf"\b{re.escape(word)}", row.company.text.lower())
    # Among those that were listed before, too
    now = [row.company.pk for row in rows if row.company.pk in before]
    risen = [row.company.pk for row in moved if row.company.pk in before]
    rest = [pk for pk in before if pk in now]
    assert any(now.index(pk) < rest.index(pk) for pk in risen)
    page = shown(response)
    assert f"moved up for “{moved[0].moved.phrase}”, as in <bdi>" in page
    assert "Undo the last choice" in page


def test_an_unwanted_example_moves_rows_down(client: Client, model: ModelVersion) -> None:
    wanted, unwanted = of("Energy", 2)
    address = f"/similar/?like={wanted.pk}&unlike={unwanted.pk}&new={unwanted.pk}&show=50"

    moved = [row.moved for row in client.get(address).context["similar"].rows if row.moved]

    assert moved
    assert {(each.is_up, each.example) for each in moved} == {(False, unwanted.title)}


def test_nothing_is_said_to_have_moved_where_no_list_was_before(
    client: Client, model: ModelVersion
) -> None:
    response = client.get(f"/similar/?like={att().pk}&new={att().pk}")

    assert not any(row.moved for row in response.context["similar"].rows)


def test_a_text_is_an_example_beside_companies_and_is_not_stored(
    client: Client, model: ModelVersion
) -> None:
    company = of("Energy", 1)[0]
    before = Submission.objects.count()
    asked = {"text": TEXT, "like": company.pk, "new": "text", "show": "20"}

    wanted = client.post("/similar/", asked)
    unwanted = client.post("/similar/", {**asked, "text_role": "less"})

    assert "AT&T" in listed(wanted)
    assert "AT&T" not in listed(unwanted)
    assert "as in <bdi>your text</bdi>" in shown(wanted)
    assert Submission.objects.count() == before
    assert 'action="/similar/" ' in shown(wanted)
    assert TEXT not in shown(client.get(f"/similar/?like={company.pk}"))


def test_ticks_in_the_list_of_a_pasted_text_keep_the_text(
    client: Client, model: ModelVersion
) -> None:
    ticked = of("Energy", 1)[0]

    response = client.post("/similar/", {"text": TEXT, "like": ticked.pk, "do": "less"})

    assert response.context["chosen"].less == [ticked]
    assert response.context["text"] == TEXT
    assert "AT&T" in listed(response)[:5]


def test_a_text_that_is_taken_away_leaves_the_companies(
    client: Client, model: ModelVersion
) -> None:
    asked = {"text": TEXT, "there": att().pk, "without": "text"}

    assert client.post("/similar/", asked)["Location"] == f"/similar/?like={att().pk}"


@pytest.mark.parametrize(
    ("text", "trouble"),
    [("", "Describe the company"), ("x" * 1001, "Use 1,000 characters or fewer")],
)
def test_a_text_that_cannot_be_read_leaves_the_list_as_it_was(
    client: Client, model: ModelVersion, text: str, trouble: str
) -> None:
    before = pks(client, f"/similar/?like={att().pk}")

    response = client.post("/similar/", {"text": text, "there": att().pk, "new": "text"})

    assert response.status_code == 422
    page = shown(response)
    assert trouble in page
    assert "The list below is as it was before" in page
    assert text in page
    assert [each.company.pk for each in response.context["similar"].rows] == before


def test_who_asks_too_often_keeps_list_and_text(
    client: Client, model: ModelVersion, settings: Any
) -> None:
    # No window ends meanwhile
    settings.RATE_LIMIT = (1, 10**9)
    asked = {"text": TEXT, "there": att().pk, "new": "text"}
    client.post("/similar/", asked)

    response = client.post("/similar/", asked)

    assert response.status_code == 429
    assert TEXT in shown(response)
    assert len(response.context["similar"].rows) == 10


def test_json_of_a_text_among_examples(client: Client, model: ModelVersion) -> None:
    wanted, unwanted = of("Energy", 1)[0], of("Utilities", 1)[0]
    asked = {"text": TEXT, "like": wanted.pk, "unlike": unwanted.pk}

    data = client.post("/similar/?format=json", asked).json()

    page = client.post("/similar/", asked).context["similar"].rows
    assert [each["id"] for each in data["similar"]] == [each.company.pk for each in page]
    assert len(data["similar"]) == 10


@pytest.mark.parametrize("name", ["like", "unlike"])
def test_of_500_examples_ten_are_used_and_a_sentence_says_so(
    client: Client, model: ModelVersion, name: str
) -> None:
    ids = "".join(f"&{name}={pk}" for pk in range(100_000, 100_500))
    known = Submission.objects.order_by("-pk").values_list("pk", flat=True)[:30]
    ticked = "".join(f"&like={pk}" for pk in known)

    response = client.get(f"/similar/?like={att().pk}{ids}")
    settled = client.get(f"/similar/?there={att().pk}{ticked}&do=more")["Location"]

    assert response.status_code == 200
    assert "Only the first 10" in shown(response)
    assert len(client.get(settled).context["chosen"].more) == 10
    assert len(response.context["similar"].rows) == 10


def test_a_tick_on_a_company_that_was_deleted_is_named_and_the_list_is_as_before(
    client: Client, model: ModelVersion
) -> None:
    gone = store("Gone", "We drill for oil and gas.")
    pk = gone.pk
    gone.delete()

    response = client.get(f"/similar/?like={att().pk}&unlike={pk}&new={pk}")

    assert f"There is no company <bdi>{pk}</bdi>" in shown(response)
    assert pks(client, f"/similar/?like={att().pk}") == [
        each.company.pk for each in response.context["similar"].rows
    ]


@pytest.mark.parametrize("name", ["like", "unlike"])
def test_an_example_without_a_place_is_named_and_the_list_is_as_before(
    client: Client, model: ModelVersion, name: str
) -> None:
    unplaced = store("Nothing", "zzz qqq xxx")

    response = client.get(f"/similar/?like={att().pk}&{name}={unplaced.pk}")

    page = " ".join(shown(response).split())
    assert "<bdi>Nothing</bdi> has no place, so it is left out." in page
    assert pks(client, f"/similar/?like={att().pk}") == [
        each.company.pk for each in response.context["similar"].rows
    ]


def test_unwanted_ones_alone_make_no_list_and_say_what_is_missing(
    client: Client, model: ModelVersion
) -> None:
    response = client.get(f"/similar/?unlike={att().pk}")

    assert response.status_code == 200
    assert "choose a company that they should be like" in shown(response)
    assert response.context["similar"].rows == []


def test_pages_of_companies_offer_both_choices(client: Client, model: ModelVersion) -> None:
    page = shown(client.get(att().get_absolute_url()))

    assert 'name="do" value="less"' in page
    assert f'<input type="hidden" name="there" value="{att().pk}">' in page


def test_scores_stay_finite_for_examples_of_both_kinds(client: Client, model: ModelVersion) -> None:
    one, other = of("Energy", 2)

    rows = client.get(f"/similar/?like={one.pk}&unlike={other.pk}&show=50").context["similar"].rows

    assert np.isfinite([row.score for row in rows]).all()
    assert all(0 <= row.score <= 100 for row in rows)
