"""Tags and notes as they change."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from scoring.accounts.people import person_asking
from scoring.collections.changing import EDITED, note_edit
from scoring.collections.rights import locked_changeable
from scoring.models import CompanyNote, CompanyTag, Scope, Submission
from scoring.models.companies.tags import MOST_TAGS
from scoring.tags.reading import NOTHING, kept_with_each


class TagError(ValueError):
    """What cannot be kept; the message says why."""


@transaction.atomic
def change_tags(
    request: HttpRequest,
    companies: Collection[int],
    add: Sequence[str],
    remove: Sequence[str],
) -> int:
    """Change the tags of those of these companies that whoever is asking may change; how many.

    Raises:
        PermissionDenied: there is none.
        TagError: one of them would have too many; nothing is changed.
    """
    held = locked_changeable(request, companies)
    if not held:
        raise PermissionDenied
    remove_tags(held, remove)
    add_tags(held, add)
    note_edit(
        {company.collection.pk for company in held},
        EDITED,
        person_asking(request).account,
    )
    return len(held)


def add_tags(companies: Sequence[Submission], tags: Sequence[str]) -> None:
    """Give tags to companies that the caller holds; those that have one already keep it.

    Raises:
        TagError: one of them would have too many.
    """
    held = CompanyTag.objects.filter(submission__in=[company.pk for company in companies])
    known = set(held.values_list("submission", "name"))
    numbers = Counter(company for company, _ in known)
    new = []
    for company in companies:
        missing = [tag for tag in tags if (company.pk, tag) not in known]
        if numbers[company.pk] + len(missing) > MOST_TAGS:
            raise TagError(
                f"A company has {MOST_TAGS} tags at most, and “{company.title}” would have more. "
                "Take some off first."
            )
        new += [
            CompanyTag(submission=company, collection=company.collection, name=tag)
            for tag in missing
        ]
    CompanyTag.objects.bulk_create(new)


def remove_tags(companies: Sequence[Submission], tags: Collection[str]) -> None:
    held = CompanyTag.objects.filter(submission__in=[company.pk for company in companies])
    held.filter(name__in=tags).delete()


def set_tags(company: Submission, tags: Sequence[str]) -> None:
    """Give a company these tags and no others. Raises TagError for too many."""
    CompanyTag.objects.filter(submission=company).exclude(name__in=tags).delete()
    add_tags([company], tags)


def set_note(company: Submission, text: str, by_name: str) -> None:
    """Keep a note; without a text there is none."""
    if not text:
        CompanyNote.objects.filter(submission=company).delete()
        return
    said = {"text": text, "by_name": by_name, "changed_at": timezone.now()}
    changed = CompanyNote.objects.filter(submission=company).exclude(text=text).update(**said)
    if not changed:
        CompanyNote.objects.get_or_create(submission=company, defaults=said)


def change_all(
    collection: int,
    tags: Mapping[int, Sequence[str]],
    notes: Mapping[int, str],
    by_name: str,
) -> set[int]:
    """Give companies of one collection, by their ids, these tags and no others, and these notes.

    Both are checked already. Returns those companies that were changed by it. Within a transaction
    that holds the collection.
    """
    scope = Scope((collection,), (collection,))
    before = kept_with_each(tags.keys() | notes.keys(), scope)
    other_tags = {
        company: names
        for company, names in tags.items()
        if set(names) != set(before.get(company, NOTHING).tags)
    }
    other_notes = {
        company: text
        for company, text in notes.items()
        if text != before.get(company, NOTHING).text
    }
    CompanyTag.objects.filter(submission__in=other_tags).delete()
    CompanyTag.objects.bulk_create(
        CompanyTag(submission_id=company, collection_id=collection, name=name)
        for company, names in other_tags.items()
        for name in names
    )
    CompanyNote.objects.filter(submission__in=other_notes).delete()
    CompanyNote.objects.bulk_create(
        CompanyNote(submission_id=company, text=text, by_name=by_name)
        for company, text in other_notes.items()
    )
    return other_tags.keys() | other_notes.keys()


def move_tags(companies: Sequence[int], collection: int) -> None:
    """Take tags along with companies (by their ids) that go to another collection."""
    CompanyTag.objects.filter(submission__in=companies).update(collection=collection)
