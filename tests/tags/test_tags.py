"""Tags and a note of each company: who changes them, and where they show."""

import csv
import io
import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.collection_pages import moving
from scoring.models import (
    Collection,
    CollectionShare,
    CompanyNote,
    CompanyTag,
    ModelVersion,
    Submission,
)
from scoring.tags import reading
from tests.collections.private import make_collection, member, put_into
from tests.shown import shown

pytestmark = pytest.mark.django_db
BANK = "A bank that takes deposits and lends money to farmers."


@pytest.fixture
def ann(db: None) -> User:
    return member("ann")


@pytest.fixture
def mine(model: ModelVersion, ann: User) -> list[Submission]:
    """Three companies in a collection of Ann."""
    return put_into(make_collection(ann), BANK, BANK + " Also in towns.", BANK + " Also abroad.")


def browser(account: User) -> Client:
    client = Client()
    client.force_login(account)
    return client


def tag(client: Client, company: Submission, add: str = "", remove: str = "") -> Any:
    return client.post(f"/submissions/{company.pk}/tags", {"add": add, "remove": remove})


def tags_of(company: Submission) -> list[str]:
    held = CompanyTag.objects.filter(submission=company)
    assert set(held.values_list("collection", flat=True)) <= {company.collection_id}
    return list(held.order_by("name").values_list("name", flat=True))


def edit(client: Client, company: Submission, **said: str) -> Any:
    sent = {name: getattr(company, name) for name in ("title", "category", "industry", "text")}
    return client.post(f"/submissions/{company.pk}/edit/", sent | said)


def test_tags_are_kept_once_in_small_letters_and_taken_off_again(
    ann: User, mine: list[Submission]
) -> None:
    client = browser(ann)
    company = mine[0]

    response = tag(client, company, add=" To  Call, to call,, Größe XL ,to call")

    assert response["Location"] == f"{company.get_absolute_url()}#kept"
    assert tags_of(company) == ["größe xl", "to call"]
    tag(client, company, add="TO CALL", remove="größe xl")
    assert tags_of(company) == ["to call"]
    assert "Take off to call" in shown(client.get(company.get_absolute_url()))


@pytest.mark.parametrize(
    ("add", "why"),
    [
        ("x" * 41, "40 characters or fewer"),
        (",".join(f"t{number}" for number in range(21)), "20 tags at most"),
        (" , ", "Type a tag"),
    ],
)
def test_what_is_no_tag_comes_back_with_the_reason(
    ann: User, mine: list[Submission], add: str, why: str
) -> None:
    response = tag(browser(ann), mine[0], add=add)

    assert response.status_code == 422
    assert why in shown(response)
    assert add[:40] in shown(response)
    assert tags_of(mine[0]) == []


def test_a_company_has_no_more_than_twenty(ann: User, mine: list[Submission]) -> None:
    client = browser(ann)
    tag(client, mine[0], add=",".join(f"t{number}" for number in range(20)))

    response = tag(client, mine[0], add="one more")

    assert response.status_code == 422
    assert "would have more" in shown(response)
    assert len(tags_of(mine[0])) == 20
    assert tag(client, mine[0], add="one more", remove="t1").status_code == 302


def test_tags_and_note_are_on_the_edit_page(ann: User, mine: list[Submission]) -> None:
    client = browser(ann)
    tag(client, mine[1], add="suggested")

    response = edit(client, mine[0], tags="b, A", note="Ring\r\nthem <soon>.")

    assert response.status_code == 302
    assert tags_of(mine[0]) == ["a", "b"]
    [note] = CompanyNote.objects.all()
    assert (note.text, note.by_name) == ("Ring\nthem <soon>.", "ann")
    page = client.get(mine[0].get_absolute_url()).content.decode()
    assert "them &lt;soon&gt;." in page
    form = shown(client.get(f"/submissions/{mine[0].pk}/edit/"))
    assert 'value="a, b"' in form
    assert "suggested" in form
    edit(client, mine[0], tags="", note=" ")
    assert tags_of(mine[0]) == []
    assert not CompanyNote.objects.exists()


def test_a_note_that_is_too_long_comes_back(ann: User, mine: list[Submission]) -> None:
    response = edit(browser(ann), mine[0], note="x" * 5001)

    assert response.status_code == 422
    assert "Use 5,000 characters or fewer" in shown(response)
    assert "x" * 5001 in shown(response)
    assert not CompanyNote.objects.exists()


