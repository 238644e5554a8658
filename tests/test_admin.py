"""Staff filter, review, correct, export and delete companies, and rename clusters; nobody else can."""

import csv
import io
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scoring.models import Assignment, Cluster, ModelVersion, Review, Submission, Tally
from scoring.services import queue, submissions
from tests import servers
from tests.conftest import work
from tests.servers import ScoringServer

pytestmark = pytest.mark.django_db

LIST = "/admin/scoring/submission/"
CLUSTERS = "/admin/scoring/cluster/"
VERSIONS = "/admin/scoring/modelversion/"
QUERIES_OF_THE_LIST = 7
UNKNOWN_WORDS = "Zzyzx qwrtp flurbnak grondle vexmoo."


@pytest.fixture
def reviewer(client: Client, staff: User) -> Client:
    """A browser with a member of staff before it."""
    client.force_login(staff)
    return client


@pytest.fixture
def visitor() -> Client:
    """A browser of somebody without an account."""
    return Client()


@pytest.fixture
def placed(model: ModelVersion) -> Assignment:
    """A company that the model has placed."""
    return model.assignments.filter(status="scored").order_by("pk")[0]


def submit(title: str, category: str = "", text: str = "A bank that lends to farmers and shops.") -> Submission:
    return submissions.submit(title=title, category=category, text=text)


def store(title: str, text: str = "We make cars.", **fields: Any) -> Submission:
    """A company from a file, which waits for the worker."""
    company = Submission(**{"source": "import", **fields}, title=title, text=text, fingerprint=str(hash(title)))
    submissions.store([company])
    return company


def fail(company: Submission) -> Assignment:
    """Give its row up, as the queue does after a day of trouble."""
    rows = company.assignments.all()
    submissions.rescore(rows)
    rows.update(first_attempt_at=timezone.now() - timedelta(hours=25))
    queue.postpone(rows.claim(1, seconds=60), "The service was down for a day.")
    return rows.get()


def titles(reviewer: Client, query: str = "") -> set[str]:
    """The companies of the list, all on one page."""
    response = reviewer.get(f"{LIST}?all=1&{query}")
    assert response.status_code == 200
    found = re.findall(r'<th class="field-title"><a href="[^"]*">(.*?)</a>', response.content.decode())
    return {unescape(title) for title in found}


def stored_titles(**conditions: Any) -> set[str]:
    return set(Assignment.objects.filter(**conditions).values_list("submission__title", flat=True))


def change_page(row: Assignment) -> str:
    return f"{LIST}{row.submission_id}/change/"


def give_verdict(reviewer: Client, row: Assignment, verdict: str, cluster: object = "", note: str = "") -> HttpResponse:
    return reviewer.post(change_page(row), {"verdict": verdict, "right_cluster": cluster, "note": note})


def another_cluster(row: Assignment) -> int:
    return 0 if row.cluster != 0 else 1


def act(reviewer: Client, action: str, companies: list[int], query: str = "", **more: str) -> HttpResponse:
    return reviewer.post(f"{LIST}{query}", {"action": action, "_selected_action": companies, **more})


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def read_csv(response: HttpResponse) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8")
    assert text[0] == "\ufeff"
    return list(csv.reader(io.StringIO(text[1:], newline=""), strict=True))


