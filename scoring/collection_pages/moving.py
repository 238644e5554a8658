"""Companies that go from one collection to another, and collections that go for good."""

from collections.abc import Sequence
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import transaction

from scoring.collections import changing
from scoring.companies import submissions
from scoring.models import Assignment, Collection, Submission
from scoring.own_columns import keeping
from scoring.queue import changes
from scoring.tags.changing import move_tags


class Moved(NamedTuple):
    """How many companies went over, and how many stay, since the other collection has the same."""

    moved: int
    known: int


@transaction.atomic
def move(
    companies: Sequence[int],
    source: Collection,
    target: Collection,
    by: User,
) -> Moved:
    """Move companies of one collection (by their ids) to another, with all that is said of them."""
    if source.pk == target.pk:
        return Moved(0, 0)
    # Locked in the order in which companies are deleted, so that no two wait for each other
    there = Submission.objects.visible_to(source.alone)
    ticked = there.filter(pk__in=companies).select_for_update()
    locked = list(ticked.order_by("pk"))
    marks = [company.fingerprint for company in locked]
    known = Submission.objects.visible_to(target.alone).fingerprinted(target.pk, marks)
    going: dict[str, int] = {}
    for company in locked:
        # The same company twice goes over once
        if company.fingerprint not in known:
            going.setdefault(company.fingerprint, company.pk)
    ids = sorted(going.values())

    def put(row: Assignment) -> None:
        row.collection = target.pk

    rows = Assignment.objects.visible_to(source.alone)
    changes.change_rows(rows.filter(submission__in=ids), put, ["collection"])
    move_tags(ids, target.pk)
    # A form that is sent again is known by its key in the collection to which it was sent
    there.filter(pk__in=ids).update(collection=target, request_key="")
    keeping.move(ids, target.pk)
    moved = len(ids)
    if moved:
        what = "1 company"
        if moved != 1:
            what = f"{moved} companies"
        changing.note(source, f"{what} moved to “{target.name}”", by)
        changing.note(target, f"{what} moved here from “{source.name}”", by)
    return Moved(moved, len(locked) - moved)


@transaction.atomic
def delete_for_good(collection: Collection) -> None:
    """Delete a collection with its companies and all that was ever said of them."""
    submissions.delete(Submission.objects.visible_to(collection.alone))
    collection.delete()


def forget_deleted() -> None:
    """Delete for good what was deleted more than 30 days ago; the worker calls this."""
    for collection in changing.over():
        delete_for_good(collection)
