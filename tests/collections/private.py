"""Two people with a private collection each, full of words that stand nowhere else."""

from typing import Any

from django.contrib.auth.models import Permission, User

from scoring.companies import submissions
from scoring.models import Collection, Submission, model_versions
from scoring.models.collections import Scope
from scoring.own_columns import keeping
from scoring.review import kinds, verdicts
from scoring.similar.pairs import feedback
from scoring.tags.changing import set_note, set_tags

# Each stands in a title, a category or a text of a private company
MARKS = ("Zyzzquark", "Quillfernery", "brackenmoor")


def make_collection(owner: User, name: str = "Mine", **fields: Any) -> Collection:
    return Collection.objects.create(name=name, owner=owner, **fields)


def put_into(collection: Collection, *texts: str, mark: str = MARKS[0]) -> list[Submission]:
    """A company for each text, scored as those of the form."""
    stored = []
    for number, text in enumerate(texts):
        company = submissions.submit(
            title=f"{mark} {number}",
            category=MARKS[1],
            text=f"{text} {MARKS[2]}",
            collection=collection.pk,
        )
        stored.append(company)
    return stored


def scope_of_collections(*collections: Collection) -> Scope:
    keys = tuple(collection.pk for collection in collections)
    return Scope(keys, keys)


def fill_two(ann: User, bob: User) -> list[Submission]:
    """Companies of both, like public ones, with everything that people say of companies."""
    texts = list(Submission.objects.order_by("pk").values_list("text", flat=True)[:3])
    reviewer = User.objects.get(username="reviewer")
    stored = []
    for owner in (ann, bob):
        collection = make_collection(owner, f"{MARKS[0]} of {owner.username}")
        companies = put_into(collection, *texts)
        stored += companies
        first, second = companies[:2]
        feedback.mark_pair(first, second, "similar", owner.username)
        # What somebody said of a public company beside a private one stays between them
        public = Submission.objects.order_by("pk")[0]
        feedback.mark_pair(public, first, "not-similar", owner.username)
        kinds.correct_kind(
            first, sector="Financials", segment="Pawnbrokers", last=0, reviewer=reviewer
        )
        row = first.assignments.get(version=model_versions.active())
        if row.cluster is not None:
            verdicts.review(row, verdict="confirmed", cluster=None, note="", reviewer=reviewer)
        set_tags(first, [MARKS[0].lower(), MARKS[1].lower()])
        set_note(first, f"{MARKS[2]} noted", owner.username)
        keep_own(collection.pk, first, second)
    return stored


def keep_own(collection: int, first: Submission, second: Submission) -> None:
    """Values in a column of a name that public companies have too, and in one of a private name."""
    texts = {
        first.pk: {"City": f"{MARKS[0]}ville", MARKS[1]: "12"},
        second.pk: {"City": "Bonn", MARKS[1]: "34"},
    }
    keeping.keep(collection, texts)


def member(name: str) -> User:
    return User.objects.create_user(name, password="a long enough password")


def reviewing(name: str) -> User:
    """Staff with every permission of the product, who are no admins."""
    account = User.objects.create_user(name, password="a long enough password", is_staff=True)
    account.user_permissions.set(Permission.objects.filter(content_type__app_label="scoring"))
    return account
