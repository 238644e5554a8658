"""Rows of an import become companies of its collection, or correct those that it has already."""

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Self

from scoring.batches.uploading import mapping_of
from scoring.companies import submissions
from scoring.companies.correcting import FIELDS, correct
from scoring.models import Import, ImportRow, Scope, Submission
from scoring.models.database.inserting import another
from scoring.models.submissions import SubmissionQuerySet, fingerprint
from scoring.own_columns import keeping
from scoring.own_columns.kept_names import identity_place, kept_names
from scoring.queue.ahead import Ahead
from scoring.tables.cuts import CUT_TEXT, before_cut, is_cut_of
from scoring.tags.changing import change_all
from wire import Row

Outcome = ImportRow.Outcome
SAME_KEY = (
    "Another row of this table has the same key, but another title or text. Give each company its "
    "own key, or choose no column for the key."
)
MAY_BE_A_TWIN = "Stored. A company of this name, with another text, is in the collection too."
# As the database has them, alone or at the end of the address of a page
_NUMBER = re.compile(r"(?:\S+/)?([0-9]{1,18})/?")
ASCII_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@dataclass(frozen=True)
class Good:
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

    @cached_property
    def mark(self) -> str:
        """Its fingerprint."""
        return fingerprint(self.values["title"], self.values["category"], self.values["text"])


@dataclass
class _Known:
    """What the collection has already of what some rows say, and what they add to it."""

    # Row, by its number -> the company whose number a list of this site gives it
    by_row: dict[int, int]
    by_key: dict[str, int]
    by_identity: dict[tuple[str, str], int]
    # In small letters
    titles: set[str]
    # By other rows of the same table
    used_keys: set[str]
    # What new companies have in common, the moment too: a database takes it written once
    blank: Submission
    new: dict[tuple[str, str], Submission] = field(default_factory=dict)
    changes: dict[int, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, made: Import, goods: Sequence[Good]) -> Self:
        """What it has of these."""
        keys = [good.row.key for good in goods if good.row.key]
        taken = made.rows.filter(key__in=keys).exclude(outcome=Outcome.BAD)
        # What an earlier import of the same collection calls so
        earlier = ImportRow.objects.filter(
            file__collection=made.collection_id,
            key__in=keys,
            submission__collection=made.collection_id,
        )
        by_key = earlier.order_by("pk").values_list("key", "submission")
        titles = set(_of_titles(made, goods).values_list("title", flat=True))
        namesakes = [good for good in goods if good.values["title"] in titles]
        texts = {good.values["text"] for good in namesakes}
        same = _of_titles(made, namesakes).filter(text__in=texts)
        by_identity = {}
        for pk, title, text in same.values_list("pk", "title", "text"):
            by_identity[title, text] = pk
        return cls(
            by_row=_listed(made, goods),
            by_key=dict(by_key) if keys else {},
            by_identity=by_identity,
            titles={title.casefold() for title in titles},
            used_keys=set(taken.values_list("key", flat=True)),
            blank=Submission(collection_id=made.collection_id, source=Submission.Source.IMPORT),
        )

    def settle(self, good: Good, made: Import) -> None:
        """Say what becomes of one row."""
        row = good.row
        if good.identity in self.new:
            # Stands twice in the file itself
            row.outcome = Outcome.KNOWN
            return
        company = self.by_row.get(row.number) or self.by_identity.get(good.identity)
        if company is None and row.key in self.used_keys:
            row.outcome = Outcome.BAD
            row.column = made.mapping["key"]
            row.problem = SAME_KEY
            return
        company = company or self.by_key.get(row.key)
        said = good.said
        title = said["title"].casefold()
        if company is None:
            self.new[good.identity] = new = another(self.blank)
            for name, value in said.items():
                setattr(new, name, value)
            new.fingerprint = good.mark
            row.outcome = Outcome.STORED
            row.problem = MAY_BE_A_TWIN if title in self.titles else ""
        else:
            row.submission_id = company
            row.outcome = Outcome.KNOWN
            self.changes[company] = said
        self.titles.add(title)
        if row.key:
            self.used_keys.add(row.key)


def new_rows(made: Import, goods: Sequence[Good]) -> list[Row]:
    """What the collection does not have yet of some rows, to be scored before it is stored."""
    by_mark = {good.mark: good.values for good in goods}
    known = _of_collection(made).fingerprinted(made.collection_id, list(by_mark))
    return [
        Row(values["title"], values["category"], values["text"])
        for mark, values in by_mark.items()
        if mark not in known
    ]