def test_editors_may_and_readers_see_them(mine: list[Submission]) -> None:
    bob = member("bob")
    share = CollectionShare.objects.create(
        collection=mine[0].collection, account=bob, role="editor"
    )
    client = browser(bob)
    assert tag(client, mine[0], add="by bob").status_code == 302
    edit(client, mine[0], tags="by bob", note="A note.")
    assert "Noted by <bdi>bob</bdi>" in shown(client.get(mine[0].get_absolute_url()))
    CollectionShare.objects.filter(pk=share.pk).update(role="reader")

    assert tag(client, mine[0], add="again").status_code == 403
    assert tags_of(mine[0]) == ["by bob"]
    page = shown(client.get(mine[0].get_absolute_url()))
    assert "by bob" in page
    assert "Take off" not in page
    # Who may not change it is not told who noted something
    assert "Noted," in page
    assert tag(browser(member("carol")), mine[0], add="x").status_code == 404
    assert tag(Client(), mine[0], add="x").status_code == 404


def test_lists_are_filtered_and_counted_by_tag_and_note(ann: User, mine: list[Submission]) -> None:
    client = browser(ann)
    for company in mine[:2]:
        tag(client, company, add="to call")
    tag(client, mine[0], add="later")
    edit(client, mine[2], tags="", note="Noted.")
    here = f"/collections/{mine[0].collection_id}/"

    listed = client.get(f"{here}?tag=To+Call").context["listed"]
    assert [int(row.number) for row in listed.rows] == [mine[1].pk, mine[0].pk]
    facets = {
        facet.title: facet.choices for facet in client.get(here).context["listed"].filters.shown
    }
    assert [(each.label, each.companies) for each in facets["Tag"]] == [
        ("to call", "2"),
        ("later", "1"),
    ]
    # Beside another filter, and in all that one may see
    listed = client.get("/submissions/?tag=to+call&source=form").context["listed"]
    choices = next(facet.choices for facet in listed.filters.shown if facet.title == "Tag")
    assert [(each.label, each.companies, each.is_set) for each in choices] == [
        ("to call", "2", True),
        ("later", "1", False),
    ]
    assert client.get(f"{here}?note=some").context["listed"].counted.total == 1
    assert client.get(f"{here}?note=none&tag=later").context["listed"].counted.total == 1
    assert client.get(f"{here}?tag=nobody").context["listed"].counted.total == 0


@pytest.mark.parametrize("rare", [0, 10_000])
def test_many_tags_and_notes_are_found_and_counted_like_few(
    ann: User, mine: list[Submission], monkeypatch: pytest.MonkeyPatch, rare: int
) -> None:
    monkeypatch.setattr(reading, "RARE", rare)
    client = browser(ann)
    for company in mine[:2]:
        edit(client, company, tags="to call", note="Noted.")
    here = f"/collections/{mine[0].collection_id}/"

    listed = client.get(here).context["listed"]

    counts = {facet.title: facet.choices[0].companies for facet in listed.filters.shown}
    assert (counts["Tag"], counts["Note"]) == ("2", "2")
    for query, total in (
        ("tag=to call", 2),
        ("tag=to call&sort=title", 2),
        ("tag=no", 0),
        ("note=some", 2),
        ("note=none", 1),
    ):
        listed = client.get(f"{here}?{query}").context["listed"]
        assert (listed.counted.total, len(listed.rows)) == (total, total), query


def test_rows_of_a_list_show_the_first_three(ann: User, mine: list[Submission]) -> None:
    client = browser(ann)
    here = f"/collections/{mine[0].collection_id}/"
    assert b'class="chips"' not in client.get(here).content
    tag(client, mine[0], add="<b>, a, c, d, e")
    tag(client, mine[1], add="only")

    page = client.get(here).content.decode()

    rows = {
        company.pk: page.split(f'value="{company.pk}"')[1].split("</tr>")[0] for company in mine
    }
    chips = {pk: re.findall(r'class="chip">(?:<bdi>)?([^<]+)', row) for pk, row in rows.items()}
    assert chips[mine[0].pk] == ["&lt;b&gt;", "a", "c", "2 more"]
    assert chips[mine[1].pk] == ["only"]
    assert 'class="chips"' not in rows[mine[2].pk]


