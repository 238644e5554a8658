"""People say of pairs whether they are similar: it is stored, shown, used, and can be undone."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.companies import submissions
from scoring.models import ModelVersion, PairFeedback, Submission
from scoring.similar.pairs import feedback
from scoring.similar.pairs.feedback import FeedbackError
from tests.shown import shown
from tests.similar.companies import att, nearest, nearest_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(reviewer: Client) -> Client:
    """A reviewer's, whose words count for all."""
    return reviewer


def say(client: Client, one: Submission, other: Submission, verdict: str, **headers: Any) -> Any:
    data = {"verdict": verdict, "next": one.get_absolute_url()}
    return client.post(f"/submissions/{one.pk}/with/{other.pk}/say", data, headers=headers)


def said() -> list[tuple[int, int, str]]:
    return list(PairFeedback.objects.values_list("first_id", "second_id", "verdict"))


def offered(company: Submission) -> list[Submission]:
    return [each.company for each in nearest_to(company, 50).rows]


def test_a_pair_marked_not_similar_is_not_offered_again_on_either_side(
    client: Client, model: ModelVersion
) -> None:
    one = att()
    other = nearest(one)

    response = say(client, one, other, "not-similar")

    assert (response.status_code, response["Location"]) == (302, one.get_absolute_url())
    assert said() == [(min(one.pk, other.pk), max(one.pk, other.pk), "not-similar")]
    assert other not in offered(one)
    assert one not in offered(other)
    assert len(nearest_to(one, 10).rows) == 10
    page = shown(client.get(one.get_absolute_url()))
    assert "1 pair marked not similar is left out" in page
    assert f'action="/submissions/{one.pk}/with/{other.pk}/say"' in page


def test_it_can_be_undone(client: Client, model: ModelVersion) -> None:
    one = att()
    other = nearest(one)
    say(client, one, other, "not-similar")

    say(client, other, one, "")

    assert said() == []
    assert nearest(one) == other


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        ("similar", "is marked similar."),
        (
            "not-similar",
            "is marked not similar: it is left out of similar companies until that is undone.",
        ),
        ("", "is taken back."),
    ],
)
def test_a_page_without_scripts_says_what_was_kept(
    client: Client, model: ModelVersion, verdict: str, told: str
) -> None:
    one = att()
    other = nearest(one)

    say(client, one, other, verdict)

    page = shown(client.get(one.get_absolute_url()))
    notice = page.split('role="status">')[1].split("</p>")[0]
    assert other.title in notice
    assert told in notice


def test_a_pair_marked_similar_stays_and_says_so(client: Client, model: ModelVersion) -> None:
    one = att()
    other = nearest(one)

    say(client, one, other, "similar")

    assert nearest(one) == other
    assert nearest_to(one, 1).rows[0].verdict == "similar"
    assert {each.company: each.verdict for each in nearest_to(other, 50).rows}[one] == "similar"
    assert "Marked similar" in shown(client.get(one.get_absolute_url()))


def test_the_last_word_stands(client: Client, model: ModelVersion) -> None:
    one = att()
    other = nearest(one)

    for verdict in ("similar", "not-similar", "not-similar", "similar"):
        say(client, one, other, verdict)
        assert [verdict for *_, verdict in said()] == [verdict]


def test_a_later_word_has_its_own_name_and_time(model: ModelVersion) -> None:
    one, other = Submission.objects.order_by("pk")[:2]
    before = feedback.mark_pair(one, other, "similar", "ann")
    after = feedback.mark_pair(other, one, "not-similar", "bob")

    assert after.pk == before.pk
    assert (after.said_by, after.verdict) == ("bob", "not-similar")
    assert after.made_at > before.made_at


@pytest.mark.parametrize(
    "sent",
    [
        {"verdict": "dissimilar"},
        {"verdict": "Similar"},
        {"verdict": "<script>"},
        {"verdict": "similar "},
        {"said": "similar"},
        {},
    ],
)
def test_a_verdict_that_is_none_changes_nothing(
    client: Client, model: ModelVersion, sent: dict[str, str]
) -> None:
    one, other = Submission.objects.order_by("pk")[:2]
    say(client, one, other, "similar")

    response = client.post(f"/submissions/{one.pk}/with/{other.pk}/say", sent, follow=True)

    assert said() == [(one.pk, other.pk, "similar")]
    assert "Choose “similar” or “not similar”" in shown(response)


def test_a_company_says_nothing_of_itself(client: Client, model: ModelVersion) -> None:
    response = client.post(
        f"/submissions/{att().pk}/with/{att().pk}/say", {"verdict": "similar"}, follow=True
    )

    assert said() == []
    assert "A company is always similar to itself" in shown(response)
    with pytest.raises(FeedbackError):
        feedback.mark_pair(att(), att(), "similar", "")


def test_who_is_not_there_has_no_pairs(client: Client, model: ModelVersion) -> None:
    assert (
        client.post(f"/submissions/{att().pk}/with/999999/say", {"verdict": "similar"}).status_code
        == 404
    )
    assert (
        client.post(f"/submissions/999999/with/{att().pk}/say", {"verdict": "similar"}).status_code
        == 404
    )


