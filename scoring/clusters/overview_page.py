"""What the overview shows of a version, drawn once for as long as the stored rows say the same."""

from collections import Counter
from collections.abc import Mapping
from itertools import islice
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from scoring.clusters import heat_map, overview
from scoring.clusters.mix import Segments, segments
from scoring.maps.rows import Source
from scoring.maps.small import whole_map
from scoring.models import Assignment, ModelVersion, Scope, ShownClusters, Submission, Tally
from scoring.models.assignments import DOUBTFUL
from scoring.pages.caching import counted_lately, digest_of
from scoring.review import disagreements

# So many clusters have a card, the others a line each; so many companies are named
MOST_CARDS = 60
WORTH_A_LOOK = 3
# (number, category, verdict, answer) -> companies
Counts = Mapping[tuple[int, str, str, str], int]


class Drawn(NamedTuple):
    """Between the two stands what each visitor has of his own."""

    words: SafeString
    shelves: SafeString


def drawn(
    version: ModelVersion,
    clusters: ShownClusters,
    scope: Scope,
    *,
    for_reviewers: bool,
) -> Drawn:
    """Cards, map and table; titles of companies in it are at most a minute old."""
    # With verdicts, for they say which readings stand, and with answers, for guesses do not count
    visible = Tally.objects.visible_to(scope)
    of_version = visible.filter(version=version)
    counts = of_version.totals("cluster", "category", "verdict", "answer")
    in_segments = segments(version.pk, scope)
    told: list[object] = [version.pk, version.rows_unseen, for_reviewers, scope.key, scope.asked]
    told += [sorted(counts.items()), sorted(in_segments.items())]
    for cluster in clusters.all_own:
        told.append(
            (cluster.number, cluster.name, cluster.phrases, cluster.is_hidden, cluster.merged_into)
        )
    stamp = digest_of(told)

    def draw() -> Drawn:
        answered: Counter[tuple[int, str, str]] = Counter()
        for (number, category, _, answer), companies in counts.items():
            answered[number, category, answer] += companies
        context = {
            **_context(version, clusters, scope, answered, in_segments),
            **_agreement(version, clusters, scope, counts),
            "for_reviewers": for_reviewers,
            "scope": scope,
        }
        return Drawn(
            words=render_to_string("clusters/_words.html", context),
            shelves=render_to_string("clusters/_overview.html", context),
        )

    return counted_lately(f"clusters-{stamp}", draw)


def _context(
    version: ModelVersion,
    clusters: ShownClusters,
    scope: Scope,
    counts: overview.Answered,
    in_segments: Segments,
) -> dict[str, Any]:
    shelves = overview.filled_shelves(clusters, counts, in_segments)
    shown, hidden = overview.parted(shelves)
    # The longest bar is of the largest part of all
    sizes = []
    for shelf in shown:
        for part in shelf.mix.parts:
            sizes.append(part.total)
    source = Source.of_active(version, scope)
    return {
        "version": version,
        "shelves": shown[:MOST_CARDS],
        "small_shelves": shown[MOST_CARDS:],
        "total": len(shown),
        "hidden": len(hidden),
        "most": max(sizes, default=1),
        "companies": sum(counts.values()),
        "guesses": sum(counts[key] for key in counts if key[-1] in DOUBTFUL),
        "map": whole_map(source, clusters) if source and shown else None,
    }


def _agreement(
    version: ModelVersion,
    clusters: ShownClusters,
    scope: Scope,
    counts: Counts,
) -> dict[str, Any]:
    """Where text and label agree, and companies in which they do not.

    The table counts what is known; who has something to look at may guess, too.
    """
    reviewed: Counter[tuple[int, str]] = Counter()
    unreviewed: Counter[tuple[int, str]] = Counter()
    known: Counter[tuple[int, str]] = Counter()
    for (number, category, verdict, answer), companies in counts.items():
        is_open = verdict == Assignment.Verdict.UNREVIEWED
        side = unreviewed if is_open else reviewed
        side[number, category] += companies
        if is_open and answer not in DOUBTFUL:
            known[number, category] += companies
    elsewhere = disagreements.read_elsewhere(version, scope)
    waiting = disagreements.moved(unreviewed, elsewhere)
    # Reviewed companies count where a person has them
    at_home = disagreements.homes(reviewed + Counter(waiting), clusters)
    known_elsewhere = [each for each in elsewhere if each.answer not in DOUBTFUL]
    known_where_read = disagreements.moved(known, known_elsewhere)
    read = reviewed + Counter(known_where_read)
    unsettled = disagreements.only_disagreeing(waiting, clusters, at_home)
    least_sure = disagreements.least_sure(version, clusters, at_home, scope)
    found = list(islice(least_sure, WORTH_A_LOOK))
    visible = Submission.objects.visible_to(scope).defer("text")
    named = visible.in_bulk([each.company for each in found])
    there = [each for each in found if each.company in named]
    worth_a_look = [(named[each.company], *each[1:]) for each in there]
    asked = "reads" if version.rows_unseen else "cluster"
    return {
        "waiting": sum(unsettled.values()),
        "table": heat_map.category_table(clusters, read, at_home, asked),
        "legend": heat_map.LEGEND,
        "worth_a_look": worth_a_look,
    }
