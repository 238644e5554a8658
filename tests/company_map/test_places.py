"""Every score brings a place on the map, at once, and takes it away again."""

from typing import Any

import pytest
from django.test import Client

from scoring.companies import submissions
from scoring.models import Assignment, ModelVersion, Submission
from scoring.models.map_cells import cell
from scoring.versions import activation
from scoring.versions.training_rows import training_rows
from tests.company_map.sheets import sheet
from tests.conftest import stored_version, trained_model, work
from tests.servers import ScoringServer
from tests.shown import shown

pytestmark = pytest.mark.django_db
UNKNOWN = "Zzyzx qwrtp flurbnak grondle vexmoo."


def test_every_scored_company_has_a_place_and_its_cell(model: ModelVersion) -> None:
    rows = list(model.assignments.all())

    assert len(rows) == 110
    for row in rows:
        assert row.map_x is not None
        assert row.map_y is not None
        assert 0 <= row.map_x <= 1
        assert 0 <= row.map_y <= 1
        assert row.map_cell == cell(row.map_x, row.map_y)


def test_a_company_that_is_sent_is_on_the_map_at_once(
    client: Client, model: ModelVersion, company: Any
) -> None:
    result = client.post("/", company, follow=True)
    made = Submission.objects.latest("pk")

    assert f'href="/map/?company={made.pk}"' in shown(result)
    page = sheet(client, f"?company={made.pk}")
    assert made.get_absolute_url() in [mark.address for mark in page.marks]
    assert f"The ring marks {made.title}" in page.words


def test_a_company_of_which_too_little_is_known_has_no_place(
    client: Client, model: ModelVersion, company: Any
) -> None:
    made = submissions.submit(**{**company, "text": UNKNOWN})
    row = made.assignments.get()

    assert (row.status, row.map_x, row.map_y, row.map_cell) == ("unplaced", None, None, None)
    assert "/map/?company=" not in shown(client.get(made.get_absolute_url()))
    page = sheet(client, f"?company={made.pk}")
    assert made.get_absolute_url() not in [mark.address for mark in page.marks]
    assert f"{made.title} is not on the map: its text says too little." in page.words
    assert "1 company is not on the map: its text says too little." in page.words


def test_a_place_goes_when_a_new_score_has_none(model: ModelVersion, company: Any) -> None:
    made = submissions.submit(**company)
    Submission.objects.filter(pk=made.pk).update(text=UNKNOWN)

    submissions.rescore(made.assignments.all())
    work()

    row = made.assignments.get()
    assert (row.status, row.map_x, row.map_y, row.map_cell) == ("unplaced", None, None, None)


def test_a_company_that_waits_says_so(client: Client, model: ModelVersion, company: Any) -> None:
    submissions.store([Submission(**company, source="import", fingerprint="x")])
    made = Submission.objects.latest("pk")

    page = sheet(client, f"?company={made.pk}")

    assert f"{made.title} is not on the map yet: it will be once it has a score." in page.words
    assert "1 waits for a score." in page.words


def test_a_deleted_company_is_gone_from_the_map(client: Client, model: ModelVersion) -> None:
    gone = Submission.objects.earliest("pk")
    submissions.delete(Submission.objects.filter(pk=gone.pk))

    page = sheet(client, f"?company={gone.pk}")

    assert len(page.marks) == 109
    assert f"There is no company “ {gone.pk} ” to mark." in page.words


def test_only_the_active_version_s_places_are_shown(client: Client, model: ModelVersion) -> None:
    other = stored_version(trained_model(), training_rows("catalogue"))
    activation.prepare(other)
    work()

    assert Assignment.objects.filter(map_cell__isnull=False).count() == 220
    assert len(sheet(client).marks) == 110


def test_a_remote_service_colours_the_places_of_the_embedded_model(
    client: Client, model: ModelVersion, remote: ScoringServer, company: Any
) -> None:
    made = submissions.submit(**company)
    said = made.assignments.exclude(version=model).get()

    page = sheet(client)

    mine = next(mark for mark in page.marks if mark.address == made.get_absolute_url())
    assert said.shown_cluster is not None
    assert (mine.colour, mine.shape) == (f"c{said.shown_cluster}", str(said.shown_cluster))
    # The others have no remote score yet
    assert page.counts["No cluster"] == 110
    assert {mark.shape for mark in page.marks} == {"n", str(said.shown_cluster)}
    assert (
        "Places come from SimilarCo's own model, clusters from the scoring service at 127.0.0.1."
        in page.words
    )
