"""Who sees a company by a secret link alone writes nothing that counts for others."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.accounts.roles import make_reviewer
from scoring.models import Collection, KindCorrection, ModelVersion, PairFeedback, Submission
from scoring.models import Review as Verdict
from tests.collections.private import make_collection, member, put_into
from tests.shown import shown

pytestmark = pytest.mark.django_db
TOKEN = "the-token-of-its-link"


@pytest.fixture
def private(model: ModelVersion) -> Submission:
    """A company of somebody else's collection."""
    collection = make_collection(member("ann"), visibility="link", link_token=TOKEN)
    [company] = put_into(collection, Submission.objects.earliest("pk").text)
    return company


@pytest.fixture
def linked(private: Submission) -> Client:
    """A reviewer who opened the link."""
    reviewer = User.objects.create_user("another")
    make_reviewer(reviewer)
    client = Client()
    client.force_login(reviewer)
    assert client.get(f"/collections/link/{TOKEN}/").status_code == 302
    return client


def test_a_reviewer_reads_the_company_and_writes_no_verdict(
    linked: Client, private: Submission, model: ModelVersion
) -> None:
    row = private.assignments.get()
    page = shown(linked.get(private.get_absolute_url()))
    assert private.title in page
    assert "Your verdict" not in page
    assert "/kind" not in page

    sent = {"verdict": "confirmed", "last": "0", "kind": "Bakeries"}
    for what in ("review", "kind"):
        assert linked.post(f"/submissions/{private.pk}/{what}", sent).status_code == 404
    desk = {"row": row.pk, "said": row.cluster, "choice": "confirm", "note": ""}
    said = linked.post("/review/", desk, follow=True)

    assert "Nothing was stored" in shown(said)
    assert not Verdict.objects.exists()
    assert not KindCorrection.objects.exists()


def test_the_desk_does_not_offer_it(linked: Client, private: Submission) -> None:
    page = linked.get(f"/review/?in={private.collection_id}")
    assert page.status_code == 404
    switch = linked.get("/review/").context["scope_switch"]
    assert str(private.collection_id) not in [choice.value for choice in switch.choices]


def test_a_reviewer_says_nothing_of_a_pair_that_counts_for_all(
    linked: Client, private: Submission
) -> None:
    public = Submission.objects.earliest("pk")

    said = linked.post(
        f"/submissions/{public.pk}/with/{private.pk}/say", {"verdict": "similar"}, follow=True
    )

    assert "through a secret link" in shown(said)
    assert not PairFeedback.objects.exists()


def test_the_desk_has_a_switch_that_keeps_the_rest_of_the_address(
    reviewer: Client, model: ModelVersion
) -> None:
    mine = Collection.objects.create(name="Mine", owner=User.objects.get(username="reviewer"))
    [company] = put_into(mine, Submission.objects.earliest("pk").text)

    page = reviewer.get(f"/review/?in={mine.pk}&category={company.category}")

    assert [page.context["case"].company, page.context["part"].total] == [company, 1]
    said = shown(page)
    assert f'<option value="{mine.pk}" selected>Mine</option>' in said
    assert f'name="category" value="{company.category}"' in said
    nothing = Collection.objects.create(name="Empty", owner=mine.owner)
    assert "Review all companies" in shown(reviewer.get(f"/review/?in={nothing.pk}"))
