"""A correction at the desk is in every list, count and export, and survives a new version."""

from html import unescape

import pytest
from django.db import transaction
from django.test import Client

from scoring.clusters import overview
from scoring.maps.rows import Source, points
from scoring.maps.windows import nearest_window
from scoring.models import Assignment, ModelVersion, Submission
from scoring.models.collections import OF_THE_SITE
from scoring.queue import changes
from tests.admin.companies_in_admin import act, read_csv
from tests.models.recount import assert_right
from tests.review.desk import decide, shown
from tests.versions.small_site import (
    activate,
    companies,
    home,
    members,
    store,
    stored,
    trained,
    turned,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(db: None) -> ModelVersion:
    store(companies())
    return activate(stored(trained()))


def size(version: ModelVersion, number: int) -> int:
    return next(
        shelf.size
        for shelf in overview.shelves(version, OF_THE_SITE)
        if shelf.cluster.number == number
    )


def in_history(visitor: Client, company: Submission) -> int:
    """The number of the cluster in the company's row of the list of all."""
    listed = visitor.get("/submissions/").context["listed"].page.companies
    (number,) = [each.shown_cluster for each in listed if each.pk == company.pk]
    return number


def assert_everywhere(
    reviewer: Client, version: ModelVersion, company: Submission, here: int, not_here: int
) -> None:
    visitor = Client()
    name = str(version.clusters.get(number=here))
    link = f'href="{company.get_absolute_url()}"'
    assert link in visitor.get(f"/clusters/{here}/").content.decode()
    assert link not in visitor.get(f"/clusters/{not_here}/").content.decode()
    assert in_history(visitor, company) == here
    result = unescape(visitor.get(company.get_absolute_url()).content.decode())
    assert "Set by a reviewer" in result
    assert "The model said" in result
    (line,) = read_csv(act(reviewer, "export_as_csv", [company.pk]))[1:]
    assert (line[5], line[6], line[8]) == (str(here), name, "wrong")
    data = visitor.get(f"{company.get_absolute_url()}?format=json").json()
    assert (data["cluster"]["number"], data["review"]) == (here, "wrong")
    other = (
        Submission.objects.exclude(pk=company.pk).filter(category=company.category).earliest("pk")
    )
    near = visitor.get(f"{other.get_absolute_url()}?cluster={here}&show=50").context["similar"].rows
    assert company in [each.company for each in near]
    on_map = {
        point.company: point.cluster
        for point in points(
            Source(version, version, OF_THE_SITE).within(nearest_window(0, 0, 0).region), 100
        )
    }
    assert on_map[company.pk] == here
    assert_right()


def test_a_correction_is_everywhere_at_once_and_under_the_next_version(
    reviewer: Client, first: ModelVersion
) -> None:
    row = members(first, "Health Care")[0]
    company, old, new = row.submission, row.cluster or 0, home(first, "Utilities")
    before = {number: size(first, number) for number in (old, new)}
    with transaction.atomic():
        chosen = Assignment.objects.filter(pk=row.pk)
        changes.change_rows(chosen, lambda row: setattr(row, "sure", 0.0), ["sure"])
    assert shown(reviewer) == company.title

    decide(reviewer, row, str(new), note="It supplies hospitals with power.")

    assert {number: size(first, number) for number in (old, new)} == {
        old: before[old] - 1,
        new: before[new] + 1,
    }
    assert_everywhere(reviewer, first, company, here=new, not_here=old)

    second = activate(stored(turned(trained())))

    now, then = (new + 1) % 3, (old + 1) % 3
    assert size(second, now) == before[new] + 1
    assert_everywhere(reviewer, second, company, here=now, not_here=then)
    page = reviewer.get(f"/review/?cluster={then}")
    assert page.context["progress"].reviewed == 1
    assert [
        (each.cluster.number, each.confirmed, each.reviewed) for each in page.context["agreement"]
    ] == [(then, 0, 1)]
