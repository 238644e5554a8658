"""What a result says first: where a text belongs, how sure that is, like whom, and why."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from scoring.models import Assignment, Cluster, ModelVersion, ShownClusters, Submission
from scoring.similar.likelihood import likely_clusters
from scoring.similar.pairs.meaning import CLOSE, RELATED, Meaning
from tests.shown import shown
from tests.similar.companies import att, nearest_to, store

pytestmark = pytest.mark.django_db

# Shops and food, and no more of one than of the other
DOUBTFUL = "We make rubber ducks and other bath toys, and sell them to toy shops and supermarkets."


@pytest.fixture
def doubtful(model: ModelVersion) -> Submission:
    company = store("Ducks", DOUBTFUL)
    assert company.assignments.get().answer == "unsure"
    return company


def answer(client: Client, company: Submission) -> Any:
    return client.get(company.get_absolute_url()).context["answer"]


def likely(*distances: float) -> list[float]:
    clusters = ShownClusters([Cluster(pk=number, number=number) for number in range(3)])
    found = likely_clusters(Assignment(distances=list(distances)), clusters)
    return [each.share for each in found]


def test_the_nearest_cluster_is_likeliest_and_the_shares_are_a_whole() -> None:
    shares = likely(1.0, 0.5, 2.0)

    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(100, abs=0.2)


def test_clusters_as_far_are_as_likely() -> None:
    assert likely(0.7, 0.7, 0.7) == [33.3, 33.3, 33.3]


def test_on_a_centre_no_other_cluster_is_likely() -> None:
    assert likely(0.0, 0.5, 0.6) == [100, 0, 0]


def test_where_distances_are_not_known_nothing_is_likely() -> None:
    assert likely() == likely(0.4) == []


def test_merged_clusters_are_likely_as_one() -> None:
    clusters = [Cluster(pk=number, number=number) for number in range(3)]
    clusters[2].merged_into = 0

    found = likely_clusters(Assignment(distances=[1, 1, 1]), ShownClusters(clusters))

    assert [(each.cluster.number, each.share) for each in found] == [(0, 66.7), (1, 33.3)]


@pytest.mark.parametrize(
    ("score", "word"),
    [
        (100, "close"),
        (CLOSE, "close"),
        (CLOSE - 1, "related"),
        (RELATED, "related"),
        (RELATED - 1, "weak"),
        (0, "weak"),
    ],
)
def test_a_score_has_a_word(score: int, word: str) -> None:
    assert Meaning.of(None).word(score) == word


def test_the_page_about_scores_says_from_where_each_word_counts(client: Client) -> None:
    page = shown(client.get("/about/"))

    assert f"<strong>close</strong> from {CLOSE} on" in page
    assert f"<strong>related</strong> from {RELATED} on" in page


def test_words_are_those_of_the_version_with_what_they_are_worth(
    client: Client, model: ModelVersion
) -> None:
    scores = [each.score for each in nearest_to(att(), 10).rows]
    bounds = {"close": scores[1] + 1, "related": scores[4]}
    shares = {"close": [120, 8.1, 7.9], "related": [80, 1.2, 3.4, 9.2], "weak": [90, 0.0, 1.0]}
    model.calibration = {**model.calibration, "score": {**bounds, "shares": shares}}
    model.save()

    response = client.get(att().get_absolute_url())

    words = [each.word for each in response.context["similar"].rows]
    assert words == [
        "close" if score > scores[1] else "related" if score >= scores[4] else "weak"
        for score in scores
    ]
    told = " ".join(shown(response).split())
    assert f"Of ten close pairs ({scores[1] + 1} and above), 8.1 share a kind" in told
    assert f"({scores[4]} and above), 9.2 share a sector, 1.2 share a kind" in told
    assert "<strong>related</strong> from " + str(scores[4]) in shown(client.get("/about/"))
    version = " ".join(shown(client.get(model.get_absolute_url())).split())
    assert "What a score says" in version
    assert '<td class="n">3.4</td>' in version


def test_a_sure_answer_names_one_cluster_and_no_number(client: Client, model: ModelVersion) -> None:
    company = Submission.objects.filter(assignments__answer="sure").earliest("pk")
    response = client.get(company.get_absolute_url())

    head = shown(response).split("</header>")[1]
    assert "Sure</span>" in head
    assert html.escape(response.context["answer"].cluster.name) in head
    assert "%" not in head
    assert response.context["answer"].halves == []


def test_a_doubt_shows_both_likeliest_clusters_alike_and_what_would_help(
    client: Client, doubtful: Submission
) -> None:
    response = client.get(doubtful.get_absolute_url())

    first, second = response.context["answer"].halves
    nearest_two = sorted(doubtful.assignments.get().distances)[:2]
    numbers = [doubtful.assignments.get().distances.index(each) for each in nearest_two]
    assert [first.look.number, second.look.number] == numbers
    page = shown(response)
    names = [html.escape(half.look.name) for half in (first, second)]
    assert f"Not sure: {names[0]} or {names[1]}</span>" in page
    assert not re.search(r"<b class=.n.>\d+ %", page)
    assert "What would help" in page
    assert len(first.rows) == len(second.rows) == 2


def test_the_companies_of_each_half_are_its_cluster_s_closest(
    client: Client, doubtful: Submission
) -> None:
    everyone = nearest_to(doubtful, 50).rows

    for half in answer(client, doubtful).halves:
        of_cluster = [each for each in everyone if each.cluster == half.look]
        assert [each.company for each in half.rows] == [each.company for each in of_cluster[:2]]


def test_doubt_hides_no_company_that_is_close(client: Client, doubtful: Submission) -> None:
    response = client.get(doubtful.get_absolute_url())

    rows = response.context["similar"].rows
    page = shown(response)
    assert len(rows) == 10
    assert all(f'aria-label="Choose {html.escape(each.company.title)}"' in page for each in rows)
    folded = page.split("weak match")[1] if response.context["similar"].weak else ""
    strong = [each for each in rows if each.word != "weak"]
    assert all(f'aria-label="Choose {html.escape(e.company.title)}"' not in folded for e in strong)


def test_the_summary_names_the_closest_and_what_all_their_texts_mention(
    client: Client, model: ModelVersion
) -> None:
    closest = answer(client, att()).closest

    rows = nearest_to(att(), 2).rows
    assert [each.company for each in closest.rows] == [each.company for each in rows]
    assert closest.phrases
    for phrase in closest.phrases:
        [ngram] = {n for n in rows[0].reason.shared if surface(model, n) == phrase}
        assert ngram in rows[1].reason.shared


def surface(version: ModelVersion, ngram: str) -> str:
    from scoring.endpoint import embedded

    return embedded.model(version.pk).vocabulary.surface(ngram)


def test_a_filtered_list_has_no_summary(client: Client, model: ModelVersion) -> None:
    page = client.get(f"{att().get_absolute_url()}?category=Energy")

    assert page.context["answer"].closest is None


def test_each_row_has_the_line_of_its_text_that_shares_most(
    client: Client, model: ModelVersion
) -> None:
    response = client.get(att().get_absolute_url())

    for each in response.context["similar"].rows:
        line = "".join(piece.text for piece in each.reason.line).strip("… ")
        assert line in each.company.text
        assert any(piece.is_marked for piece in each.reason.line)
    assert re.search(r'<p class="cut" dir="auto">[^<]*<b>', shown(response))


def test_hostile_texts_stay_text_in_rows(client: Client, model: ModelVersion) -> None:
    store("<script>alert(1)</script>", f"<b>x</b> <script>alert(2)</script> {att().text} Extra.")
    Submission.objects.filter(title__startswith="<script").update(
        text="<script>alert(2)</script> broadband and wireless telephone lines"
    )

    page = client.get(f"{att().get_absolute_url()}?show=50").content.decode()

    assert "<script>alert" not in page


def test_the_text_is_marked_where_others_say_it_too(client: Client, model: ModelVersion) -> None:
    marked = answer(client, att()).marked

    assert "".join(segment.text for segment in marked) == att().text
    assert any(segment.is_marked for segment in marked)


def test_two_of_the_chosen_are_compared(client: Client, model: ModelVersion) -> None:
    company, one, two = Submission.objects.order_by("pk")[:3]

    response = client.get(f"/similar/?there={company.pk}&like={one.pk}&like={two.pk}&do=compare")

    assert response["Location"] == f"/submissions/{one.pk}/with/{two.pk}/"


def test_one_chosen_is_compared_with_the_company_itself(
    client: Client, model: ModelVersion
) -> None:
    company, one = Submission.objects.order_by("pk")[:2]

    response = client.get(f"/similar/?there={company.pk}&like={one.pk}&do=compare")

    assert response["Location"] == f"/submissions/{company.pk}/with/{one.pk}/"
