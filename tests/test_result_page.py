"""What a result page offers beside the answer: review, data, what the model saw, and sharing."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from scoring.models import Assignment, Cluster, ModelVersion, Review, Submission
from scoring.services import submissions
from tests.conftest import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(model: ModelVersion, company: dict[str, str]) -> Submission:
    return submissions.submit(**company)


@pytest.fixture
def reviewer(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


def row_of(company: Submission) -> Assignment:
    return company.assignments.get()


def verdict_of(company: Submission, client: Client, **sent: Any) -> tuple[int, str]:
    response = client.post(f"{company.get_absolute_url()}review", sent, follow=True)
    return response.status_code, response.content.decode()


def test_the_data_say_what_the_page_says(client: Client, stored: Submission, settings: Any) -> None:
    row = row_of(stored)

    data = client.get(f"{stored.get_absolute_url()}?format=json").json()

    assert data["id"] == stored.pk
    assert data["address"] == f"{settings.SITE_URL}/submissions/{stored.pk}/"
    assert (data["title"], data["text"]) == (stored.title, stored.text)
    assert (data["status"], data["version"], data["review"]) == ("scored", row.version_id, "unreviewed")
    assert data["cluster"]["number"] == data["cluster_by_the_model"] == row.cluster
    assert [each["distance"] for each in data["distances"]] == row.distances
    assert data["similar"]
    assert all(set(each) >= {"title", "score", "phrases", "cluster"} for each in data["similar"])


def test_the_data_of_a_company_that_waits_say_so(client: Client, company: dict[str, str]) -> None:
    waiting = submissions.submit(**company)

    data = client.get(f"{waiting.get_absolute_url()}?format=json").json()

    assert (data["status"], data["version"], data["similar"]) == ("pending", None, [])


def test_hostile_words_stay_data(client: Client, model: ModelVersion) -> None:
    stored = submissions.submit(title="<script>x</script>", category="", text="A bank. <b>Loans</b> & “deposits” 🦆")

    response = client.get(f"{stored.get_absolute_url()}?format=json")

    assert response["Content-Type"] == "application/json"
    assert json.loads(response.content)["text"] == stored.text


def test_the_page_names_its_address_to_be_shared(client: Client, stored: Submission, settings: Any) -> None:
    page = client.get(stored.get_absolute_url()).content.decode()

    assert f'value="{settings.SITE_URL}{stored.get_absolute_url()}"' in page


def test_a_visitor_sees_no_review_box(client: Client, stored: Submission) -> None:
    assert "Store review" not in client.get(stored.get_absolute_url()).content.decode()


def test_a_visitor_s_review_is_refused(client: Client, stored: Submission) -> None:
    status, page = verdict_of(stored, client, verdict="confirmed")

    assert status == 403
    assert "Nothing was changed" in page
    assert not Review.objects.exists()


def test_staff_without_the_permission_are_refused(client: Client, stored: Submission) -> None:
    other = User.objects.create_user("other", password="x", is_staff=True)
    other.user_permissions.add(Permission.objects.get(codename="view_submission"))
    client.force_login(other)

    assert verdict_of(stored, client, verdict="confirmed")[0] == 403
    assert "Store review" not in client.get(stored.get_absolute_url()).content.decode()


def test_staff_confirm_on_the_page(reviewer: Client, stored: Submission) -> None:
    status, page = verdict_of(stored, reviewer, verdict="confirmed", note="Checked.")

    assert status == 200
    assert "Your review is stored." in page
    assert "Confirmed by a reviewer" in page
    assert row_of(stored).verdict == "confirmed"
    review = Review.objects.get()
    assert (review.verdict, review.note, review.reviewer_name) == ("confirmed", "Checked.", "reviewer")


def test_staff_correct_on_the_page(reviewer: Client, stored: Submission) -> None:
    right = (row_of(stored).cluster or 0) + 1

    verdict_of(stored, reviewer, verdict="wrong", cluster=right)

    row = row_of(stored)
    assert (row.verdict, row.shown_cluster) == ("wrong", right)
    assert stored.title in reviewer.get(f"/clusters/{right}/").content.decode()


def test_staff_take_a_verdict_back(reviewer: Client, stored: Submission) -> None:
    verdict_of(stored, reviewer, verdict="wrong", cluster=(row_of(stored).cluster or 0) + 1)

    verdict_of(stored, reviewer, verdict="unreviewed")

    row = row_of(stored)
    assert (row.verdict, row.shown_cluster) == ("unreviewed", row.cluster)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose a verdict."),
        ({"verdict": "splendid"}, "Choose a verdict."),
        ({"verdict": "wrong"}, "Choose the right cluster."),
        ({"verdict": "wrong", "cluster": "banana"}, "Choose the right cluster."),
        ({"verdict": "wrong", "cluster": "77"}, "There is no cluster 77"),
        ({"verdict": "wrong", "cluster": "-1"}, "greater than or equal to 0"),
        ({"verdict": "confirmed", "note": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_a_verdict_that_cannot_stand_changes_nothing_and_says_why(
    reviewer: Client, stored: Submission, sent: dict[str, str], said: str
) -> None:
    status, page = verdict_of(stored, reviewer, **sent)

    assert status == 200
    assert "Nothing was changed." in page
    assert said in page
    assert row_of(stored).verdict == "unreviewed"
    assert not Review.objects.exists()


def test_a_review_of_a_company_that_is_not_there_is_not_found(reviewer: Client, stored: Submission) -> None:
    assert reviewer.post("/submissions/999999/review", {"verdict": "confirmed"}).status_code == 404


def test_a_review_needs_a_post(reviewer: Client, stored: Submission) -> None:
    assert reviewer.get(f"{stored.get_absolute_url()}review").status_code == 405


def test_what_the_model_saw_lists_known_phrases_heaviest_first(client: Client, stored: Submission) -> None:
    response = client.get(f"{stored.get_absolute_url()}seen/")

    weights = [each.weight for each in response.context["phrases"]]
    assert weights == sorted(weights, reverse=True)
    assert response.context["phrases"][0].length == 100
    page = response.content.decode()
    assert "toys" in [each.phrase for each in response.context["phrases"]]
    assert f"{weights[0]:.3f}" in page


def test_of_a_text_that_it_does_not_know_the_model_saw_nothing(client: Client, model: ModelVersion) -> None:
    stored = submissions.submit(title="Nothing", category="", text="zzz qqq xxx")

    page = client.get(f"{stored.get_absolute_url()}seen/").content.decode()

    assert "It knows no word of this description" in page


def test_without_a_model_nothing_was_seen(client: Client, company: dict[str, str]) -> None:
    waiting = submissions.submit(**company)

    assert client.get(f"{waiting.get_absolute_url()}seen/").status_code == 404


def test_the_service_s_raw_reply_is_shown_as_text(client: Client, model: ModelVersion, remote: Any) -> None:
    stored = submissions.submit(title="Acme", category="", text="We are a bank and lend money.")
    work()
    row = stored.assignments.get(version__kind="remote")
    Assignment.objects.filter(pk=row.pk).update(raw_reply='["1", "<script>alert(1)</script>"]')

    page = client.get(f"{stored.get_absolute_url()}seen/").content.decode()

    assert "[&quot;1&quot;, &quot;&lt;script&gt;alert(1)&lt;/script&gt;&quot;]" in page


def columns(client: Client, sentence: str) -> dict[int, list[tuple[str, int, bool]]]:
    found = client.get("/about/", {"sentence": sentence}).context["ngrams"]
    return {size: [tuple(each) for each in column] for size, column in found.items()}


def test_about_shows_the_n_grams_of_a_sentence_side_by_side(client: Client, model: ModelVersion) -> None:
    found = columns(client, "Farmers grow wheat. Farmers grow purple zebras.")

    assert [(phrase, times) for phrase, times, _ in found[1]] == [
        ("Farmers", 2), ("grow", 2), ("wheat", 1), ("purple", 1), ("zebras", 1),
    ]  # fmt: skip
    assert [phrase for phrase, _, _ in found[2]] == ["Farmers grow", "grow wheat", "grow purple", "purple zebras"]
    assert [phrase for phrase, _, _ in found[3]] == ["Farmers grow wheat", "Farmers grow purple", "grow purple zebras"]
    known = {phrase: is_known for phrase, _, is_known in found[1]}
    assert known["grow"]
    assert not known["zebras"]
    assert not any(is_known for _, _, is_known in found[3])


@pytest.mark.parametrize("sentence", ["", "the of and", "🦆🦆", "<script>alert(1)</script>", "x" * 5000, "\u202eשלום"])
def test_about_takes_any_sentence(client: Client, sentence: str) -> None:
    response = client.get("/about/", {"sentence": sentence})

    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_about_explains_without_a_model(client: Client, db: None) -> None:
    assert [phrase for phrase, _, _ in columns(client, "Farmers grow wheat.")[2]] == ["Farmers grow", "grow wheat"]


def test_a_corrected_result_still_says_how_sure_the_model_was(reviewer: Client, stored: Submission) -> None:
    row = row_of(stored)

    _, page = verdict_of(stored, reviewer, verdict="wrong", cluster=(row.cluster or 0) + 1)

    assert "Set by a reviewer; the model said" in page
    assert f"sure: {row.sure:.2f} · coverage: {round(100 * (row.coverage or 0))} %" in page


def test_merged_clusters_are_one_choice_of_the_review_box_and_keep_their_distances(
    reviewer: Client, stored: Submission
) -> None:
    row = row_of(stored)
    one, into = [number for number in range(len(row.distances)) if number != row.cluster][:2]
    Cluster.objects.filter(number=one).update(merged_into=into)

    page = reviewer.get(stored.get_absolute_url()).content.decode()

    choices = page.split('id="right-cluster"')[1].split("</select>")[0]
    assert choices.count(f'value="{into}"') == 1
    assert f'value="{one}"' not in choices
    distances = page.split('class="distances"')[1]
    assert f'<span class="number">{one}</span>' in distances
    assert all(f"{distance:.2f}" in page for distance in row.distances)
