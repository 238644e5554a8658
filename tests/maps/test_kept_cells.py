"""Far windows of the map are told by kept counts, and say what their rows say."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.maps.rows import MOST_HEAPS, Heap, Source, count_heaps
from scoring.maps.windows import Window
from scoring.models import Assignment, ModelVersion
from scoring.models.collections import OF_THE_SITE, OPEN_ID, Scope
from scoring.review import verdicts
from tests.company_map.sheets import store_many

pytestmark = pytest.mark.django_db
# Far to near; the last shows what lies in cells of the finest kept level
WINDOWS = (Window(), Window(1, 5, 9), Window(2, 60, 3), Window(4, 33, 47))


def recounted(source: Source, window: Window, side: float) -> dict[tuple[float, float], int]:
    """Companies by the middles of their squares, row by row."""
    found: dict[tuple[float, float], int] = {}
    for row in Assignment.objects.visible_to(source.scope).exclude(map_x=None):
        middle = ((row.map_x // side + 0.5) * side, (row.map_y // side + 0.5) * side)
        if window.picture.holds(*middle):
            found[middle] = found.get(middle, 0) + 1
    return found


def of(heaps: list[Heap]) -> dict[tuple[float, float], int]:
    return {(heap.x, heap.y): heap.total for heap in heaps}


@pytest.mark.parametrize("window", WINDOWS)
def test_a_far_window_has_the_companies_of_its_rows_and_reads_none_of_them(
    model: ModelVersion, window: Window
) -> None:
    store_many(model, 400)
    for scope in (OF_THE_SITE, Scope((OPEN_ID,), (OPEN_ID,))):
        source = Source(model, model, scope)
        with CaptureQueriesContext(connection) as queries:
            heaps = count_heaps(source, window)

        assert of(heaps) == recounted(source, window, heaps[0].side if heaps else 1)
        assert len(heaps) <= MOST_HEAPS
        assert not any(Assignment._meta.db_table in query["sql"] for query in queries)


def test_a_company_that_a_reviewer_moved_has_its_new_cluster_on_the_map(
    model: ModelVersion, staff: Any
) -> None:
    row = Assignment.objects.filter(version=model, status="scored").first()
    assert row
    assert row.cluster is not None
    other = 0 if row.cluster else 1
    source = Source(model, model, OF_THE_SITE)

    def companies(cluster: int) -> int:
        return sum(heap.clusters.get(cluster, 0) for heap in count_heaps(source, Window()))

    before = companies(row.cluster), companies(other)
    verdicts.review(row, verdict="wrong", cluster=other, note="", reviewer=staff)
    assert (companies(row.cluster), companies(other)) == (before[0] - 1, before[1] + 1)
