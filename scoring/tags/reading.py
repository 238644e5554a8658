"""The tags and notes of companies, and how many companies of a scope have each tag."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from scoring.models import CompanyNote, CompanyTag, Scope, Submission
from scoring.models.collections import also_in_scope
from scoring.models.database.tag_tally import kept_totals
from scoring.models.database.written import WrittenOnce
from scoring.pages.caching import counted_lately

# Of a collection that has more, the most frequent ones are suggested
MOST_SUGGESTED = 100
# What counts and addresses call a company that has a note
NOTED = "some"
# So many rows of tags or notes are read at once
RARE = 10_000
# So many are sooner sorted than met in the order of a list of a million
FEW = 5_000
TAGS = WrittenOnce(
    lambda collections, companies: (
        CompanyTag.objects.filter(also_in_scope(Scope.of_all(collections), "collection"))
        .filter(submission__in=companies)
        .order_by("name")
        .values_list("submission", "name")
    )
)
NOTES = WrittenOnce(
    lambda collections, companies: CompanyNote.objects.visible_to(Scope.of_all(collections)).filter(
        submission__in=companies
    )
)
NOTED_COMPANIES = WrittenOnce(
    lambda collections: (
        CompanyNote.objects.visible_to(Scope.of_all(collections))
        .order_by()
        .values_list("submission")[: RARE + 1]
    )
)


class Kept(NamedTuple):
    """What is kept with a company besides what it says."""

    tags: Sequence[str] = ()
    note: CompanyNote | None = None

    @property
    def text(self) -> str:
        """The note; empty where there is none."""
        if not self.note:
            return ""
        return self.note.text


NOTHING = Kept()


def kept_with(company: Submission) -> Kept:
    """Of a company that was found by who may see it."""
    return kept_with_each([company.pk], company.collection.alone).get(company.pk, NOTHING)


def kept_with_each(companies: Iterable[int], scope: Scope) -> dict[int, Kept]:
    """The same of many by their ids, without those of which nothing is kept."""
    ids = tuple(companies)
    tags = tags_of_each(ids, scope)
    notes = {note.submission_id: note for note in NOTES.read(scope.collections, ids)}
    return {
        company: Kept(tags.get(company, ()), notes.get(company))
        for company in tags.keys() | notes.keys()
    }


def tags_of_each(companies: Collection[int], scope: Scope) -> dict[int, list[str]]:
    """The tags of companies by their ids, without those that have none."""
    tags: dict[int, list[str]] = {}
    for company, name in TAGS.read(scope.collections, tuple(companies)):
        tags.setdefault(company, []).append(name)
    return tags


def tag_totals(held: QuerySet[CompanyTag]) -> dict[str, int]:
    """How many companies have each of these tags, the most frequent first."""
    totals = held.order_by().values_list("name").annotate(companies=Count("pk"))
    return dict(totals.order_by("-companies", "name"))


def note_totals(notes: QuerySet[CompanyNote]) -> dict[str, int]:
    """How many companies have one of these notes; empty where none has."""
    companies = notes.count()
    if not companies:
        return {}
    return {NOTED: companies}


def all_tag_totals(scope: Scope) -> dict[str, int]:
    """The same of all tags of a scope, as they are kept."""
    return kept_totals(scope.collections)


def all_note_totals(scope: Scope) -> dict[str, int]:
    companies = len(NOTED_COMPANIES.read(scope.collections))
    if companies <= RARE:
        if not companies:
            return {}
        return {NOTED: companies}
    notes = CompanyNote.objects.visible_to(scope)
    return counted_lately(f"notes-{scope.key}", lambda: note_totals(notes))


def having(kept: QuerySet[Any], key: str) -> Q:
    """The condition that a company has one of these tags, or of these notes.

    Few are found by their own index. Of more the first in the order of a list are soon met: while
    all of them together are still quickly read, a company is looked for among them by its `key`
    (`SubmissionQuerySet.column`), else each is asked for its own.
    """
    # No more are counted than tell whether they are few
    total = kept.order_by()[: RARE + 1].count()
    if total <= FEW:
        return Q(pk__in=kept.values("submission"))
    if total <= RARE:
        return Q(**{f"{key}__in": kept.values("submission")})
    return Q(Exists(kept.filter(submission=OuterRef("pk"))))


def suggested_tags(scope: Scope) -> list[str]:
    """Tags of a scope, for whoever types one."""
    return list(all_tag_totals(scope))[:MOST_SUGGESTED]
