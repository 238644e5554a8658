"""The companies of a collection as they are divided: what each says, and is filed under."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import F

from clustering.closeness import Said
from scoring.kinds.names import readable
from scoring.models import Assignment, Collection, ModelVersion, Scope, Submission
from scoring.models.assignments import DOUBTFUL
from scoring.models.collections import CATALOGUE_ID
from scoring.similar.ranking import said as as_said

# Of a column of one's own, so many companies have to have something for it to name clusters
LEAST_FILLED = 0.5
# With more different values than one for every two companies it names each by itself
MOST_DIFFERENT = 0.5


class Company(NamedTuple):
    """A company of the collection; the kind is empty where it is a guess."""

    pk: int
    title: str
    text: str
    category: str
    sector: str
    segment: str
    said: Said


def companies_of(collection: Collection, version: ModelVersion) -> list[Company]:
    """All companies of a collection, with what the trained version says of each."""
    rows = (
        Assignment.objects.visible_to(collection.alone)
        .filter(version=version)
        .order_by("submission")
        .values_list(
            "submission",
            F("submission__title"),
            F("submission__text"),
            "category",
            "shown_sector",
            "shown_segment",
            "answer",
            "said",
        )
    )
    companies = []
    for pk, title, text, category, sector, segment, answer, told in rows:
        is_guess = answer in DOUBTFUL
        companies.append(
            Company(
                pk=pk,
                title=title,
                text=text,
                category=category,
                sector="" if is_guess else readable(sector),
                segment="" if is_guess else segment,
                said=as_said(told),
            )
        )
    return companies


def are_waiting(collection: Collection, version: ModelVersion) -> bool:
    """Whether the trained version has yet to read some companies of a collection."""
    rows = Assignment.objects.visible_to(collection.alone).filter(version=version)
    if rows.pending().exists():
        return True
    return (
        Submission.objects.visible_to(collection.alone)
        .exclude(assignments__version=version)
        .exists()
    )


def background_of(version: ModelVersion) -> list[Said]:
    """What the companies of the catalogue say, whose words are learned along."""
    catalogue = Scope((CATALOGUE_ID,), (CATALOGUE_ID,))
    rows = Assignment.objects.visible_to(catalogue).filter(version=version)
    # As the file has them, whose sectors are stored side by side
    stored = rows.order_by("category", "submission").values_list("said", flat=True)
    return [as_said(told) for told in stored if told]


def broad_labels(companies: Sequence[Company]) -> list[str]:
    """What each company is filed under broadly: the collection's own category, else the sector.

    The own categories serve where most companies have one, and few of them are alone in it.
    """
    own = [company.category for company in companies]
    filled = [category for category in own if category]
    is_filled = len(filled) >= LEAST_FILLED * len(own)
    if is_filled and len(set(filled)) <= MOST_DIFFERENT * len(filled):
        return own
    return [company.sector for company in companies]
