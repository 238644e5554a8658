"""Rows of an import become companies of its collection, or correct those that it has already."""

import string
from collections.abc import Collection as Some
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from scoring.batches.uploading import mapping_of
from scoring.companies import submissions
from scoring.companies.correcting import FIELDS, correct
from scoring.models import Import, ImportRow, Scope, Submission
from scoring.models.submissions import SubmissionQuerySet, fingerprint
from scoring.own_columns import keeping
from scoring.own_columns.kept_names import kept_names
from scoring.queue.ahead import Ahead, score_ahead
from scoring.tags.changing import change_all
from wire import Row

Outcome = ImportRow.Outcome
SAME_KEY = (
    "Another row of this table has the same key, but another title or text. Give each company its "
    "own key, or choose no column for the key."
)
MAY_BE_A_TWIN = "Stored. A company of this name, with another text, is in the collection too."
ASCII_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


class Good(NamedTuple):
    """A row that is a company: the row, not stored yet, and its checked values."""

    row: ImportRow
    # With a list of tags and a note beside the fields of a company
    values: dict[str, Any]

    @property
    def said(self) -> dict[str, str]:
        """What it says of the company itself."""
        return {name: self.values[name] for name in FIELDS}

    @property
    def identity(self) -> tuple[str, str]:
        return self.values["title"], self.values["text"]


@dataclass
class _Known:
    """What the collection has already of what some rows say, and what they add to it."""

    by_key: dict[str, int]
    by_identity: dict[tuple[str, str], int]
    # In small letters
    titles: set[str]
    # By other rows of the same table
    used_keys: set[str]
    new: dict[tuple[str, str], Submission] = field(default_factory=dict)
    changes: dict[int, dict[str, str]] = field(default_factory=dict)


def score_new(made: Import, goods: Sequence[Good]) -> Ahead:
    """Score what the collection does not have yet, before a transaction keeps others waiting."""
    by_mark = {
        fingerprint(said["title"], said["category"], said["text"]): said
        for said in (good.said for good in goods)
    }
    known = _of_collection(made).fingerprinted(made.collection_id, list(by_mark))
    new = [said for mark, said in by_mark.items() if mark not in known]
    return score_ahead([Row(said["title"], said["category"], said["text"]) for said in new])


def store(made: Import, goods: Sequence[Good], ahead: Ahead = MappingProxyType({})) -> None:
    """Store what the collection does not have; note on each row what became of it.

    Within a transaction that holds the collection, so that no two imports store the same.
    """
    known = _look_up(made, goods)
    for good in goods:
        _settle(good, made, known)
    submissions.store(list(known.new.values()), ahead)
    by_name = made.made_by.get_username() if made.made_by else ""
    corrected: set[int] = set()
    if made.again == Import.Again.CORRECT and known.changes:
        corrected = correct(known.changes, by_name)
    filled = list(_to_fill(made, goods, known))
    corrected |= _keep_own(made, filled) | _keep_tags(made, filled, by_name)
    for good in goods:
        if new := known.new.get(good.identity):
            # By its number, which it has since it was stored
            good.row.submission = new
        is_known = good.row.submission_id in known.changes
        if is_known and good.row.submission_id in corrected:
            good.row.outcome = Outcome.CORRECTED


def _to_fill(made: Import, goods: Sequence[Good], known: _Known) -> Iterator[tuple[int, Good]]:
    """The companies with which something is kept, by their ids, and what their rows say."""
    for good in goods:
        new = known.new.get(good.identity)
        company = new.pk if new else good.row.submission_id
        is_left = company in known.changes and made.again == Import.Again.LEAVE
        if company is not None and not is_left:
            yield company, good


def _keep_own(made: Import, filled: Sequence[tuple[int, Good]]) -> set[int]:
    """Keep the other columns with their companies; returns those of which that changed any."""
    used = mapping_of(made).as_company
    names = kept_names(made.layout["columns"], used, made.collection_id)
    texts: dict[int, dict[str, str]] = {}
    for company, good in filled:
        own = texts.setdefault(company, {})
        for place, name in names.items():
            if text := good.row.cells[place].strip():
                own[name] = text
    in_order = list(names.values())
    return keeping.keep(made.collection_id, texts, in_order) if names else set()


def _keep_tags(made: Import, filled: Sequence[tuple[int, Good]], by_name: str) -> set[int]:
    """Keep tags and notes; returns the companies of which that changed any.

    An empty cell changes nothing, as in own columns.
    """
    tags = {company: good.values["tags"] for company, good in filled if good.values["tags"]}
    notes = {company: good.values["note"] for company, good in filled if good.values["note"]}
    return change_all(made.collection_id, tags, notes, by_name)


def _settle(good: Good, made: Import, known: _Known) -> None:
    """Say what becomes of one row."""
    row = good.row
    if good.identity in known.new:
        # Stands twice in the file itself
        row.submission, row.outcome = known.new[good.identity], Outcome.KNOWN
        return
    company = known.by_identity.get(good.identity)
    if company is None and row.key in known.used_keys:
        row.outcome, row.column, row.problem = Outcome.BAD, made.mapping["key"], SAME_KEY
        return
    company = company or known.by_key.get(row.key)
    title = good.values["title"].casefold()
    if company is None:
        known.new[good.identity] = row.submission = _company(made, good.said)
        row.outcome = Outcome.STORED
        row.problem = MAY_BE_A_TWIN if title in known.titles else ""
    else:
        row.submission_id, row.outcome = company, Outcome.KNOWN
        known.changes[company] = good.said
    known.titles.add(title)
    known.used_keys.update({row.key} - {""})


def _look_up(made: Import, goods: Sequence[Good]) -> _Known:
    keys = [good.row.key for good in goods if good.row.key]
    taken = made.rows.filter(key__in=keys).exclude(outcome=Outcome.BAD)
    titles = {good.values["title"] for good in goods}
    # By the index of titles in small letters, which are ASCII alone on SQLite
    small = {title.lower() for title in titles} | {title.translate(ASCII_SMALL) for title in titles}
    of_titles = _of_collection(made).filter(title__lower__in=small).order_by("-pk")
    same = of_titles.filter(text__in={good.values["text"] for good in goods})
    return _Known(
        by_key=_known_by_key(made, keys),
        by_identity={
            (title, text): pk for pk, title, text in same.values_list("pk", "title", "text")
        },
        titles={title.casefold() for title in of_titles.values_list("title", flat=True)},
        used_keys=set(taken.values_list("key", flat=True)),
    )


def _of_collection(made: Import) -> SubmissionQuerySet:
    """What it has already."""
    only = (made.collection_id,)
    return Submission.objects.visible_to(Scope(only, only))


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
