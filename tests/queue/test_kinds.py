"""A score brings the kind of business of a company, which is stored and counted."""

from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client

from clustering.kinds.sureness import PROBABLE, SURE
from scoring.companies import submissions
from scoring.models import Assignment, ModelVersion, SegmentTally, Submission, Tally
from scoring.queue.kinds import set_answer
from scoring.review.kinds import correct_kind
from tests import servers
from tests.conftest import work
from tests.endpoint.sent_companies import remote_row, send_company
from tests.kinds.site import BAKERY, BANK, NOTHING, OF_BAKERY, OF_BANK, said, seen
from tests.models.recount import assert_right, shown_row, submit
from tests.servers import ScoringServer

pytestmark = pytest.mark.django_db
NEW = {"title": "New", "category": "", "text": BAKERY}


def companies_of(segment: str) -> int:
    return SegmentTally.objects.filter(segment=segment).totals("segment").get(segment, 0)


def assert_blank(row: Assignment) -> None:
    assert (said(row), seen(row), row.next_kinds) == (("", ""), ("", ""), {})
    assert row.sector_probability is None
    assert row.segment_probability is None


def test_a_score_stores_the_likeliest_kind_and_the_two_next_best(kinds: ModelVersion) -> None:
    row = shown_row(submit(text=BANK))

    assert said(row) == seen(row) == OF_BANK
    assert row.sector_probability is not None
    assert row.segment_probability is not None
    assert 0.5 < row.segment_probability <= row.sector_probability <= 1
    for told, first in zip(("sectors", "segments"), OF_BANK, strict=True):
        next_best = row.next_kinds[told]
        names = {name for name, _ in next_best}
        assert len(next_best) == len(names) == 2
        assert first not in names
        assert next_best[0][1] >= next_best[1][1] >= 0


def test_every_company_of_a_version_is_counted_by_its_kind(kinds: ModelVersion) -> None:
    assert_right()
    assert Tally.objects.filter(sector="Financials").totals("sector") == {
        "Financials": kinds.assignments.filter(sector="Financials").count()
    }
    assert sum(SegmentTally.objects.totals("version").values()) == kinds.rows


def test_a_new_company_adds_one_to_its_kind(kinds: ModelVersion) -> None:
    before = companies_of("Bakeries")

    submit(text=BAKERY)

    assert companies_of("Bakeries") == before + 1
    assert_right()


def test_a_text_of_unknown_words_has_no_kind(kinds: ModelVersion) -> None:
    row = shown_row(submit(text=NOTHING))

    assert row.status == "unplaced"
    assert_blank(row)
    assert_right()


def test_a_model_without_kinds_leaves_blanks(model: ModelVersion) -> None:
    assert_blank(shown_row(submit(text=BANK)))
    assert_right()


def test_companies_that_are_deleted_are_counted_no_more(kinds: ModelVersion) -> None:
    submit(text=BAKERY)

    submissions.delete(Submission.objects.filter(assignments__segment="Bakeries"))

    assert companies_of("Bakeries") == 0
    assert_right()


def test_a_row_that_waits_again_keeps_its_kind_until_the_new_score(kinds: ModelVersion) -> None:
    company = submit(text=BANK)
    before = shown_row(company)

    submissions.rescore(Assignment.objects.filter(submission=company))

    row = shown_row(company)
    assert (row.status, seen(row)) == ("pending", OF_BANK)
    assert_right()
    work()
    again = shown_row(company)
    assert (again.status, said(again), again.next_kinds) == ("scored", OF_BANK, before.next_kinds)
    assert_right()


def test_a_rescoring_leaves_a_correction_in_sight(kinds: ModelVersion, staff: User) -> None:
    company = submit(text=BANK)
    correct_kind(company, sector="Energy", segment="", last=0, reviewer=staff)

    submissions.rescore(Assignment.objects.all())
    work()

    row = shown_row(company)
    assert (said(row), seen(row)) == (OF_BANK, ("Energy", ""))
    assert_right()


def test_a_correction_of_a_company_that_waits_is_shown_at_once_and_after_its_score(
    remote: ScoringServer, client: Client, staff: User
) -> None:
    remote.behaviour = servers.refusing(503)
    company = send_company(client, NEW)
    correct_kind(company, sector="Energy", segment="", last=0, reviewer=staff)
    assert seen(remote_row(company)) == ("Energy", "")
    assert_right()
    remote.behaviour = servers.healthy

    submissions.score_again(company)

    row = remote_row(company)
    assert (row.status, said(row), seen(row)) == ("scored", ("", ""), ("Energy", ""))
    assert_right()


@pytest.mark.django_db(transaction=True)
def test_a_correction_that_is_made_while_the_call_is_out_is_shown(
    remote: ScoringServer, client: Client, staff: User
) -> None:
    def correct_and_answer(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        try:
            company = Submission.objects.get()
            correct_kind(company, sector="Energy", segment="", last=0, reviewer=staff)
        finally:
            connections.close_all()
        servers.healthy(handler, body)

    remote.behaviour = correct_and_answer

    row = remote_row(send_company(client, NEW))

    assert (row.status, seen(row)) == ("scored", ("Energy", ""))
    assert_right()


def test_beside_a_remote_service_the_embedded_model_tells_the_kind(
    kinds: ModelVersion, remote: ScoringServer, client: Client
) -> None:
    row = remote_row(send_company(client, NEW))

    assert (row.status, row.cluster) == ("scored", 1)
    assert said(row) == seen(row) == OF_BAKERY
    assert [len(row.next_kinds[told]) for told in ("sectors", "segments")] == [2, 2]
    assert_right()


def test_a_text_that_the_embedded_model_cannot_read_is_scored_without_a_kind(
    kinds: ModelVersion, remote: ScoringServer, client: Client
) -> None:
    row = remote_row(send_company(client, {**NEW, "text": NOTHING}))

    assert row.status == "scored"
    assert_blank(row)


def test_a_remote_service_alone_leaves_blanks(remote: ScoringServer, client: Client) -> None:
    row = remote_row(send_company(client, NEW))

    assert row.status == "scored"
    assert_blank(row)
    assert_right()


def test_a_failed_call_stores_no_kind(
    kinds: ModelVersion, remote: ScoringServer, client: Client
) -> None:
    remote.behaviour = servers.refusing(401)

    row = remote_row(send_company(client, NEW))

    assert row.status == "failed"
    assert_blank(row)
    assert_right()


def test_lists_stand_by_how_likely_the_sector_is(kinds: ModelVersion) -> None:
    row = submissions.submit(title="New", category="", text=BANK).assignments.get()

    assert row.sure == row.sector_probability


def test_the_likelier_another_sector_is_the_less_sure_is_a_place() -> None:
    row = Assignment(status="scored", cluster=0, sector="Energy", sector_probability=0.9)

    set_answer(row, SURE, sector_of_cluster="Financials")

    assert (row.sure, row.answer) == (pytest.approx(0.1), PROBABLE)