def test_taking_back_what_nobody_said_does_nothing(client: Client, model: ModelVersion) -> None:
    one, other = Submission.objects.order_by("pk")[:2]

    assert say(client, one, other, "").status_code == 302
    assert not feedback.unmark_pair(one, other)


@pytest.mark.parametrize(
    "elsewhere",
    [
        *("https://evil.example/", "//evil.example", "javascript:alert(1)", "", "\\\\evil"),
        *("an unknown word", "home"),
    ],
)
def test_it_leads_back_to_pages_of_this_site_only(
    client: Client, model: ModelVersion, elsewhere: str
) -> None:
    one, other = Submission.objects.order_by("pk")[:2]

    response = client.post(
        f"/submissions/{one.pk}/with/{other.pk}/say", {"verdict": "similar", "next": elsewhere}
    )

    assert response["Location"] == one.get_absolute_url()


def test_words_are_limited_as_submissions_are(
    visitor: Client, model: ModelVersion, settings: Any
) -> None:
    settings.RATE_LIMIT = (1, 60)
    one, other, third = Submission.objects.order_by("pk")[:3]
    say(visitor, one, other, "similar")

    response = say(visitor, one, third, "similar", **{"HX-Request": "true"})
    assert (response.status_code, response["HX-Refresh"]) == (204, "true")
    page = visitor.post(
        f"/submissions/{one.pk}/with/{third.pk}/say", {"verdict": "similar"}, follow=True
    )

    assert "That is often enough for now" in shown(page)
    assert len(said()) == 1


def test_another_site_cannot_say_anything(model: ModelVersion) -> None:
    one, other = Submission.objects.order_by("pk")[:2]

    assert say(Client(enforce_csrf_checks=True), one, other, "similar").status_code == 403
    assert said() == []


def test_htmx_gets_the_row_as_it_is_now(client: Client, model: ModelVersion) -> None:
    one = att()
    other = nearest(one)
    score = nearest_to(one, 1).rows[0].score

    marked = shown(say(client, one, other, "not-similar", **{"HX-Request": "true"}))
    back = shown(say(client, one, other, "", **{"HX-Request": "true"}))

    assert marked.strip().startswith("<li")
    assert "is marked not similar" in marked
    assert f'formaction="{one.get_absolute_url()}with/{other.pk}/say"' in marked
    assert f"<b>{score}</b>" in back
    assert ">Not similar</button>" in back


def test_a_deleted_company_takes_its_words_along(model: ModelVersion) -> None:
    one, other = Submission.objects.order_by("pk")[:2]
    feedback.mark_pair(one, other, "similar", "")

    submissions.delete(Submission.objects.filter(pk=other.pk))

    assert said() == []


def export(client: Client) -> list[str]:
    response = client.get("/similar/feedback.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="feedback.csv"' in response["Content-Disposition"]
    return b"".join(response.streaming_content).decode("utf-8").split("\r\n")  # type: ignore[attr-defined]


def test_the_export_has_every_pair_and_no_account(client: Client, model: ModelVersion) -> None:
    one, other, third = Submission.objects.order_by("pk")[:3]
    feedback.mark_pair(one, other, "similar", "ann")
    feedback.mark_pair(third, one, "not-similar", "ann")

    header, first, second, end = export(client)

    assert header == "\ufeffFirst id,First title,Second id,Second title,Verdict,Said"
    assert first.startswith(f"{one.pk},")
    assert ",similar," in first
    assert second.startswith(f"{one.pk},")
    assert f",{third.pk}," in second
    assert ",not-similar," in second
    assert end == ""
    assert "ann" not in f"{first[-30:]}{second[-30:]}"


def test_the_export_runs_nothing_in_a_spreadsheet(client: Client, model: ModelVersion) -> None:
    one, other = Submission.objects.order_by("pk")[:2]
    Submission.objects.filter(pk=one.pk).update(title='=HYPERLINK("http://evil.example")')
    feedback.mark_pair(one, other, "similar", "")

    assert "\"'=HYPERLINK(" in export(client)[1]


def test_without_a_word_the_export_is_a_header(client: Client, db: None) -> None:
    assert len(export(client)) == 2


def test_staff_read_and_delete_but_do_not_change(
    client: Client, model: ModelVersion, staff: User
) -> None:
    one, other = Submission.objects.order_by("pk")[:2]
    row = feedback.mark_pair(one, other, "similar", "ann")
    client.force_login(staff)

    page = shown(client.get("/admin/scoring/pairfeedback/"))
    assert one.title in page or one.title.replace("&", "&amp;") in page
    assert client.get("/admin/scoring/pairfeedback/add/").status_code == 403
    assert (
        client.post(
            f"/admin/scoring/pairfeedback/{row.pk}/change/", {"verdict": "not-similar"}
        ).status_code
        == 403
    )
    client.post(f"/admin/scoring/pairfeedback/{row.pk}/delete/", {"post": "yes"})
    assert said() == []
