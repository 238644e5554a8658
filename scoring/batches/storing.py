"""Rows of an import become companies of its collection, or correct those that it has already."""

import string
from collections.abc import Collection as Some
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from scoring.companies import submissions
from scoring.companies.correcting import correct
from scoring.models import Import, ImportRow, Scope, Submission
from scoring.models.submissions import fingerprint

Outcome = ImportRow.Outcome
SAME_KEY = (
    "Another row of this table has the same key, but another title or text. Give each company its "
    "own key, or choose no column for the key."
)
ASCII_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


class Good(NamedTuple):
    """A row that is a company: the row, not stored yet, and its checked values."""

    row: ImportRow
    values: dict[str, str]

    @property
    def identity(self) -> tuple[str, str]:
        return self.values["title"], self.values["text"]


def store(made: Import, goods: Sequence[Good]) -> None:
    """Store what the collection does not have; note on each row what became of it.

    Within a transaction that holds the collection, so that no two imports store the same.
    """
    keys = [good.row.key for good in goods if good.row.key]
    by_key = _known_by_key(made, keys)
    taken = made.rows.filter(key__in=keys).exclude(outcome=Outcome.BAD)
    used_here = set(taken.values_list("key", flat=True))
    by_identity = _known_by_identity(made.collection_id, goods)
    new: dict[tuple[str, str], Submission] = {}
    changes: dict[int, dict[str, str]] = {}
    for good in goods:
        row = good.row
        if good.identity in new:
            # Stands twice in the file itself
            row.submission, row.outcome = new[good.identity], Outcome.KNOWN
            continue
        known = by_identity.get(good.identity)
        if known is None and row.key in used_here:
            row.outcome, row.column, row.problem = Outcome.BAD, made.mapping["key"], SAME_KEY
            continue
        known = known or by_key.get(row.key)
        if known is None:
            new[good.identity] = row.submission = _company(made, good.values)
            row.outcome = Outcome.STORED
        else:
            row.submission_id, row.outcome = known, Outcome.KNOWN
            changes[known] = good.values
        used_here.update({row.key} - {""})
    submissions.store(list(new.values()))
    if made.again == Import.Again.CORRECT and changes:
        corrected = correct(changes)
        for good in goods:
            if good.row.outcome == Outcome.KNOWN and good.row.submission_id in corrected:
                good.row.outcome = Outcome.CORRECTED


def _company(made: Import, values: dict[str, str]) -> Submission:
    return Submission(
        **values,
        collection_id=made.collection_id,
        source=Submission.Source.IMPORT,
        fingerprint=fingerprint(values["title"], values["category"], values["text"]),
    )


def _known_by_key(made: Import, keys: Some[str]) -> dict[str, int]:
    """Key -> the company that an earlier import of the same collection calls so."""
    if not keys:
        return {}
    rows = ImportRow.objects.filter(
        file__collection=made.collection_id,
        key__in=keys,
        submission__collection=made.collection_id,
    )
    return dict(rows.order_by("pk").values_list("key", "submission"))


def _known_by_identity(collection: int, goods: Iterable[Good]) -> dict[tuple[str, str], int]:
    """Title and text -> the company of the collection that has both."""
    titles = {good.values["title"] for good in goods}
    # By the index of titles in small letters, which are ASCII alone on SQLite
    small = {title.lower() for title in titles} | {title.translate(ASCII_SMALL) for title in titles}
    own = Submission.objects.visible_to(Scope((collection,), (collection,)))
    alike = own.filter(title__lower__in=small)
    found = {}
    for pk, title, text in alike.order_by("-pk").values_list("pk", "title", "text"):
        if title in titles:
            found[title, text] = pk
    return found
