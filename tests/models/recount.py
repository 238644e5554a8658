"""The counts that are kept, what a recount of the rows gives, and what moves them."""

from collections import Counter
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from scoring.companies import submissions
from scoring.models import (
    Assignment,
    CellTally,
    ClusterSum,
    SegmentTally,
    Submission,
    Tally,
    model_versions,
)
from scoring.models.tallies import NO_CLUSTER
from scoring.review import verdicts

Key = tuple[int, int, str, int, str, str, str, str, str]
CATEGORIES = ["", "Banks", "banks", "Ærø & Søn 🦆", "x" * 200]
KNOWN = "A bank that takes deposits and lends money to farmers, families and shops."
UNKNOWN = "Zzyzx qwrtp flurbnak grondle vexmoo."


def recount() -> dict[Key, int]:
    rows = Assignment.objects.values_list(
        *("version", "collection", "status", "shown_cluster", "category", "source", "verdict"),
        *("shown_sector", "model_answer", "kind_is_reviewed"),
    )
    return dict(
        Counter(
            (
                version,
                collection,
                status,
                NO_CLUSTER if c is None else c,
                *others,
                verdict,
                answer(status, c, verdict, said, by_person),
                sector,
            )
            for version, collection, status, c, *others, verdict, sector, said, by_person in rows
        )
    )


def answer(status: str, shown: int | None, verdict: str, said: str, is_kind_reviewed: bool) -> str:
    if is_kind_reviewed:
        return "sure"
    if status == "unplaced" and shown is None:
        return "unplaced"
    return said if verdict == "unreviewed" else "sure"


def kept() -> dict[Key, int]:
    rows = Tally.objects.values_list(
        *("version", "collection", "status", "cluster", "category", "source", "verdict"),
        *("answer", "sector", "total"),
    )
    return {tuple(row[:-1]): row[-1] for row in rows if row[-1]}


def counted() -> dict[tuple[int, str, int, str], int]:
    """The kept counts by version, status, cluster and category,
    whatever the collection, the source, the verdict, the answer and the sector.
    """
    found: Counter[tuple[int, str, int, str]] = Counter()
    for (version, _, *key, _, _, _, _), total in kept().items():
        found[version, *key] += total
    return dict(found)


def recount_of_segments() -> Counter[tuple[int, int, int, str, str, str]]:
    return Counter(
        (
            row.version_id,
            row.collection,
            cluster_of(row),
            row.shown_sector,
            row.shown_segment,
            row.answer,
        )
        for row in Assignment.objects.all()
    )


def cluster_of(row: Assignment) -> int:
    return NO_CLUSTER if row.shown_cluster is None else row.shown_cluster


def kept_of_segments() -> dict[tuple[int, int, int, str, str, str], int]:
    columns = ("version", "collection", "cluster", "sector", "segment", "answer")
    return SegmentTally.objects.totals(*columns)


def recount_of_cells() -> Counter[tuple[int, ...]]:
    found: Counter[tuple[int, ...]] = Counter()
    for row in Assignment.objects.exclude(map_cell=None):
        for level in (6, 8, 10):
            cell = row.map_cell // 4 ** (12 - level)
            found[row.version_id, row.collection, level, cell, cluster_of(row)] += 1
    return found


def recount_of_sums() -> Counter[tuple[int, int, int, str]]:
    found: Counter[tuple[int, int, int, str]] = Counter()
    for row in Assignment.objects.exclude(shown_cluster=None).exclude(centre_distance=None):
        if row.answer in ("unsure", "unplaced"):
            continue
        place = (row.version_id, row.collection, row.shown_cluster)
        found[*place, "placed"] += 1
        found[*place, "distance"] += round(1_000_000 * row.centre_distance)
        if row.sure is not None:
            found[*place, "judged"] += 1
            found[*place, "sure"] += round(1_000_000 * row.sure)
    return found


def kept_in(table: type[CellTally | ClusterSum], *columns: str) -> Counter[tuple[Any, ...]]:
    rows = table.objects.exclude(total=0).values_list(*columns, "total")
    return Counter({tuple(key): total for *key, total in rows})


def assert_right() -> None:
    assert kept() == recount()
    assert kept_of_segments() == recount_of_segments()
    place = ("version", "collection", "level", "cell", "cluster")
    assert kept_in(CellTally, *place) == recount_of_cells()
    assert kept_in(ClusterSum, "version", "collection", "cluster", "figure") == recount_of_sums()
    for table in (Tally, SegmentTally, CellTally, ClusterSum):
        assert not table.objects.filter(total__lt=0).exists()


def submit(
    title: str = "Rubber Duck Works", category: str = "Banks", text: str = KNOWN
) -> Submission:
    return submissions.submit(title=title, category=category, text=text)


def shown_row(company: Submission) -> Assignment:
    return company.assignments.get(version=model_versions.active())


def make_due() -> None:
    Assignment.objects.update(next_attempt_at=timezone.now())


def review(row: Assignment, verdict: str, cluster: int | None, reviewer: User) -> None:
    verdicts.review(row, verdict=verdict, cluster=cluster, note="", reviewer=reviewer)
