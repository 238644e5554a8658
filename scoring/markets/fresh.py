"""Companies that come into a divided collection: placed at once, by their nearest companies."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
from django.db import transaction
from django.db.models import F

from clustering.closeness import NOTHING, Asked, Said
from clustering.index.in_memory import Others
from scoring.models import (
    Assignment,
    Collection,
    ModelVersion,
    Placement,
    Scope,
    Tally,
    model_versions,
)
from scoring.similar.ranking import said as as_said

Status = Assignment.Status
READ = (Status.SCORED, Status.UNPLACED)
AT_ONCE = 500
# So many of the nearest are asked, each as loudly as it is near
VOTES = 5
NEAR = 8
# A company that is less close to all of them is outside
LEAST = 0.1
# Where texts lie does not count here
NOWHERE = np.zeros((1, 1), np.float32)
# Division -> companies of its collection at the last look that found no new one
_looked: dict[int, int] = {}


class Standing(NamedTuple):
    """The companies that were divided: their ids, their clusters, and what they say."""

    ids: list[int]
    clusters: list[int | None]
    others: Others

    @classmethod
    def of(cls, collection: Collection, version: ModelVersion, trained: ModelVersion) -> Self:
        seen = Placement.objects.visible_to(collection.alone)
        placed = seen.filter(version=version, is_new=False)
        rows = placed.filter(submission__assignments__version=trained).order_by("submission")
        read = rows.values_list("submission", "shown_cluster", F("submission__assignments__said"))
        ids, clusters, told = [], [], []
        for pk, cluster, said in read:
            ids.append(pk)
            clusters.append(cluster)
            told.append(as_said(said))
        others = Others(
            np.concatenate([NOTHING, *told]),
            np.array([len(each) for each in told], dtype=np.int64),
            np.zeros((len(told), 1), np.float32),
        )
        return cls(ids, clusters, others)

    def placed(self, version: ModelVersion, pk: int, said: Said) -> Placement:
        """Where most of its nearest companies stand, the nearer ones counting for more."""
        placement = Placement(version=version, submission_id=pk, is_new=True)
        if not (self.ids and said.size):
            return placement
        [close] = self.others.closeness_to_each([Asked([said], NOWHERE)])
        closest_first = np.argsort(-close, kind="stable")
        nearest: Sequence[int] = closest_first[:NEAR].tolist()
        placement.near = [self.ids[place] for place in nearest]
        votes: dict[int | None, float] = defaultdict(float)
        for place in nearest[:VOTES]:
            if close[place] >= LEAST:
                votes[self.clusters[place]] += float(close[place])
        if votes:
            cluster = max(votes, key=lambda each: votes[each])
            placement.cluster = cluster
            placement.shown_cluster = cluster
            share = min(votes[cluster] / VOTES, 1)
            placement.fit = round(share, 4)
        return placement


def place_new() -> int:
    """Place some companies that have come since their collection was divided; returns how many."""
    trained = model_versions.embedded()
    if trained is None:
        return 0
    shown = ModelVersion.objects.filter(
        kind=ModelVersion.Kind.MARKET,
        state=ModelVersion.State.READY,
        collection__deleted_at__isnull=True,
    )
    divisions = list(shown.select_related("collection").order_by("pk"))
    if not divisions:
        return 0
    keys = tuple(version.collection_id for version in divisions if version.collection_id)
    counts = Tally.objects.visible_to(Scope(keys, keys))
    read = counts.filter(version=trained, status__in=READ).totals("collection")
    for version in divisions:
        collection = version.collection
        assert collection
        companies = read.get(collection.pk, 0)
        if _looked.get(version.pk) == companies:
            continue
        if placed := _place(collection, version, trained):
            return placed
        _looked[version.pk] = companies
    return 0


def _place(collection: Collection, version: ModelVersion, trained: ModelVersion) -> int:
    rows = Assignment.objects.visible_to(collection.alone).filter(version=trained, status__in=READ)
    new = rows.exclude(submission__placements__version=version).order_by("submission")
    told = list(new.values_list("submission", "said")[:AT_ONCE])
    if not told:
        return 0
    standing = Standing.of(collection, version, trained)
    placements = []
    for pk, said in told:
        placements.append(standing.placed(version, pk, as_said(said)))
    with transaction.atomic():
        # It may have given way to another division meanwhile
        locked = ModelVersion.objects.select_for_update(no_key=True).filter(pk=version.pk)
        if locked.exists():
            Placement.objects.bulk_create(placements, ignore_conflicts=True)
    return len(placements)
