"""What an owner does with a collection: make, rename, share, open by a link, move, delete."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from scoring.account_pages.deleting import delete_account
from scoring.collection_pages import moving
from scoring.collections import changing
from scoring.models import Collection, ModelVersion, Submission
from tests.collections.private import make_collection, member, put_into
from tests.models.recount import assert_right
from tests.shown import shown

pytestmark = pytest.mark.django_db
TEXTS = ("A bank that lends money to farmers.", "We bake bread for shops.")


@pytest.fixture
def ann(db: None) -> User:
    return member("ann")


@pytest.fixture
def client(ann: User) -> Client:
    """Ann's browser."""
    browser = Client()
    browser.force_login(ann)
    return browser


@pytest.fixture
def bob(db: None) -> Client:
    browser = Client()
    browser.force_login(member("bob"))
    return browser


@pytest.fixture
def mine(model: ModelVersion, ann: User) -> Collection:
    """A private collection of Ann with two companies."""
    collection = make_collection(ann, "Spring deals")
    put_into(collection, *TEXTS)
    return collection


def settings_of(collection: Collection) -> str:
    return f"/collections/{collection.pk}/settings/"


def do(client: Client, collection: Collection, what: str, **more: Any) -> Any:
    return client.post(settings_of(collection), {"do": what, **more})


def told(collection: Collection) -> list[str]:
    return [event.told for event in collection.events.all()]


def test_a_member_makes_a_collection_that_nobody_else_sees(client: Client, bob: Client) -> None:
    sent = {"name": "  Spring   deals ", "description": "For the fund."}
    response = client.post("/collections/new/", sent)

    made = Collection.objects.get(kind="own")
    assert response["Location"] == f"/collections/{made.pk}/"
    assert (made.name, made.description, made.visibility) == (
        "Spring deals",
        "For the fund.",
        "private",
    )
    assert "Spring deals" in shown(client.get("/collections/"))
    assert "Spring deals" not in shown(bob.get("/collections/"))
    assert bob.get(f"/collections/{made.pk}/").status_code == 404


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_a_collection_without_a_proper_name_is_not_made(client: Client, name: str) -> None:
    assert client.post("/collections/new/", {"name": name}).status_code == 422
    assert not Collection.objects.filter(kind="own").exists()


def test_a_form_that_is_clicked_twice_makes_one_collection(client: Client) -> None:
    """A name that is given again later is meant."""
    sent = {"name": "Spring deals", "description": ""}
    first, second = (client.post("/collections/new/", sent) for _ in range(2))
    assert first["Location"] == second["Location"]

    Collection.objects.update(made_at=timezone.now() - changing.SENT_TWICE)
    assert client.post("/collections/new/", sent)["Location"] != first["Location"]


def test_there_are_no_more_collections_than_the_site_allows(client: Client, settings: Any) -> None:
    settings.MOST_COLLECTIONS = 2
    Collection.objects.create(name="Gone", owner=member("bob"))
    for name in ("One", "Two"):
        client.post("/collections/new/", {"name": name, "description": ""})
    client.post(f"/collections/{Collection.objects.get(name='Two').pk}/settings/", {"do": "delete"})

    refused = client.post("/collections/new/", {"name": "Three", "description": "Kept."})

    assert refused.status_code == 422
    assert "One person can have 2 collections here" in shown(refused)
    assert "Kept." in shown(refused)
    assert not Collection.objects.filter(name="Three").exists()


def test_a_visitor_is_led_to_sign_in(visitor: Client) -> None:
    response = visitor.post("/collections/new/", {"name": "Mine"})

    assert response["Location"].startswith("/accounts/login/")
    assert not Collection.objects.filter(kind="own").exists()


def test_who_it_is_shared_with_reads_it_until_that_is_taken_back(
    client: Client, bob: Client, mine: Collection
) -> None:
    page = f"/collections/{mine.pk}/"
    do(client, mine, "share", account="bob", role="reader")

    assert "2 companies" in shown(bob.get(page))
    assert "Spring deals" in shown(bob.get("/collections/"))
    assert "2 companies" in shown(bob.get("/submissions/?in=mine"))
    # A reader owns nothing of it
    assert bob.get(settings_of(mine)).status_code == 404
    assert do(bob, mine, "publish").status_code == 404
    assert bob.get(f"{page}move/").status_code == 404

    do(client, mine, "unshare", share=mine.shares.get().pk)
    assert bob.get(page).status_code == 404
    assert told(mine) == ["No longer shared with bob", "Shared with bob, who may read it"]


