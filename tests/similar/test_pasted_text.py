"""A pasted text gets its similar companies, and nothing of it is stored."""

import html
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from scoring.models import ModelVersion, RateWindow, Submission
from tests.servers import ScoringServer
from tests.shown import shown
from tests.similar.companies import att, store

pytestmark = pytest.mark.django_db

TEXT = "We sell mobile telephone lines, broadband and cable television to households."


def all_rows() -> dict[str, list[Any]]:
    """Every row of every table, as it stands."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_models(include_auto_created=True)
    }


def test_a_pasted_text_gets_cluster_sureness_and_the_nearest(
    client: Client, model: ModelVersion
) -> None:
    response = client.post("/similar/", {"text": TEXT})

    page = shown(response)
    assert response.status_code == 200
    answer = response.context["answer"]
    assert html.escape(answer.cluster.name) in page
    assert answer.row.answer == "sure"
    assert "Sure</span>" in page
    assert len(response.context["similar"].rows) == 10
    assert any(each.phrases for each in response.context["similar"].rows)
    assert "".join(segment.text for segment in answer.marked) == TEXT


def test_it_says_what_the_company_s_page_would_say(client: Client, model: ModelVersion) -> None:
    pasted = client.post("/similar/", {"text": TEXT}).context["similar"].rows
    stored = client.get(store("Stored", TEXT).get_absolute_url()).context["similar"].rows

    assert [(each.company, each.score, each.phrases) for each in pasted] == [
        (each.company, each.score, each.phrases) for each in stored
    ]


@pytest.mark.parametrize("text", [TEXT, "zzz qqq xxx", "", "W" * 2000])
def test_no_row_of_any_table_changes(client: Client, model: ModelVersion, text: str) -> None:
    before = all_rows()

    client.post("/similar/", {"text": text, "category": "Energy", "show": "20"})
    client.post("/", {"text": text, "carry": "1"})

    assert all_rows() == before


def test_with_a_rate_limit_only_the_visitor_s_counter_changes(
    client: Client, model: ModelVersion, settings: Any
) -> None:
    settings.RATE_LIMIT = (1, 60)
    before = all_rows()

    assert client.post("/similar/", {"text": TEXT}).status_code == 200
    refused = client.post("/similar/", {"text": TEXT})

    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert TEXT in shown(refused)
    changed = {name for name, rows in all_rows().items() if rows != before[name]}
    assert changed == {RateWindow._meta.label}


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", "Describe the company in a sentence or more"),
        (" \n\u200b ", "Describe the company in a sentence or more"),
        ("W" * 1001, "Use 1,000 characters or fewer; this has 1,001"),
    ],
)
def test_a_text_that_cannot_be_is_refused_with_the_reason(
    client: Client, model: ModelVersion, text: str, trouble: str
) -> None:
    response = client.post("/similar/", {"text": text})

    assert response.status_code == 422
    assert trouble in shown(response)
    assert "placed" not in response.context


def test_a_long_text_can_be_cut(client: Client, model: ModelVersion) -> None:
    response = client.post("/similar/", {"text": f"{TEXT} {'bank ' * 300}", "shorten": "1"})

    assert response.status_code == 200
    assert len(response.context["text"]) <= 1000


def test_newlines_count_once_and_control_characters_are_dropped(
    client: Client, model: ModelVersion
) -> None:
    text = "A bank\r\n" * 125 + "\x00"

    assert client.post("/similar/", {"text": text}).status_code == 200


def test_an_unplaced_text_gets_the_reason(client: Client, model: ModelVersion) -> None:
    response = client.post("/similar/", {"text": "zzz qqq xxx"})

    assert response.status_code == 200
    assert "Too little to say" in shown(response)
    assert response.context["similar"].rows == []


def test_filters_apply_and_are_kept(client: Client, model: ModelVersion) -> None:
    response = client.post(
        "/similar/", {"text": TEXT, "category": "Energy", "score": "1", "show": "20"}
    )

    assert {each.company.category for each in response.context["similar"].rows} <= {"Energy"}
    page = shown(response)
    assert '<option value="Energy" selected>' in page
    assert 'name="score" value="1"' in page


def test_a_stored_company_with_the_text_is_a_near_duplicate(
    client: Client, model: ModelVersion
) -> None:
    response = client.post("/similar/", {"text": att().text})

    assert "Probably the same:" in shown(response)
    assert response.context["similar"].nearest.near_duplicates == [att()]


def test_a_hostile_text_is_shown_as_text(client: Client, model: ModelVersion) -> None:
    page = shown(client.post("/similar/", {"text": f"</textarea><script>alert(1)</script> {TEXT}"}))

    assert "&lt;/textarea&gt;&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_store_this_company_carries_the_text_to_the_form(
    client: Client, model: ModelVersion
) -> None:
    page = shown(client.post("/similar/", {"text": TEXT}))
    assert '<form method="post" action="/">' in page
    assert f'<input type="hidden" name="text" value="{TEXT}">' in page
    assert 'name="carry" value="1"' in page

    response = client.post("/", {"text": TEXT, "carry": "1", "category": "Energy"})

    assert response.status_code == 200
    assert response.context["form"].initial == {"text": TEXT}
    assert not response.context["form"].is_bound
    assert not Submission.objects.filter(source="form").exists()


def test_without_a_model_it_says_so(client: Client, db: None) -> None:
    response = client.post("/similar/", {"text": TEXT})

    assert response.status_code == 200
    assert "There is no model yet" in shown(response)


def test_with_a_remote_endpoint_the_text_stays_on_this_site(
    client: Client, model: ModelVersion, remote: ScoringServer
) -> None:
    response = client.post("/similar/", {"text": TEXT})

    assert len(response.context["similar"].rows) == 10
    assert "the text was not sent to" in shown(response)
    assert f"/models/{model.pk}/clusters/" in shown(response)
    assert remote.requests == []


def test_the_form_is_light_to_read_and_asks_for_the_token(model: ModelVersion) -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.get("/similar/").status_code == 200
    assert client.post("/similar/", {"text": TEXT}).status_code == 403