def member_of_staff(*permissions: str) -> User:
    user = User.objects.create_user("limited", password="a long enough password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def link_of_filter(page: str, label: str) -> str:
    return unescape(re.search(rf'<a href="\?([^"]*)"[^>]*>\s*{label}\s*</a>', page)[1])


def kept_total(version: ModelVersion, cluster: int) -> int:
    return sum(Tally.objects.filter(version=version, cluster=cluster).values_list("total", flat=True))


def size_on_page(client: Client, number: int) -> int:
    page = client.get(f"/clusters/{number}/").content.decode()
    return int(re.search(r'<p class="facts">([\d,]+) compan', page)[1].replace(",", ""))


# The list: filters


def test_the_list_can_be_narrowed_to_one_cluster(reviewer: Client, placed: Assignment) -> None:
    expected = stored_titles(version=placed.version, shown_cluster=placed.shown_cluster)

    assert titles(reviewer, f"cluster={placed.shown_cluster}") == expected
    assert placed.submission.title in expected


def test_the_list_can_be_narrowed_to_what_has_no_cluster(reviewer: Client, model: ModelVersion) -> None:
    waiting = store("Waits")
    unknown = submit("Unknown Words", text=UNKNOWN_WORDS)

    assert unknown.assignments.get().status == "unplaced"
    assert titles(reviewer, "cluster=none") >= {waiting.title, unknown.title}
    assert titles(reviewer, "cluster=none") == stored_titles(version=model, shown_cluster=None)


def test_the_list_can_be_narrowed_to_one_category(reviewer: Client, model: ModelVersion) -> None:
    submit("No category at all")

    assert titles(reviewer, "category=Financials") == stored_titles(version=model, category="Financials")
    assert titles(reviewer, "category=none") == {"No category at all"}


def test_the_list_can_be_narrowed_to_one_status(reviewer: Client, model: ModelVersion) -> None:
    fail(submit("Failed"))
    store("Pending")
    submit("Unplaced", text=UNKNOWN_WORDS)

    found = {status: titles(reviewer, f"status={status}") for status in Assignment.Status.values}

    assert found == {status: stored_titles(version=model, status=status) for status in Assignment.Status.values}
    assert all(found.values())


def test_the_list_can_be_narrowed_to_one_verdict(reviewer: Client, model: ModelVersion, placed: Assignment) -> None:
    other = model.assignments.filter(status="scored").order_by("-pk")[0]
    give_verdict(reviewer, placed, "wrong", another_cluster(placed))
    give_verdict(reviewer, other, "confirmed")

    found = {verdict: titles(reviewer, f"verdict={verdict}") for verdict in Assignment.Verdict.values}

    assert found == {verdict: stored_titles(version=model, verdict=verdict) for verdict in Assignment.Verdict.values}
    assert (found["wrong"], found["confirmed"]) == ({placed.submission.title}, {other.submission.title})


def test_the_list_can_be_narrowed_to_one_source(reviewer: Client, model: ModelVersion) -> None:
    submit("From the form")
    store("From a file")

    assert titles(reviewer, "source=form") == {"From the form"}
    assert titles(reviewer, "source=import") == {"From a file"}
    assert len(titles(reviewer, "source=catalogue")) == model.rows


def test_the_list_can_be_narrowed_by_date(reviewer: Client, model: ModelVersion) -> None:
    Submission.objects.update(sent_at=timezone.now() - timedelta(days=400))
    submit("Sent now")
    page = reviewer.get(LIST).content.decode()

    assert titles(reviewer, link_of_filter(page, "Past 7 days")) == {"Sent now"}
    assert len(titles(reviewer, link_of_filter(page, "Any date"))) == model.rows + 1


def test_filters_go_together(reviewer: Client, placed: Assignment) -> None:
    submit("Twin", category="Twins", text=placed.submission.text)
    twin = Assignment.objects.get(category="Twins")

    assert titles(reviewer, f"cluster={twin.shown_cluster}&category=Twins&source=form&status=scored") == {"Twin"}
    assert titles(reviewer, f"cluster={another_cluster(twin)}&category=Twins") == set()


def test_the_search_reads_title_and_description(reviewer: Client, model: ModelVersion) -> None:
    submit("Übermäßig Ltd", text="We breed axolotls for aquariums.")

    assert titles(reviewer, "q=axolotls") == {"Übermäßig Ltd"}
    assert titles(reviewer, "q=Übermäßig") == {"Übermäßig Ltd"}
    assert titles(reviewer, "q=axolotls+Übermäßig") == {"Übermäßig Ltd"}
    assert titles(reviewer, "q=axolotls+nowhere") == set()


NONSENSE = [
    "cluster=banana",
    "cluster=-1",
    "cluster=%C2%B2",
    "cluster=1e3",
    "cluster=99999999999999999999999",
    "cluster=%00",
    "cluster=1&cluster=2",
    "category=nothing+like+it",
    "category=%00",
    "category='%3B+drop+table+x",
    "status=banana",
    "verdict=banana",
    "source=banana",
    "sent_at__gte=banana",
    "sent_at__gte=9999-99-99",
    "sent_at__gte=%00",
    "q=%00",
    "q=%25%5C_",
    "q=" + "x" * 3000,
    "p=banana",
    "p=999999",
    "p=-1",
    "o=99.-99.banana",
    "assignments__lease=1",
    "request_key=1",
    "banana=1",
]


def test_no_nonsense_filter_breaks_the_list(reviewer: Client, model: ModelVersion) -> None:
    reviewer.raise_request_exception = False

    answers = {query: reviewer.get(f"{LIST}?{query}", follow=True).status_code for query in NONSENSE}

    assert {query: status for query, status in answers.items() if status not in (200, 400)} == {}
    assert Submission.objects.count() == model.rows


def test_every_column_that_can_be_sorted_sorts(reviewer: Client, model: ModelVersion) -> None:
    for column in range(1, 8):
        page = reviewer.get(f"{LIST}?o={column}&all=1").content.decode()
        assert page.count('<th class="field-title">') == model.rows


def test_without_a_model_the_list_says_that_companies_wait(reviewer: Client) -> None:
    submit("Early Bird")

    page = reviewer.get(LIST).content.decode()

    assert "Early Bird" in page
    assert "waiting for a model" in page
    assert reviewer.get(f"{LIST}{Submission.objects.get().pk}/change/").status_code == 200


def test_a_long_list_costs_no_more_queries_than_a_short_one(reviewer: Client, model: ModelVersion) -> None:
    counts = {}
    reviewer.get(LIST)
    for rows in (50, 5):
        leave = Submission.objects.order_by("-pk")[:rows].values_list("pk", flat=True)
        submissions.delete(Submission.objects.exclude(pk__in=list(leave)))
        with CaptureQueriesContext(connection) as queries:
            page = reviewer.get(LIST).content.decode()
        assert page.count('<th class="field-title">') == rows
        counts[rows] = len(queries)

    assert counts == {50: QUERIES_OF_THE_LIST, 5: QUERIES_OF_THE_LIST}


# The page of one company


def test_a_company_can_be_read_and_not_be_changed(reviewer: Client, placed: Assignment) -> None:
    before = Submission.objects.filter(pk=placed.submission_id).values().get()

    page = reviewer.get(change_page(placed)).content.decode()
    names = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page))
    response = reviewer.post(
        change_page(placed),
        {
            "verdict": "unreviewed",
            "title": "Changed",
            "category": "Changed",
            "industry": "Changed",
            "text": "Changed",
            "source": "form",
            "sent_at_0": "2001-01-01",
            "sent_at_1": "00:00",
            "fingerprint": "0",
        },
    )

    assert names - {"csrfmiddlewaretoken", "q", "_save", "_continue"} == {"verdict", "right_cluster", "note"}
    assert placed.submission.text[:60] in unescape(page)
    assert response.status_code == 302
    assert Submission.objects.filter(pk=placed.submission_id).values().get() == before
    placed.refresh_from_db()
    assert placed.verdict == "unreviewed"
    assert not Review.objects.exists()
    assert LogEntry.objects.get().change_message == "Nothing changed."