@pytest.mark.parametrize("account", ["nobody", "ann", ""])
def test_it_is_shared_with_nobody_who_is_not_there_or_has_it(
    client: Client, mine: Collection, account: str
) -> None:
    assert do(client, mine, "share", account=account, role="reader").status_code == 422
    assert not mine.shares.exists()


def test_a_secret_link_opens_it_until_a_new_one_is_made(
    client: Client, visitor: Client, mine: Collection
) -> None:
    do(client, mine, "link")
    mine.refresh_from_db()
    link = f"/collections/link/{mine.link_token}/"
    other = Client()

    response = visitor.get(link)
    page = visitor.get(response["Location"])
    assert "2 companies" in shown(page)
    assert page["X-Robots-Tag"] == response["X-Robots-Tag"] == "noindex, nofollow"
    assert visitor.get(settings_of(mine)).status_code == 302
    assert other.get(f"/collections/{mine.pk}/").status_code == 404

    do(client, mine, "link")
    assert visitor.get(f"/collections/{mine.pk}/").status_code == 404
    assert visitor.get(link).status_code == 404


def test_a_public_one_is_everybody_s_until_it_is_private_again(
    client: Client, visitor: Client, mine: Collection
) -> None:
    company = Submission.objects.filter(collection=mine)[0].get_absolute_url()
    do(client, mine, "publish")
    assert visitor.get(company).status_code == 200
    assert "2 companies" in shown(visitor.get(f"/submissions/?in={mine.pk}"))

    do(client, mine, "private")
    assert visitor.get(company).status_code == 404
    assert told(mine) == ["Made private", "Made public"]


@pytest.mark.parametrize(
    "address",
    [
        "/collections/{mine}/?format=csv",
        "/submissions/?in={mine}&format=json",
        # Ticked before, and fetched from a list of others
        "/submissions/?in=catalogue&like={company}&do=csv",
        "/submissions/{company}/?in=catalogue&format=json",
        "/similar/?like={company}&in={mine}&format=json",
        "/search/?q=Zyzzquark&format=json",
    ],
)
def test_a_file_of_it_stands_in_the_log(
    client: Client, bob: Client, mine: Collection, address: str
) -> None:
    do(client, mine, "share", account="bob", role="reader")
    company = Submission.objects.filter(collection=mine).latest("pk").pk
    bob.get("/submissions/?in=catalogue&format=csv").getvalue()
    assert told(mine) == ["Shared with bob, who may read it"]

    # Twice, of which the log tells once
    for _ in range(2):
        b"".join(bob.get(address.format(mine=mine.pk, company=company)))

    assert [(each.told, each.by_name) for each in mine.events.all()] == [
        ("Exported", "bob"),
        ("Shared with bob, who may read it", "ann"),
    ]
    assert "by <bdi>bob</bdi>" in shown(client.get(settings_of(mine)))


def test_what_an_admin_takes_along_stands_in_the_log(
    mine: Collection, admin_client: Client
) -> None:
    company = Submission.objects.filter(collection=mine).latest("pk").pk
    asked = {"action": "export_as_csv", "_selected_action": company}

    b"".join(admin_client.post("/admin/scoring/submission/", asked))

    assert [(each.told, each.by_name) for each in mine.events.all()] == [("Exported", "admin")]


@pytest.mark.parametrize("by_action", [False, True])
def test_what_an_admin_deletes_stands_in_the_log(
    mine: Collection, admin_client: Client, by_action: bool
) -> None:
    company = Submission.objects.filter(collection=mine).latest("pk").pk
    form = {"post": "yes", "action": "delete_selected", "_selected_action": company}

    admin_client.post(
        f"/admin/scoring/submission/{'' if by_action else f'{company}/delete/'}", form
    )

    assert not Submission.objects.filter(pk=company).exists()
    assert [(each.told, each.by_name) for each in mine.events.all()] == [
        ("1 company deleted in the admin", "admin")
    ]


