"""What people say of pairs of companies: that they are similar, or not."""

from collections.abc import Collection

from django.db.models import Q

from scoring.models import PairFeedback, Scope, Submission
from scoring.tables import writing

Verdict = PairFeedback.Verdict
Verdicts = dict[tuple[int, int], str]

HEADER = ["First id", "First title", "Second id", "Second title", "Verdict", "Said"]
FIELDS = ["first_id", "first__title", "second_id", "second__title", "verdict", "made_at"]


class FeedbackError(ValueError):
    """A word that cannot stand; the message says why."""


def mark_pair(one: Submission, other: Submission, verdict: str, by: str) -> PairFeedback:
    """Keep a word on a pair in place of what was said before.

    Raises:
        FeedbackError: it is one company, or no such verdict.
    """
    if verdict not in Verdict.values:
        raise FeedbackError("Choose “similar” or “not similar”.")
    if one.pk == other.pk:
        raise FeedbackError("A company is always similar to itself: choose two.")
    # One row for a pair, from whichever side it was said
    first, second = sorted([one.pk, other.pk])
    pair = PairFeedback(first_id=first, second_id=second, verdict=verdict, said_by=by)
    PairFeedback.objects.bulk_create(
        [pair],
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["verdict", "said_by", "made_at"],
    )
    return PairFeedback.objects.get(first=first, second=second)


def unmark_pair(one: Submission, other: Submission) -> bool:
    """Forget what was said of a pair; whether there was anything."""
    first, second = sorted([one.pk, other.pk])
    deleted, _ = PairFeedback.objects.filter(first=first, second=second).delete()
    return deleted > 0


def feedback_on(companies: Collection[int], scope: Scope) -> Verdicts:
    """What was said of these companies with others: (one of them, the other) -> verdict."""
    verdicts: Verdicts = {}
    of_these = Q(first__in=companies) | Q(second__in=companies)
    pairs = PairFeedback.objects.visible_to(scope.widest).filter(of_these)
    values = pairs.values_list("pk", "first_id", "second_id", "verdict")
    # There are few, and a query that puts them in order takes longer to write
    for _, first, second, verdict in sorted(values):
        if first in companies:
            verdicts[first, second] = verdict
        if second in companies:
            verdicts[second, first] = verdict
    return verdicts


def feedback_table(scope: Scope) -> writing.Table:
    """All pairs, the oldest first."""
    visible = PairFeedback.objects.visible_to(scope)
    pairs = visible.order_by("pk").values_list(*FIELDS)
    rows = (
        [*cells, made_at.isoformat(timespec="seconds")]
        for *cells, made_at in pairs.iterator(chunk_size=1000)
    )
    return writing.Table("feedback", HEADER, rows)