def test_a_company_cannot_be_added_in_the_admin(reviewer: Client, model: ModelVersion) -> None:
    assert reviewer.get(f"{LIST}add/").status_code == 403
    assert reviewer.post(f"{LIST}add/", {"title": "New", "text": "New"}).status_code == 403
    assert not Submission.objects.filter(title="New").exists()


def test_a_company_that_is_not_there_leads_back(reviewer: Client, model: ModelVersion) -> None:
    response = reviewer.get(f"{LIST}999999/change/", follow=True)

    assert response.redirect_chain[-1][0] == "/admin/"
    assert "doesn’t exist" in response.content.decode()


def test_the_page_of_a_company_shows_what_each_version_said(reviewer: Client, placed: Assignment) -> None:
    page = unescape(reviewer.get(change_page(placed)).content.decode())

    assert f"version {placed.version_id}, embedded model: scored, cluster {placed.cluster}" in page


# Verdicts


def test_a_verdict_can_confirm(reviewer: Client, placed: Assignment, staff: User) -> None:
    response = give_verdict(reviewer, placed, "confirmed", note="Clear as day.")

    assert response.status_code == 302
    placed.refresh_from_db()
    assert (placed.verdict, placed.shown_cluster) == ("confirmed", placed.cluster)
    review = Review.objects.get()
    assert (review.assignment, review.verdict, review.cluster, review.note) == (
        placed,
        "confirmed",
        None,
        "Clear as day.",
    )
    assert (review.reviewer, review.reviewer_name) == (staff, "reviewer")
    assert LogEntry.objects.get().change_message == "Review: unreviewed → confirmed."
    assert "Confirmed by a reviewer" in reviewer.get(placed.submission.get_absolute_url()).content.decode()


def test_a_wrong_company_shows_under_the_right_cluster_everywhere(
    visitor: Client, reviewer: Client, placed: Assignment
) -> None:
    version, old, new = placed.version, placed.cluster, another_cluster(placed)
    sizes = {number: kept_total(version, number) for number in (old, new)}
    company = placed.submission

    response = give_verdict(reviewer, placed, "wrong", new, "It sells, it does not make.")

    assert response.status_code == 302
    placed.refresh_from_db()
    assert (placed.verdict, placed.cluster, placed.shown_cluster) == ("wrong", old, new)
    assert LogEntry.objects.get().change_message == f"Review: unreviewed → wrong (cluster {new})."
    assert {number: kept_total(version, number) for number in (old, new)} == {old: sizes[old] - 1, new: sizes[new] + 1}
    assert size_on_page(visitor, old) == sizes[old] - 1
    assert size_on_page(visitor, new) == sizes[new] + 1
    name = str(version.clusters.get(number=new))
    assert company.get_absolute_url() in visitor.get(f"/clusters/{new}/").content.decode()
    assert company.get_absolute_url() not in visitor.get(f"/clusters/{old}/").content.decode()
    result = unescape(visitor.get(company.get_absolute_url()).content.decode())
    assert "Set by a reviewer; the model said" in result
    assert f'<span class="number">{new}</span>' in result.split('class="columns"')[0]
    (row,) = read_csv(act(reviewer, "export_as_csv", [company.pk]))[1:]
    assert (row[5], f"{row[5]} {row[6]}", row[8]) == (str(new), name, "wrong")
    assert company.title in titles(reviewer, f"cluster={new}")
    assert company.title not in titles(reviewer, f"cluster={old}")


