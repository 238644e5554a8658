"""Staff see what became of batch executions, change nothing, and are shown no token."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from scoring.models import BatchExecution, ModelVersion
from scoring.webservice import keys

pytestmark = pytest.mark.django_db
LIST = "/admin/scoring/batchexecution/"
TOKEN = "sig=S3cretToken"


@pytest.fixture
def service(db: None) -> Any:
    ModelVersion.objects.create(kind="embedded", preset="similarco", k=3, is_active=True)
    return keys.create_service()[0]


@pytest.fixture
def failed(service: Any) -> BatchExecution:
    return BatchExecution.objects.create(
        service=service,
        version=service.version,
        state="Failed",
        rows_done=2000,
        details="Row 2001 has 2 cells; <b>there</b> are 3 columns.",
        result_name="output1.csv",
    )


@pytest.fixture
def waiting(service: Any) -> BatchExecution:
    return BatchExecution.objects.create(
        service=service,
        version=service.version,
        input_url=f"https://store.example/in.csv?{TOKEN}",
        result_name="output1.csv",
    )


def page(reviewer: Client, address: str) -> str:
    response = reviewer.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_says_what_became_of_each(
    reviewer: Client, failed: BatchExecution, waiting: BatchExecution
) -> None:
    text = page(reviewer, LIST)

    assert re.findall(r'class="field-key"><a [^>]*>(\w+)<', text) == [waiting.key, failed.key]
    assert re.findall(r'class="field-rows_done">(\d+)<', text) == ["0", "2000"]
    assert "&lt;b&gt;there&lt;/b&gt; are 3 columns." in text
    assert str(failed.service) in unescape(text)


def test_one_has_a_page_that_cannot_be_saved(reviewer: Client, failed: BatchExecution) -> None:
    address = f"{LIST}{failed.pk}/change/"

    assert "Row 2001 has 2 cells" in page(reviewer, address)
    assert 'name="_save"' not in page(reviewer, address)
    assert reviewer.post(address, {"state": "Finished"}).status_code == 403
    failed.refresh_from_db()
    assert failed.state == "Failed"


def test_no_token_is_shown(reviewer: Client, waiting: BatchExecution) -> None:
    for address in (LIST, f"{LIST}{waiting.pk}/change/", f"{LIST}{waiting.pk}/history/"):
        assert "S3cret" not in page(reviewer, address)


def test_nothing_is_added_or_deleted(reviewer: Client, failed: BatchExecution) -> None:
    assert reviewer.get(f"{LIST}add/").status_code == 403
    assert reviewer.post(f"{LIST}{failed.pk}/delete/", {"post": "yes"}).status_code == 403
    reviewer.post(
        LIST, {"action": "delete_selected", "_selected_action": [failed.pk], "post": "yes"}
    )
    assert BatchExecution.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "found"), [("state__exact=Failed", 1), ("state__exact=Running", 0), ("q={key}", 1)]
)
def test_the_list_is_filtered_by_state_and_searched_by_job_id(
    reviewer: Client, failed: BatchExecution, waiting: BatchExecution, query: str, found: int
) -> None:
    text = page(reviewer, f"{LIST}?{query.format(key=failed.key)}")

    assert text.count('class="field-key"') == found


def test_without_any_the_list_is_empty(reviewer: Client) -> None:
    assert "0 batch executions" in page(reviewer, LIST)


def test_the_number_of_queries_does_not_grow_with_the_list(
    reviewer: Client, service: Any, django_assert_max_num_queries: Any
) -> None:
    rows = [
        BatchExecution(service=service, version=service.version, result_name="output1.csv")
        for _ in range(30)
    ]
    BatchExecution.objects.bulk_create(rows)
    page(reviewer, LIST)

    with django_assert_max_num_queries(10):
        page(reviewer, LIST)


def test_staff_need_the_permission_to_look(client: Client, failed: BatchExecution) -> None:
    user = User.objects.create_user("limited", password="a long enough password", is_staff=True)
    client.force_login(user)
    assert client.get(LIST).status_code == 403

    user.user_permissions.set(Permission.objects.filter(codename="view_batchexecution"))

    assert failed.key in page(client, LIST)