@pytest.mark.parametrize("query", ["", "?q=bank", "?tag=a"])
def test_the_tags_of_all_rows_are_read_at_once(
    ann: User, mine: list[Submission], query: str
) -> None:
    client = browser(ann)
    for company in mine:
        tag(client, company, add="a, b")

    with CaptureQueriesContext(connection) as queries:
        client.get(f"/collections/{mine[0].collection_id}/{query}")

    table = CompanyTag._meta.db_table
    reads = [each["sql"] for each in queries if f'"{table}"."submission_id" IN (' in each["sql"]]
    assert len([sql for sql in reads if sql.startswith(f'SELECT "{table}"."submission_id"')]) == 1


def test_files_have_them(ann: User, mine: list[Submission]) -> None:
    client = browser(ann)
    edit(client, mine[0], tags="b, a", note="=Noted")
    here = f"/collections/{mine[0].collection_id}/"

    text = client.get(f"{here}?format=csv").getvalue().decode("utf-8-sig")
    rows = {row["Id"]: row for row in csv.DictReader(io.StringIO(text))}
    assert (rows[str(mine[0].pk)]["Tags"], rows[str(mine[0].pk)]["Note"]) == ("a, b", "'=Noted")
    assert rows[str(mine[1].pk)]["Tags"] == ""
    data = client.get(f"{mine[0].get_absolute_url()}?format=json").json()
    assert (data["tags"], data["note"]) == (["a", "b"], "=Noted")
    [record] = json.loads(client.get(f"{here}?tag=a&format=json").getvalue())
    assert (record["tags"], record["note"]) == ("a, b", "=Noted")


def test_they_go_along_with_a_company(ann: User, mine: list[Submission]) -> None:
    client = browser(ann)
    edit(client, mine[0], tags="kept", note="Noted.")
    target = Collection.objects.create(name="Other", owner=ann)

    moving.move([mine[0].pk], mine[0].collection, target, ann)

    mine[0].refresh_from_db()
    assert tags_of(mine[0]) == ["kept"]
    listed = client.get(f"/collections/{target.pk}/?tag=kept&note=some").context["listed"]
    assert listed.counted.total == 1


def test_several_are_tagged_at_once_and_others_stay(ann: User, mine: list[Submission]) -> None:
    client = browser(ann)
    tag(client, mine[0], add="old")
    public = Submission.objects.earliest("pk")
    ticked = [mine[0].pk, mine[1].pk, public.pk]
    led = client.get("/submissions/", {"do": "tag", "like": ticked})
    page = shown(client.get(led["Location"]))
    assert mine[1].title in page
    assert "1 more is not yours to change" in page

    response = client.post("/submissions/tags/", {"like": ticked, "add": "new", "remove": "old"})

    assert response["Location"] == f"/collections/{mine[0].collection_id}/"
    assert [tags_of(company) for company in (*mine, public)] == [["new"], ["new"], [], []]


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"add": "new"}, "Tick companies"),
        ({"like": "mine", "add": "x, y", "remove": "y"}, "at once"),
        ({"like": "mine"}, "Type a tag"),
        ({"like": "public", "add": "new"}, "yours to change"),
    ],
)
def test_several_with_a_mistake_come_back(
    ann: User, mine: list[Submission], sent: dict[str, str], why: str
) -> None:
    keys = {"mine": mine[0].pk, "public": Submission.objects.earliest("pk").pk}
    typed: dict[str, Any] = dict(sent)
    if "like" in sent:
        typed["like"] = keys[sent["like"]]

    response = browser(ann).post("/submissions/tags/", typed)

    assert response.status_code == 422
    assert why in shown(response)
    assert not CompanyTag.objects.exists()


@pytest.mark.parametrize("asked", ["%00", "x" * 201, "%F0%9F%A6%86", "none", "a%2Cb", "%E2%80%AE"])
def test_whatever_an_address_calls_a_tag_finds_nobody_or_is_named(
    visitor: Client, mine: list[Submission], asked: str
) -> None:
    page = visitor.get(f"/submissions/?tag={asked}")

    assert page.status_code == 200
    listed = page.context["listed"]
    assert bool(listed.mistakes) != (listed.counted.total == 0)
