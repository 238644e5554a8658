"""What people say of pairs of companies: that they are similar, or not."""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Q

from scoring.models import PairFeedback, Scope, Submission
from scoring.models.collections import OF_THE_SITE
from scoring.models.database.written import WrittenOnce
from scoring.models.feedback import FOR_ALL
from scoring.tables import writing

Verdict = PairFeedback.Verdict
Verdicts = dict[tuple[int, int], str]

HEADER = ["First id", "First title", "Second id", "Second title", "Verdict", "Said"]
FIELDS = ["first_id", "first__title", "second_id", "second__title", "verdict", "made_at"]

SAID = WrittenOnce(
    lambda collections, companies, speakers: (
        PairFeedback.objects.visible_to(Scope.of_all(collections))
        .filter(Q(first__in=companies) | Q(second__in=companies), speaker__in=speakers)
        .values_list("speaker", "pk", "first_id", "second_id", "verdict")
    )
)


class SaidPair(NamedTuple):
    """The texts of two companies, and whether a reviewer said that they are similar."""

    one: str
    other: str
    is_similar: bool


class FeedbackError(ValueError):
    """A word that cannot stand; the message says why."""


def mark_pair(
    one: Submission,
    other: Submission,
    verdict: str,
    by: str,
    speaker: str = FOR_ALL,
) -> PairFeedback:
    """Keep somebody's word on a pair in place of what he said before.

    Raises:
        FeedbackError: it is one company, or no such verdict.
    """
    if verdict not in Verdict.values:
        raise FeedbackError("Choose “similar” or “not similar”.")
    if one.pk == other.pk:
        raise FeedbackError("A company is always similar to itself: choose two.")
    # One row for a pair, from whichever side it was said
    first, second = sorted([one.pk, other.pk])
    pair = PairFeedback(
        first_id=first,
        second_id=second,
        verdict=verdict,
        said_by=by,
        speaker=speaker,
    )
    PairFeedback.objects.bulk_create(
        [pair],
        update_conflicts=True,
        unique_fields=["first", "second", "speaker"],
        update_fields=["verdict", "said_by", "made_at"],
    )
    return PairFeedback.objects.get(first=first, second=second, speaker=speaker)


def unmark_pair(one: Submission, other: Submission, speaker: str = FOR_ALL) -> bool:
    """Forget what somebody said of a pair; whether there was anything."""
    first, second = sorted([one.pk, other.pk])
    said = PairFeedback.objects.filter(first=first, second=second, speaker=speaker)
    deleted, _ = said.delete()
    return deleted > 0


def feedback_on(companies: Collection[int], scope: Scope) -> Verdicts:
    """What counts of these companies with others: (one of them, the other) -> verdict.

    Somebody's own word stands before what a reviewer said for all.
    """
    verdicts: Verdicts = {}
    counting = (FOR_ALL, scope.speaker) if scope.speaker else (FOR_ALL,)
    values = SAID.read(scope.visible, tuple(companies), counting)
    # There are few, and a query that puts them in order takes longer to write
    in_order = sorted(values, key=lambda said: (said[0] != FOR_ALL, said))
    for _, _, first, second, verdict in in_order:
        if first in companies:
            verdicts[first, second] = verdict
        if second in companies:
            verdicts[second, first] = verdict
    return verdicts


def pairs_to_learn() -> list[SaidPair]:
    """What reviewers said of pairs that everybody may see, in the order in which they said it.

    A model of the site learns neither from private companies nor from what counts for one person.
    """
    pairs = PairFeedback.objects.visible_to(OF_THE_SITE).filter(speaker=FOR_ALL).order_by("pk")
    said = []
    for one, other, verdict in pairs.values_list("first__text", "second__text", "verdict"):
        is_similar = verdict == Verdict.SIMILAR
        said.append(SaidPair(one, other, is_similar))
    return said


def feedback_table(scope: Scope) -> writing.Table:
    """All pairs of which a word counts for whoever asks, the oldest first; for reviewers all."""
    visible = PairFeedback.objects.visible_to(scope)
    if scope.speaker != FOR_ALL:
        visible = visible.filter(speaker__in=[FOR_ALL, scope.speaker or FOR_ALL])
    pairs = visible.order_by("pk").values_list(*FIELDS)
    rows = (
        [*cells, made_at.isoformat(timespec="seconds")]
        for *cells, made_at in pairs.iterator(chunk_size=1000)
    )
    return writing.Table("feedback", HEADER, rows)