def test_the_history_shows_the_corrected_cluster(visitor: Client, reviewer: Client, model: ModelVersion) -> None:
    row = submit("Newest of all").assignments.get()
    new = another_cluster(row)

    give_verdict(reviewer, row, "wrong", new)

    first = visitor.get("/submissions/").content.decode().split("<tbody>")[1].split("</tr>")[0]
    assert "Newest of all" in first
    assert f'<span class="number">{new}</span>' in first


REFUSED = {
    "wrong without the right cluster": ("wrong", lambda row: "", "Choose the right cluster."),
    "wrong with the model's own cluster": ("wrong", lambda row: row.cluster, "That is the cluster that the model said"),
    "a cluster that does not exist": ("wrong", lambda row: 77, "77 is not one of the available choices"),
    "a cluster below 0": ("wrong", lambda row: -1, "-1 is not one of the available choices"),
    "no number at all": ("wrong", lambda row: "banana", "banana is not one of the available choices"),
    "no such verdict": ("perhaps", lambda row: "", "perhaps is not one of the available choices"),
    "no verdict": ("", lambda row: "", "Choose one of unreviewed, confirmed and wrong."),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_verdict_that_cannot_stand_is_refused_with_its_reason(
    reviewer: Client, placed: Assignment, case: str
) -> None:
    verdict, cluster, reason = REFUSED[case]
    tallies = list(Tally.objects.order_by("pk").values())

    response = give_verdict(reviewer, placed, verdict, cluster(placed), "My note.")

    assert response.status_code == 200
    page = unescape(response.content.decode())
    assert reason in page
    assert "My note." in page
    before = placed.shown_cluster
    placed.refresh_from_db()
    assert (placed.verdict, placed.shown_cluster) == ("unreviewed", before)
    assert list(Tally.objects.order_by("pk").values()) == tallies
    assert not Review.objects.exists()
    assert not LogEntry.objects.exists()


def test_what_has_no_cluster_cannot_be_confirmed(reviewer: Client, model: ModelVersion) -> None:
    row = fail(store("Failed"))

    response = give_verdict(reviewer, row, "confirmed")

    assert response.status_code == 200
    assert "so there is none to confirm" in response.content.decode()
    row.refresh_from_db()
    assert (row.status, row.verdict, row.shown_cluster) == ("failed", "unreviewed", None)
    assert not Review.objects.exists()


def test_what_the_model_cannot_place_is_placed_by_a_reviewer(
    visitor: Client, reviewer: Client, model: ModelVersion
) -> None:
    company = submit("Unknown Words", text=UNKNOWN_WORDS)
    before = kept_total(model, 2)

    give_verdict(reviewer, company.assignments.get(), "wrong", 2)

    row = company.assignments.get()
    assert (row.status, row.cluster, row.shown_cluster) == ("unplaced", None, 2)
    assert kept_total(model, 2) == size_on_page(visitor, 2) == before + 1
    assert titles(reviewer, "cluster=2&status=unplaced") == {"Unknown Words"}


def test_a_verdict_can_be_taken_back(reviewer: Client, placed: Assignment) -> None:
    old, new = placed.cluster, another_cluster(placed)
    before = kept_total(placed.version, old)
    give_verdict(reviewer, placed, "wrong", new)

    response = give_verdict(reviewer, placed, "unreviewed", new)

    assert response.status_code == 302
    placed.refresh_from_db()
    assert (placed.verdict, placed.shown_cluster) == ("unreviewed", old)
    assert kept_total(placed.version, old) == before
    assert LogEntry.objects.first().change_message == "Review: wrong → unreviewed."


def test_earlier_verdicts_are_kept_and_shown_newest_first(reviewer: Client, placed: Assignment) -> None:
    new = another_cluster(placed)
    give_verdict(reviewer, placed, "confirmed", note="At first sight.")
    give_verdict(reviewer, placed, "wrong", new, note="On <b>second</b> thoughts.")
    give_verdict(reviewer, placed, "unreviewed", note="I do not know.")

    assert list(Review.objects.order_by("pk").values_list("verdict", "cluster", "note", "reviewer_name")) == [
        ("confirmed", None, "At first sight.", "reviewer"),
        ("wrong", new, "On <b>second</b> thoughts.", "reviewer"),
        ("unreviewed", None, "I do not know.", "reviewer"),
    ]
    raw = reviewer.get(change_page(placed)).content.decode()
    shown = re.findall(r"<li>\d{4}-\d\d-\d\d \d\d:\d\d (\w+) by reviewer (.*?)</li>", raw)
    assert [verdict for verdict, _ in shown] == ["unreviewed", "wrong", "confirmed"]
    assert shown[1][1] == "On &lt;b&gt;second&lt;/b&gt; thoughts."


def test_saving_an_unchanged_verdict_adds_none(reviewer: Client, placed: Assignment) -> None:
    new = another_cluster(placed)
    give_verdict(reviewer, placed, "wrong", new, "Why.")

    give_verdict(reviewer, placed, "wrong", new, "Why.")

    assert Review.objects.count() == 1
    assert LogEntry.objects.first().change_message == "Nothing changed."


def test_a_review_outlives_the_account_of_its_reviewer(reviewer: Client, placed: Assignment) -> None:
    colleague = User.objects.create_superuser("colleague", password="a long enough password")
    other = Client()
    other.force_login(colleague)
    give_verdict(other, placed, "confirmed")

    colleague.delete()

    review = Review.objects.get()
    assert (review.reviewer, review.reviewer_name) == (None, "colleague")
    assert "confirmed by colleague" in reviewer.get(change_page(placed)).content.decode()


def test_a_company_without_a_row_takes_no_verdict(reviewer: Client) -> None:
    company = submit("Early Bird")

    response = reviewer.post(f"{LIST}{company.pk}/change/", {"verdict": "confirmed", "right_cluster": "", "note": ""})

    assert response.status_code == 200
    assert "waits for a model" in response.content.decode()
    assert not Review.objects.exists()
    assert not LogEntry.objects.exists()


def test_under_a_remote_endpoint_its_clusters_can_be_chosen(
    reviewer: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    row = submissions.submit(**company).assignments.get()
    assert row.cluster == 1

    assert "3 is not one of the available choices" in give_verdict(reviewer, row, "wrong", 3).content.decode()
    assert give_verdict(reviewer, row, "wrong", 2).status_code == 302

    row.refresh_from_db()
    assert (row.verdict, row.cluster, row.shown_cluster) == ("wrong", 1, 2)


def test_a_row_that_the_endpoint_refused_cannot_be_confirmed(
    reviewer: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    remote.behaviour = servers.refusing(401)
    row = submissions.submit(**company).assignments.get()

    response = give_verdict(reviewer, row, "confirmed")

    assert "so there is none to confirm" in response.content.decode()
    assert not Review.objects.exists()


# Actions


def test_score_again_has_the_worker_score_rows_and_keeps_corrections(
    reviewer: Client, model: ModelVersion, placed: Assignment
) -> None:
    new, failed = another_cluster(placed), fail(submit("Failed"))
    give_verdict(reviewer, placed, "wrong", new)

    response = act(reviewer, "score_again", [placed.submission_id, failed.submission_id])

    assert response.status_code == 302
    assert said(reviewer.get(LIST))[-1] == "2 put back; the worker scores them."
    assert stored_titles(status="pending") == {placed.submission.title, "Failed"}
    placed.refresh_from_db()
    assert (placed.shown_cluster, placed.attempts) == (new, 0)
    work()
    placed.refresh_from_db()
    failed.refresh_from_db()
    assert (placed.status, placed.verdict, placed.shown_cluster, placed.attempts) == ("scored", "wrong", new, 1)
    assert (failed.status, failed.reason) == ("scored", "")


def test_mark_confirmed_leaves_alone_what_has_no_cluster_and_says_so(
    reviewer: Client, model: ModelVersion, placed: Assignment, staff: User
) -> None:
    unknown = submit("Unknown Words", text=UNKNOWN_WORDS)

    act(reviewer, "mark_confirmed", [placed.submission_id, unknown.pk])

    assert said(reviewer.get(LIST)) == ["1 confirmed, 1 without a cluster left alone"]
    assert stored_titles(verdict="confirmed") == {placed.submission.title}
    assert [(review.assignment, review.reviewer) for review in Review.objects.all()] == [(placed, staff)]
    assert LogEntry.objects.get().change_message == "Review: unreviewed → confirmed."


def test_mark_confirmed_counts_right_in_a_list_of_the_unreviewed(
    reviewer: Client, model: ModelVersion, placed: Assignment
) -> None:
    query = "?verdict=unreviewed"

    act(reviewer, "mark_confirmed", [placed.submission_id], query)

    assert said(reviewer.get(LIST)) == ["1 confirmed"]
    assert stored_titles(verdict="confirmed") == {placed.submission.title}


def test_mark_confirmed_takes_a_correction_back_and_logs_it(reviewer: Client, placed: Assignment) -> None:
    give_verdict(reviewer, placed, "wrong", another_cluster(placed))

    act(reviewer, "mark_confirmed", [placed.submission_id])

    placed.refresh_from_db()
    assert (placed.verdict, placed.shown_cluster) == ("confirmed", placed.cluster)
    assert Review.objects.count() == 2
    assert LogEntry.objects.first().change_message == "Review: wrong → confirmed."


def test_an_action_without_companies_changes_nothing(reviewer: Client, model: ModelVersion) -> None:
    for action in ("score_again", "mark_confirmed", "export_as_csv", "delete_selected", "banana"):
        answer = act(reviewer, action, [], post="yes")
        assert "text/csv" not in answer["Content-Type"]

    assert model.assignments.filter(status="pending").count() == 0
    assert not Review.objects.exists()
    assert Submission.objects.count() == model.rows


# Export


COLUMNS = [
    "Id",
    "Title",
    "Category",
    "Industry",
    "Text",
    "Cluster",
    "Cluster name",
    "Status",
    "Review",
    "Source",
    "Sent",
]


def test_an_export_holds_every_column(reviewer: Client, placed: Assignment) -> None:
    response = act(reviewer, "export_as_csv", [placed.submission_id])

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="companies.csv"'
    header, row = read_csv(response)
    company = placed.submission
    assert header == COLUMNS
    assert row == [
        str(company.pk),
        company.title,
        company.category,
        company.industry,
        company.text,
        str(placed.cluster),
        placed.version.clusters.get(number=placed.cluster).name,
        "scored",
        "unreviewed",
        "catalogue",
        company.sent_at.isoformat(timespec="seconds"),
    ]


DIFFICULT_TEXTS = {
    "quotes": 'They say "hello", then "good bye".',
    "newlines": "First line\nsecond line\n\nfourth, with a comma",
    "unicode": "Ærø 漢字 שלום 🦆 e\u0301",
    "semicolons and tabs": "a;b\tc",
    "200 characters": "x" * 200,
    "an apostrophe first": "'tis a company",
}


def test_difficult_texts_come_back_from_the_export_as_they_were(reviewer: Client, model: ModelVersion) -> None:
    companies = [
        store(text.replace("\n", " ")[:200], text, category=text[:20].replace("\n", " "))
        for text in DIFFICULT_TEXTS.values()
    ]

    rows = read_csv(act(reviewer, "export_as_csv", [company.pk for company in companies]))[1:]

    found = {int(row[0]): row[1:5] for row in rows}
    for kind, company in zip(DIFFICULT_TEXTS, companies, strict=True):
        assert found[company.pk] == [company.title, company.category, "", DIFFICULT_TEXTS[kind]], kind


def test_a_cell_that_a_spreadsheet_would_run_is_made_text(reviewer: Client, model: ModelVersion) -> None:
    dangers = [f'{start}HYPERLINK("http://x","y")' for start in ("=", "+", "-", "@", "\t", "\r", "\n")]
    companies = [store(danger, danger, category=danger, industry=danger) for danger in dangers]
    Cluster.objects.update(given_name=dangers[0])
    work()

    rows = read_csv(act(reviewer, "export_as_csv", [company.pk for company in companies]))[1:]

    assert sorted(row[1:5] for row in rows) == sorted([f"'{danger}"] * 4 for danger in dangers)
    assert {row[6] for row in rows} <= {f"'{dangers[0]}", ""}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]


def test_an_export_of_all_that_is_found_goes_beyond_the_page(reviewer: Client, model: ModelVersion) -> None:
    some = list(Submission.objects.values_list("pk", flat=True)[:1])

    everything = read_csv(act(reviewer, "export_as_csv", some, select_across="1"))[1:]
    one_category = read_csv(act(reviewer, "export_as_csv", some, "?category=Financials", select_across="1"))[1:]

    assert len(everything) == model.rows > 100
    assert {row[1] for row in one_category} == stored_titles(category="Financials")


def test_a_company_without_a_score_is_exported_with_empty_cells(reviewer: Client, model: ModelVersion) -> None:
    _, row = read_csv(act(reviewer, "export_as_csv", [store("Waits").pk]))

    assert row[5:10] == ["", "", "pending", "unreviewed", "import"]


# Deletion


def test_a_deleted_company_is_gone_with_all_that_was_said_of_it(
    visitor: Client, reviewer: Client, placed: Assignment
) -> None:
    company, cluster = placed.submission, placed.cluster
    give_verdict(reviewer, placed, "confirmed")
    before = kept_total(placed.version, cluster)

    asked = reviewer.get(f"{LIST}{company.pk}/delete/")
    assert asked.status_code == 200
    assert Submission.objects.filter(pk=company.pk).exists()
    response = reviewer.post(f"{LIST}{company.pk}/delete/", {"post": "yes"})

    assert response.status_code == 302
    assert not Submission.objects.filter(pk=company.pk).exists()
    assert not Assignment.objects.filter(pk=placed.pk).exists()
    assert not Review.objects.exists()
    assert kept_total(placed.version, cluster) == size_on_page(visitor, cluster) == before - 1
    assert visitor.get(company.get_absolute_url()).status_code == 404
    entry = LogEntry.objects.first()
    assert (entry.object_repr, entry.is_deletion()) == (company.title, True)


def test_many_companies_are_deleted_at_once_after_a_question(
    visitor: Client, reviewer: Client, model: ModelVersion
) -> None:
    some = list(Submission.objects.order_by("pk").values_list("pk", flat=True)[:60])

    question = act(reviewer, "delete_selected", some)
    assert question.status_code == 200
    assert Submission.objects.count() == model.rows
    act(reviewer, "delete_selected", some, post="yes")

    assert not Submission.objects.filter(pk__in=some).exists()
    left = model.rows - 60
    assert Submission.objects.count() == Assignment.objects.count() == left
    assert sum(Tally.objects.values_list("total", flat=True)) == left
    assert sum(size_on_page(visitor, number) for number in range(model.k)) == left


# Who may


EVERY_ADDRESS = [
    "/admin/",
    LIST,
    f"{LIST}{{company}}/change/",
    f"{LIST}{{company}}/history/",
    f"{LIST}{{company}}/delete/",
    f"{LIST}add/",
    CLUSTERS,
    f"{CLUSTERS}{{cluster}}/change/",
    VERSIONS,
    f"{VERSIONS}{{version}}/change/",
    "/admin/scoring/",
    "/admin/password_change/",
    "/admin/jsi18n/",
    "/admin/autocomplete/",
]


def addresses(row: Assignment) -> list[str]:
    cluster = row.version.clusters.first()
    return [
        each.format(company=row.submission_id, cluster=cluster.pk, version=row.version_id) for each in EVERY_ADDRESS
    ]


@pytest.mark.parametrize("who", ["a visitor", "an account that is no staff", "staff whose account was closed"])
def test_nobody_but_staff_gets_in(client: Client, placed: Assignment, who: str) -> None:
    if who != "a visitor":
        closed = who.endswith("closed")
        client.force_login(User.objects.create_user("guest", is_staff=closed, is_active=not closed))

    for address in addresses(placed):
        for response in (client.get(address), client.post(address, {"verdict": "confirmed"})):
            assert response.status_code == 302, address
            assert response["Location"].startswith("/admin/login/"), address
    act(client, "delete_selected", [placed.submission_id], post="yes")
    act(client, "score_again", [placed.submission_id])
    act(client, "export_as_csv", [placed.submission_id])

    placed.refresh_from_db()
    assert (placed.status, placed.verdict) == ("scored", "unreviewed")
    assert not LogEntry.objects.exists()


def test_staff_without_a_permission_reach_nothing(client: Client, placed: Assignment) -> None:
    client.force_login(member_of_staff())

    for address in addresses(placed)[1:10]:
        assert client.get(address).status_code == 403, address
        assert client.post(address, {"verdict": "confirmed"}).status_code == 403, address

    placed.refresh_from_db()
    assert placed.verdict == "unreviewed"
    assert placed.submission.title not in client.get("/admin/").content.decode()


def test_staff_who_may_only_look_look_and_export(client: Client, placed: Assignment) -> None:
    client.force_login(member_of_staff("view_submission"))

    page = client.get(change_page(placed)).content.decode()
    options = re.findall(r'<option value="(\w+)"', client.get(LIST).content.decode())

    assert placed.submission.title in unescape(page)
    assert '<select name="verdict"' not in page
    assert options == ["export_as_csv"]
    assert read_csv(act(client, "export_as_csv", [placed.submission_id]))[1][1] == placed.submission.title
    assert give_verdict(client, placed, "confirmed").status_code == 403
    assert client.post(f"{LIST}{placed.submission_id}/delete/", {"post": "yes"}).status_code == 403
    for action in ("score_again", "mark_confirmed", "delete_selected"):
        act(client, action, [placed.submission_id], post="yes")
    placed.refresh_from_db()
    assert (placed.status, placed.verdict) == ("scored", "unreviewed")
    assert not Review.objects.exists()


def test_staff_who_may_change_may_not_delete(client: Client, placed: Assignment) -> None:
    client.force_login(member_of_staff("view_submission", "change_submission"))

    assert give_verdict(client, placed, "confirmed").status_code == 302
    assert client.post(f"{LIST}{placed.submission_id}/delete/", {"post": "yes"}).status_code == 403
    act(client, "delete_selected", [placed.submission_id], post="yes")

    placed.refresh_from_db()
    assert placed.verdict == "confirmed"


# Clusters


def rename(reviewer: Client, cluster: Cluster, name: str, **more: str) -> HttpResponse:
    return reviewer.post(f"{CLUSTERS}{cluster.pk}/change/", {"given_name": name, **more})


def test_a_renamed_cluster_has_its_name_everywhere(visitor: Client, reviewer: Client, placed: Assignment) -> None:
    company = submit("Newest of all", text=placed.submission.text)
    cluster = placed.version.clusters.get(number=company.assignments.get().cluster)

    response = rename(reviewer, cluster, "Ducks & <Drakes>")

    assert response.status_code == 302
    cluster.refresh_from_db()
    assert cluster.given_name == "Ducks & <Drakes>"
    assert LogEntry.objects.get().change_message == "Name by a person: no name → Ducks & <Drakes>."
    places = [
        "/clusters/",
        cluster.get_absolute_url(),
        "/submissions/",
        company.get_absolute_url(),
        LIST,
        f"{LIST}{company.pk}/change/",
        CLUSTERS,
    ]
    for place in places:
        page = (reviewer if place.startswith("/admin/") else visitor).get(place).content.decode()
        assert "Ducks &amp; &lt;Drakes&gt;" in page, place
        assert "<Drakes>" not in page, place
    assert read_csv(act(reviewer, "export_as_csv", [company.pk]))[1][6] == "Ducks & <Drakes>"


@pytest.mark.parametrize("blank", ["", "   "])
def test_without_a_given_name_the_model_s_name_is_back(
    visitor: Client, reviewer: Client, model: Any, blank: str
) -> None:
    cluster = model.clusters.get(number=3)
    rename(reviewer, cluster, "Ducks")

    rename(reviewer, cluster, blank)

    cluster.refresh_from_db()
    assert (cluster.given_name, cluster.name) == ("", cluster.model_name)
    page = unescape(visitor.get("/clusters/3/").content.decode())
    assert cluster.model_name in page
    assert "Ducks" not in page
    assert LogEntry.objects.first().change_message == "Name by a person: Ducks → no name."


def test_only_the_given_name_of_a_cluster_can_change(reviewer: Client, model: ModelVersion) -> None:
    before = model.clusters.filter(number=3).values().get()

    rename(reviewer, model.clusters.get(number=3), "Ducks", model_name="Geese", number="99", phrases="[]", version="1")

    assert model.clusters.filter(number=3).values().get() == {**before, "given_name": "Ducks"}


def test_a_name_over_100_characters_is_refused(reviewer: Client, model: ModelVersion) -> None:
    cluster = model.clusters.get(number=3)

    response = rename(reviewer, cluster, "x" * 101)

    assert response.status_code == 200
    assert "at most 100 characters" in response.content.decode()
    cluster.refresh_from_db()
    assert cluster.given_name == ""
    assert not LogEntry.objects.exists()


def test_clusters_are_neither_made_nor_deleted_by_hand(reviewer: Client, model: ModelVersion) -> None:
    cluster = model.clusters.get(number=3)

    assert reviewer.post(f"{CLUSTERS}add/", {"number": "99"}).status_code == 403
    assert reviewer.post(f"{CLUSTERS}{cluster.pk}/delete/", {"post": "yes"}).status_code == 403
    reviewer.post(CLUSTERS, {"action": "delete_selected", "_selected_action": [cluster.pk], "post": "yes"})

    assert model.clusters.count() == model.k


# Model versions


def test_model_versions_are_read_and_never_changed(reviewer: Client, model: ModelVersion) -> None:
    page = reviewer.get(f"{VERSIONS}{model.pk}/change/")
    before = ModelVersion.objects.values().get()

    fields = re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page.content.decode())
    assert page.status_code == 200
    assert set(fields) <= {"csrfmiddlewaretoken", "q"}
    assert "embedded model" in reviewer.get(VERSIONS).content.decode()
    for address in (f"{VERSIONS}{model.pk}/change/", f"{VERSIONS}{model.pk}/delete/", f"{VERSIONS}add/"):
        assert reviewer.post(address, {"k": "3", "is_active": "", "post": "yes"}).status_code == 403, address
    reviewer.post(VERSIONS, {"action": "delete_selected", "_selected_action": [model.pk], "post": "yes"})

    assert ModelVersion.objects.values().get() == before


def test_neither_lists_nor_pages_of_the_admin_show_an_endpoint_s_address(
    reviewer: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    row = submissions.submit(**company).assignments.get()

    for address in (VERSIONS, f"{VERSIONS}{row.version_id}/change/", change_page(row), LIST):
        page = reviewer.get(address).content.decode()
        assert "/workspaces/w/services/s" not in page, address
