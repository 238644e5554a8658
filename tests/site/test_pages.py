"""The pages that people read: result, history, clusters, about, contact, and the friendly ones."""

import html
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from scoring.companies import submissions
from scoring.models import Cluster, ModelVersion, Submission
from tests.shown import shown
from tests.similar.companies import nearest_to

pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return shown(response)


def send(company: dict[str, str]) -> Submission:
    return submissions.submit(**company)


def test_the_result_shows_cluster_distances_neighbours_and_text(
    client: Client, model: ModelVersion, company: Any
) -> None:
    stored = send(company)
    row = stored.assignments.get()
    cluster = Cluster.objects.get(version=model, number=row.cluster)

    page = text_of(client, stored.get_absolute_url())

    assert html.escape(cluster.name) in page
    assert all(f"{distance:.2f}" in page for distance in row.distances)
    assert page.count('<input type="checkbox" name="like"') == 10
    assert "".join(re.split("</?mark>", page)).count(html.escape(company["text"])) >= 1


def test_the_five_nearest_are_ranked_by_score_and_leave_out_the_company_itself(
    model: ModelVersion, company: Any
) -> None:
    stored = send(company)

    found = nearest_to(stored, 5).rows

    assert len(found) == 5
    assert stored not in [each.company for each in found]
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert all(0 <= each.score <= 100 for each in found)


def test_similar_companies_cost_the_same_number_of_queries_for_one_and_for_ten(
    model: ModelVersion, company: Any, django_assert_num_queries: Any
) -> None:
    stored = send(company)
    nearest_to(stored, 1)
    for limit in (1, 10):
        with django_assert_num_queries(6):
            nearest_to(stored, limit)


def test_a_result_that_is_not_there_is_a_friendly_404(client: Client, model: ModelVersion) -> None:
    assert "There is nothing at this address" in text_of(client, "/submissions/999999/", 404)


def test_the_history_shows_the_newest_first_with_status(
    client: Client, model: ModelVersion, company: Any
) -> None:
    send(company)

    page = text_of(client, "/submissions/")

    assert page.index(company["title"]) < page.index(
        "Accenture" if "Accenture" in page else "</table>"
    )
    assert "111 companies" in page
    assert "Newest first" in page


def test_the_history_is_paged_both_ways_without_a_gap(client: Client, model: ModelVersion) -> None:
    seen: list[int] = []
    address: str | None = "/submissions/"
    pages = []
    while address:
        page = client.get(address).context["listed"].page
        pages.append(page)
        seen += [company.pk for company in page.companies]
        address = f"/submissions/?after={page.next}" if page.next else None

    assert seen == sorted(Submission.objects.values_list("pk", flat=True), reverse=True)
    assert [len(page.companies) for page in pages] == [50, 50, 10]
    back = client.get(f"/submissions/?before={pages[2].previous}").context["listed"].page
    assert [company.pk for company in back.companies] == [
        company.pk for company in pages[1].companies
    ]


@pytest.mark.parametrize(
    "asked", ["after=x", "after=", "before=-1", "after=99999999999999999999", "after=１"]
)
def test_a_mistyped_page_key_shows_the_newest(
    client: Client, model: ModelVersion, asked: str
) -> None:
    assert len(client.get(f"/submissions/?{asked}").context["listed"].page.companies) == 50


def test_a_page_past_the_end_says_so(client: Client, model: ModelVersion) -> None:
    assert "There is nothing on this page" in text_of(client, "/submissions/?after=1")


def test_clusters_show_name_size_phrases_and_category_mix(
    client: Client, model: ModelVersion
) -> None:
    page = text_of(client, "/clusters/")

    for cluster in Cluster.objects.filter(version=model):
        assert f"<span>{cluster.name}</span></a></h2>" in page
        for phrase in cluster.phrases[:5]:
            assert f'<span class="chip">{phrase}</span>' in page
    sizes = re.findall(r'<p class="n">(\d+) compan', page)
    assert sum(map(int, sizes)) == Submission.objects.count()


def test_one_cluster_lists_its_companies_and_no_others(client: Client, model: ModelVersion) -> None:
    members = Submission.objects.filter(assignments__shown_cluster=3).order_by("-pk")

    page = client.get("/clusters/3/").context["listed"].page

    assert [company.pk for company in page.companies] == list(members.values_list("pk", flat=True))


