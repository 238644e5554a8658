"""Companies that somebody ticked stay chosen in the address, and buttons do something with them."""

import csv
import io

import pytest
from django.test import Client

from scoring.companies.addresses import MOST_CHOSEN
from scoring.models import ModelVersion, Submission
from tests.search import companies
from tests.shown import shown


@pytest.fixture
def keys(mixed: ModelVersion) -> list[int]:
    """Oldest first."""
    return list(Submission.objects.order_by("pk").values_list("pk", flat=True))


def test_links_keep_what_is_chosen_and_other_pages_hold_it(client: Client, keys: list[int]) -> None:
    page = shown(client.get(f"/submissions/?q=beta&like={keys[0]}&like={keys[1]}&like=x"))

    # Beta Bank is on this page, Alpha Bank is not
    assert f'<input type="hidden" name="like" value="{keys[0]}">' in page
    assert f'value="{keys[1]}" aria-label="Choose Beta Bank" checked>' in page
    assert f'href="?like={keys[0]}&amp;like={keys[1]}"' in page


def test_the_chosen_come_as_a_file(client: Client, keys: list[int]) -> None:
    answer = client.get(f"/submissions/?q=zebra&like={keys[0]}&like={keys[3]}&do=csv")

    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["Title"] for row in rows] == ["Delta Soft", "Alpha Bank"]


def test_buttons_lead_on_with_the_chosen(client: Client, keys: list[int]) -> None:
    chosen = f"like={keys[0]}&like={keys[1]}"

    assert client.get(f"/submissions/?{chosen}&do=more")["Location"] == f"/similar/?{chosen}"
    compared = client.get(f"/clusters/1/?{chosen}&do=compare")["Location"]
    assert compared == f"/submissions/{keys[0]}/with/{keys[1]}/"


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("do=more", "Tick the companies first"),
        ("do=compare&like={0}", "tick exactly two"),
        ("do=compare&like={0}&like={1}&like={2}", "tick exactly two"),
        ("do=odd&like={0}", "Companies"),
    ],
)
def test_what_cannot_be_done_leads_back_to_the_list_with_the_reason(
    client: Client, keys: list[int], query: str, says: str
) -> None:
    asked = "q=bank&" + query.format(*keys)

    answer = client.get(f"/submissions/?{asked}", follow=True)

    [(address, _)] = answer.redirect_chain
    assert "q=bank" in address
    assert "do=" not in address
    assert says in answer.content.decode()


def test_more_than_can_be_kept_are_left_out(client: Client, mixed: ModelVersion) -> None:
    stored = companies.store(mixed, *({"title": f"Shop {n}"} for n in range(MOST_CHOSEN + 5)))
    query = "&".join(f"like={company.pk}" for company in stored)

    listed = client.get(f"/submissions/?{query}").context["listed"]

    assert listed.address.chosen == [company.pk for company in stored[:MOST_CHOSEN]]