def test_ticked_companies_go_to_another_collection_with_their_counts(
    client: Client, ann: User, bob: Client, mine: Collection
) -> None:
    other = make_collection(ann, "Autumn")
    company = Submission.objects.filter(collection=mine).earliest("pk")
    step = client.get(f"/collections/{mine.pk}/?like={company.pk}&do=move")
    assert company.title in shown(client.get(step["Location"]))

    client.post(f"/collections/{mine.pk}/move/", {"like": company.pk, "into": other.pk})

    company.refresh_from_db()
    assert company.collection_id == other.pk
    assert {row.collection for row in company.assignments.all()} == {other.pk}
    assert_right()
    assert told(other) == ["1 company moved here from “Spring deals”"]
    assert "1 company" in shown(client.get(f"/collections/{other.pk}/"))


@pytest.mark.parametrize("into", ["catalogue", "bob's", "nowhere"])
def test_companies_go_nowhere_but_to_one_s_own(
    client: Client, bob: Client, mine: Collection, into: str
) -> None:
    theirs = make_collection(User.objects.get(username="bob"), visibility="public")
    company = Submission.objects.filter(collection=mine)[0]
    target = {"catalogue": 1, "bob's": theirs.pk, "nowhere": "x"}[into]

    sent = {"like": company.pk, "into": target}
    assert client.post(f"/collections/{mine.pk}/move/", sent).status_code == 422
    company.refresh_from_db()
    assert company.collection_id == mine.pk


def test_companies_of_others_are_not_moved_by_their_numbers(
    client: Client, ann: User, mine: Collection
) -> None:
    public = Submission.objects.earliest("pk")
    other = make_collection(ann, "Autumn")

    client.post(f"/collections/{mine.pk}/move/", {"like": public.pk, "into": other.pk})

    public.refresh_from_db()
    assert public.collection_id != other.pk


def test_a_company_that_stands_there_already_stays(ann: User, mine: Collection) -> None:
    other = make_collection(ann, "Autumn")
    put_into(other, TEXTS[0])
    both = list(Submission.objects.filter(collection=mine).values_list("pk", flat=True))

    assert moving.move(both, mine, other, ann) == (1, 1)
    assert_right()


def test_a_deleted_one_is_seen_by_nobody_and_can_be_brought_back(
    client: Client, bob: Client, mine: Collection
) -> None:
    company = Submission.objects.filter(collection=mine)[0].get_absolute_url()
    do(client, mine, "delete")

    assert (
        client.get(company).status_code == client.get(f"/collections/{mine.pk}/").status_code == 404
    )
    assert bob.post(f"/collections/{mine.pk}/back").status_code == 404

    client.post(f"/collections/{mine.pk}/back")
    assert "2 companies" in shown(client.get(f"/collections/{mine.pk}/"))
    assert told(mine)[-1] == "Deleted"


def test_after_30_days_it_is_gone_for_good(client: Client, mine: Collection) -> None:
    do(client, mine, "delete")
    moving.forget_deleted()
    assert Submission.objects.filter(collection=mine).count() == 2

    Collection.objects.filter(pk=mine.pk).update(deleted_at=timezone.now() - timedelta(days=31))
    assert client.post(f"/collections/{mine.pk}/back").status_code == 404
    moving.forget_deleted()

    assert not Collection.objects.filter(pk=mine.pk).exists()
    assert not Submission.objects.filter(title__startswith="Zyzzquark").exists()
    assert_right()


def test_an_account_takes_its_collections_with_it(ann: User, mine: Collection) -> None:
    delete_account(ann)

    assert not Submission.objects.filter(title__startswith="Zyzzquark").exists()
    assert_right()


def test_the_site_s_own_are_nobody_s_to_change(reviewer: Client, model: ModelVersion) -> None:
    for key in (1, 2):
        assert reviewer.get(f"/collections/{key}/").status_code == 200
        assert reviewer.post(f"/collections/{key}/settings/", {"do": "delete"}).status_code == 404
    assert Collection.objects.filter(deleted_at__isnull=True).count() == 2
