"""Several companies at once: the nearest to the middle of them."""

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.models import ModelVersion, Submission
from scoring.models.collections import OF_THE_SITE
from scoring.similar import ranking
from scoring.similar.nearest import similar_pair
from scoring.similar.pairs import feedback
from scoring.similar.sources import Sources
from tests.shown import shown
from tests.similar.companies import att, nearest, store

pytestmark = pytest.mark.django_db


def address(*companies: Submission) -> str:
    return "/similar/?" + "&".join(f"like={company.pk}" for company in companies)


def of(category: str, count: int) -> list[Submission]:
    return list(Submission.objects.filter(category=category).order_by("pk")[:count])


def test_the_score_is_the_mean_of_how_close_a_company_is_to_each(
    client: Client, model: ModelVersion
) -> None:
    seeds = [*of("Energy", 2), *of("Health Care", 1)]

    rows = client.get(address(*seeds)).context["similar"].rows

    vectors = {
        pk: np.frombuffer(vector, "<f4")
        for pk, vector in model.assignments.values_list("submission_id", "vector")
    }
    middle = np.mean([vectors[seed.pk] for seed in seeds], axis=0)
    closeness = {
        pk: float(vector @ middle)
        for pk, vector in vectors.items()
        if pk not in {seed.pk for seed in seeds}
    }
    wanted = sorted(closeness, key=lambda pk: -closeness[pk])[:10]
    assert [each.company.pk for each in rows] == wanted
    assert [each.score for each in rows] == [ranking.score(closeness[pk]) for pk in wanted]


def test_each_says_which_of_them_it_is_closest_to(client: Client, model: ModelVersion) -> None:
    energy, health = of("Energy", 1)[0], of("Health Care", 1)[0]

    response = client.get(f"{address(energy, health)}&show=50")

    sources = Sources.read(OF_THE_SITE)
    for each in response.context["similar"].rows:
        scores = {
            seed.pk: similar_pair(seed, each.company, sources).score for seed in (energy, health)
        }  # type: ignore[union-attr]
        assert scores[each.seed.pk] == max(scores.values())
    assert {each.seed for each in response.context["similar"].rows} == {energy, health}
    assert "closest to" in shown(response)


def test_one_alone_is_as_its_own_page(client: Client, model: ModelVersion) -> None:
    alone = client.get(address(att())).context["similar"].rows
    own = client.get(att().get_absolute_url()).context["similar"].rows

    assert [(each.company, each.score) for each in alone] == [
        (each.company, each.score) for each in own
    ]


def test_companies_and_near_duplicates_of_any_of_them_are_left_out(
    client: Client, model: ModelVersion
) -> None:
    other = of("Energy", 1)[0]
    copy = store("Copy", other.text)

    listed = client.get(f"{address(att(), other)}&show=50").context["similar"]

    companies = {each.company for each in listed.rows}
    assert not companies & {att(), other, copy}
    assert listed.nearest.near_duplicates == [copy]


def test_a_pair_marked_not_similar_with_any_of_them_is_not_offered(
    client: Client, model: ModelVersion
) -> None:
    one, other = of("Energy", 2)
    first = client.get(address(one, other)).context["similar"].rows[0].company
    feedback.mark_pair(first, other, "not-similar", "")

    response = client.get(f"{address(one, other)}&show=50")

    assert first not in [each.company for each in response.context["similar"].rows]
    assert response.context["similar"].nearest.not_similar == [(other, first)]
    assert "1 pair marked not similar is left out" in shown(response)


def test_a_pair_marked_similar_says_so_beside_its_seed(client: Client, model: ModelVersion) -> None:
    close = nearest(att())
    feedback.mark_pair(att(), close, "similar", "")

    rows = client.get(address(att(), of("Energy", 1)[0])).context["similar"].rows

    assert {each.company: each.verdict for each in rows}[close] == "similar"


@pytest.mark.parametrize("unknown", ["999999", "x", "-1", "1e3", "9" * 400, "%00", "<script>"])
def test_who_is_not_there_is_named_and_left_out(
    client: Client, model: ModelVersion, unknown: str
) -> None:
    response = client.get(f"{address(att())}&like={unknown}")

    assert response.status_code == 200
    assert response.context["chosen"].companies == [att()]
    assert "There is no company" in shown(response)
    assert "<script>" not in shown(response).split("<main")[1]
    assert len(response.context["similar"].rows) == 10


def test_nobody_known_is_no_list_and_no_error(client: Client, model: ModelVersion) -> None:
    response = client.get("/similar/?like=999999&like=")

    assert response.status_code == 200
    assert "No company was chosen" in shown(response)


def test_only_the_first_ten_are_used(client: Client, model: ModelVersion) -> None:
    chosen = list(Submission.objects.order_by("pk")[:12])

    response = client.get(address(*chosen))

    assert response.context["chosen"].companies == chosen[:10]
    assert "Only the first 10" in shown(response)


def test_one_chosen_twice_counts_once(client: Client, model: ModelVersion) -> None:
    assert client.get(address(att(), att())).context["chosen"].companies == [att()]


def test_one_without_a_place_says_nothing(client: Client, model: ModelVersion) -> None:
    unplaced = store("Nothing", "zzz qqq xxx")

    with_it = client.get(address(att(), unplaced)).context["similar"].rows
    alone = client.get(address(unplaced))

    assert next(each.company for each in with_it) == nearest(att())
    assert alone.context["similar"].rows == []
    assert "shares too few words" in shown(alone)


def test_filters_and_length_are_kept_with_the_choice(client: Client, model: ModelVersion) -> None:
    seeds = of("Energy", 2)

    response = client.get(f"{address(*seeds)}&source=catalogue")

    page = shown(response)
    assert (
        f'href="?source=catalogue&amp;like={seeds[0].pk}&amp;like={seeds[1].pk}&amp;show=20#similar-heading"'
        in page
    )
    for seed in seeds:
        assert f'<input type="hidden" name="like" value="{seed.pk}">' in page


def test_lists_of_companies_offer_the_choice(client: Client, model: ModelVersion) -> None:
    for page in ("/submissions/", "/clusters/1/", att().get_absolute_url()):
        text = shown(client.get(page))
        assert 'type="checkbox" name="like"' in text
        assert "More like these" in text


def test_two_and_ten_cost_the_same_number_of_queries(client: Client, model: ModelVersion) -> None:
    counts = []
    client.get(address(att()))
    for number in (2, 10):
        with CaptureQueriesContext(connection) as queries:
            client.get(address(*Submission.objects.order_by("pk")[:number]))
        counts.append(len(queries) - 1)
    assert counts[0] == counts[1] <= 12


def test_a_word_loads_the_page_anew_for_the_score_follows_from_all(
    client: Client, model: ModelVersion
) -> None:
    seeds = of("Energy", 2)
    page = shown(client.get(address(*seeds)))
    query = address(*seeds).replace("&", "&amp;")

    assert f'name="next" value="{query}"' in page
    assert 'hx-post="' not in page
    assert 'hx-post="' in shown(client.get(att().get_absolute_url()))
