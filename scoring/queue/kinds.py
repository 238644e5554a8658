"""Kinds of business of assignments: what a model said, and what a reviewer says instead."""

from collections.abc import Iterable

from clustering.kinds.reader import KindOfBusiness
from clustering.kinds.sureness import PROBABLE, SURE, UNPLACED
from scoring.models import Assignment, KindCorrection


class Corrections:
    """What reviewers say of the companies of some assignments.

    It is read once, and only when it is first asked for: under the lock of the assignments, so that
    no correction is missed which is made meanwhile.
    """

    def __init__(self, assignments: Iterable[Assignment]) -> None:
        self._companies = [assignment.submission_id for assignment in assignments]
        self._standing: dict[int, KindCorrection] | None = None

    def of_company(self, pk: int) -> KindCorrection | None:
        """What stands of one of them."""
        if self._standing is None:
            self._standing = KindCorrection.objects.standing(self._companies)
        return self._standing.get(pk)


def set_kind(
    assignment: Assignment,
    kind: KindOfBusiness | None,
    corrected: KindCorrection | None,
) -> None:
    """Set what a model said, and what is shown; this row is not stored yet."""
    if kind is None:
        assignment.sector = assignment.segment = ""
        assignment.sector_probability = assignment.segment_probability = None
        assignment.next_kinds = {}
    else:
        sector, *next_sectors = kind.sectors
        segment, *next_segments = kind.segments
        assignment.sector, assignment.sector_probability = sector
        assignment.segment, assignment.segment_probability = segment
        assignment.next_kinds = {"sectors": next_sectors, "segments": next_segments}
    show_kind(assignment, corrected)


def show_kind(assignment: Assignment, corrected: KindCorrection | None) -> None:
    """Show what a reviewer says, else what the model said; this row is not stored yet.

    Where the sector alone was corrected, the model's segment stays only if it is one of it.
    """
    assignment.shown_sector = assignment.sector
    assignment.shown_segment = assignment.segment
    assignment.kind_is_reviewed = corrected is not None
    if corrected:
        own_segment = ""
        if assignment.sector == corrected.sector:
            own_segment = assignment.segment
        assignment.shown_sector = corrected.sector
        assignment.shown_segment = corrected.segment or own_segment


def set_answer(assignment: Assignment, text_answer: str, sector_of_cluster: str) -> None:
    """Set how sure the model lets a reader be; this row is not stored yet.

    What the text alone allows (`text_answer`) is no certainty where its sector is another than
    that of the cluster which the model said.
    """
    assignment.model_answer = text_answer
    differ = assignment.sector != sector_of_cluster and assignment.sector and sector_of_cluster
    # Lists stand by what their words are about
    likely = assignment.sector_probability
    if assignment.cluster is not None and likely is not None:
        # The likelier another sector, the less sure is the place
        assignment.sure = min(likely, 1 - likely) if differ else likely
    if assignment.status == Assignment.Status.UNPLACED:
        assignment.model_answer = UNPLACED
    elif differ and text_answer == SURE:
        assignment.model_answer = PROBABLE
    assignment.settle_answer()