def store(
    made: Import,
    goods: Sequence[Good],
    ahead: Ahead = MappingProxyType({}),
) -> None:
    """Store what the collection does not have; note on each row what became of it.

    Within a transaction that holds the collection, so that no two imports store the same.
    """
    goods = _whole(made, goods)
    known = _Known.of(made, goods)
    for good in goods:
        known.settle(good, made)
    submissions.store(list(known.new.values()), ahead)
    by_name = made.made_by.get_username() if made.made_by else ""
    corrected: set[int] = set()
    if made.again == Import.Again.CORRECT and known.changes:
        corrected = correct(known.changes, by_name)
    left = known.changes if made.again == Import.Again.LEAVE else {}
    filled: list[tuple[int, Good]] = []
    for good in goods:
        if new := known.new.get(good.identity):
            # By its number, which it has since it was stored
            good.row.submission_id = new.pk
        company = good.row.submission_id
        if company is not None and company not in left:
            filled.append((company, good))
    # An empty cell changes nothing, as in own columns
    with_tags = [(company, good) for company, good in filled if good.values["tags"]]
    with_note = [(company, good) for company, good in filled if good.values["note"]]
    tags = {company: good.values["tags"] for company, good in with_tags}
    notes = {company: good.values["note"] for company, good in with_note}
    corrected |= _keep_own(made, filled, {company.pk for company in known.new.values()})
    corrected |= change_all(made.collection_id, tags, notes, by_name)
    for good in goods:
        company = good.row.submission_id
        if company in known.changes and company in corrected:
            good.row.outcome = Outcome.CORRECTED


def _whole(made: Import, goods: Sequence[Good]) -> list[Good]:
    """The rows whose texts are whole. What a workbook of this site cut is the text of the company
    that it is of; where there is none, the row says what to do.
    """
    whole: list[Good] = []
    for good in goods:
        values = good.values
        cut = values["text"]
        if before_cut(cut):
            namesakes = _of_titles(made, [good]).filter(title=values["title"])
            texts = namesakes.values_list("text", flat=True).iterator()
            text = next((text for text in texts if is_cut_of(cut, text)), "")
            if not text:
                good.row.outcome = Outcome.BAD
                good.row.column = mapping_of(made).column_of("text")[:200]
                good.row.problem = CUT_TEXT
                continue
            good = Good(good.row, {**values, "text": text})
        whole.append(good)
    return whole


def _keep_own(made: Import, filled: Sequence[tuple[int, Good]], new: set[int]) -> set[int]:
    """Keep the other columns with their companies; returns those of which that changed any."""
    used = mapping_of(made).as_company
    names = kept_names(made.layout["columns"], used, made.collection_id)
    if not names:
        return set()
    texts: dict[int, dict[str, str]] = {}
    for company, good in filled:
        own = texts.setdefault(company, {})
        for place, name in names.items():
            if text := good.row.cells[place].strip():
                own[name] = text
    return keeping.keep(made.collection_id, texts, list(names.values()), new)


def _listed(made: Import, goods: Sequence[Good]) -> dict[int, int]:
    """Row, by its number -> the company of which a table that was had from here told it.

    That of the number or the page which stands there, while title or text are the company's still:
    another site may have given it, and a row that was copied for a new company has it, too.
    """
    place = identity_place(made.layout["columns"])
    if place is None:
        return {}
    told = {good.row.number: _NUMBER.fullmatch(good.row.cells[place]) for good in goods}
    numbers = {row: int(number[1]) for row, number in told.items() if number}
    companies = _of_collection(made).in_bulk(numbers.values())
    rows = made.rows.filter(submission__in=companies).exclude(outcome=Outcome.BAD)
    used = set(rows.values_list("submission", flat=True))
    listed: dict[int, int] = {}
    for least in (2, 1):
        for good in goods:
            company = companies.get(numbers.get(good.row.number, 0))
            if company is None or company.pk in used:
                continue
            title, text = good.identity
            # Those that say what the company says come first
            if (title == company.title) + (text == company.text) >= least:
                listed[good.row.number] = company.pk
                used.add(company.pk)
    return listed


def _of_titles(made: Import, goods: Sequence[Good]) -> SubmissionQuerySet:
    """What it has already of the titles of some rows, the newest first."""
    # By the index of titles in small letters, which are ASCII alone on SQLite
    small: set[str] = set()
    for good in goods:
        title = good.values["title"]
        small.update((title.lower(), title.translate(ASCII_SMALL)))
    return _of_collection(made).filter(title__lower__in=small).order_by("-pk")


def _of_collection(made: Import) -> SubmissionQuerySet:
    """What it has already."""
    scope = Scope.of_all((made.collection_id,))
    return Submission.objects.visible_to(scope)
