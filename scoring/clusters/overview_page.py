"""What the overview shows of a version, drawn once for as long as the stored rows say the same."""

import hashlib
from collections import Counter
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from scoring.clusters import heat_map, overview
from scoring.clusters.mix import Segments, segments
from scoring.maps.rows import Source
from scoring.maps.small import whole_map
from scoring.models import Assignment, ModelVersion, Scope, ShownClusters, Tally
from scoring.pages.caching import counted_lately
from scoring.review import disagreements

# So many clusters have a card, the others a line each; so many companies are named
MOST_CARDS = 60
WORTH_A_LOOK = 3


def drawn(
    version: ModelVersion, clusters: ShownClusters, scope: Scope, *, for_reviewers: bool
) -> SafeString:
    """Cards, map and table; titles of companies in it are at most a minute old."""
    # With verdicts, for they say which readings stand
    visible = Tally.objects.visible_to(scope)
    counts = visible.filter(version=version).totals("cluster", "category", "verdict")
    in_segments = segments(version.pk, scope)
    told: list[object] = [version.pk, version.rows_unseen, for_reviewers, scope.key, scope.asked]
    told += [sorted(counts.items()), sorted(in_segments.items())]
    for cluster in clusters.all_own:
        told.append((str(cluster), cluster.phrases, cluster.is_hidden, cluster.merged_into))
    digest = hashlib.sha256(repr(told).encode())
    stamp = digest.hexdigest()[:32]

    def draw() -> SafeString:
        totals: Counter[tuple[int, str]] = Counter()
        unreviewed: Counter[tuple[int, str]] = Counter()
        for (number, category, verdict), companies in counts.items():
            totals[number, category] += companies
            if verdict == Assignment.Verdict.UNREVIEWED:
                unreviewed[number, category] += companies
        context = {
            **_context(version, clusters, scope, totals, in_segments),
            **_agreement(version, clusters, scope, totals, unreviewed),
            "for_reviewers": for_reviewers,
        }
        return render_to_string("clusters/_overview.html", context)

    return counted_lately(f"clusters-{stamp}", draw)


def _context(
    version: ModelVersion,
    clusters: ShownClusters,
    scope: Scope,
    totals: disagreements.Totals,
    in_segments: Segments,
) -> dict[str, Any]:
    shelves = overview.filled_shelves(clusters, totals, in_segments)
    shown, hidden = overview.parted(shelves)
    # The longest bar is of the largest part of all
    sizes = [part.total for shelf in shown for part in shelf.mix.parts]
    source = Source.of_active(version, scope)
    return {
        "version": version,
        "shelves": shown[:MOST_CARDS],
        "small_shelves": shown[MOST_CARDS:],
        "total": len(shown),
        "hidden": len(hidden),
        "most": max(sizes, default=1),
        "companies": sum(totals.values()),
        "map": whole_map(source, clusters) if source and shown else None,
    }


def _agreement(
    version: ModelVersion,
    clusters: ShownClusters,
    scope: Scope,
    totals: disagreements.Totals,
    unreviewed: disagreements.Totals,
) -> dict[str, Any]:
    """Where text and label agree, and companies in which they do not."""
    waiting = disagreements.read_totals(version, unreviewed, scope)
    # Reviewed companies count where a person has them
    reviewed = Counter(totals)
    reviewed.subtract(unreviewed)
    read = reviewed + Counter(waiting)
    at_home = disagreements.homes(read, clusters)
    unsettled = disagreements.only_disagreeing(waiting, clusters, at_home)
    rows = disagreements.disagreeing(version, clusters, at_home, scope)
    least_sure = rows.select_related("submission").order_by("sure", "pk")
    worth_a_look = []
    for row in least_sure[:WORTH_A_LOOK]:
        read_as = clusters[row.read_cluster]
        worth_a_look.append((row.submission, row.category, read_as))
    asked = "reads" if version.rows_unseen else "cluster"
    return {
        "waiting": sum(unsettled.values()),
        "table": heat_map.category_table(clusters, read, at_home, asked),
        "legend": heat_map.LEGEND,
        "worth_a_look": worth_a_look,
    }
