"""What a result page offers beside the answer: data, what the model saw, and sharing."""

import json
from typing import Any

import pytest
from django.test import Client

from scoring.companies import submissions
from scoring.models import Assignment, ModelVersion, Submission
from tests.conftest import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(model: ModelVersion, company: dict[str, str]) -> Submission:
    return submissions.submit(**company)


def test_the_data_say_what_the_page_says(client: Client, stored: Submission, settings: Any) -> None:
    row = stored.assignments.get()

    data = client.get(f"{stored.get_absolute_url()}?format=json").json()

    assert data["id"] == stored.pk
    assert data["address"] == f"{settings.SITE_URL}/submissions/{stored.pk}/"
    assert (data["title"], data["text"]) == (stored.title, stored.text)
    assert (data["status"], data["version"], data["review"]) == (
        "scored",
        row.version_id,
        "unreviewed",
    )
    assert data["cluster"]["number"] == data["cluster_by_the_model"] == row.cluster
    assert [each["distance"] for each in data["distances"]] == row.distances
    assert data["similar"]
    assert all(set(each) >= {"title", "score", "phrases", "cluster"} for each in data["similar"])


def test_the_data_of_a_company_that_waits_say_so(client: Client, company: dict[str, str]) -> None:
    waiting = submissions.submit(**company)

    data = client.get(f"{waiting.get_absolute_url()}?format=json").json()

    assert (data["status"], data["version"], data["similar"]) == ("pending", None, [])


def test_hostile_words_stay_data(client: Client, model: ModelVersion) -> None:
    stored = submissions.submit(
        title="<script>x</script>", category="", text="A bank. <b>Loans</b> & “deposits” 🦆"
    )

    response = client.get(f"{stored.get_absolute_url()}?format=json")

    assert response["Content-Type"] == "application/json"
    assert json.loads(response.content)["text"] == stored.text


def test_the_page_names_its_address_to_be_shared(
    client: Client, stored: Submission, settings: Any
) -> None:
    page = client.get(stored.get_absolute_url()).content.decode()

    assert f'value="{settings.SITE_URL}{stored.get_absolute_url()}"' in page


def test_what_the_model_saw_lists_known_phrases_heaviest_first(
    client: Client, stored: Submission
) -> None:
    response = client.get(f"{stored.get_absolute_url()}seen/")

    weights = [each.weight for each in response.context["phrases"]]
    assert weights == sorted(weights, reverse=True)
    assert response.context["phrases"][0].length == 100
    page = response.content.decode()
    assert "toys" in [each.phrase for each in response.context["phrases"]]
    assert f"{weights[0]:.3f}" in page


def test_of_a_text_that_it_does_not_know_the_model_saw_nothing(
    client: Client, model: ModelVersion
) -> None:
    stored = submissions.submit(title="Nothing", category="", text="zzz qqq xxx")

    page = client.get(f"{stored.get_absolute_url()}seen/").content.decode()

    assert "It knows no word of this description" in page


def test_without_a_model_nothing_was_seen(client: Client, company: dict[str, str]) -> None:
    waiting = submissions.submit(**company)

    assert client.get(f"{waiting.get_absolute_url()}seen/").status_code == 404


def test_the_service_s_raw_reply_is_shown_as_text(
    client: Client, model: ModelVersion, remote: Any
) -> None:
    stored = submissions.submit(title="Acme", category="", text="We are a bank and lend money.")
    work()
    row = stored.assignments.get(version__kind="remote")
    Assignment.objects.filter(pk=row.pk).update(raw_reply='["1", "<script>alert(1)</script>"]')

    page = client.get(f"{stored.get_absolute_url()}seen/").content.decode()

    assert "[&quot;1&quot;, &quot;&lt;script&gt;alert(1)&lt;/script&gt;&quot;]" in page


def columns(client: Client, sentence: str) -> dict[int, list[tuple[str, int, bool]]]:
    found = client.get("/about/", {"sentence": sentence}).context["ngrams"]
    return {size: [tuple(each) for each in column] for size, column in found.items()}


def test_about_shows_the_n_grams_of_a_sentence_side_by_side(
    client: Client, model: ModelVersion
) -> None:
    found = columns(client, "Farmers grow wheat. Farmers grow purple zebras.")

    assert [(phrase, times) for phrase, times, _ in found[1]] == [
        ("Farmers", 2), ("grow", 2), ("wheat", 1), ("purple", 1), ("zebras", 1),
    ]  # fmt: skip
    assert [phrase for phrase, _, _ in found[2]] == [
        "Farmers grow",
        "grow wheat",
        "grow purple",
        "purple zebras",
    ]
    assert [phrase for phrase, _, _ in found[3]] == [
        "Farmers grow wheat",
        "Farmers grow purple",
        "grow purple zebras",
    ]
    known = {phrase: is_known for phrase, _, is_known in found[1]}
    assert known["grow"]
    assert not known["zebras"]
    assert not any(is_known for _, _, is_known in found[3])


@pytest.mark.parametrize(
    "sentence", ["", "the of and", "🦆🦆", "<script>alert(1)</script>", "x" * 5000, "\u202eשלום"]
)
def test_about_takes_any_sentence(client: Client, sentence: str) -> None:
    response = client.get("/about/", {"sentence": sentence})

    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_about_explains_without_a_model(client: Client, db: None) -> None:
    assert [phrase for phrase, _, _ in columns(client, "Farmers grow wheat.")[2]] == [
        "Farmers grow",
        "grow wheat",
    ]
