"""The tags and notes of companies, and how many companies of a scope have each tag."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Count, QuerySet

from scoring.models import CompanyNote, CompanyTag, Scope, Submission

# Of a collection that has more, the most frequent ones are suggested
MOST_SUGGESTED = 100
# What counts and addresses call a company that has a note
NOTED = "some"


class Kept(NamedTuple):
    """What is kept with a company besides what it says."""

    tags: Sequence[str] = ()
    note: CompanyNote | None = None

    @property
    def text(self) -> str:
        """The note; empty where there is none."""
        return self.note.text if self.note else ""


NOTHING = Kept()


def kept_with(company: Submission) -> Kept:
    """Of a company that was found by who may see it."""
    return kept_with_each([company.pk], company.collection.alone).get(company.pk, NOTHING)


def kept_with_each(companies: Iterable[int], scope: Scope) -> dict[int, Kept]:
    """The same of many by their ids, without those of which nothing is kept."""
    ids = list(companies)
    tags: dict[int, list[str]] = {}
    held = CompanyTag.objects.visible_to(scope).filter(submission__in=ids).order_by("name")
    for company, name in held.values_list("submission", "name"):
        tags.setdefault(company, []).append(name)
    notes = CompanyNote.objects.visible_to(scope).in_bulk(ids)
    return {
        company: Kept(tags.get(company, ()), notes.get(company))
        for company in tags.keys() | notes.keys()
    }


def tag_totals(held: QuerySet[CompanyTag]) -> dict[str, int]:
    """How many companies have each of these tags, the most frequent first."""
    totals = held.order_by().values_list("name").annotate(companies=Count("pk"))
    return dict(totals.order_by("-companies", "name"))


def note_totals(notes: QuerySet[CompanyNote]) -> dict[str, int]:
    """How many companies have one of these notes; empty where none has."""
    companies = notes.count()
    return {NOTED: companies} if companies else {}


def suggested_tags(scope: Scope) -> list[str]:
    """Tags of a scope, for whoever types one."""
    return list(tag_totals(CompanyTag.objects.visible_to(scope)))[:MOST_SUGGESTED]