@pytest.mark.parametrize(
    "address", ["/clusters/11/", "/clusters/99999999999999999999/", "/clusters/-1/", "/nowhere"]
)
def test_a_cluster_that_does_not_exist_is_a_friendly_404(
    client: Client, model: ModelVersion, address: str
) -> None:
    assert "There is nothing at this address" in text_of(client, address, 404)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/submissions/", "No company is here yet"),
        ("/clusters/", "There are no clusters yet"),
        ("/about/", "No model has been trained yet"),
        ("/contact/", "gives no address"),
    ],
)
def test_empty_pages_say_what_would_be_here_and_how_to_get_it(
    client: Client, address: str, says: str
) -> None:
    assert says in text_of(client, address)


def test_about_says_which_version_runs_and_on_what_its_model_was_trained(
    client: Client, model: ModelVersion
) -> None:
    ModelVersion.objects.update(folds={"purity": 0.844, "nmi": 0.75, "ari": 0.5, "nearest": 0.6})

    page = text_of(client, "/about/")

    assert f"SimilarCo {settings.VERSION}" in page
    assert "k-means with 11 clusters" in page
    assert "on 110 companies of the catalogue" in page
    assert "purity 0.84, NMI 0.75, ARI 0.50" in page


def test_about_claims_no_figures_that_a_model_does_not_have(
    client: Client, model: ModelVersion
) -> None:
    assert model.folds == {}
    assert "of 100 landed" not in text_of(client, "/about/")


def test_contact_shows_the_address_of_the_settings(client: Client, settings: Any) -> None:
    settings.CONTACT_EMAIL = "desk@similarco.example"

    assert 'href="mailto:desk@similarco.example"' in text_of(client, "/contact/")


def test_the_site_s_name_is_a_setting(client: Client, settings: Any) -> None:
    settings.SITE_NAME = "Lookalikes & Co"

    page = text_of(client, "/")

    assert "Lookalikes &amp; Co" in page
    assert "SimilarCo" not in page


def test_an_error_of_our_own_is_a_friendly_500(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("scoring.pages.paging.page", broken)
    client.raise_request_exception = False

    page = text_of(client, "/submissions/", 500)

    assert "Something went wrong here" in page
    assert "secret detail" not in page


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7|add:7 }}",
    "\u202eשלום",
    "🦆" * 60,
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_shown_as_text_on_every_page(
    client: Client, model: ModelVersion, words: str
) -> None:
    stored = Submission(
        title=words, category=words, industry=words, text=words, source="import", fingerprint=words
    )
    submissions.store([stored])
    stored = Submission.objects.latest("pk")

    for address in (stored.get_absolute_url(), "/submissions/", "/clusters/"):
        page = text_of(client, address)
        assert "<script>alert" not in page
        assert "<img" not in page


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/", 1),
        ("/submissions/", 8),
        ("/clusters/3/", 14),
        ("/about/", 1),
        ("/contact/", 0),
    ],
)
def test_every_page_costs_a_fixed_number_of_queries(
    client: Client, model: ModelVersion, django_assert_num_queries: Any, address: str, queries: int
) -> None:
    client.get(address)
    for _ in range(2):
        with django_assert_num_queries(queries):
            client.get(address)
        submissions.store(
            [Submission(title="More", text="A bank", source="import", fingerprint="x")]
        )


def test_a_result_costs_a_fixed_number_of_queries(
    client: Client, model: ModelVersion, company: Any, django_assert_num_queries: Any
) -> None:
    unsure = send(company)
    sure = Submission.objects.filter(assignments__answer="sure").earliest("pk")
    client.get(unsure.get_absolute_url())
    client.get(sure.get_absolute_url())

    with django_assert_num_queries(11):
        client.get(sure.get_absolute_url())
    # The closest companies of both clusters that it may belong to
    with django_assert_num_queries(15):
        client.get(unsure.get_absolute_url())


def test_health_tells_the_version_and_needs_neither_model_nor_worker(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "alive", "version": settings.VERSION}


def test_readiness_names_the_part_that_is_missing(client: Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "status": "not ready",
        "database": True,
        "model": False,
        "worker": False,
    }


def test_a_site_with_model_and_worker_is_ready(client: Client, model: ModelVersion) -> None:
    assert client.get("/readyz").status_code == 200


def test_browsers_find_the_icon_where_they_look_by_themselves(client: Client) -> None:
    response = client.get("/favicon.ico")

    assert (response.status_code, response["Location"]) == (302, "/static/mark.svg")
